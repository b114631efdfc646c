"""The qualities of relational trust, and two tables of weights, each declared once and read by rules and twin alike.

RT: competence, respect, integrity and personal regard must be shown and noticed. docs/extending.md says how to add a quality, or a
behaviour of leaders to a channel. The weights of a row add up to 1.
"""

from __future__ import annotations

# name: words; the order is that of every array
QUALITY_WORDS = {"competence": "competence", "respect": "respect", "integrity": "integrity", "regard": "personal regard"}
QUALITIES = tuple(QUALITY_WORDS)

# What trust weighs at each stage: calculative trust weighs competence and reliability, identificatory trust weighs regard and
# integrity (Bottery 2005 in NC; the numbers are an assumption).
STAGE_WEIGHTS: dict[str, dict[str, float]] = {
    "calculative": {"competence": 0.40, "respect": 0.20, "integrity": 0.25, "regard": 0.15},
    "role": {"competence": 0.35, "respect": 0.20, "integrity": 0.25, "regard": 0.20},
    "practice": {"competence": 0.25, "respect": 0.25, "integrity": 0.25, "regard": 0.25},
    "identificatory": {"competence": 0.15, "respect": 0.20, "integrity": 0.325, "regard": 0.325},
}

# Through what leaders' behaviour reaches staff, and which behaviour works there: showing each quality, daring, winning, noticing.
# Shares are assumptions that follow the emphasis of the source named beside the row.
CHANNELS: dict[str, dict[str, float]] = {
    "show_competence": {"modelling": 0.4, "challenge": 0.4, "personal_support": 0.2},                  # NC: challenge, coaching
    "show_respect": {"modelling": 0.3, "listening": 0.5, "distributing": 0.2},                         # NC: listening, consulting
    "show_integrity": {"modelling": 0.3, "word_deed_consistency": 0.4, "fairness": 0.3},               # RT; NC: word and deed
    "show_regard": {"modelling": 0.2, "personal_support": 0.6, "visibility": 0.2},                     # NC: supportiveness, walking about
    "dare": {"fairness": 0.3, "personal_support": 0.3, "vision": 0.2, "distributing": 0.2},            # NC: justice, vision; Sun et al.
    "win": {"challenge": 0.5, "personal_support": 0.5},                                                # NC: challenge; coaching
    "notice": {"listening": 0.6, "vision": 0.4},                                                       # NC: meaning-making
}
