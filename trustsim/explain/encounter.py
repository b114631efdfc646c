"""One encounter in words: what was asked and dared, what was shown and noticed, what came of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from trustsim.qualities import QUALITY_WORDS
from trustsim.rules.stages import NO_LUCK, NO_WIN, SCARRED, TOO_NEW, VALUES_APART
from trustsim.state import QUALITIES, STAGES
from trustsim.summary import sentence
from trustsim.words import SMALL, count, listed

if TYPE_CHECKING:
    from trustsim.explain.tie import Tie

AVOID, COMPLY, COOPERATE = range(3)
BREACH_WORDS = ("got something badly wrong for them", "acted in bad faith", "broke a confidence", "deceived them")
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
    if row.task >= 0:
        text += f" Their joint task {'was won' if row.task == 1 else 'failed'}."
    text += f" {_side(tie, row, a, b)}"
    if row.task == 1 and row.stage_after == row.stage_before < len(STAGES) - 1:
        deeper = int(row.stage_after) + 1
        text += f" {sentence(STAGES[deeper])} trust did not open: {SHUT[(row.gates >> (3 * (deeper - 1))) & 7]}."
    return f"{text} The other way: {_side(tie, back, b, a)}"


def _side(tie: Tie, side: Any, holder: str, other: str) -> str:
    """What the holder saw and suffered in an encounter, and then where that left trust: one move for all of it."""
    text = f"{_seen(tie, side, holder, other)}{_let_down(holder, side)}"
    if side.breach >= 0:
        text += f" Then {other} {BREACH_WORDS[side.breach]}{' and apologised' if side.apology else ''}."
    text += f" {sentence(holder)}'s trust {side.trust_before:.2f} to {side.trust_after:.2f}"
    if f"{side.readiness_before:.2f}" != f"{side.readiness_after:.2f}":
        text += f", readiness {side.readiness_before:.2f} to {side.readiness_after:.2f}"
    if side.stage_after != side.stage_before:
        text += f"; it went from {STAGES[side.stage_before]} to {STAGES[side.stage_after]}"
    return f"{text}."


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
    verdict = "That built trust" if row.built else "That did not build trust"
    return f"{text} {verdict} ({needed} of {count(len(QUALITIES), 'quality', 'qualities')} needed)."


def _let_down(name: str, side: Any) -> str:
    return f" {name} was let down." if side.let_down else ""


def gate_words(tie: Tie, stage: int, reasons: list[int]) -> str:
    """Why the gate to a stage has stayed shut, from the reasons of all tries."""
    stages = tie.story.scenario.mechanisms.stages
    found = Counter(reasons)
    most = found.most_common(1)[0][0]
    if found[NO_LUCK]:   # whatever stood in the way before, at times only luck was missing
        often = {1: "once", 2: "twice"}.get(found[NO_LUCK], f"{found[NO_LUCK]} times")
        return f"chance decided {often}, and did not fall that way"
    if most == VALUES_APART or found[VALUES_APART]:
        overlap = float(tie.steps[tie.steps["kind"] == "gates"]["x0"].iloc[-1])
        return f"their values overlap too little ({overlap:.3f}; more than {stages.identificatory_overlap:.3f} is asked)"
    if most == TOO_NEW:
        return f"they have met too seldom ({int(tie.last['familiarity'])} interactions; more than {stages.identificatory_familiarity:.0f} are asked)"
    if most == SCARRED:
        return "a scar stands in the way"
    if most == NO_WIN:
        return "only a joint task that is won opens it"
    return "it has not been tried since"
