"""The replay: the same compiled run once more, week by week, with some ties watched; what it notes becomes tables.

Every note is the tie as a step left it, so the change of a step is the difference to the note before. Nothing may change a watched
tie unnoted: `CHANGES` says what each kind of step may touch, and tests hold every replay against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from trustsim.founding import Watch
from trustsim.model import TrustModel
from trustsim.results import Results, staff_table, tie_columns, tie_table
from trustsim.rules.encounters import expect_all
from trustsim.rules.trace import BEGAN, BROKEN, GATES, KINDS, MENDED, MET, STANCES, TASK, trust_as_it_stands
from trustsim.scenario.load import LoadedScenario, loaded
from trustsim.scenario.schema import Scenario
from trustsim.state import HERE, N_PAIRS, N_QUALITIES, N_TRACE, QUALITIES, SETTINGS, TRACE

ROOM = 4096   # notes of a week; where they are more, the replay is repeated with room
WEEK_END = len(KINDS)
STEPS = (*KINDS, "week")
BELIEFS = frozenset(QUALITIES)
SCARS = frozenset({"scar_competence", "scar_integrity", "scar_lasting"})
TIE_FIELDS = (*QUALITIES, "trust", "readiness", "scar_competence", "scar_integrity", "scar_lasting", "familiarity", "wins", "voucher", "stage",
              "swift")
# What a step of each kind may change. Leaders' mediation comes before the first encounter of a week, and shows with it or at its end.
CHANGES: dict[str, frozenset[str]] = {
    "began": frozenset(TIE_FIELDS), "history": frozenset({"familiarity", "readiness", "stage", "trust"}),
    "vouched": BELIEFS | {"trust", "voucher"}, "swift": frozenset({"swift", "competence", "integrity", "readiness", "stage", "trust"}),
    "timeline": BELIEFS | SCARS | {"trust", "readiness", "stage", "swift"}, "stance": SCARS - {"scar_lasting"} | {"readiness"},
    "met": BELIEFS | {"familiarity"}, "task": frozenset({"competence", "readiness", "wins"}), "breach": BELIEFS | SCARS | {"readiness", "stage"},
    "apology": SCARS - {"scar_lasting"} | {"competence", "integrity"}, "gates": frozenset({"stage"}), "week": SCARS - {"scar_lasting"} | {"trust"}}


@dataclass(frozen=True)
class Story:
    """What was noted of some ties in a replay.

    Attributes
    ----------
    scenario, seed, name : what was run.
    staff, organisations : everybody who ever was in post (index: staff number), as in the results; names.
    ties : all ties as they stood at the end of the run, as in the results.
    weekly : the weekly table of the replay.
    steps : one row a step of a tie, in order: `kind` (see STEPS), `holder`, `other`, `week`, `event`, `code`, `x0` to `x4`, the tie as
        the step left it, and `now`, the trust that its beliefs make (`trust` itself is reckoned anew at the end of the week).
    rates : expected encounters a week in each setting, one row a pair (`a`, `b`) and week.
    """

    scenario: Scenario
    seed: int
    name: str
    staff: pd.DataFrame
    organisations: list[str]
    ties: pd.DataFrame
    weekly: pd.DataFrame
    steps: pd.DataFrame
    rates: pd.DataFrame

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """The ties at the end of each week, one row a tie and week; week 0 is the school before its first week."""
        return self.steps[self.steps["kind"] == "week"].reset_index(drop=True)

    @cached_property
    def encounters(self) -> pd.DataFrame:
        """One row an encounter and direction; see :func:`encounters_of`."""
        return encounters_of(self.steps, self.scenario.mechanisms.beliefs.builds_from)

    def tie(self, holder: int, other: int) -> Story:
        """The same story of one directed tie only."""
        def only(table: pd.DataFrame) -> pd.DataFrame:
            return table[(table["holder"] == holder) & (table["other"] == other)].reset_index(drop=True)

        pair = self.rates[(self.rates["a"] == min(holder, other)) & (self.rates["b"] == max(holder, other))].reset_index(drop=True)
        return Story(self.scenario, self.seed, self.name, self.staff, self.organisations, self.ties, self.weekly, only(self.steps), pair)


def watch(source: Results | Scenario | LoadedScenario | str | Path | Mapping[str, Any], *, seed: int | None = None,
          ties: Iterable[tuple[int, int]] = (), person: int | None = None) -> Story:
    """Run a scenario, or a run once more, with some ties watched.

    Parameters
    ----------
    source, seed : as for :func:`trustsim.run`; of results, their scenario and seed.
    ties : pairs of staff numbers; both directions are watched.
    person : a staff number, all of whose ties are watched, both ways.
    """
    if isinstance(source, Results):
        read = replace(loaded(source.scenario), name=source.name, school=source.school)
        seed = source.seed if seed is None else seed
    else:
        read = loaded(source)
    wanted = {(min(a, b), max(a, b)) for a, b in ties}
    if any(a < 0 or a == b for a, b in wanted) or (person is not None and person < 0):
        raise ValueError("a tie is between two different staff numbers, from 0 up")
    flags = {number: 1 for pair in wanted for number in pair} | ({} if person is None else {person: 2})
    notes = ROOM
    while True:
        model = TrustModel(read, seed=seed or 0, watch=Watch(flags, notes))
        found = _replayed(model, notes)
        if not isinstance(found, int):
            break
        notes = 2 * found   # runs are deterministic: once more, with room
    notes_made, ties_noted, rates = found
    steps = _steps(model, notes_made, ties_noted)
    a, b = np.minimum(steps["holder"], steps["other"]), np.maximum(steps["holder"], steps["other"])
    kept = np.array([person in pair or pair in wanted for pair in zip(a, b, strict=True)], dtype=bool)
    return Story(model.scenario, model.seed, read.name, staff_table(model), list(model.roster.organisations),
                 tie_table(tie_columns(model)), pd.DataFrame(model.state.weeks.copy()),
                 steps[kept].reset_index(drop=True), rates)


def _replayed(model: TrustModel, room: int) -> Any:
    """All notes of a run, the ties that go with them, and rates; or how much room a week's notes need, where there is too little."""
    parts: list[tuple[Any, Any]] = []
    rates = []
    for week in range(model.scenario.weeks + 1):
        if week:
            model.step()
        w = model.state
        n = int(w.count[N_TRACE])
        if n > room:
            return n
        parts.append((w.trace[:n].copy(), w.traced[:n].copy()))
        w.count[N_TRACE] = 0
        known = np.flatnonzero(w.pairs["watched"][: int(w.count[N_PAIRS])])
        pairs = w.pairs[known]
        here = (w.staff["presence"][pairs["a"]] == HERE) & (w.staff["presence"][pairs["b"]] == HERE)
        known, pairs = known[here], pairs[here]
        ends = np.zeros(2 * len(known), TRACE)
        ends["week"], ends["kind"], ends["event"] = week, WEEK_END, -1
        for side, (holder, other) in enumerate((("a", "b"), ("b", "a"))):
            ends["holder"][side::2], ends["other"][side::2] = pairs[holder], pairs[other]
        parts.append((ends, w.ties[np.column_stack([2 * known, 2 * known + 1]).ravel()]))
        low, high = np.minimum(pairs["a"], pairs["b"]), np.maximum(pairs["a"], pairs["b"])
        expected = np.zeros((len(known), len(SETTINGS)))
        expect_all(w, known, expected)
        rates.append(pd.DataFrame({"week": np.full(len(known), week), "a": low, "b": high, "overlap": pairs["overlap"],
                                   **{name: expected[:, k] for k, name in enumerate(SETTINGS)}}))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]), pd.concat(rates, ignore_index=True)


