"""The constants of the rules: how strongly each mechanism works. A scenario may change any; most never will.

Sources: RT = "Relational Trust" (one-page text), NC = Coleman, "Trust in collaborative working" (NCSL). `PROTOTYPE` marks a
value found by searching for patterns in docs/ODD.md, which says which of them the values meet; no publication states it.
"""

from __future__ import annotations

from typing import Literal

from trustsim.qualities import QUALITIES
from trustsim.scenario.parameter import ASSUMED, CALIBRATED, PROTOTYPE, Section, par, share

RIVALS = ("none", "bank_of_credits", "beta_count", "plain_mean", "strict_minimum", "no_scar", "random_null")


class FirstTrust(Section):
    """Where a tie starts (NC: disposition, role, transference, similarity, reputation, a guarantor)."""

    weight_disposition: float = share(0.17, "weight of i's own disposition to trust", "NC; Mayer et al. 1995; " + CALIBRATED)
    weight_norm: float = share(0.44, "weight of what is believed of that profession in that organisation (transference)",
                               "NC; Maccoby 2004; " + PROTOTYPE)
    weight_values: float = share(0.14, "weight of the overlap of values", "NC (shared values); " + PROTOTYPE)
    weight_reputation: float = share(0.09, "weight of the reputation heard", "NC; Good 1988; " + PROTOTYPE)
    role_norm: float = share(0.66, "what is believed of a profession before anybody of it is known", "NC (role-based trust); " + PROTOTYPE)
    level: float = par(-0.014, "", "added to every first belief: how high trust starts", CALIBRATED, ge=-0.5, le=0.5)
    noise_tie: float = par(0.11, "SD", "first impressions: spread between ties", "NC (intuition); " + PROTOTYPE, ge=0, le=0.5)
    noise_quality: float = par(0.05, "SD", "first impressions: spread between qualities of a tie", PROTOTYPE, ge=0, le=0.5)
    guarantee: float = share(0.5, "how far a broker's guarantee lifts first trust toward the trust lent", "NC (kinship, guarantor; Burt 2004)")
    swift_bonus: float = share(0.35, "swift trust: how far competence and integrity start toward 1 in a temporary task group",
                               "NC; Meyerson, Weick & Kramer 1996")
    swift_readiness: float = share(0.5, "swift trust: readiness to risk at the start of a task group", "NC; Meyerson et al. 1996")
    swift_fragility: float = par(2.0, "factor", "swift trust: how much faster belief falls where competence is not shown",
                                 "NC (depth and longevity limited)", ge=1, le=10)
    history_readiness: float = share(0.7, "readiness of a new tie as a share of the norm of cooperation", PROTOTYPE)


class Stance(Section):
    """Whether the situation's demand is met: cooperate, comply or avoid (RT; NC: managing risk by small wins)."""

    trust_alone: float = share(0.38, "share of trust that dares without readiness or norm", CALIBRATED)
    norm_share: float = share(0.29, "share that the organisation's norm of cooperation can add (readiness adds the rest)", CALIBRATED)
    demand: float = par(0.39, "trust", "mean risk that a situation asks for", CALIBRATED, ge=0, le=1)
    demand_spread: float = par(0.10, "trust", "width of the spread of demand between situations", ASSUMED, ge=0, le=1)
    demand_leader: float = par(0.14, "trust", "how far good leadership lowers the demand, for each unit of exposure", PROTOTYPE, ge=0, le=1)
    demand_informal: float = par(0.10, "trust", "how much less an informal meeting asks", PROTOTYPE, ge=0, le=1)
    demand_threat: float = par(0.08, "trust", "how much more a threat of 1 makes every situation ask", "NC (perceived threat)", ge=0, le=1)
    demand_boundary: float = par(0.08, "trust", "how much more an encounter across organisations asks, without a service agreement",
                                 "NC (lack of familiarity between agencies; agreements); value assumed", ge=0, le=1)
    demand_extension: float = par(0.04, "trust", "how far a leader who extends trust lowers the demand", "NC; Covey 2006 (smart trust)", ge=0, le=1)
    trustworthy_from: float = share(0.30, "integrity trait from which somebody merits that leaders extend trust", "NC; Covey 2006; value assumed")
    width: float = par(0.136, "trust", "how gradual the choice to cooperate is around the demand", PROTOTYPE, ge=0.01, le=1)
    comply_formal: float = share(0.92, "chance to comply rather than avoid in a formal setting", "RT (comply, not cooperate); value assumed")
    comply_informal: float = share(0.15, "chance to comply rather than avoid in an informal setting", ASSUMED)
    comply_authority: float = share(0.50, "chance to comply with a leader in an informal setting, before power is used", "RT; value assumed")
    norm_change_per_week: float = share(0.03, "move of the norm of cooperation toward the share that cooperates", PROTOTYPE)


