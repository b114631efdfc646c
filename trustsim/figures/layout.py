"""Where people stand in a drawing of the network: teams as clusters around the leadership, organisations as groups.

A place belongs to a post, so that a newcomer stands where the leaver stood and every panel has the same places.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, pi, sin
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.derived import team_numbers

if TYPE_CHECKING:
    from trustsim.results import Results

ROOM = 0.34  # radius of the room that a person takes in a team's ring
TEAM_GAP, GROUP_GAP = 0.55, 1.3
ONE_RING = 13  # teams that stand in one ring around the leadership; more take several
Disc = tuple[float, float, float]  # x, y, radius


@dataclass(frozen=True)
class Layout:
    """Places of people (staff, 2), and discs by number: teams (those that were ever drawn) and organisations."""

    people: np.ndarray[Any, np.dtype[np.float64]]
    teams: dict[int, Disc]
    organisations: dict[str, Disc]


def bounds(discs: dict[int, Disc]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Lower left and upper right corner of what discs cover."""
    table = np.array(list(discs.values()))
    return (table[:, :2] - table[:, 2:]).min(axis=0), (table[:, :2] + table[:, 2:]).max(axis=0)


def radius_of(people: int) -> float:
    """Radius of a team's ring: everybody has room."""
    return 0.0 if people <= 1 else max(ROOM, ROOM / sin(pi / people)) if people > 2 else ROOM


def layout(results: Results, *, person: bool = True) -> Layout:
    """Places for everybody who ever was in post; teams are discs of equal size where `person` is false."""
    staff = results.staff
    last_team = dict(zip(staff["post"], team_numbers(results), strict=True))  # of a post's last holder
    members: dict[int, list[str]] = {}
    for post in staff["post"]:
        posts = members.setdefault(int(last_team[post]), [])
        if post not in posts:
            posts.append(post)
    organisation = {int(last_team[post]): name for post, name in zip(staff["post"], staff["organisation"], strict=True)}
    sizes = {team: (radius_of(len(posts)) + ROOM if person else 1.0) for team, posts in members.items()}
    inner: dict[str, dict[int, Disc]] = {}
    groups: dict[str, float] = {}
    for name in results.organisations:
        here = [team for team in members if organisation[team] == name]
        if not here:
            continue
        discs = around(here, sizes, results.teams)
        low, high = bounds(discs)
        x0, y0 = 0.5 * (low + high)
        inner[name] = {team: (x - x0, y - y0, r) for team, (x, y, r) in discs.items()}
        groups[name] = max(float(np.hypot(x, y)) + r for x, y, r in inner[name].values())
    organisations = packed(groups)
    teams = {
        team: (x + organisations[name][0], y + organisations[name][1], r)
        for name, discs in inner.items()
        for team, (x, y, r) in discs.items()
    }
    place = {}
    for team, posts in members.items():
        x, y, r = teams[team]
        centre = organisations[organisation[team]]
        turn = 0.5 * pi if np.hypot(x - centre[0], y - centre[1]) < 0.1 else np.arctan2(y - centre[1], x - centre[0])
        for k, post in enumerate(posts):
            angle = turn + 2 * pi * k / len(posts)
            ring = max(0.0, r - ROOM) if person else 0.0
            place[post] = (x + ring * cos(angle), y + ring * sin(angle))
    return Layout(np.array([place[post] for post in staff["post"]]), teams, organisations)


def around(teams: list[int], sizes: dict[int, float], names: list[str]) -> dict[int, Disc]:
    """Teams of one organisation in rings around its leadership team, the first at the top."""
    middle = [team for team in teams if names[team].rpartition("/")[2] == "leadership"][:1]
    rest = [team for team in teams if team not in middle]
    discs = {team: (0.0, 0.0, sizes[team]) for team in middle}
    inside = sizes[middle[0]] if middle else 0.0
    if len(rest) == 1 and not middle:
        return {rest[0]: (0.0, 0.0, sizes[rest[0]])}
    while rest:
        largest = max(sizes[team] for team in rest) + 0.5 * TEAM_GAP
        radius = inside + TEAM_GAP + largest if inside else largest * (1.0 if len(rest) == 2 else 1.05)
        if not inside and 2 < len(rest) <= ONE_RING:
            radius = largest / sin(pi / len(rest))
        holds = max(1, int(pi / asin(min(1.0, largest / radius)))) if radius > largest else 2
        if len(rest) <= ONE_RING and len(rest) + len(discs) <= ONE_RING + 1:
            ring, rest = rest, []
        else:
            ring, rest = rest[:holds], rest[holds:]
        if len(ring) > 1:
            radius = max(radius, largest / sin(pi / len(ring)))
        for k, team in enumerate(ring):
            angle = 0.5 * pi - 2 * pi * k / len(ring)
            discs[team] = (radius * cos(angle), radius * sin(angle), sizes[team])
        inside = radius + largest
    return discs


def packed(groups: dict[str, float]) -> dict[str, Disc]:
    """Organisations side by side without overlap, the largest first, each as near to the middle as it can be."""
    placed: dict[str, Disc] = {}
    for name, radius in sorted(groups.items(), key=lambda group: (-group[1], list(groups).index(group[0]))):
        if not placed:
            placed[name] = (0.0, 0.0, radius)
            continue
        best = None
        for x, y, r in placed.values():
            for angle in np.linspace(0, 2 * pi, 72, endpoint=False):
                distance = r + radius + GROUP_GAP
                new = (x + distance * cos(angle), y + distance * sin(angle))
                if all(np.hypot(new[0] - u, new[1] - v) >= radius + s + GROUP_GAP - 1e-9 for u, v, s in placed.values()):
                    wide = max(np.hypot(new[0] - u, new[1] - v) + s for u, v, s in placed.values())
                    if best is None or wide < best[0] - 1e-9:
                        best = (wide, new)
        assert best is not None
        placed[name] = (*best[1], radius)
    return placed
