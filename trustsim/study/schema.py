"""What a study file may say, declared once: a scenario, factors, a design, replicates, outcomes.

A factor may be written short: `meetings.team_minutes_per_week: [30, 60]` is a factor of that name with these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from trustsim.randomness import MAX_SEED
from trustsim.scenario.parameter import Section, par
from trustsim.study.outcomes import Outcomes
from trustsim.weekly import WEEKLY

KINDS = ("values", "low", "presets", "scenarios", "networks", "levels")


class Factor(Section):
    """One factor: a parameter with values or a range, or named levels of which each may change several things."""

    path: str | Annotated[tuple[str, ...], Field(strict=False)] | None = par(
        None, "", "parameter by its path, or several that take the same value; by default the factor's name", "")
    values: tuple[Any, ...] | None = par(None, "unit of the parameter", "values of the parameter", "", strict=False, min_length=1)
    low: float | None = par(None, "unit of the parameter", "lower end of a range", "")
    high: float | None = par(None, "unit of the parameter", "upper end of a range", "")
    scale: Literal["linear", "log"] = par("linear", "", "how a range is divided", "")
    steps: int | None = par(None, "values", "into how many values a grid divides the range, ends included", "", ge=2, le=10_000)
    presets: tuple[str, ...] | None = par(None, "", "styles of leadership", "", strict=False, min_length=1)
    scenarios: tuple[str, ...] | None = par(None, "", "scenarios, each by its name in the library or its file", "", strict=False, min_length=1)
    networks: tuple[str, ...] | None = par(None, "", "imported schools, each by the folder that `import` made", "", strict=False, min_length=1)
    levels: dict[str, dict[str, Any]] | None = par(None, "", "named levels, each a mapping from path to value (empty: as the scenario is)", "",
                                                   min_length=1)
    label: str = par("", "", "what figures call the factor; by default its name", "")
    unit: str = par("", "", "unit shown in figures; by default that of the parameter", "")

    @property
    def kind(self) -> str:
        """Which of the ways to say levels is used."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def is_range(self) -> bool:
        """Whether the factor takes any value between two ends."""
        return self.kind == "low"

    @model_validator(mode="after")
    def _one_kind(self) -> Factor:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high come together")
        if len(given) != 1:
            raise ValueError(f"needs exactly one of values, low and high, presets, scenarios, networks, levels; it has {', '.join(given) or 'none'}")
        if self.low is not None and self.high is not None:
            if not self.low < self.high:
                raise ValueError(f"low must be below high; given {self.low:g} and {self.high:g}")
            if self.scale == "log" and self.low <= 0:
                raise ValueError(f"a range on a log scale lies above 0; given low {self.low:g}")
        if self.path is not None and self.kind not in ("values", "low"):
            raise ValueError(f"path goes with values or with low and high, not with {self.kind}")
        if self.steps is not None and not self.is_range:
            raise ValueError("steps go with low and high")
        names: Any = self.levels or self.presets or self.scenarios or self.networks or self.values or ()
        seen = [str(name) for name in names]
        if len(set(seen)) < len(seen):
            raise ValueError(f"has the same level twice: {', '.join(sorted({name for name in seen if seen.count(name) > 1}))}")
        return self


class Grid(Section):
    """Every combination of levels; of a range, `steps` values."""

    kind: Literal["grid"] = "grid"


class PointList(Section):
    """The points that are listed; what a point leaves out stays as in the scenario."""

    kind: Literal["list"] = "list"
    points: tuple[dict[str, Any], ...] = par((), "", "each a mapping from factor to one of its levels, or a value within its range", "", strict=False,
                                             min_length=1)


class OneAtATime(Section):
    """The scenario as it is, then each factor by itself at each of its levels."""

    kind: Literal["one_at_a_time"] = "one_at_a_time"


class LatinHypercube(Section):
    """Points spread evenly over each factor's range (McKay, Beckman & Conover 1979)."""

    kind: Literal["latin_hypercube"] = "latin_hypercube"
    points: int = par(100, "points", "design points", "", ge=2, le=10_000_000)


class Sobol(Section):
    """Saltelli's scheme on a scrambled Sobol sequence, for variance-based sensitivity indices (Saltelli et al. 2010)."""

    kind: Literal["sobol"] = "sobol"
    base_points: int = par(256, "points", "base points, a power of two; the design has this times the factors plus two", "", ge=2, le=2**24)
    second_order: bool = par(False, "", "also indices of pairs: this times twice the factors plus two", "")

    @field_validator("base_points")
    @classmethod
    def _power_of_two(cls, value: int) -> int:
        if value & (value - 1):
            below = 2 ** (value.bit_length() - 1)
            raise ValueError(f"a Sobol sequence is balanced at powers of two only; given {value}, allowed: {below} or {2 * below}")
        return value


class Morris(Section):
    """Elementary effects along random trajectories, for screening (Morris 1991)."""

    kind: Literal["morris"] = "morris"
    trajectories: int = par(20, "trajectories", "trajectories; the design has this times the factors plus one", "", ge=2, le=1_000_000)
    grid_levels: int = par(4, "levels", "levels of the grid on which they move, an even number", "Morris 1991", ge=2, le=100, multiple_of=2)