class Demonstration(Section):
    """How readily a quality is shown (RT: demonstrated)."""

    level: float = par(0.94, "response units", "readiness to show a quality, all else average", CALIBRATED, ge=-5, le=5)
    trait: float = par(2.3, "response units", "effect of the person's trait (0-1, around one half)", CALIBRATED, ge=0, le=10)
    climate: float = par(2, "response units", "effect of how often the quality is shown lately (around .7)", CALIBRATED, ge=0, le=10)
    leader: float = par(0.60, "response units", "effect of leaders' behaviour, for each unit of exposure (around .5)", PROTOTYPE, ge=0, le=10)
    own_trust: float = par(0.71, "response units", "effect of the person's own trust in the other (2T - 1)",
                           "NC (trusting behaviour is reciprocated; Mollering 2005); " + CALIBRATED, ge=0, le=10)
    cooperating: float = par(0.10, "response units", "plus when cooperating, minus when complying", PROTOTYPE, ge=0, le=10)
    overload: float = par(0.20, "response units", "loss for each unit of workload above what is usual", PROTOTYPE, ge=0, le=10)
    threat: float = par(0.35, "response units", "loss for a threat of 1", "NC (threat); value assumed", ge=0, le=10)
    dip: float = par(0.60, "response units", "loss at the bottom of the emotional dip of a restructuring", "NC (TDA 2008); value assumed", ge=0, le=10)
    leader_own: float = par(0.80, "response units", "effect of leaders' behaviour on their own conduct (around .5)",
                            "NC (the medium becomes the message)", ge=0, le=10)


class Discernment(Section):
    """How readily a quality that was shown is noticed (RT: discerned)."""

    level: float = par(1.47, "response units", "readiness to notice, all else average", PROTOTYPE, ge=-5, le=5)
    listening: float = par(0.78, "response units", "effect of listening (0-1, around one half)", "NC (listening); " + PROTOTYPE, ge=0, le=10)
    familiarity: float = par(0.17, "response units", "effect of familiarity from none to complete", PROTOTYPE, ge=0, le=10)
    familiarity_half: float = par(6.7, "interactions", "familiarity at which half of its effect is reached", PROTOTYPE, ge=0.1, le=1000)
    disposition: float = par(0.66, "response units", "effect of disposition to trust (0-1, around one half)",
                             "Colquitt 2007; " + PROTOTYPE, ge=0, le=10)
    other_profession: float = par(0.30, "response units", "loss between professions without a translator", "NC (professional culture)", ge=0, le=10)
    spanner: float = par(0.18, "response units", "gain where one of the two is a boundary spanner", "NC; Burt 2004; " + PROTOTYPE, ge=0, le=10)
    leader_listening: float = par(0.20, "response units", "effect of leaders who listen (exposure around .5)", "NC (listening)", ge=0, le=10)


class Beliefs(Section):
    """What an interaction does to the belief in a quality (RT)."""

    gain: float = par(0.089, "per interaction", "share of the gap to the ceiling closed when shown and noticed", CALIBRATED, ge=0, le=1)
    loss_ratio_new: float = par(1.28, "ratio", "loss against gain in a new tie", PROTOTYPE + "; above 2 contradicts 'the majority' (RT)", ge=0.5, le=2)
    loss_ratio_familiar: float = par(1.11, "ratio", "loss against gain in a familiar tie", PROTOTYPE, ge=0.5, le=2)
    other_scar: float = share(0.3, "how far a scar of the other kind lowers the ceiling too", PROTOTYPE)
    trust_floor: float = par(0.05, "belief", "beliefs below count as this in the soft minimum", PROTOTYPE, ge=0.001, le=0.2)
    builds_from: int = par(3, "qualities", "an interaction builds trust where at least so many qualities were shown and noticed",
                           PROTOTYPE, ge=1, le=len(QUALITIES))
    joint_signal: float = share(0.5, "weight of a joint win or failure as a signal of competence", ASSUMED)
    rival: Literal[RIVALS] = par("none", "", "a rival rule in place of ours, for comparison", "docs/submodels.md")  # type: ignore[valid-type]


