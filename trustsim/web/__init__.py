"""The browser's face: films of runs, the live app, one-file replays and the gallery.

Everything a page shows is a pure function of a *view* (scenario, settings, happenings, seed): the whole run is simulated, sent as bytes and
played. The page computes nothing of the science.
"""
