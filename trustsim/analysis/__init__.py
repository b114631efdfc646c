"""Statistics of many runs, on arrays and tidy tables: intervals, effects, sensitivity, phase maps, time to viability.

Nothing here knows of folders, scenarios or studies. A tidy table has a row a run: columns of factors, `point`, `replicate`, outcomes. Replicate
r has the same luck at every point, so what compares points is computed within each replicate, and its interval is over replicates.
"""
