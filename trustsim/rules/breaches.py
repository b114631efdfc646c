"""Bad faith and what mends it.

NC (Galford & Drapeau 2003): rarely forgiven, never forgotten. A breach lowers belief at once, halves readiness and leaves a scar that
caps belief from then on. Schweitzer, Hershey & Bradlow 2006: without deception trust recovers, with it never fully. Kim et al. 2004:
an apology mends failures of competence, hardly failures of integrity.
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.rules.beliefs import ceiling
from trustsim.rules.stages import scarred_back
from trustsim.state import COMPETENCE, INTEGRITY, NO_SCAR, REGARD

KIND_COMPETENCE, KIND_INTEGRITY, KIND_CONFIDENTIALITY, KIND_DECEPTION = range(4)


@rule
def scaled_around_half(level: float, factor: float) -> float:
    """1 at a level of one half, `factor` at 0, 1 / factor at 1; straight between."""
    if level < 0.5:
        return 1.0 + (factor - 1.0) * (1.0 - 2.0 * level)
    return 1.0 + (1.0 / factor - 1.0) * (2.0 * level - 1.0)


@rule
def kind_of_breach(p: Any, u: float) -> int:
    """Which kind a breach is, from one uniform."""
    edge = p.breaches.share_competence
    if u < edge:
        return KIND_COMPETENCE
    edge += p.breaches.share_confidentiality
    if u < edge:
        return KIND_CONFIDENTIALITY
    edge += p.breaches.share_deception
    if u < edge:
        return KIND_DECEPTION
    return KIND_INTEGRITY


@rule
def breach(p: Any, tie: Any, kind: int, severity: float) -> None:
    """What a breach of `kind` does at once to the tie of the one who suffers it."""
    b = p.breaches
    if kind == KIND_COMPETENCE:
        tie.before_competence = tie.belief[COMPETENCE]
        tie.belief[COMPETENCE] *= 1.0 - b.drop_competence * severity
        scar = b.scar_competence * severity
        tie.scar_competence += scar * (1.0 - tie.scar_competence)
    else:
        tie.before_integrity = tie.belief[INTEGRITY]
        tie.belief[INTEGRITY] *= 1.0 - b.drop_integrity * severity
        tie.belief[REGARD] *= 1.0 - b.drop_regard * severity
        scar = b.scar_integrity * severity
        if kind == KIND_CONFIDENTIALITY:
            scar = b.scar_confidentiality * severity
        if kind == KIND_DECEPTION:
            scar = b.scar_deception * severity
            tie.scar_lasting += scar * (1.0 - tie.scar_lasting)
        tie.scar_integrity += scar * (1.0 - tie.scar_integrity)
    tie.readiness *= 1.0 - b.drop_readiness * severity
    if p.beliefs.rival == NO_SCAR:
        tie.scar_competence = 0.0
        tie.scar_integrity = 0.0
        tie.scar_lasting = 0.0
    tie.stage = scarred_back(p, tie)


@rule
def mend(tie: Any, share_competence: float, share_integrity: float) -> None:
    """Mend shares of the scars; what deception left stays for good."""
    tie.scar_competence -= share_competence * tie.scar_competence
    tie.scar_integrity -= share_integrity * max(0.0, tie.scar_integrity - tie.scar_lasting)


@rule
def apologise(p: Any, tie: Any, share_competence: float, share_integrity: float) -> None:
    """An apology mends shares of the scars, and gives back the same shares of the belief that is still missing (Kim et al. 2004)."""
    mend(tie, share_competence, share_integrity)
    missing = min(tie.before_competence, ceiling(p, tie, COMPETENCE)) - tie.belief[COMPETENCE]
    tie.belief[COMPETENCE] += share_competence * max(0.0, missing)
    missing = min(tie.before_integrity, ceiling(p, tie, INTEGRITY)) - tie.belief[INTEGRITY]
    tie.belief[INTEGRITY] += share_integrity * max(0.0, missing)
