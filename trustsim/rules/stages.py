"""Bottery's stages of trust: calculative, role, practice, identificatory (Bottery 2005, in NC).

Stages are no bins of a trust score: gates of acquaintance, tested trust, shared values and an unscarred tie, passed by chance.
Skipping is allowed, nothing pulls upward, and many good ties rest at role or practice.
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.portable import response
from trustsim.state import CALCULATIVE, IDENTIFICATORY, PRACTICE, ROLE

# Why a gate to a deeper stage is shut, or that it is open.
OPEN, BEHIND, NO_WIN, TOO_NEW, VALUES_APART, SCARRED, NO_LUCK = range(7)


@rule
def role_gate(p: Any, tie: Any, credentials: float, u: float) -> int:
    """Whether a tie goes on to role trust, or what keeps it: credentials alone open this gate."""
    if tie.stage != CALCULATIVE:
        return BEHIND
    if not tie.scar_integrity < p.stages.role_scar:
        return SCARRED
    return OPEN if u < p.stages.role_chance * credentials else NO_LUCK


@rule
def practice_gate(p: Any, tie: Any, won: bool, u: float) -> int:
    """Whether a tie goes on to practice, or what keeps it: trust must have been tested, and joint work won."""
    if tie.stage >= PRACTICE:
        return BEHIND
    if not won:
        return NO_WIN
    if not tie.scar_integrity < p.stages.practice_scar:
        return SCARRED
    return OPEN if u < p.stages.practice_chance * response(6.0 * tie.trust - 3.0) else NO_LUCK


@rule
def identificatory_gate(p: Any, tie: Any, won: bool, overlap: float, u: float) -> int:
    """Whether a tie goes on to identificatory trust, or what keeps it: long joint work and shared values."""
    if tie.stage == IDENTIFICATORY:
        return BEHIND
    if not won:
        return NO_WIN
    if not tie.familiarity > p.stages.identificatory_familiarity:
        return TOO_NEW
    if not overlap > p.stages.identificatory_overlap:
        return VALUES_APART
    if not max(tie.scar_integrity, tie.scar_competence) < p.stages.identificatory_scar:
        return SCARRED
    return OPEN if u < p.stages.identificatory_chance else NO_LUCK


@rule
def advanced(p: Any, tie: Any, won: bool, overlap: float, credentials: float, u_role: float, u_practice: float, u_identificatory: float) -> int:
    """The stage after an interaction: deepest open gate first.

    Parameters
    ----------
    won : whether a joint task was won in this interaction; only that opens practice and identificatory trust.
    credentials : 0-1, how well the other's role can be read (1 within a profession).
    """
    if identificatory_gate(p, tie, won, overlap, u_identificatory) == OPEN:
        return IDENTIFICATORY
    if practice_gate(p, tie, won, u_practice) == OPEN:
        return PRACTICE
    if role_gate(p, tie, credentials, u_role) == OPEN:
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