class Breaches(Section):
    """Bad faith: rarely forgiven, never forgotten (NC; Galford & Drapeau 2003)."""

    chance: float = par(0.0027, "per interaction", "chance that conduct breaches trust, all else average", PROTOTYPE, ge=0, le=1)
    low_integrity: float = par(4.0, "factor", "how much likelier at an integrity trait of 0 than of 1/2", ASSUMED, ge=1, le=50)
    threat: float = par(2.0, "factor", "how much likelier at a threat of 1", "NC (threat); value assumed", ge=1, le=50)
    over_extended: float = par(6.0, "factor per unit of trust", "how much likelier where the stake exceeds what the tie dares",
                               "NC (managing risk by stakes); value assumed", ge=0, le=50)
    blind_trust: float = par(3.0, "factor", "how much likelier where leaders extend trust fully to somebody who does not merit it (added to 1)",
                             "NC; Covey 2006 (blind trust leaves vulnerable); value assumed", ge=0, le=50)
    consistency: float = par(1.5, "factor", "how much rarer at full word-deed consistency of leaders than at half", "NC (word and deed)", ge=1, le=50)
    share_competence: float = share(0.50, "share of breaches that are failures of competence", ASSUMED)
    share_confidentiality: float = share(0.12, "share that break a confidence", "NC (confidentiality); value assumed")
    share_deception: float = share(0.06, "share that deceive; the rest break integrity openly", ASSUMED)
    scar_competence: float = share(0.05, "scar of a competence breach", PROTOTYPE)
    scar_integrity: float = share(0.06, "scar of an integrity breach", PROTOTYPE)
    scar_confidentiality: float = share(0.12, "scar of a broken confidence", "NC; value assumed")
    scar_deception: float = share(0.25, "scar of a deception, of which nothing ever mends", "Schweitzer et al. 2006; " + PROTOTYPE)
    drop_competence: float = share(0.5, "belief in competence lost at once by a competence breach", PROTOTYPE)
    drop_integrity: float = share(0.6, "belief in integrity lost at once by a breach of integrity", PROTOTYPE)
    drop_regard: float = share(0.3, "belief in personal regard lost with it", PROTOTYPE)
    drop_readiness: float = share(0.5, "readiness lost at once", PROTOTYPE)
    apology_chance: float = share(0.25, "chance of an apology in the week of a breach (rises with mediation)", ASSUMED)
    apology_competence: float = share(0.8, "share of a competence scar, and of the belief lost, that an apology mends", "Kim et al. 2004; value assumed")
    apology_integrity: float = share(0.2, "share of a mendable integrity scar, and of the belief lost, that an apology mends", "Kim et al. 2004; value assumed")
    mediation_per_week: float = share(0.02, "share of a mendable scar mended a week at full mediation", "NC (mediating); value assumed")


class JointWork(Section):
    """Joint tasks and the small wins that raise readiness (Vangen & Huxham's loop, NC)."""

    win_level: float = par(0.60, "response units", "win chance, all else average", PROTOTYPE, ge=-5, le=5)
    win_competence: float = par(1.95, "response units", "effect of both sides' competence (0-1, around one half)", PROTOTYPE, ge=0, le=20)
    win_leader: float = par(0.40, "response units", "effect of leaders' challenge and support (exposure around .5)", PROTOTYPE, ge=0, le=10)
    win_readiness: float = share(0.21, "gain of readiness by a win, of the gap to 1", PROTOTYPE + " (with the norm it settles how long collaborating takes)")
    failure_readiness: float = share(0.065, "readiness lost by a failure", PROTOTYPE)
    let_down_readiness: float = share(0.07, "readiness lost where the other did not cooperate", PROTOTYPE)


class Stages(Section):
    """Bottery's stages: gates, and the chance to pass an open gate (NC; Bottery 2005)."""

    role_chance: float = share(0.45, "chance an interaction that known credentials make the tie role-based", PROTOTYPE)
    role_other_profession: float = share(0.4, "factor on it between professions without a service agreement or spanner", "NC; value assumed")
    practice_chance: float = share(0.13, "chance a joint win, at full trust, that the tie becomes practice-based", PROTOTYPE)
    practice_scar: float = share(0.2, "integrity scar at which practice is closed, and left", PROTOTYPE)
    identificatory_chance: float = share(0.015, "chance a joint win that the tie becomes identificatory", PROTOTYPE)
    identificatory_familiarity: int = par(33, "interactions", "familiarity it needs", PROTOTYPE, ge=0, le=10_000)
    identificatory_overlap: float = share(0.83, "overlap of values it needs", PROTOTYPE)
    identificatory_scar: float = share(0.1, "scar at which it is closed, and left", PROTOTYPE)
    role_scar: float = share(0.5, "integrity scar at which even the role is no ground for trust", ASSUMED)


