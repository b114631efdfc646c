"""Calibration: which values of the parameters agree with published patterns and with real schools, and which the data cannot tell apart.

Modules, in the order of the work: priors (what is held possible), targets (what must come out), simulate (figures at a point), waves (points,
kept so that a stopped calibration goes on), emulate (Gaussian processes in place of runs), infer (what is ruled out, and the posterior), heldout
(real schools foretold, against plain baselines), report and plots (page and figures), command.
"""
