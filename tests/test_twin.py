"""The compiled rules and the plain-Python twin give the same numbers, to the last bit, in every week."""

from __future__ import annotations

from functools import cache
from typing import Any

from trustsim.imports import School
from trustsim.model import TrustModel
from trustsim.scenario.mechanisms import RIVALS
from trustsim.scenario.schema import Organisation, Scenario
from trustsim.scenario.sections import ROLES
from trustsim.state import EVENTS, LEFT, N_EVENTS, N_PAIRS, N_STAFF, QUALITIES, WEEK
from trustsim.twin import TwinModel
from trustsim.twin_people import PRESENCE


def compare(model: TrustModel, twin: TwinModel, most: int = 20) -> list[str]:
    """What differs between the two after the same week, in words; nothing where they are equal."""
    w, found = model.state, []

    def same(what: str, compiled: Any, plain: Any) -> None:
        if compiled != plain:
            found.append(f"week {twin.week}: {what}: compiled {compiled!r}, twin {plain!r}")

    same("week", model.week, twin.week)
    for name in WEEK.names:
        same(f"figure {name}", w.weeks[twin.week][name].item(), getattr(twin.weeks[twin.week], name))

    same("number of people", int(w.count[N_STAFF]), len(twin.everybody))
    for person, s, reputation in zip(twin.everybody, w.staff, w.reputation.tolist()):
        record = {name: s[name].item() for name in ("key", "organisation", "team", "spanner", "joined_week", "left_week", "x", "y", "own_load",
                                                    "disposition", "listening", "sociability", "workload", "tenure_weeks")}
        plain = {name: getattr(person, name) for name in record} | {"organisation": person.organisation.number, "team": person.team.number}
        record |= {"role": ROLES[s["role"]], "presence": PRESENCE[s["presence"]], "profession": model.roster.professions[s["profession"]],
                   "traits": s["trait"].tolist(), "values": s["values"].tolist()}
        plain |= {name: getattr(person, name) for name in ("role", "presence", "profession", "traits", "values")}
        if person.presence != "left":
            record["reputation"] = reputation
            plain["reputation"] = list(person.reputation.values())
        if person.presence == "here":
            record |= {"show": s["show_base"].tolist(), "notice": s["notice_base"].item(), "breach": s["breach_base"].item()}
            plain |= {"show": person.show_base, "notice": person.notice_base, "breach": person.breach_base}
        for name in record:
            same(f"{name} of person {person.number}", record[name], plain[name])

    pairs = [k for k in range(int(w.count[N_PAIRS])) if LEFT not in w.staff["presence"][[w.pairs["a"][k], w.pairs["b"][k]]]]
    dyads = [dyad for dyad in twin.dyads if "left" not in (dyad.a.presence, dyad.b.presence)]
    same("pairs", [(int(w.pairs["a"][k]), int(w.pairs["b"][k])) for k in pairs], [(dyad.a.number, dyad.b.number) for dyad in dyads])
    for k, dyad in zip(pairs, dyads):
        pair, name = w.pairs[k], f"pair {dyad.a.number}-{dyad.b.number}"
        for what in ("key", "advice", "spanner_contact", "overlap", "group_rate", "last_met"):
            same(f"{what} of {name}", pair[what].item(), getattr(dyad, what))
        same(f"cooperations of {name}", pair["cooperations"].tolist()[: twin.term], dyad.cooperations)
        if dyad.here and twin.week > 0:
            same(f"near of {name}", pair["near"].item(), dyad.near)
            same(f"rate of {name}", pair["rate"].tolist(), dyad.rate)
        for tie in dyad.ties:
            record = w.ties[2 * k + tie.side]
            same(f"beliefs of {name} side {tie.side}", record["belief"].tolist(), tie.beliefs)
            same(f"voucher of {name} side {tie.side}", record["voucher"].item(), -1 if tie.voucher is None else tie.voucher.number)
            for what in ("trust", "readiness", "scar_competence", "scar_integrity", "scar_lasting", "familiarity", "wins", "since_week", "stage",
                         "swift"):
                same(f"{what} of {name} side {tie.side}", record[what].item(), getattr(tie, what))

    for team, record in zip(twin.teams, w.teams, strict=True):
        same(f"climate of {team.name}", record["climate"].tolist(), team.climate)
        same(f"organisation of {team.name}", record["organisation"].item(), team.organisation.number)
        same(f"place of {team.name}", (model.roster.team_x[team.number], model.roster.team_y[team.number]), (team.x, team.y))
    for o, record, seen in zip(twin.organisations, w.organisations, w.seen.tolist(), strict=True):
        for what in ("norm", "purpose_shared", "threat", "felt_threat", "demand", "load", "overload", "dip", "staff"):
            same(f"{what} of {o.name}", record[what].item(), getattr(o, what))
        same(f"climate of {o.name}", record["climate"].tolist(), o.climate)
        same(f"head of {o.name}", record["head"].item(), -1 if o.head is None else o.head.number)
        same(f"behaviour of {o.name}", record["behaviour"].tolist(), list(o.behaviour.values()))
        same(f"what {o.name} believes of professions", seen, list(o.seen.values()))

    events = [(int(e["week"]), EVENTS[e["kind"]], int(e["who"]), int(e["other"]), float(e["value"])) for e in w.events[: w.count[N_EVENTS]]]
    same("number of events", len(events), len(twin.events))
    for one, other in zip(events, twin.events):
        same("event", one, other)
    return found[:most]


