#!/usr/bin/env python3
"""Break rules on purpose, one at a time, in a copy of the project, and see which test notices.

    python3 experiments/break_a_rule.py            all of them (about a quarter of an hour)
    python3 experiments/break_a_rule.py P4 P6      some

A test that cannot fail proves nothing: every row must say "noticed". The project itself is not touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Break:
    """One rule broken: in `file`, `old` becomes `new`; the tests named `-k tests` must fail."""

    name: str
    what: str
    file: str
    old: str
    new: str
    tests: str


BREAKS = [
    Break("P1a", "ties decay without contact", "rules/schedule.py", "            if pair.cooperations_term > 0:\n",
          "            w.ties[2 * number].belief[0] *= 0.999\n            if pair.cooperations_term > 0:\n", "p1_no_interaction"),
    Break("P1b", "early interactions count more", "rules/beliefs.py", "    step = gain * weight\n",
          "    step = gain * weight * 20.0 / (20.0 + familiarity)\n", "p1_the_500th"),
    Break("P2a", "a quality counts though nobody noticed", "rules/signals.py", "= shows & is_below_response(unit_low(luck[word, e]), notice[side, e])",
          "= shows", "p2_shown_but_not_noticed"),
    Break("P2b", "the plain mean instead of the soft minimum", "rules/beliefs.py", "    if rival == PLAIN_MEAN:", "    if rival != STRICT_MINIMUM:",
          "p2_one_missing"),
    Break("P3", "losses weigh 2.5 times gains", "rules/beliefs.py", "return p.beliefs.loss_ratio_new + (", "return 2.5 + 0.0 * (",
          "p3"),
    Break("P4", "people cooperate whether they trust or not", "rules/conduct.py", "if is_below_response(u_cooperate, (dared - demand) / width)",
          "if is_below_response(u_cooperate, 0.0 * (dared - demand) / width)", "p4"),
    Break("P5a", "practice needs no joint win", "rules/stages.py", "        return BEHIND\n    if not won:\n        return NO_WIN\n    if not tie.scar_integrity < p.stages.practice_scar:", "        return BEHIND\n    if not tie.scar_integrity < p.stages.practice_scar:", "p5_gates"),
    Break("P5b", "a scar does not demote", "rules/stages.py", "    stage = int(tie.stage)\n    if stage == IDENTIFICATORY and",
          "    stage = int(tie.stage)\n    return stage\n    if stage == IDENTIFICATORY and", "p5_a_scar"),
    Break("P6a", "a deception mends like anything else", "rules/breaches.py", "            tie.scar_lasting += scar * (1.0 - tie.scar_lasting)\n", "", "p6"),
    Break("P6b", "the scar does not cap belief", "rules/beliefs.py", "    return max(0.0, top)", "    return 1.0 + 0.0 * top", "p6_the_scar_stays"),
    Break("P7a", "first trust knows no disposition", "rules/first_trust.py", "f.weight_disposition * disposition, f.weight_norm",
          "f.weight_disposition * 0.6, f.weight_norm", "p7_disposition_sets"),
    Break("P7b", "disposition follows experience at once", "rules/drift.py", "min(step, w.p.beliefs.gain / 20.0)", "min(40.0 * step, 1.0)", "p7_disposition_drifts"),
    Break("P8a", "being trusted does not improve conduct", "rules/conduct.py", "= own_trust * (2.0 * tie_j.trust - 1.0)", "= 0.0 * tie_j.trust",
          "p8_who_is_trusted"),
    Break("P8b", "wins come without joint cooperation", "rules/conduct.py", "        task = both & (",
          "        task = (both | True) & (", "p8_only_joint"),
    Break("P8c", "small wins hardly raise readiness", "rules/interactions.py", "p.joint_work.win_readiness * (1.0", "0.2 * p.joint_work.win_readiness * (1.0",
          "p8_it_takes_years"),
    Break("P9", "more minutes bring no more encounters", "rules/encounters.py", "    minutes = protected_minutes(p, o, o.team_minutes) * o.exchange_factor",
          "    minutes = protected_minutes(p, o, 60.0) * o.exchange_factor", "p9"),
    Break("R1", "a hire shifts everybody's luck", "population.py", "post=f\"{name}/{plan.name}/{seat + 1}\"", "post=f\"{name}/{len(roster.posts)}\"",
          "one_person_or_team_more"),
    Break("R2", "strangers are chosen by position in the list", "rules/word_of_mouth.py", "        j = int(w.ring_person[(place + k) % ring])\n        if (w.staff[j].organisation",
          "        j = int(w.ring_person[(int(start >> np.uint64(40)) + k) % ring])\n        if (w.staff[j].organisation", "one_person_more_leaves"),
    Break("R3", "brokers are looked for from where the last one stands", "rules/encounters.py", "s.broker_from = place if s.brokers == 0 else s.broker_from",
          "s.broker_from = place", "broker_who_lends_most"),
    Break("R4", "a gate stays untried where bad faith has just ended a stage", "rules/interactions.py", "(tie_j.stage == CALCULATIVE) | wrong)",
          "(tie_j.stage == CALCULATIVE))", "equal_in_every_week"),
    Break("L1", "an apology gives back no belief", "rules/breaches.py", "share_competence * max(0.0, missing)", "0.0 * max(0.0, missing)",
          "its_claims_hold and competence_failure_apology"),
    Break("L2", "spanners' contacts get no minutes", "rules/encounters.py", "visits = p.partnership.spanner_minutes", "visits = 0.0 * p.partnership.spanner_minutes",
          "its_claims_hold and contact_points"),
    Break("L3", "trust is extended without judgement", "rules/conduct.py", "unwise = 1.0 - o.behaviour[JUDGEMENT]", "unwise = 1.0", "its_claims_hold and trust_wisely"),
    Break("L4", "a restructuring has no dip", "rules/leadership.py", "return o.dip_depth * DIP_SHAPE[stage]", "return 0.0 * DIP_SHAPE[stage]",
          "its_claims_hold and restructuring"),
    Break("L5", "recruitment for values is ignored", "rules/people.py", "(1.0 - recruitment) * off", "off", "its_claims_hold and recruitment"),
    Break("L6", "swift trust is ignored", "rules/first_trust.py", "    tie.swift = 1\n", "    return\n    tie.swift = 1\n", "swift"),
    Break("L7", "people under one roof stay strangers", "interventions.py", "if u < propinquity(", "if u < 0.0 * propinquity(", "its_claims_hold and co_location"),
]


def noticed(broken: Break) -> bool:
    """Whether the named tests fail where the rule is broken."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".git", "__pycache__", "results", "*.egg-info", ".*_cache"))
        file = copy / "trustsim" / broken.file
        text = file.read_text(encoding="utf-8")
        if text.count(broken.old) != 1:
            raise SystemExit(f"{broken.name}: the line to break stands {text.count(broken.old)} times in {broken.file}; mend this list")
        file.write_text(text.replace(broken.old, broken.new), encoding="utf-8")
        if "np." in broken.new and "import numpy as np" not in text:
            file.write_text(file.read_text(encoding="utf-8").replace("from typing import Any\n", "from typing import Any\n\nimport numpy as np\n", 1),
                            encoding="utf-8")
        tests = ["tests/test_properties.py", "tests/test_reproducible.py", "tests/scenario/test_library_claims.py", "tests/scenario/test_library_ties.py"]
        done = subprocess.run([sys.executable, "-m", "pytest", "-n0", "-q", "-x", "-p", "no:cacheprovider", *tests, "-k", broken.tests], cwd=copy,
                              env={**os.environ, "PYTHONPATH": str(copy), "NUMBA_OPT": "1"}, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or ("Error" in done.stdout and "AssertionError" not in done.stdout and "assert" not in done.stdout):
            print(done.stdout[-3000:], done.stderr[-2000:])
        return done.returncode == 1


def main() -> None:
    """Break what the command line names, or everything."""
    chosen = [broken for broken in BREAKS if not sys.argv[1:] or broken.name in sys.argv[1:]]
    missed = 0
    for broken in chosen:
        seen = noticed(broken)
        missed += not seen
        print(f"{broken.name:4} {broken.what:52} {'noticed' if seen else 'NOT NOTICED'} by {broken.tests}", flush=True)
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