def _steps(model: TrustModel, notes: Any, ties: Any) -> pd.DataFrame:
    """The steps table, each tie's steps together and in order."""
    going = notes["kind"] == GATES   # noted just before the tie goes on: with the stage it goes to
    ties["stage"][going] = notes["x"][going, 1].astype(np.int32)
    now = np.zeros(len(ties))
    trust_as_it_stands(model.state.p, ties, now)
    order = np.lexsort((notes["other"], notes["holder"]))   # stable: time stays in order
    notes, ties, now = notes[order], ties[order], now[order]
    columns: dict[str, Any] = {name: notes[name] for name in ("week", "holder", "other", "event", "code")}
    columns["kind"] = pd.Categorical.from_codes(notes["kind"], categories=list(STEPS))
    columns |= {quality: ties["belief"][:, q] for q, quality in enumerate(QUALITIES)}
    columns |= {name: ties[name] for name in TIE_FIELDS if name not in QUALITIES}
    columns |= {f"x{k}": notes["x"][:, k] for k in range(5)}
    return pd.DataFrame({**columns, "now": now})


def encounters_of(steps: pd.DataFrame, builds_from: float) -> pd.DataFrame:
    """Encounters from steps: one row an encounter and direction.

    Columns: `week`, `setting`, `number` (within the week and setting), `holder`, `other`; `demand` (what it asks of the holder, eased by
    leaders who extend trust), `dared`, `own` and `others` stance (0 avoid, 1 comply, 2 cooperate), `held`, `let_down`; for each quality
    `shown_` and `noticed_` (it counted as good), `good` (how many did), `built`; `task` (1 won, 0 failed, -1 none), `breach` (kind, -1
    none), `apology`; `gates` (code of rules/trace.py, -1 where no gate was tried); the tie before and after: `trust_before`,
    `trust_after`, `_before` and `_after` of each quality, readiness and stage.
    """
    kind = steps["kind"].cat.codes.to_numpy()
    opens = kind == STANCES
    inside = np.isin(kind, (STANCES, MET, TASK, BROKEN, MENDED, GATES))
    number = np.cumsum(opens) - 1
    n = int(opens.sum())
    first = np.flatnonzero(opens)
    last = np.zeros(n, dtype=np.int64)
    last[number[inside]] = np.flatnonzero(inside)   # later steps write over earlier ones
    code = steps["code"].to_numpy()

    def codes(which: int) -> Any:
        found = np.full(n, -1)
        found[number[kind == which]] = code[kind == which]
        return found

    event = steps["event"].to_numpy()[first]
    seen, stances = codes(MET), codes(STANCES)
    held = seen >= 0
    shown, good = np.where(held, seen & ((1 << N_QUALITIES) - 1), 0), np.where(held, seen >> N_QUALITIES, 0)
    goods = sum((good >> q) & 1 for q in range(N_QUALITIES))
    table: dict[str, Any] = {name: steps[name].to_numpy()[first] for name in ("week", "holder", "other")}
    table |= {"event": event, "setting": np.array(SETTINGS, dtype=object)[event >> 12], "number": event & 4095}
    table |= {"demand": steps["x0"].to_numpy()[first], "dared": steps["x1"].to_numpy()[first], "own": stances & 3, "others": stances >> 2,
              "held": held}
    table["let_down"] = (table["own"] == 2) & (table["others"] != 2)
    for q, quality in enumerate(QUALITIES):
        table[f"shown_{quality}"] = (shown >> q) & 1 == 1
        table[f"noticed_{quality}"] = (good >> q) & 1 == 1
    table |= {"good": goods, "built": held & (goods >= builds_from), "task": codes(TASK), "breach": codes(BROKEN), "apology": codes(MENDED) >= 0,
              "gates": codes(GATES)}
    before = np.maximum(first - 1, 0)   # there is always a step before: the tie began
    for name, column in (("trust", "now"), *((name, name) for name in (*QUALITIES, "readiness", "stage"))):
        values = steps[column].to_numpy()
        table[f"{name}_before"], table[f"{name}_after"] = values[before], values[last]
    return pd.DataFrame(table)


def unaccounted(story: Story) -> list[str]:
    """Changes of watched ties that no step accounts for; none, unless the rules changed and the notes did not."""
    steps = story.steps
    kind = steps["kind"].astype(str).to_numpy()
    same = (steps["holder"].diff() == 0) & (steps["other"].diff() == 0)
    wrong = []
    for field in TIE_FIELDS:
        values = steps[field].to_numpy()
        changed = np.flatnonzero(same & np.concatenate([[False], values[1:] != values[:-1]]))
        wrong += [f"{field} of {steps['holder'][k]} -> {steps['other'][k]} changed by '{kind[k]}' in week {steps['week'][k]}" for k in changed
                  if field not in CHANGES[kind[k]]]
    begun = (kind == STEPS[BEGAN]).tolist()
    wrong += [f"{steps['holder'][k]} -> {steps['other'][k]} did not begin" for k in np.flatnonzero(~same) if not begun[k]]
    ends = story.weeks
    return wrong + [f"{row.holder} -> {row.other}: trust is {row.trust} and not {row.now} at the end of week {row.week}"
                    for row in ends[ends["trust"] != ends["now"]].itertuples()]
