"""Put scenario files in layers by `extends`, and say where in those files a model's complaints belong."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal, NoReturn, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.yaml_guard import Document, Path_, Place, dotted, read_yaml

EXTENDS = "extends"
STYLE, PRESET = "leadership", "preset"
MOST_LAYERS = 10
MOST_NAMES = 24

# What pydantic's errors say was wanted, in words; {} is filled from the error's context.
TYPES = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping of settings",
    "mapping_type": "a mapping of settings",
    "model_type": "a mapping of settings",
    "model_attributes_type": "a mapping of settings",
    "dataclass_type": "a mapping of settings",
    "none_required": "null",
}
BOUNDS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "finite_number": "a finite number",
    "too_short": "at least {min_length} items",
    "too_long": "at most {max_length} items",
    "string_too_short": "at least {min_length} letters",
    "string_too_long": "at most {max_length} letters",
    "string_pattern_mismatch": "text of the form {pattern}",
}
NO_CHOICE = "is not one of the choices"
WRONG_TYPE = "has the wrong type"
MISSING = "is missing"
UNKNOWN = "unknown setting"
NUMBERS = {"a whole number", "a number"}


@dataclass(frozen=True)
class Layered:
    """Merged settings.

    Parameters
    ----------
    data : the merged mapping, without `extends`.
    places : for every path in `data`, where the layer it came from says so.
    files : the files read, the base first and the named file last.
    """

    data: dict[str, Any]
    places: dict[Path_, Place]
    files: list[Path]


def load_layers(path: Path, *, root: Path | None = None, library: Path | None = None) -> Layered:
    """Read `path` and the chain of files it extends, and merge them, each child over its parent.

    Mappings are merged key by key; lists and scalars, null among them, replace what they cover, and so does a
    `leadership` with a `preset`: single behaviours below it belonged to another style. What `extends` names must lie
    in `root` (the folder of `path` unless given) or in `library`, where bare names are also sought.
    """
    folders = [(root or path.parent).resolve()] + ([library.resolve()] if library else [])
    chain: list[tuple[Path, Document]] = []
    file: Path | None = path
    while file is not None:
        document = read_yaml(file)
        chain.append((file, document))
        if EXTENDS not in document.data:
            break
        file = _extended([layer for layer, _ in chain], document, folders, library)
        if len(chain) == MOST_LAYERS:
            _refuse(document, "too many layers", allowed=f"at most {MOST_LAYERS} files")

    data: dict[str, Any] = {}
    places: dict[Path_, Place] = {}
    for _, document in reversed(chain):
        child = {key: value for key, value in document.data.items() if key != EXTENDS}
        replaced: set[Path_] = set()
        data = _merged(data, child, (), replaced)
        places = {at: place for at, place in places.items() if not _covered(at, replaced)}
        places |= {at: place for at, place in document.places.items() if at[:1] != (EXTENDS,)}
    return Layered(data, places, [layer for layer, _ in reversed(chain)])


def merge(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """`child` over `parent`, as a file lies over the one it extends."""
    return _merged(dict(parent), dict(child), (), set())


def _merged(parent: dict[str, Any], child: dict[str, Any], path: Path_, replaced: set[Path_]) -> dict[str, Any]:
    """`child` over `parent`; the paths of values that were covered whole are added to `replaced`."""
    merged = dict(parent)
    for key, value in child.items():
        here = (*path, key)
        afresh = key == STYLE and isinstance(value, dict) and PRESET in value
        if isinstance(value, dict) and isinstance(merged.get(key), dict) and not afresh:
            merged[key] = _merged(merged[key], value, here, replaced)
        else:
            replaced.add(here)
            merged[key] = value
    return merged


def _covered(path: Path_, replaced: set[Path_]) -> bool:
    return any(path[:end] in replaced for end in range(1, len(path) + 1))


def _extended(chain: list[Path], document: Document, folders: list[Path], library: Path | None) -> Path:
    """The file that the last file of `chain` extends."""
    name = document.data[EXTENDS]
    if not isinstance(name, str) or not name.strip():
        _refuse(document, "must name one file", given=name, allowed="the name of a scenario or a relative path")
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or name.startswith(("\\", "~")):
        _refuse(document, "must be a relative path", given=name, allowed="the name of a scenario or a relative path")
    full = name if PurePosixPath(name).suffix else name + ".yaml"
    file = chain[-1].parent / full
    bare = "/" not in name and library is not None
    try:
        if library is not None and bare and not file.is_file():
            file = library / full
        real = file.resolve()
        inside = any(real.is_relative_to(folder) for folder in folders)
        earlier = [layer.resolve() for layer in chain]
        exists = inside and file.is_file()
    except (OSError, RuntimeError, ValueError) as error:
        _refuse(document, f"cannot be followed ({type(error).__name__})", given=name)
    if not inside:
        _refuse(document, "leads outside the folder of scenarios", given=name, allowed=f"files in {folders[0]}")
    if real in earlier:
        loop = [layer.name for layer in chain[earlier.index(real) :]] + [file.name]
        _refuse(document, "files extend each other in a circle: " + " -> ".join(loop))
    if not exists:
        folder = PurePosixPath(name).parent
        known = [str(folder / stem) for stem in _names(chain[-1].parent / folder)]
        if library is not None and bare:
            known += _names(library)
        close = nearest(name.removesuffix(".yaml"), known)
        _refuse(document, "there is no such file", given=name, nearest=close)
    return file


def _names(folder: Path) -> list[str]:
    """The scenarios in `folder`, as `extends` would name them."""
    try:
        return sorted(file.stem for file in folder.glob("*.yaml"))
    except OSError:
        return []


def _refuse(document: Document, message: str, **more: Any) -> NoReturn:
    place = document.places[(EXTENDS,)]
    raise InputError(Problem(message, file=place.file, line=place.line, key=EXTENDS, **more))


def problems_of(
    error: ValidationError, model: type[BaseModel], data: Any, places: Mapping[Path_, Place], file: str
) -> list[Problem]:
    """What pydantic found wrong with `data`, one Problem for each path in it, in the order of the files' lines.

    Parameters
    ----------
    model : the model that was to be made from `data`.
    places : where each path of `data` was written; a path without a place takes its nearest ancestor's.
    file : the name shown where not even the start of the document has a place.
    """
    found: dict[Path_, list[Problem]] = {}
    for detail in error.errors(include_url=False):
        path, owners = walked(detail["loc"], model, data)
        path, problem = _problem(detail, path, owners)
        found.setdefault(path, []).append(problem)

    problems = []
    for path, alternatives in found.items():
        # One member of a union refuses the type of what another member looks into: the inner problem says it all.
        inner = any(len(other) > len(path) and other[: len(path)] == path for other in found)
        if inner and all(problem.message.startswith((WRONG_TYPE, NO_CHOICE)) for problem in alternatives):
            continue
        place = next((places[path[:end]] for end in range(len(path), -1, -1) if path[:end] in places), None)
        problems.append(_joined(alternatives, path, place or Place(file, 0)))
    return sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0))


def _joined(alternatives: list[Problem], path: Path_, place: Place) -> Problem:
    """The problems of one path as one."""
    messages = list(dict.fromkeys(problem.message for problem in alternatives))
    allowed = list(dict.fromkeys(problem.allowed for problem in alternatives if problem.allowed))
    return Problem(
        messages[0] if len(messages) == 1 else "fits none of the alternatives",
        file=place.file,
        line=place.line or None,
        key=dotted(path) or None,
        given=alternatives[0].given,
        allowed=" or ".join(allowed) or None,
        nearest=next((problem.nearest for problem in alternatives if problem.nearest), None),
    )


def _problem(detail: Any, path: Path_, owners: list[type[BaseModel]]) -> tuple[Path_, Problem]:
    """One of pydantic's errors as a Problem still without a place, and the path it is about."""
    kind, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    shown = given if isinstance(given, bool | int | float | str) or len(repr(given)) <= 60 else None
    if kind == "missing":
        return path, Problem(MISSING)
    if kind == "extra_forbidden":
        names = list(dict.fromkeys(name for owner in owners for name in _fields(owner)))
        allowed = ", ".join(names) if len(names) <= MOST_NAMES else None
        return path, Problem(UNKNOWN, allowed=allowed, nearest=nearest(str(path[-1]), names))
    if kind in TYPES:
        return path, Problem(WRONG_TYPE + _hint(given, TYPES[kind]), given=shown, allowed=TYPES[kind])
    if kind in BOUNDS:
        what = "has the wrong length" if "too_" in kind else "is not of the right form" if "pattern" in kind else ""
        bounds = {name: int(v) if isinstance(v, float) and v.is_integer() else v for name, v in context.items()}
        return path, Problem(what or "is out of range", given=shown, allowed=BOUNDS[kind].format(**bounds))
    if kind in ("literal_error", "enum", "union_tag_invalid", "union_tag_not_found"):
        if "discriminator" in context:
            path = (*path, context["discriminator"].strip("'"))
            if kind == "union_tag_not_found":
                return path, Problem(MISSING)
            shown = context["tag"]
        expected = context.get("expected") or context["expected_tags"]
        close = nearest(shown, re.findall(r"'([^']*)'", expected)) if isinstance(shown, str) else None
        hint = ", and nothing is given" if given is None else ""
        return path, Problem(NO_CHOICE + hint, given=shown, allowed=expected, nearest=close)
    if kind in ("value_error", "assertion_error"):
        return path, Problem(str(context["error"]), given=shown)
    return path, Problem(detail["msg"], given=shown)


