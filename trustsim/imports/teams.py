"""Teams of a staff: from a relation between pairs (same grade, same department), or detected in the ties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trustsim.imports.reading import Notes

RELATION_NAMES = ("same_team", "same_grade", "same_department", "same_plc", "same_subject", "same_group")
OTHERS = "others"


def teams_of_relation(
    organisations: Sequence[str], pairs: Iterable[tuple[int, int]], what: str, notes: Notes
) -> list[str]:
    """A team name for every person, from pairs of persons said to be of one team.

    The teams are the connected components of the relation, taken in both directions and within organisations. Where
    the relation is an equivalence (as same_grade is in all ten Pitts-Spillane schools) these are its classes and no
    pair is added. Where joining up chains would add more than half as many pairs as are given, staff sit in several
    teams and components would merge nearly everybody; then teams are maximal cliques, taken greedily: each begun with
    the person who has most partners left and grown by the partner of all members with most partners left.
    """
    count = len(organisations)
    near: list[set[int]] = [set() for _ in range(count)]
    given = set(pairs)
    for a, b in given:
        if a != b and organisations[a] == organisations[b]:
            near[a].add(b)
            near[b].add(a)
    one_way = sum((b, a) not in given for a, b in given if a != b)
    if one_way:
        notes.assumed.append(f"'{what}' is read in both directions; {one_way} pairs were given in one only")
    across = sum(organisations[a] != organisations[b] for a, b in given)
    if across:
        notes.dropped.append(f"{across} pairs of '{what}' across organisations, which have no common teams")
    related = sum(map(len, near)) // 2
    groups = _components(near)
    added = sum(len(group) * (len(group) - 1) // 2 for group in groups) - related
    if added == 0:
        notes.read.append(f"teams from '{what}', which puts everybody in exactly one group")
    elif 2 * added <= related:
        notes.assumed.append(
            f"'{what}' is not transitive: teams are its connected parts, which adds {added} pairs to {related}"
        )
    else:
        groups = _cliques(near)
        kept = sum(len(group) * (len(group) - 1) // 2 for group in groups)
        notes.assumed.append(
            f"'{what}' overlaps (its connected parts would add {added} pairs to {related}): teams are groups in "
            f"which all pairs are given, the best connected first; {related - kept} pairs fall between teams"
        )
    return name_teams(groups, organisations, notes)


def teams_of_ties(organisations: Sequence[str], pairs: Iterable[tuple[int, int]], notes: Notes) -> list[str]:
    """A team name for every person: communities of the ties by greedy modularity, within organisations."""
    import networkx as nx

    edges = sorted({(min(pair), max(pair)) for pair in pairs if organisations[pair[0]] == organisations[pair[1]]})
    groups: list[list[int]] = []
    for organisation in dict.fromkeys(organisations):
        graph = nx.Graph()
        graph.add_nodes_from(row for row, name in enumerate(organisations) if name == organisation)
        graph.add_edges_from(edge for edge in edges if organisations[edge[0]] == organisation)
        if graph.number_of_edges():
            groups.extend(sorted(group) for group in nx.community.greedy_modularity_communities(graph))
        else:
            groups.extend([row] for row in graph)
    notes.assumed.append("nothing is said about teams: they are communities found in the ties (greedy modularity)")
    return name_teams(groups, organisations, notes)


def name_teams(groups: Iterable[Sequence[int]], organisations: Sequence[str], notes: Notes) -> list[str]:
    """Names by first member; staff alone in a group go to one team of others, unless there is only one of them."""
    teams = [""] * len(organisations)
    ordered = sorted((sorted(group) for group in groups), key=lambda group: group[0])
    alone = [group[0] for group in ordered if len(group) == 1]
    join_singles(teams, alone, organisations, "alone in their group", notes)
    number = 0
    for group in ordered:
        if not teams[group[0]]:
            number += 1
            for row in group:
                teams[row] = f"team {number}"
    return teams


def join_singles(
    teams: list[str], rows: Sequence[int], organisations: Sequence[str], why: str, notes: Notes
) -> None:
    """Put `rows` into the team of others of their organisation; who would be alone there is left as they are."""
    several = len(set(organisations)) > 1
    for organisation in dict.fromkeys(organisations):
        members = [row for row in rows if organisations[row] == organisation]
        where = f" of {organisation}" if several else ""
        if len(members) == 1:
            notes.assumed.append(f"one person{where} is {why.replace('their', 'a')} and stays a team of one")
        elif members:
            notes.assumed.append(f"{len(members)} staff{where} who are {why} make up the team '{OTHERS}{where}'")
            for row in members:
                teams[row] = OTHERS + where


def _components(near: Sequence[set[int]]) -> list[list[int]]:
    seen: set[int] = set()
    groups = []
    for start in range(len(near)):
        if start in seen:
            continue
        group, edge = {start}, [start]
        while edge:
            fresh = near[edge.pop()] - group
            group |= fresh
            edge.extend(fresh)
        seen |= group
        groups.append(sorted(group))
    return groups


def _cliques(near: Sequence[set[int]]) -> list[list[int]]:
    left = set(range(len(near)))
    groups = []
    while left:
        group: list[int] = []
        free = set(left)
        while free:
            best = max(free, key=lambda row: (len(near[row] & left), -row))
            group.append(best)
            free &= near[best]
        left -= set(group)
        groups.append(sorted(group))
    return groups
