"""Why a tie stands where it stands: the run is replayed from its keys with the tie watched, and told from what was noted.

    from trustsim.explain import watch
    story = watch("baseline", seed=1, ties=[(3, 7)])
    story.encounters          # one row an encounter and direction
    story.weeks               # the ties at the end of each week

Nothing here computes science: the compiled rules of the run note their own steps (trustsim/rules/trace.py).
"""

from __future__ import annotations

from trustsim.explain.replay import Story, watch
from trustsim.explain.stored import Stored, find_person, open_results

__all__ = ["Stored", "Story", "find_person", "open_results", "watch"]
