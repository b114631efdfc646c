"""Bottery's stages of trust: calculative, role, practice, identificatory (Bottery 2005, in NC).

Stages are no bins of a trust score: gates of acquaintance, tested trust, shared values and an unscarred tie, passed by chance.
Skipping is allowed, nothing pulls upward, and many good ties rest at role or practice.
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.portable import response
from trustsim.state import CALCULATIVE, IDENTIFICATORY, PRACTICE, ROLE


@rule
def advanced(p: Any, tie: Any, won: bool, overlap: float, credentials: float, u_role: float, u_practice: float, u_identificatory: float) -> int:
    """The stage after an interaction: deepest open gate first.

    Parameters
    ----------
    won : whether a joint task was won in this interaction; only that opens practice and identificatory trust.
    credentials : 0-1, how well the other's role can be read (1 within a profession).
    """
    worst = max(tie.scar_integrity, tie.scar_competence)
    if won and tie.stage < IDENTIFICATORY:
        if (tie.familiarity > p.stages.identificatory_familiarity and overlap > p.stages.identificatory_overlap
                and worst < p.stages.identificatory_scar and u_identificatory < p.stages.identificatory_chance):
            return IDENTIFICATORY
        tested = p.stages.practice_chance * response(6.0 * tie.trust - 3.0)
        if tie.stage < PRACTICE and tie.scar_integrity < p.stages.practice_scar and u_practice < tested:
            return PRACTICE
    if tie.stage == CALCULATIVE and tie.scar_integrity < p.stages.role_scar and u_role < p.stages.role_chance * credentials:
        return ROLE
    return int(tie.stage)


@rule
def scarred_back(p: Any, tie: Any) -> int:
    """The stage that the tie's scars still allow: the same gates, on the way down."""
    stage = int(tie.stage)
    if stage == IDENTIFICATORY and max(tie.scar_integrity, tie.scar_competence) >= p.stages.identificatory_scar:
        stage = PRACTICE
    if stage == PRACTICE and tie.scar_integrity >= p.stages.practice_scar:
        stage = ROLE
    if stage == ROLE and tie.scar_integrity >= p.stages.role_scar:
        stage = CALCULATIVE
    return stage