def _hint(given: Any, wanted: str) -> str:
    """What to write instead, where YAML itself is the likely surprise."""
    if given is None:
        return ": nothing is given"
    if isinstance(given, str):
        if wanted == "true or false" and given.lower() in ("yes", "no", "on", "off", "y", "n"):
            return ": write true or false"
        if wanted in NUMBERS and re.fullmatch(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?", given):
            return ": write the number without underscores" if "_" in given else ": write the number without quotes"
    elif wanted == "text" and isinstance(given, bool | int | float):
        return ": put it in quotes"
    return ""


def walked(loc: tuple[Any, ...], model: type[BaseModel], data: Any) -> tuple[Path_, list[type[BaseModel]]]:
    """The part of `loc` that is a path in `data`, and the models whose field its last item names.

    Between the keys `loc` also holds the tags of unions and the names of validators; types and data are walked
    together to tell them apart. Only an item naming a field that the data lack is kept though not in `data`.
    """
    kinds = _members(model)
    path: Path_ = ()
    owners: list[type[BaseModel]] = []
    for item in loc:
        if len(kinds) > 1:
            kinds = _chosen(kinds, item, data)
            continue
        kind = kinds[0] if kinds else Any
        owner = _model(kind)
        listed = isinstance(data, list) and isinstance(item, int) and item < len(data)
        if listed or (isinstance(data, dict) and item in data):
            data = data[item]
        elif owner and isinstance(data, dict) and item in _fields(owner):
            data = None
        else:
            continue
        path = (*path, item)
        owners = [owner] if owner else []
        kinds = _child(kind, item)
    return path, owners


def _members(kind: Any) -> list[Any]:
    """The alternatives that pydantic tells apart in `kind`: more than one only for a union."""
    if hasattr(kind, "__value__"):
        return _members(kind.__value__)
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        members = [member for member in get_args(kind) if member is not type(None)]
        return _members(members[0]) if len(members) == 1 else members
    return [kind]


def _chosen(kinds: list[Any], mark: Any, data: Any) -> list[Any]:
    """The member of a union that `mark` stands for: by its name, or by the tag in the data."""
    for kind in kinds:
        inner = _members(kind)
        if len(inner) == 1 and (getattr(inner[0], "__name__", None) == mark or _tagged(inner[0], mark, data)):
            return inner
    return []


def _tagged(kind: Any, tag: Any, data: Any) -> bool:
    """Whether a field of the model `kind` allows only certain words, `tag` among them, and the data have it there."""
    owner = _model(kind)
    if owner is None or not isinstance(data, dict):
        return False
    for name, field in _fields(owner).items():
        if get_origin(field.annotation) is Literal:
            words = [str(getattr(word, "value", word)) for word in get_args(field.annotation)]
            if str(tag) in words and str(data.get(name)) == str(tag):
                return True
    return False


def _model(kind: Any) -> type[BaseModel] | None:
    """`kind` itself where it is a model."""
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _fields(kind: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model under the names a file uses."""
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def _child(kind: Any, item: Any) -> list[Any]:
    """The type of `item` in a value of type `kind`."""
    if owner := _model(kind):
        field = _fields(owner).get(item)
        return _members(field.annotation) if field else []
    origin, arguments = get_origin(kind), get_args(kind)
    if not isinstance(origin, type) or not arguments:
        return []
    if issubclass(origin, Mapping):
        return _members(arguments[1])
    if issubclass(origin, tuple) and arguments[-1] is not Ellipsis:
        return _members(arguments[item]) if item < len(arguments) else []
    return _members(arguments[0]) if issubclass(origin, Sequence | AbstractSet) else []