# Small schools that between them reach every branch of the rules


def school(staff: int = 12, **more: Any) -> Organisation:
    """A small school in three teams (unless told otherwise)."""
    return Organisation.model_validate({"staff": staff, "teams": 3, **more})


def scenario(weeks: int = 26, *, organisations: dict[str, Organisation] | None = None, **more: Any) -> Scenario:
    """A scenario of one small school, unless organisations are given."""
    return Scenario.model_validate({"weeks": weeks, "organisations": organisations or {"school": school()}, **more})


HOSTILE = {"conditions": {"threat": 0.9}, "leadership": {"preset": "hero", "judgement": 0.9, "extending_trust": 1.0},
           "staffing": {"turnover_per_year": 0.9, "leader_turnover_per_year": 0.9, "support_turnover_per_year": 0.9, "recruitment_for_values": 0.7},
           "people": {"integrity_mean": 0.2, "disposition_mean": 0.3}, "meetings": {"team_format": "presentation", "structure": 0.6}}
WARM = {"leadership": {"preset": "servant"}, "history": {"years": 4.0}, "senior_leaders": 2,
        "meetings": {"team_format": "structured_protocol", "joint_work_minutes_per_week": 60.0, "training_minutes_per_week": 30.0,
                     "cross_team_minutes_per_week": 60.0}}
TIMID = {"breaches": {"chance": 0.02, "share_deception": 0.3, "share_confidentiality": 0.3, "share_competence": 0.3}}
EAGER = {"stages": {"identificatory_chance": 0.5, "identificatory_overlap": 0.5, "practice_chance": 0.6, "identificatory_familiarity": 5},
         "word_of_mouth": {"introductions_per_week": 1.0, "strong_from": 0.5, "met_per_hour": 0.5, "acquaintances_most": 12},
         "breaches": {"chance": 0.01, "scar_integrity": 0.4, "scar_competence": 0.3, "scar_deception": 0.7}}
