"""The scorecard: the model, and rival rules beside it, held against published evidence and real schools.

    criteria.py       what a row is: pattern, criteria, verdict
    simulate.py       runs under one of the rules
    networks.py ...   the patterns, a module a group: what is simulated, statistic, criterion, source
    patterns.py       all of them, in order
    running.py        replicates on workers, look by look, kept so that a stopped scorecard goes on
    page.py, plots.py the table, HTML and Markdown
    command.py        run_sim.py scorecard
"""
