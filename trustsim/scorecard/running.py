"""Replicates on workers, look by look, until every verdict is clear or the last look is reached; kept, so that a stopped scorecard goes on.

    FOLDER/replicates/EXPERIMENT-RULE.parquet    a row a replicate: its number, and its figures
    FOLDER/scorecard.json                        what these depend on, and the verdicts
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from trustsim.errors import InputError, Problem
from trustsim.scenario.mechanisms import RIVALS
from trustsim.scorecard.criteria import UNDECIDED, Finding, Pattern, Verdict, judged, of_pattern
from trustsim.scorecard.patterns import EXPERIMENTS, PATTERNS
from trustsim.scorecard.simulate import SEED, beside
from trustsim.store import write_table
from trustsim.study.durable import write_whole
from trustsim.study.engine import code_hash
from trustsim.study.local import LocalExecutor
from trustsim.study.tasks import Task
from trustsim.study.worker import warm

OURS = RIVALS[0]
CARD, REPLICATES = "scorecard.json", "replicates"
NOTHING: Mapping[str, Any] = MappingProxyType({})
CHUNK_SECONDS = 1.5
PARTS_AT_MOST = 8   # of an experiment under a rule that wait to be stored
NO_NUMBERS = ("criteria.py", "page.py", "plots.py", "command.py", "running.py", "real.py")   # modules of the scorecard on which no replicate depends

Array = np.ndarray[Any, Any]
Done = Callable[[str, int, int], None]   # what was judged last, open verdicts, all verdicts


@dataclass(frozen=True)
class Card:
    """The scorecard.

    Attributes
    ----------
    findings : by pattern, rule and criterion, in the order of the pattern's criteria.
    rules : in the order shown; the first is the model's own.
    seconds : wall time of this run of the command; `simulated` is the processor time of the replicates made in it.
    quick : whether only the quick looks were taken.
    settings : what was laid over every scenario.
    """

    findings: dict[str, dict[str, list[Finding]]]
    rules: tuple[str, ...]
    seconds: float
    simulated: float
    quick: bool
    settings: Mapping[str, Any] = field(default_factory=dict)

    def verdict(self, pattern: Pattern, rule: str = OURS) -> Verdict:
        """Of a pattern under a rule; rules that do not touch it share the model's own."""
        return of_pattern(self.findings[pattern.name][rule if pattern.experiment.rivals else OURS])