AGENCY = {"profession": "social work", "head": False, "middle_leaders": False}
SCHOOLS: dict[str, Scenario] = {
    "the default": scenario(60),
    "hostile": scenario(40, organisations={"school": school(16, teams={"a": 5, "b": 5, "office": {"staff": 5, "role": "support"}}, **HOSTILE)},
                        mechanisms=TIMID),
    "warm, with spanners": scenario(40, organisations={"school": school(18, **WARM)}, mechanisms=EAGER,
                                    spanners={"count": 2, "chosen": "well_connected"}),
    "spanners for everybody": scenario(20, organisations={"school": school(14, **WARM)}, spanners={"count": 1, "spread": True}),
    "partnership": scenario(40, organisations={"school": school(12, **WARM), "agency": school(8, **AGENCY), "clinic": school(9, profession="health")},
                            partnership={"meeting_minutes_per_week": 60.0, "training_minutes_per_week": 30.0, "service_agreement": 0.4},
                            spanners={"count": 1, "between": "organisations", "chosen": "listening"}, mechanisms=EAGER,
                            timeline=[{"do": "new_partner", "week": 9, "organisation": "clinic"},
                                      {"do": "task_group", "week": 12, "members": 8, "weeks": 6},
                                      {"do": "change", "week": 14, "partnership": {"service_agreement": 0.9}},
                                      {"do": "co_location", "week": 16, "places": ["school", "agency"]},
                                      {"do": "co_location", "week": 18, "places": ["school/team 1", "clinic/team 2"]},
                                      {"do": "spanner_leaves", "week": 20, "count": 2},
                                      {"do": "merger", "week": 22, "merge": ["school", "clinic"]},
                                      {"do": "merger", "week": 30, "merge": ["agency", "school"]}]),
    "busy timeline": scenario(50, organisations={"school": school(20, teams=4)}, mechanisms=TIMID, timeline=[
        {"do": "breach", "week": 2, "kind": "deception", "severity": 0.5},
        {"do": "broken_promise", "week": 3, "by": "school/team 1/2", "kind": "competence"},
        {"do": "apology", "week": 4},
        {"do": "training", "week": 5, "weeks": 4},
        {"do": "new_head", "week": 7, "leadership": {"preset": "ethical"}},
        {"do": "change", "week": 8, "workload": 1.0, "leadership": {"vision": 1.0}, "meetings": {"team_minutes_per_week": 30.0},
         "conditions": {"threat": 0.5}, "staffing": {"turnover_per_year": 0.5}},
        {"do": "restructuring", "week": 10, "moved": 0.6, "stage_weeks": 3},
        {"do": "person_leaves", "week": 14, "person": "school/team 2/1"},
        {"do": "task_group", "week": 16, "members": 6, "weeks": 5},
        {"do": "task_group", "week": 18, "members": 40, "weeks": 3},
        {"do": "merger", "week": 24, "merge": ["school/team 1", "school/team 2"]},
        {"do": "new_head", "week": 28},
        {"do": "breach", "week": 30, "kind": "confidentiality"},
        {"do": "person_leaves", "week": 33, "person": "school/leadership/1", "replaced": False},
        {"do": "new_head", "week": 34}, {"do": "breach", "week": 34}, {"do": "change", "week": 36, "leadership": {"preset": "absent"}}]),
    "spanner's breach": scenario(20, spanners={"count": 2, "chosen": "random"}, record={"events": False}, weeks_per_year=20, weeks_per_term=5,
                                 timeline=[{"do": "breach", "week": 5, "by": "spanner"}, {"do": "apology", "week": 6, "by": "spanner"},
                                           {"do": "spanner_leaves", "week": 8, "replaced": True}]),
    "viable and lost": scenario(60, organisations={"school": school(12, **WARM)}, viability={"persist_weeks": 3, "connected_share": 0.5},
                                mechanisms={"stance": {"demand": 0.3}}, timeline=[
        {"do": "change", "week": 35, "leadership": {"preset": "absent"}, "conditions": {"threat": 1.0},
         "meetings": {"team_minutes_per_week": 0.0, "joint_work_minutes_per_week": 0.0}}]),
    **{f"rival {rival}": scenario(20, mechanisms={"beliefs": {"rival": rival}, **TIMID}, timeline=[{"do": "task_group", "week": 3, "weeks": 8}])
       for rival in RIVALS[1:]},
}


@cache
def both(name: str) -> list[str]:
    """Run the school `name` in both implementations, and say what first differs."""
    return differences(SCHOOLS[name], seed=len(name))


def differences(scenario: Scenario, seed: int, imported: School | None = None) -> list[str]:
    """Run a scenario in both implementations, week by week, and say what first differs."""
    model, twin = TrustModel(scenario, seed=seed, school=imported), TwinModel(scenario, seed=seed, school=imported)
    found = compare(model, twin)
    while not found and twin.week < scenario.weeks:
        model.step()
        twin.step()
        found = compare(model, twin)
    return found
