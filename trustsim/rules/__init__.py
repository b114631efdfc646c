"""The rules of the week, compiled and pure: each file states one part of the theory and cites it; week.py puts them in order.

The same rules stand in plain Python, a person at a time, in trustsim/twin: read that first.
"""