class Adaptive(Section):
    """A grid over two ranges that is refined where the chance of an outcome passes one half; other factors make panels."""

    kind: Literal["adaptive"] = "adaptive"
    of: str = par("viable", "", "outcome of yes or no", "")
    start: int = par(5, "values", "values of each range in the first grid, ends included", "", ge=3, le=129)
    halvings: int = par(2, "times", "how often cells on the line are halved", "", ge=0, le=6)


Design = Annotated[Grid | PointList | OneAtATime | LatinHypercube | Sobol | Morris | Adaptive, Field(discriminator="kind")]


class Precision(Section):
    """Replicates until an interval is narrow enough, looked at with 50, 100, 200 ... replicates only (analysis/intervals.py)."""

    half_width: float = par(0.05, "unit of the outcome", "half of the widest interval that will do", "", gt=0)
    of: str = par("viable", "", "outcome that must be so precise, at every design point", "")
    at_most: int = par(1600, "replicates", "replicates at which to stop in any case", "", ge=50, le=1_000_000)


class Study(Section):
    """A study: which runs, and what each leaves."""

    title: str = par("", "", "name in figures and tables", "")
    question: str = par("", "", "the question the study asks", "")
    source: str = par("", "", "the texts it rests on", "")
    finding: str = par("", "", "what it showed, in two sentences, once it has been run", "")
    scenario: str | dict[str, Any] = par("baseline", "", "scenario that is varied: a name of the library, a file or folder, or settings", "")
    settings: dict[str, Any] = par({}, "", "overrides that hold for every run, from path to value", "")
    factors: dict[str, Factor] = par({}, "", "what is varied", "")
    design: Design = par(Grid(), "", "which combinations are run", "")
    seed: int = par(0, "", "key of the luck; replicate r has the seed that trustsim.randomness.replicate_seed gives", "", ge=0, le=None)
    replicates: Annotated[int, Field(ge=1, le=10_000_000)] | Precision = par(
        30, "runs", "runs of each design point, all points with the same luck", "")
    outcomes: Outcomes = Outcomes()
    headlines: tuple[str, ...] = par((), "", "outcomes that tables and figures show, at most four; by default viability, trust and cooperation",
                                     "", strict=False, max_length=4)
    confidence: float = par(0.95, "0-1", "of intervals", "", gt=0.5, lt=1)
    chunk: int | None = par(None, "runs", "runs stored together; by default some seconds' worth", "", ge=1, le=100_000)
    seconds_per_run: float | None = par(None, "seconds", "longest time a run may take; by default 60, or fifty times the estimate", "", gt=0)

    @field_validator("seed")
    @classmethod
    def _seed(cls, value: int) -> int:
        if value > MAX_SEED:
            raise ValueError(f"is not a seed; allowed: a whole number from 0 to {MAX_SEED}")
        return value

    @property
    def most_replicates(self) -> int:
        """Replicates of a design point, at most."""
        return self.replicates if isinstance(self.replicates, int) else self.replicates.at_most


def written_out(data: Any) -> Any:
    """A study as a file says it, with what is written short written out."""
    if not isinstance(data, Mapping):
        return data
    made = dict(data)
    if isinstance(made.get("design"), str):
        made["design"] = {"kind": made["design"]}
    factors = made.get("factors")
    if isinstance(factors, Mapping):
        made["factors"] = {name: {"values": said} if isinstance(said, list | tuple) else said for name, said in factors.items()}
    return made


def as_markdown() -> str:
    """What a study file may say, as the table of docs/sweeps.md."""
    def shown(value: Any) -> str:
        plain = value if isinstance(value, str | int | float | bool) else list(value) if isinstance(value, tuple) else None
        return "" if plain in (None, "", [], {}) else f"`{plain}`".replace("True", "true").replace("False", "false").replace("'", "")

    places: list[tuple[str, type[Section]]] = [
        ("", Study), ("factors.NAME.", Factor), ("replicates.", Precision), ("outcomes.", Outcomes),
        *((f"design ({made.model_fields['kind'].default}): ", made) for made in (PointList, LatinHypercube, Sobol, Morris, Adaptive))]
    lines = ["| setting | default | unit | meaning |", "| --- | --- | --- | --- |"]
    for prefix, made in places:
        for name, field in made.model_fields.items():
            if name != "kind" and not (made is Study and name in ("factors", "outcomes")):
                extra: Any = field.json_schema_extra or {}
                default = "" if name in ("design", "final") else shown(field.default)
                lines.append(f"| `{prefix}{name}` | {default} | {extra.get('unit', '')} | {field.description} |")
    return "\n".join(lines) + "\n"


def words_of(outcome: str) -> str:
    """An outcome's name in a table or figure: `trust_w39` is 'mean trust in week 39'."""
    figure, _, week = outcome.rpartition("_w")
    if outcome in WEEKLY:
        return WEEKLY[outcome].words
    if figure in WEEKLY and week.isdigit():
        return f"{WEEKLY[figure].words} in week {week}"
    return {"ever_viable": "ever a viable learning community", "viable_week": "week in which it became viable",
            "weeks_viable": "weeks as a viable learning community"}.get(outcome, outcome.replace("_", " "))
