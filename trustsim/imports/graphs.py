"""Ties from GraphML and GEXF files, read with networkx once the text is known to be harmless."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from trustsim.errors import InputError, Problem, nearest
from trustsim.imports.reading import Notes

GEXF_VERSIONS = {"http://gexf.net/1.3": "1.3", "http://www.gexf.net/1.1draft": "1.1draft"}
VALUE_ATTRIBUTES = ("weight", "value", "strength", "tie", "advice")

Edge = tuple[int | None, str, str, float]
Graph = tuple[str, list[Edge], dict[str, dict[tuple[str, str], float]], tuple[str, ...]]


def is_graph(text: str) -> bool:
    """Whether a text is XML."""
    return text.lstrip().startswith("<")


def read_graph(
    path: Path,
    text: str,
    form: str | None,
    ids: Sequence[str] | None,
    tie_column: str | None,
    notes: Notes,
    problems: list[Problem],
) -> Graph:
    """Form, edges (both directions where undirected), numeric edge attributes and all nodes of a graph file.

    Nodes go by their id, or by the node attribute (label, name, ...) that holds ids of the staff.
    """
    _refuse_entities(path, text)
    form = form or _form_of(path, text)
    graph = _parse(path, text, form)
    names = _names(graph, ids, notes)
    edges: list[Edge] = []
    attributes: dict[str, dict[tuple[str, str], float]] = {}
    known = sorted({name for *_, data in graph.edges(data=True) for name in data})
    key = tie_column or next((name for name in VALUE_ATTRIBUTES if name in known), None)
    if tie_column and tie_column not in known:
        near = nearest(tie_column, known)
        raise InputError(
            Problem("the edges have no such attribute", str(path), key="tie_column", given=tie_column,
                    allowed=", ".join(known) or "none: leave it out", nearest=near)
        )  # fmt: skip
    unweighted = 0
    for start, end, data in graph.edges(data=True):
        value = _finite(data.get(key, 1.0))
        unweighted += key is not None and key not in data
        if value is None:
            pair = f"{names[start]} -> {names[end]}"
            problems.append(Problem("the value of a tie is not a finite number", str(path), None, pair, data[key]))
            continue
        ways = [(names[start], names[end])]
        if not graph.is_directed() and start != end:
            ways.append((names[end], names[start]))
        for way in ways:
            edges.append((None, *way, value))
            for name, cell in data.items():
                number = _finite(cell)
                if name not in (key, "id") and number:
                    attributes.setdefault(name, {})[way] = number
    if not graph.is_directed():
        notes.assumed.append("the graph is undirected: each tie is read in both directions")
    if key is None:
        notes.assumed.append("every edge is a tie of value 1: no edge attribute holds values")
    if unweighted:
        notes.assumed.append(f"{unweighted} edges without '{key}' are ties of value 1")
    return form, edges, attributes, tuple(names.values())


def _refuse_entities(path: Path, text: str) -> None:
    """No document type and no entities (a few lines can fill the memory), nor another encoding to hide them."""
    for mark in ("<!DOCTYPE", "<!ENTITY"):
        place = text.upper().find(mark)
        if place >= 0:
            line = text[:place].count("\n") + 1
            message, allowed = f"the file holds {mark}, which is refused", "XML without document type and entities"
            raise InputError(Problem(message, str(path), line, allowed=allowed))
    declared = re.match(r"\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        message = "the file declares another encoding"
        raise InputError(Problem(message, str(path), 1, "encoding", declared[1], "UTF-8"))


def _form_of(path: Path, text: str) -> str:
    suffix = path.suffix.lower().lstrip(".")
    if suffix in ("graphml", "gexf"):
        return suffix
    root = re.search(r"<\s*(?:\w+:)?(graphml|gexf)\b", text, flags=re.IGNORECASE)
    if root is None:
        raise InputError(Problem("this XML is neither GraphML nor GEXF", str(path), allowed="GraphML, GEXF or CSV"))
    return root[1].lower()


def _parse(path: Path, text: str, form: str) -> Any:
    import networkx as nx

    stream = io.BytesIO(text.lstrip().encode())
    try:
        if form == "graphml":
            return nx.read_graphml(stream)
        version = next((name for space, name in GEXF_VERSIONS.items() if space in text), "1.2draft")
        return nx.read_gexf(stream, version=version)
    except ParseError as error:
        raise InputError(Problem(f"the XML is broken: {error}", str(path), error.position[0])) from None
    except (nx.NetworkXException, ValueError, KeyError, TypeError, AttributeError) as error:
        name = {"graphml": "GraphML", "gexf": "GEXF"}[form]
        raise InputError(Problem(f"this cannot be read as {name}: {error}", str(path))) from None


def _names(graph: Any, ids: Sequence[str] | None, notes: Notes) -> dict[Any, str]:
    """Which id each node stands for."""
    plain = {node: str(node).strip() for node in graph}
    known = set(ids or ())
    if not known or known.issuperset(plain.values()):
        return plain
    for key in sorted({key for _, data in graph.nodes(data=True) for key in data}):
        named = {node: str(data.get(key, "")).strip() for node, data in graph.nodes(data=True)}
        if known.issuperset(named.values()) and len(set(named.values())) == len(named):
            notes.assumed.append(f"nodes stand for the staff whose id is in their attribute '{key}'")
            return named
    return plain


def _finite(value: Any) -> float | None:
    """`value` as a finite number, or None."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
