"""From a file, a folder, a name or a Python mapping to a complete, checked scenario.

What lies over what, the last one winning:

1. the defaults of the schema;
2. the files that a file `extends`, the base first (layers.py);
3. the file's own settings at its top level, which hold for every organisation;
4. the organisation's own settings under `organisations:`, also those of a file that was extended;
5. overrides. One of a setting at the top level holds for every organisation, also for one with a value of its own.

Mappings are merged key by key, but where the upper `leadership` gives a `preset`, single behaviours of the lower one
are dropped, because they belonged to another style. Those beside the preset, or further up, stay.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.layers import EXTENDS, Layered, load_layers, merge, problems_of, walked
from trustsim.scenario.library import extends_library, find_scenario
from trustsim.scenario.library import names as library_names
from trustsim.scenario.overrides import apply_overrides, everywhere
from trustsim.scenario.schema import MAX_STAFF, Organisation, Scenario, ScenarioFile
from trustsim.scenario.whole import ORGANISATIONS, Staff, check_whole, known_or_nearest, located, refuse
from trustsim.scenario.yaml_guard import Path_, Place

if TYPE_CHECKING:
    from trustsim.imports import School

__all__ = [
    "LoadedScenario",
    "Size",
    "Source",
    "check_size",
    "check_whole",
    "contrast_of",
    "load_scenario",
    "loaded",
    "resolve",
    "scenario_from",
    "size_of",
    "varied",
]

NO_FILE = "there is no such file"
DEFAULT_ORGANISATION = "school"
WORDS = ("title", "question", "source", "expected", "topic", "contrast", "claims", "finding")   # of one file, not of its variants
SAID_OF_RUNS = ("expected", "claims", "finding")   # need not hold of a school with other settings
STAND_IN: dict[Any, dict[str, Any]] = {   # take the place of a wrong entry of a list while the rest is checked
    "timeline": {"week": 1, "do": "training"},
    "claims": {"figure": "trust", "direction": "higher", "than": "start"},
}
BYTES_PER_TIE = 300
SECONDS_PER_TIE_WEEK = 0.2e-6
TIES_BEYOND_ACQUAINTANCES = 6  # team mates, advisers and leaders whom a person knows besides


@dataclass(frozen=True)
class LoadedScenario:
    """A scenario, and where it came from.

    Parameters
    ----------
    name : the stem of the file's name; for a scenario.yaml, the name of its folder.
    path, folder : the file, and the folder it is in; None where the scenario was made in Python.
    files : every file read, the base first and the named file last, then the tables of an imported school.
    school : the imported staff and ties, where the scenario names them.
    places : where each setting was written, by its path in the file.
    settings : what its files say together, before it was checked; :func:`varied` starts from there.
    """

    scenario: Scenario
    name: str
    path: Path | None
    folder: Path | None
    files: tuple[Path, ...]
    school: School | None
    places: Mapping[Path_, Place]
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Size:
    """What a run will take, estimated: staff, directed ties, bytes of memory, seconds."""

    staff: int
    ties: int
    bytes: int
    seconds: float


def load_scenario(path: str | Path, *, overrides: Mapping[str, Any] | None = None) -> LoadedScenario:
    """Read and check a scenario; InputError with everything wrong.

    Parameters
    ----------
    path : a scenario file, a folder that holds a scenario.yaml, or the name of a scenario of the library.
    overrides : dotted path -> value, such as ``{"meetings.team_minutes_per_week": 90, "timeline[0].week": 40}``. With any, it is
        another school, and what the file expects, claims and found is left out.
    """
    file, name = find_scenario(path)
    try:
        layered = load_layers(file, library=extends_library())
    except InputError as error:
        raise _with_the_rest(error, file) from None
    dropped = SAID_OF_RUNS if overrides else ()
    own = {key: value for key, value in layered.data.items() if key not in WORDS or (key not in dropped and _is_own(key, layered))}
    return _complete(
        own, layered.places, overrides or {}, file=file, folder=file.parent, files=layered.files, name=name
    )


def varied(source: LoadedScenario, overrides: Mapping[str, Any], *, school: School | None = None) -> LoadedScenario:
    """A scenario that was loaded, with overrides (see :func:`load_scenario`); reads no file again.

    Parameters
    ----------
    school : imported staff and ties that take the place of the scenario's own.

    Raises
    ------
    InputError
        Where the overrides do not fit, and where `source` was made as a Scenario, of which nobody knows what was left to defaults.
    """
    if not overrides and school is None:
        return source
    if not source.settings:
        raise InputError(Problem("was made in Python, so single settings of it cannot be varied", file=source.name,
                                 allowed="a name, a file, or a mapping as YAML would give"))
    own = {key: value for key, value in source.settings.items() if key not in (*SAID_OF_RUNS, "contrast")}
    tables = source.files[-2:] if source.school is not None else ()
    return _complete(own, source.places, overrides, file=source.path, folder=source.folder, files=source.files[: len(source.files) - len(tables)],
                     name=source.name, read=(school or source.school, tables))


def _with_the_rest(error: InputError, file: Path) -> InputError:
    """An error of reading `file`, with what is wrong in the settings that could be read (not where a base is missing to judge them)."""
    if error.read is None or EXTENDS in error.read.data or error.problems[0].file != str(file):
        return error
    try:
        _complete(error.read.data, error.read.places, {}, file=file, folder=file.parent, files=[file], name="")
    except InputError as further:
        lines = {problem.line for problem in error.problems}
        found = [*error.problems, *(problem for problem in further.problems if problem.line not in lines)]
        return InputError(sorted(found, key=lambda problem: problem.line or 0))
    return error


def _is_own(key: str, layered: Layered) -> bool:
    """Whether the named file says it itself: what a base asks and expects is not what its variant asks and expects."""
    place = layered.places.get((key,))
    return place is not None and Path(place.file) == Path(layered.files[-1])


def scenario_from(data: Mapping[str, Any], *, folder: str | Path | None = None) -> Scenario:
    """A scenario from Python: what a file may say, as a mapping; sections may be given as model objects too.

    Parameters
    ----------
    folder : where imported tables (`network.staff_file`) lie; only needed for these.
    """
    return _from_mapping(data, folder).scenario


def _from_mapping(data: Mapping[str, Any], folder: str | Path | None = None) -> LoadedScenario:
    plain = _plain(data)
    places = {path: Place("", 0) for path in _paths(plain)}
    files: list[Path] = []
    if isinstance(plain, dict) and plain.get(EXTENDS) is not None:
        base = load_layers(find_scenario(str(plain[EXTENDS]))[0], library=extends_library())
        below = {key: value for key, value in base.data.items() if key not in WORDS}
        plain = merge(below, {key: value for key, value in plain.items() if key != EXTENDS})
        places, files = {**base.places, **places, (): Place("", 0)}, base.files
    within = None if folder is None else Path(folder)
    try:
        return _complete(plain, places, {}, file=None, folder=within, files=files, name="")
    except InputError as error:
        raise InputError([replace(problem, file=problem.file or None) for problem in error.problems]) from None


Source = Scenario | LoadedScenario | str | Path | Mapping[str, Any]


def loaded(scenario: Source) -> LoadedScenario:
    """A scenario in any of its forms: a name, file or folder, a mapping as YAML would give, a Scenario, or one that was loaded."""
    if isinstance(scenario, LoadedScenario):
        return scenario
    if isinstance(scenario, str | Path):
        return load_scenario(scenario)
    if isinstance(scenario, Scenario):
        return LoadedScenario(scenario, scenario.title or "scenario", None, None, (), None, {})
    made = _from_mapping(scenario)
    return replace(made, name=made.scenario.title or "scenario")


def contrast_file(name: str, folder: Path | None) -> Path:
    """The file of the scenario that `contrast` names: beside the file that names it, or in the library; InputError where there is none."""
    allowed = "a scenario of the library (run_sim.py list), or a file beside this one by its relative path"
    known = library_names()
    beside, message, _ = _table(name if name.endswith(".yaml") else f"{name}.yaml", folder) if folder is not None else (None, "", None)
    if beside is not None:
        return beside
    if name in known:
        return find_scenario(name)[0]
    if folder is not None and "/" not in name:
        known = [*known, *sorted(file.stem for file in folder.glob("*.yaml"))]
    other = message if message and message != NO_FILE else "there is no such scenario"
    raise InputError(Problem(other, key="contrast", given=name, allowed=allowed, nearest=nearest(name, known)))


def contrast_of(source: LoadedScenario) -> LoadedScenario | None:
    """The scenario that `source` is compared with; None where it names none."""
    name = source.scenario.contrast
    return load_scenario(contrast_file(name, source.folder)) if name else None


def resolve(data: Mapping[str, Any], organisations: Sequence[str] = ()) -> dict[str, Any]:
    """The settings of a file in the form of :class:`Scenario`: every organisation with the sections of the top level.

    Parameters
    ----------
    organisations : names of all organisations, where an imported staff table says them.
    """
    common = {key: value for key, value in data.items() if key in Organisation.model_fields}
    own = data.get(ORGANISATIONS) or {}
    resolved = {key: value for key, value in data.items() if key not in common and key != EXTENDS}
    resolved[ORGANISATIONS] = {
        name: merge(common, own.get(name) or {}) for name in organisations or list(own) or [DEFAULT_ORGANISATION]
    }
    return resolved


def size_of(scenario: Scenario, school: School | None = None) -> Size:
    """What a run of `scenario` will take, counted without making anybody."""
    staff = len(school.ids) if school is not None else Staff(scenario, None).total()
    ties = staff * min(max(staff - 1, 0), scenario.network.acquaintances + TIES_BEYOND_ACQUAINTANCES)
    return Size(staff, ties, BYTES_PER_TIE * ties, scenario.weeks * ties * SECONDS_PER_TIE_WEEK)


def check_size(scenario: Scenario, school: School | None = None, force: bool = False) -> None:
    """InputError with an estimate, where there are more staff than are simulated without being asked twice."""
    size = size_of(scenario, school)
    if size.staff <= MAX_STAFF or force:
        return
    memory, hours = _rounded(size.bytes / 1e9), _rounded(size.seconds / 3600)
    message = f"{size.staff:,} staff would take about {memory} GB of memory and {hours} hours; --force goes ahead"
    raise InputError(Problem(message, key="staff", given=size.staff, allowed=f"at most {MAX_STAFF:,} staff"))


def _rounded(value: float) -> str:
    """`value` to two figures, as an estimate is read."""
    digits = 1 - math.floor(math.log10(value)) if value > 0 else 0
    return f"{round(value, digits):,.{max(0, min(digits, 3))}f}"


def _complete(
    data: Any,
    places: Mapping[Path_, Place],
    overrides: Mapping[str, Any],
    *,
    file: Path | None,
    folder: Path | None,
    files: Sequence[Path],
    name: str,
    read: tuple[School | None, tuple[Path, ...]] | None = None,
) -> LoadedScenario:
    """Check the authored settings, then what they amount to together; `read` holds the imported school where it was read before."""
    shown = str(file) if file is not None else ""
    overrides = {key: _plain(value) for key, value in overrides.items()}
    changed, where = apply_overrides(_filled(data), places, overrides)
    # As the user wrote it: a wrong value at the top level is one mistake, not one for each organisation.
    problems: list[Problem] = []
    try:
        authored = ScenarioFile.model_validate(changed)
    except ValidationError as error:
        problems = problems_of(error, ScenarioFile, changed, where, shown)
        try:   # what is wrong is taken out, to find what else is
            changed = _without(changed, [walked(detail["loc"], ScenarioFile, changed)[0] for detail in error.errors()])
            authored = ScenarioFile.model_validate(changed)
        except (ValidationError, KeyError, IndexError, TypeError):
            raise InputError(problems) from None
        overrides = {}   # they stand in the data by now; a wrong one must not come back
    changed, where = everywhere(changed, where, overrides)
    school, tables = _school(authored, where, files, folder, problems) if read is None else read
    names = tuple(dict.fromkeys(school.organisations)) if school is not None else ()
    for unknown in [own for own in authored.organisations if names and own not in names]:
        place = located((ORGANISATIONS, unknown), where)[1]
        problems.append(_unknown(unknown, names, place))
    resolved = resolve(changed, names)
    try:
        scenario = Scenario.model_validate(resolved)
    except ValidationError as error:
        written = {path: place for path in _paths(resolved) if (place := located(path, where)[1])}
        raise InputError([*problems, *problems_of(error, Scenario, resolved, written, shown)]) from None
    problems += check_whole(scenario, school, where, shown or None)
    if scenario.contrast:
        try:
            contrast_file(scenario.contrast, folder)
        except InputError as error:
            place = where.get(("contrast",))
            at = {"file": place.file or None, "line": place.line or None} if place else {"file": shown or None}
            problems += [replace(problem, key="contrast", **at) for problem in error.problems]
    refuse(sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0)))
    return LoadedScenario(
        scenario, name, file, folder if file is not None else None, (*files, *tables), school, where, changed
    )


def _without(data: Any, paths: Sequence[Path_]) -> Any:
    """A copy of `data` without the settings at `paths`; a wrong entry of a list of entries gives its place to a harmless one."""
    left = copy.deepcopy(data)
    for path in paths:
        if path[0] in STAND_IN and len(path) > 1:
            left[path[0]][path[1]] = dict(STAND_IN[path[0]])
            continue
        parent = left
        for key in path[:-1]:
            parent = parent[key]
        if isinstance(parent, dict):
            parent.pop(path[-1], None)   # two things may be wrong with one setting
    return left


def _unknown(name: str, names: Sequence[str], place: Place | None) -> Problem:
    file, line = (place.file or None, place.line or None) if place else (None, None)
    return Problem(
        "there is no such organisation in network.staff_file",
        file,
        line,
        f"{ORGANISATIONS}.{name}",
        **known_or_nearest(name, names),
    )


def _filled(data: Any) -> Any:
    """`data` with an empty mapping for every organisation that is only named."""
    own = data.get(ORGANISATIONS) if isinstance(data, dict) else None
    if not isinstance(own, dict):
        return data
    return {**data, ORGANISATIONS: {name: {} if value is None else value for name, value in own.items()}}


def _school(
    authored: ScenarioFile,
    where: Mapping[Path_, Place],
    files: Sequence[Path],
    folder: Path | None,
    problems: list[Problem],
) -> tuple[School | None, tuple[Path, ...]]:
    """The imported staff and ties, and their files; each is sought beside the file that names it."""
    network = authored.network
    if network.staff_file is None or network.ties_file is None:
        return None, ()
    tables = []
    for key, given in (("staff_file", network.staff_file), ("ties_file", network.ties_file)):
        place = located(("network", key), where)[1]
        beside = next((file.parent for file in files if place and str(file) == place.file), folder)
        table, message, allowed = _table(given, beside)
        if message:
            file, line = (place.file or None, place.line or None) if place else (None, None)
            problems.append(Problem(message, file, line, f"network.{key}", given, allowed))
        elif table is not None:
            tables.append(table)
    if len(tables) < 2:
        return None, ()
    from trustsim.imports import read_school

    try:
        return read_school(*tables), tuple(tables)
    except InputError as error:
        problems.extend(error.problems)
        return None, tuple(tables)


def _table(given: str, folder: Path | None) -> tuple[Path | None, str, str | None]:
    """The file `given` in `folder`; else what is wrong with it, and what would be allowed."""
    if folder is None:
        return None, "a scenario made in Python has no folder", "scenario_from(data, folder=...)"
    allowed = f"a file in {folder}, by its relative path"
    if Path(given).is_absolute() or PureWindowsPath(given).drive or given.startswith(("~", "\\")):
        return None, "must be a relative path", allowed
    try:
        table = folder / given
        if not table.resolve().is_relative_to(folder.resolve()):
            return None, "leads outside the folder of the scenario", allowed
        if not table.is_file():
            return None, NO_FILE, allowed
    except (OSError, RuntimeError, ValueError) as error:
        return None, f"cannot be followed ({type(error).__name__})", allowed
    return table, "", None


def _plain(value: Any) -> Any:
    """`value` as it would come from a file: models and mappings as dicts, NumPy's numbers as Python's."""
    if isinstance(value, BaseModel):
        # What was not given stays so: a preset fills it. `do` says which intervention it is, given or not.
        given = [name for name in type(value).model_fields if name in value.model_fields_set or name == "do"]
        return {name: _plain(getattr(value, name)) for name in given}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return _plain(value.tolist())
    return value


def _paths(data: Any, path: Path_ = ()) -> list[Path_]:
    """The path of everything in `data`."""
    pairs: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(deeper for key, value in pairs for deeper in _paths(value, (*path, key)))]