def identity(settings: Mapping[str, Any]) -> str:
    """A hash of all code and settings on which replicates depend."""
    made = hashlib.sha256(f"{code_hash()} {SEED} {json.dumps(dict(settings), sort_keys=True) if settings else ''}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.name not in NO_NUMBERS:
            made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()[:16]


def replicates(job: tuple[str, str, int, int, dict[str, Any]]) -> tuple[dict[str, list[float]], float]:
    """A worker's job: the figures of replicates start to stop of an experiment under a rule, and the processor time they took (seconds)."""
    name, rule, start, stop, settings = job
    began = time.process_time()
    with beside(settings):
        rows = [EXPERIMENTS[name].replicate(rule, number) for number in range(start, stop)]
    return {figure: [float(row[figure]) for row in rows] for figure in rows[0]}, time.process_time() - began


class Bench:
    """The replicates of one experiment under one rule, on disk and in memory."""

    def __init__(self, folder: Path, name: str, rule: str, looks: tuple[int, ...]) -> None:
        self.name, self.rule, self.looks = name, rule, looks
        self.path = folder / REPLICATES / f"{name}-{rule}.parquet"
        self.figures: dict[str, Array] = {}
        self.seconds = 0.0   # of a replicate, on average
        self.spent = 0.0
        if self.path.exists():
            table = pd.read_parquet(self.path)
            self.figures = {str(figure): table[figure].to_numpy() for figure in table.columns if figure != "replicate"}
        self.parts: dict[int, dict[str, list[float]]] = {}
        self.criteria = [(pattern, k, criterion) for pattern in PATTERNS if pattern.experiment.name == name
                         for k, criterion in enumerate(pattern.criteria)]
        self.found: dict[tuple[str, int], Finding] = {}

    @property
    def count(self) -> int:
        """Replicates there are."""
        return len(next(iter(self.figures.values()))) if self.figures else 0

    def next_look(self) -> int | None:
        """Judge at every look that the replicates reach; the next one where a verdict is still open, None where this is done."""
        for look in self.looks:
            if look > self.count:
                return look
            for pattern, k, criterion in self.criteria:
                old = self.found.get((pattern.name, k))
                if old is None or (old.verdict == UNDECIDED and old.n < look):
                    self.found[pattern.name, k] = judged(criterion, self.figures, look, self.looks)
            if not self.open:
                return None
        return None

    @property
    def open(self) -> int:
        """Verdicts that are not clear."""
        return len(self.criteria) - sum(finding.verdict != UNDECIDED for finding in self.found.values())

    def tasks(self, look: int, settings: dict[str, Any]) -> list[Task]:
        """What is missing up to a look, in chunks."""
        size = max(1, min(50, int(CHUNK_SECONDS / self.seconds) if self.seconds else 5))
        return [Task(f"{self.name} {self.rule} {start}", (self.name, self.rule, start, min(look, start + size), settings))
                for start in range(self.count, look, size)]

    def take(self, start: int, part: tuple[dict[str, list[float]], float]) -> None:
        """What a worker made."""
        self.parts[start], seconds = part
        self.spent += seconds
        self.seconds = seconds / len(next(iter(part[0].values())))

    def keep(self) -> None:
        """Put the parts that follow on what there is behind it, and store it; those after a gap wait."""
        while (part := self.parts.pop(self.count, None)) is not None:
            self.figures = {figure: np.concatenate([self.figures.get(figure, np.empty(0)), values]) for figure, values in part.items()}
        beside = self.path.with_suffix(".unfinished")
        write_table(pd.DataFrame({"replicate": np.arange(self.count), **self.figures}), beside)
        beside.replace(self.path)


def make(folder: Path, *, quick: bool = False, rules: Sequence[str] = RIVALS, settings: Mapping[str, Any] = NOTHING,
         workers: int | None = None, done: Done | None = None) -> Card:
    """Run all patterns under all rules, with settings laid over every scenario, in a folder that :func:`prepare` made for them.

    Raises
    ------
    InputError
        Where a replicate failed.
    """
    began = time.monotonic()
    benches = [Bench(folder, name, rule, experiment.quick_looks if quick else experiment.looks)
               for name, experiment in EXPERIMENTS.items() for rule in rules if experiment.rivals or rule == OURS]
    verdicts = sum(len(bench.criteria) for bench in benches)
    with LocalExecutor(workers, warm=warm) as executor:
        while True:
            wanted = [(bench, look) for bench in benches if (look := bench.next_look()) is not None]
            if not wanted:
                break
            wanted.sort(key=lambda item: -item[0].seconds)
            by_key = {task.key: (bench, task) for bench, look in wanted for task in bench.tasks(look, dict(settings))}
            missing = {id(bench): 0 for bench, _ in wanted}
            for bench, _ in by_key.values():
                missing[id(bench)] += 1
            for end in executor.run(replicates, [task for _, task in by_key.values()]):
                bench, task = by_key[end.key]
                if end.failure:
                    raise InputError(Problem(f"a replicate of the scorecard failed ({end.failure}): {end.detail}", key=end.key))
                bench.take(task.job[2], end.value)
                missing[id(bench)] -= 1
                if not missing[id(bench)] or len(bench.parts) >= PARTS_AT_MOST:
                    bench.keep()
                    bench.next_look()
                if done is not None:
                    done(end.key, sum(bench.open for bench in benches), verdicts)
    findings: dict[str, dict[str, list[Finding]]] = {pattern.name: {} for pattern in PATTERNS}
    for bench in benches:
        for pattern, _, _ in bench.criteria:
            findings[pattern.name][bench.rule] = [bench.found[pattern.name, k] for k in range(len(pattern.criteria))]
    return Card(findings, tuple(rules), time.monotonic() - began, sum(bench.spent for bench in benches), quick, dict(settings))


def prepare(folder: Path, *, settings: Mapping[str, Any] = NOTHING, replace: bool = False) -> None:
    """Make the folder of a scorecard, or go on with one of the same code; InputError where it holds something else."""
    mark = {"made_with": identity(settings)}
    if (folder / CARD).is_file():
        try:
            same = json.loads((folder / CARD).read_text(encoding="utf-8"))["made_with"] == mark["made_with"]
        except (ValueError, KeyError, TypeError):
            same = False
        if same:
            return
        if not replace:
            raise InputError(Problem("holds a scorecard of other code or settings, whose replicates cannot be gone on with", file=str(folder),
                                     allowed="another folder, or --replace"))
        for path in (folder / REPLICATES).glob("*.parquet"):
            path.unlink()
    elif folder.exists() and any(folder.iterdir()):
        raise InputError(Problem("holds something that is no scorecard", file=str(folder), allowed="a new or empty folder"))
    (folder / REPLICATES).mkdir(parents=True, exist_ok=True)
    write_whole(folder / CARD, (json.dumps(mark) + "\n").encode())
