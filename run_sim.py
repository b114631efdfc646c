#!/usr/bin/env python3
"""The front door: python3 run_sim.py --help."""

from trustsim.cli import main

if __name__ == "__main__":
    main()
