"""One encounter in words: what was asked and dared, what was shown and noticed, what came of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from trustsim.qualities import QUALITY_WORDS
from trustsim.rules.stages import NO_LUCK, NO_WIN, SCARRED, TOO_NEW, VALUES_APART
from trustsim.state import QUALITIES, STAGES
from trustsim.summary import sentence
from trustsim.words import SMALL, listed

if TYPE_CHECKING:
    from trustsim.explain.tie import Tie

AVOID, COMPLY, COOPERATE = range(3)
BREACH_WORDS = ("failed them in their competence", "acted in bad faith", "broke a confidence", "deceived them")
SHUT = {NO_WIN: "only a joint task that is won opens it", TOO_NEW: "they have met too seldom", SCARRED: "a scar stands in the way",
        VALUES_APART: "their values overlap too little", NO_LUCK: "chance did not fall that way"}
DONE = ("avoided the encounter", "only complied", "cooperated")


def told(tie: Tie, row: Any, back: Any) -> str:
    """One encounter, from the holder's side first; `back` is the same encounter from the other side."""
    a, b = tie.names
    text = f"Week {row.week}, {row.setting}: {stances(tie, row, back)}"
    if not row.held:
        text += f" Nothing passed between them, so trust stays at {row.trust_before:.2f}."
        return text + _let_down(a, row) + _let_down(b, back)
    text += f" {_seen(tie, row, a, b)} Trust {row.trust_before:.2f} to {row.trust_after:.2f}."
    text += _let_down(a, row)
    if row.task >= 0:
        result = "was won" if row.task == 1 else "failed"
        text += f" Their joint task {result}: {a}'s readiness {row.readiness_before:.2f} to {row.readiness_after:.2f}."
    if row.task == 1 and row.stage_after == row.stage_before < len(STAGES) - 1:
        deeper = int(row.stage_after) + 1
        text += f" {sentence(STAGES[deeper])} trust did not open: {SHUT[(row.gates >> (3 * (deeper - 1))) & 7]}."
    if row.breach >= 0:
        text += f" {b} {BREACH_WORDS[row.breach]}{' and apologised' if row.apology else ''}."
    if row.stage_after != row.stage_before:
        text += f" {a}'s trust went from {STAGES[row.stage_before]} to {STAGES[row.stage_after]}."
    text += f" The other way: {_seen(tie, back, b, a)} Trust {back.trust_before:.2f} to {back.trust_after:.2f}.{_let_down(b, back)}"
    if back.breach >= 0:
        text += f" {a} {BREACH_WORDS[back.breach]}{' and apologised' if back.apology else ''}."
    if back.stage_after != back.stage_before:
        text += f" {b}'s trust went from {STAGES[back.stage_before]} to {STAGES[back.stage_after]}."
    return text


def stances(tie: Tie, row: Any, back: Any) -> str:
    """What each did, and why where it was not cooperation."""
    a, b = tie.names
    if row.own == row.others == COOPERATE:
        return "both cooperated."
    return sentence(" ".join(f"{name} {DONE[side.own]}{_why(side)}." for name, side in ((a, row), (b, back))))


def _why(side: Any) -> str:
    """What was asked against what was dared."""
    if side.own == COOPERATE:
        return ""
    if side.demand > side.dared:
        return f": {side.demand:.2f} was asked, {side.dared:.2f} dared"
    return f", by chance: only {side.demand:.2f} was asked, {side.dared:.2f} dared"


def _seen(tie: Tie, row: Any, a: str, b: str) -> str:
    """What `b` showed, what `a` noticed, and whether that built trust."""
    shown = [QUALITY_WORDS[quality] for quality in QUALITIES if getattr(row, f"shown_{quality}")]
    missing = [QUALITY_WORDS[quality] for quality in QUALITIES if not getattr(row, f"shown_{quality}")]
    noticed = [QUALITY_WORDS[quality] for quality in QUALITIES if getattr(row, f"noticed_{quality}")]
    if not shown:
        text = f"{b} showed none of the four qualities"
    elif not missing:
        text = f"{b} showed all four qualities"
    else:
        text = f"{b} showed {listed(shown)}, not {' or '.join(missing)}"
    if len(noticed) == len(shown) and shown:
        text += f"; {a} noticed {'all of it' if len(shown) > 1 else 'it'}."
    elif shown:
        text += f"; {a} noticed {listed(noticed) if noticed else 'nothing of it'}."
    else:
        text += "."
    need = tie.story.scenario.mechanisms.beliefs.builds_from
    needed = SMALL[int(need)] if need == int(need) else f"{need:g}"
    return f"{text} {sentence(needed)} of four are needed to build trust: {'it did' if row.built else 'it did not'}."


def _let_down(name: str, side: Any) -> str:
    return f" {name} was let down." if side.let_down else ""


def gate_words(tie: Tie, stage: int, reasons: list[int]) -> str:
    """Why the gate to a stage has stayed shut, from the reasons of all tries."""
    stages = tie.story.scenario.mechanisms.stages
    count = Counter(reasons)
    most = count.most_common(1)[0][0]
    if count[NO_LUCK]:   # whatever stood in the way before, at times only luck was missing
        often = {1: "once", 2: "twice"}.get(count[NO_LUCK], f"{count[NO_LUCK]} times")
        return f"chance decided {often}, and did not fall that way"
    if most == VALUES_APART or count[VALUES_APART]:
        overlap = float(tie.steps[tie.steps["kind"] == "gates"]["x0"].iloc[-1])
        return f"their values overlap too little ({overlap:.3f}; more than {stages.identificatory_overlap:.3f} is asked)"
    if most == TOO_NEW:
        return f"they have met too seldom ({int(tie.last['familiarity'])} interactions; more than {stages.identificatory_familiarity:.0f} are asked)"
    if most == SCARRED:
        return "a scar stands in the way"
    if most == NO_WIN:
        return "only a joint task that is won opens it"
    return "it has not been tried since"