class WordOfMouth(Section):
    """Reputation, introductions and lent trust (NC; Good 1988; Burt 2004)."""

    talk_per_week: float = share(0.25, "chance a week that a person speaks of a colleague to a colleague", ASSUMED)
    strong_from: float = share(0.65, "trust from which a tie is strong", ASSUMED)
    positive_weight: float = share(0.10, "move of a reputation by good word, told in strong ties only", "Burt & Knez 1996; value assumed")
    negative_weight: float = share(0.15, "move of a reputation by bad word, half as loud in strong ties", "Burt & Knez 1996; value assumed")
    introductions_per_week: float = share(0.06, "chance a week that a leader who brokers fully, or a spanner, introduces somebody to a person",
                                          "NC (brokering); value assumed")
    met_per_hour: float = share(0.03, "chance that an hour of mixed meetings makes a new acquaintance", ASSUMED)
    acquaintances_most: int = par(40, "ties", "most ties that introductions give a person", "assumption", ge=1, le=1000)


class Encounters(Section):
    """How minutes and distance become encounters."""

    minutes_per_exchange: float = par(4.9, "minutes", "meeting time that one exchange between two takes", PROTOTYPE, ge=0.5, le=120)
    minutes_per_joint_work: float = par(15.0, "minutes", "time that one piece of joint work between two, or one visit of a boundary spanner, takes", ASSUMED, ge=1, le=600)
    talking_group: int = par(4, "people", "size of the groups in which meetings talk", PROTOTYPE, ge=2, le=30)
    protected_floor: float = share(0.7, "share of meeting time that survives where nobody protects it", PROTOTYPE)
    distance_scale: float = par(24.0, "metres", "distance at which informal contact falls to .54", "Spillane & Shirrell 2017", ge=1, le=1000)
    distance_factor: float = par(0.36, "", "informal contact = 1 / (1 + factor x distance / scale)^2", "gives odds .54 at 24 m", ge=0, le=10)
    advice_factor: float = par(3.0, "factor", "how much more informal contact, and of the time in mixed meetings, an advice tie brings", ASSUMED, ge=1, le=50)
    leader_visits_per_week: float = par(12.0, "visits", "visits that a fully visible leader makes a week", PROTOTYPE, ge=0, le=200)
    joint_task_formal: float = share(0.83, "chance that a formal encounter carries a joint task (whole-staff meetings excepted)", PROTOTYPE)
    joint_task_informal: float = share(0.05, "chance that another encounter does", PROTOTYPE)
    protocol_demonstrate: float = par(0.25, "response units", "a structured protocol helps to show qualities", "NC (working protocols); value assumed", ge=-5, le=5)
    protocol_discern: float = par(0.25, "response units", "a structured protocol helps to notice them", "NC; value assumed", ge=-5, le=5)
    presentation_exchanges: float = share(0.33, "exchanges in a presentation, against a discussion", ASSUMED)
    informal_discern: float = par(0.05, "response units", "informal meetings let regard be noticed", "NC (mundane leadership); value assumed", ge=-5, le=5)


class Leadership(Section):
    """How far leaders reach."""

    reach: float = par(22, "staff", "staff that one leader can reach", CALIBRATED, ge=1, le=10_000)
    senior_share: float = share(0.5, "leaders that a senior leader counts for, where deciding is fully distributed", "NC (distributed leadership); value assumed")
    middle_share: float = share(0.1, "leaders that a middle leader counts for, where deciding is fully distributed", "NC; value assumed")
    power_harm: float = share(0.4, "how far reliance on power and sanctions undoes respect and regard", "NC (authority, not power); value assumed")
    power_threat: float = share(0.3, "threat that full reliance on power adds", "NC; value assumed")


class Drift(Section):
    """What changes slowly."""

    disposition_per_interaction: float = par(0.0004, "per interaction", "move of disposition toward own mean experience (at most gain / 20)",
                                             "NC (propensity changes over time); value assumed", ge=0, le=0.05)
    climate_per_week: float = share(0.06, "move of climates toward what was shown this week, and of what is believed of a profession toward trust in it", ASSUMED)
    climate_organisation: float = share(0.3, "weight of the organisation in the climate a person feels; the team has the rest", ASSUMED)
    workload_per_week: float = share(0.1, "move of felt workload toward the load", ASSUMED)
    fairness_per_week: float = share(0.05, "move of fairness as it is felt toward how fairly leaders decide", "NC (long memories; organisational justice); value assumed")
    purpose_per_week: float = share(0.02, "move of shared purpose toward the vision that leaders communicate", "NC (vision); value assumed")


class Mechanisms(Section):
    """Every constant of the rules, by mechanism."""

    first_trust: FirstTrust = FirstTrust()
    stance: Stance = Stance()
    demonstration: Demonstration = Demonstration()
    discernment: Discernment = Discernment()
    beliefs: Beliefs = Beliefs()
    breaches: Breaches = Breaches()
    joint_work: JointWork = JointWork()
    stages: Stages = Stages()
    word_of_mouth: WordOfMouth = WordOfMouth()
    encounters: Encounters = Encounters()
    leadership: Leadership = Leadership()
    drift: Drift = Drift()
