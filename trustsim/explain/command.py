"""What the command `explain` does: results opened, people found, the run replayed and held against what is stored, words and a figure made."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.errors import InputError, Problem
from trustsim.explain.difference import Difference, explain_difference, same_people
from trustsim.explain.person import explain_person, ties_of
from trustsim.explain.replay import watch
from trustsim.explain.stored import Stored, check_same, find_person, open_results
from trustsim.explain.tie import Tie, explain_tie
from trustsim.summary import Summary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = (".png", ".svg", ".pdf")


@dataclass(frozen=True)
class Explained:
    """Words, the figure that goes with them (None where there is nothing to draw), and a name for its file."""

    words: Summary
    figure: Callable[[], Figure] | None
    stem: str


def explained(folder: Path, *, tie: tuple[str, str] | None = None, person: str | None = None, week: int | None = None, everything: bool = False,
              difference: Path | None = None) -> Explained:
    """Explain a tie or a person of a results folder; InputError where what is asked does not go together."""
    if (tie is None) == (person is None):
        raise InputError(Problem("says neither or both of what is to be explained", key="explain", allowed="one of --tie A B and --person A"))
    if difference is not None and tie is None:
        raise InputError(Problem("compares one tie in two runs", key="--difference", allowed="with --tie A B"))
    stored = open_results(folder)
    last = stored.source.scenario.weeks
    if week is not None and not 0 <= week <= last:
        raise InputError(Problem("is not a week of this run", str(folder), key="--week", given=week, allowed=f"0 to {last}"))
    until = last if week is None else week
    if person is not None:
        number = find_person(stored.staff, person, option="--person", folder=folder)
        story = watch(stored.source, seed=stored.seed, person=number)
        check_same(stored, story)
        words = explain_person(story, number, week=week, everything=everything)

        def of_person() -> Figure:
            from trustsim.figures.ties import ties_figure

            return ties_figure(story, number, ties_of(story, number, until), until)

        some = bool((story.steps["week"] <= until).any())
        return Explained(words, of_person if some else None, f"person-{number}")
    assert tie is not None
    a, b = (find_person(stored.staff, given, option="--tie", folder=folder) for given in tie)
    if a == b:
        raise InputError(Problem("names the same person twice", str(folder), key="--tie", given=" ".join(tie), allowed="two people"))
    if difference is not None:
        return _parting(stored, open_results(difference), a, b, week)
    story = watch(stored.source, seed=stored.seed, ties=[(a, b)])
    check_same(stored, story)
    words = explain_tie(story, a, b, week=week, everything=everything)
    ends = Tie(story, a, b, until), Tie(story, b, a, until)

    def of_tie() -> Figure:
        from trustsim.figures.tie import tie_figure

        return tie_figure(*ends)

    return Explained(words, None if ends[0].weeks.empty else of_tie, f"tie-{a}-{b}")


def _parting(one: Stored, two: Stored, a: int, b: int, week: int | None) -> Explained:
    """The same tie in two runs; refused where their luck is not the same."""
    if one.seed != two.seed:
        raise InputError(Problem(
            f"has another seed ({two.seed}, not {one.seed}), so its luck is not the same and every encounter differs by chance",
            str(two.folder), key="--difference",
            allowed=f"a run with seed {one.seed}: python3 run_sim.py run {two.folder / 'scenario.yaml'} --seed {one.seed}"))
    other = tuple(same_people(one.staff, two.staff, number, str(two.folder)) for number in (a, b))
    ties = []
    for stored, (holder, held) in ((one, (a, b)), (two, other)):
        story = watch(stored.source, seed=stored.seed, ties=[(holder, held)])
        check_same(stored, story)
        ties.append(Tie(story, holder, held, story.scenario.weeks if week is None else week))
    names = [stored.folder.resolve().name for stored in (one, two)]
    if names[0] == names[1]:
        names = [str(stored.folder) for stored in (one, two)]
    found = Difference(ties[0], ties[1], (names[0], names[1]))

    def figure() -> Figure:
        from trustsim.figures.parting import parting_figure

        return parting_figure(found)

    some = any(len(tie.steps) for tie in ties)
    return Explained(explain_difference(found), figure if some else None, f"tie-{a}-{b}-difference")


def free_file(results: Path, stem: str, out: Path | None, *, vector: bool) -> Path:
    """Where a figure goes: never over another file, and never into the results folder, whose manifest seals it.

    By default RESULTS-explained/STEM.png beside the results, with a number where that is taken.
    """
    endings = ENDINGS if vector else ENDINGS[:1]
    sealed = results.resolve()
    if out is not None:
        if out.suffix.lower() not in ENDINGS[:1]:
            raise InputError(Problem("is not a picture", key="--out", given=str(out), allowed="a file that ends in .png"))
        if out.resolve().is_relative_to(sealed):
            raise InputError(Problem("lies in the results folder, whose manifest.json seals it", key="--out", given=str(out),
                                     allowed="a file elsewhere"))
        taken = [file for ending in endings if _exists(file := out.with_suffix(ending))]
        if taken:
            raise InputError(Problem("exists and is not written over", key="--out", given=str(taken[0]), allowed="a new file"))
        return out
    folder = results.resolve().with_name(f"{results.resolve().name}-explained")
    shown = results.parent / folder.name if results.name not in ("", ".", "..") else folder
    number, place = 1, shown / f"{stem}.png"
    while any(_exists(place.with_suffix(ending)) for ending in ENDINGS):
        number += 1
        place = shown / f"{stem}-{number}.png"
    return place


def _exists(file: Path) -> bool:
    return file.exists() or file.is_symlink()


def draw(figure: Figure, place: Path, *, vector: bool) -> list[Path]:
    """Write a figure, each file whole or not at all."""
    from trustsim.figures.style import save

    place.parent.mkdir(parents=True, exist_ok=True)
    files = []
    for ending in ENDINGS if vector else ENDINGS[:1]:
        file = place.with_suffix(ending) if ending != ".png" else place
        handle, name = tempfile.mkstemp(prefix=f".{place.stem[:50]}.unfinished-", suffix=ending, dir=place.parent)
        os.close(handle)
        beside = Path(name)
        try:
            save(figure, beside)
            beside.chmod(0o644)
            try:
                os.link(beside, file)   # fails where somebody else wrote it in the meantime
            except FileExistsError:
                raise
            except OSError:   # a file system without links
                beside.replace(file)
            files.append(file)
        finally:
            beside.unlink(missing_ok=True)
    return files
