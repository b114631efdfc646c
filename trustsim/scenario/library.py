"""Where scenarios are found by name: the folder `scenarios` here, then the one that came with the package."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from trustsim.errors import InputError, Problem, nearest

FILE = "scenario.yaml"
FOLDER = "scenarios"
FOLDERLESS = "scenario"  # the name of a scenario.yaml at the root of a disk


def libraries() -> list[Path]:
    """The folders in which names are sought, in this order."""
    import trustsim

    folders = [Path(FOLDER)]
    if trustsim.__file__ is not None:
        folders.append(Path(trustsim.__file__).resolve().parent.parent / FOLDER)
    found: list[Path] = []
    for folder in folders:
        if folder.is_dir() and folder.resolve() not in [known.resolve() for known in found]:
            found.append(folder)
    return found


def extends_library() -> Path | None:
    """Where `extends` seeks names: with the package, so that a file means the same wherever one stands."""
    return libraries()[-1] if libraries() else None


def names() -> list[str]:
    """Every scenario that can be called by its name."""
    found: dict[str, None] = {}
    for folder in libraries():
        found.update(dict.fromkeys(sorted(path.stem for path in folder.glob("*.yaml"))))
        found.update(dict.fromkeys(sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))))
    return list(found)


def find_scenario(given: str | Path) -> tuple[Path, str]:
    """The file that `given` (a file, a folder or a name) stands for, and the name of the scenario."""
    path, text = Path(given), str(given)
    try:
        if path.is_file():
            return path, _name(path.parent.resolve().name if path.name == FILE else path.stem)
        if (path / FILE).is_file():
            return path / FILE, _name(path.resolve().name)
        bare = len(path.parts) == 1 and text not in (".", "..")
        for folder in libraries() if bare else ():
            stem = text.removesuffix(".yaml")
            for file in (folder / f"{stem}.yaml", folder / stem / FILE):
                if file.is_file():
                    return file, _name(stem)
        _refuse(path, text, bare)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(Problem(f"cannot be read ({reason})", given=text)) from None


def _name(text: str) -> str:
    """A name that can be written down: bytes of a file's name that are not UTF-8 become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8") or FOLDERLESS


def _refuse(path: Path, text: str, bare: bool) -> NoReturn:
    if path.is_dir():
        raise InputError(
            Problem(
                f"the folder holds no {FILE}",
                file=text,
                allowed=f"a scenario file, a folder with a {FILE}, or a name",
            )
        )
    if path.exists():
        raise InputError(Problem("is not an ordinary file", file=text))
    if not bare:
        beside = [str(file) for file in sorted(path.parent.glob("*.yaml"))] if path.parent.is_dir() else []
        raise InputError(Problem("there is no such file", file=text, nearest=nearest(text, beside)))
    known = names()
    allowed = (
        f"a file, a folder, or one of {', '.join(known)}"
        if 0 < len(known) <= 24
        else "a file, a folder, or a name of the library (run_sim.py list)"
    )
    here = sorted(file.name for file in Path().glob("*.yaml"))
    close = nearest(text.removesuffix(".yaml"), known) or nearest(path.name, here)
    raise InputError(Problem("there is no such scenario", given=text, allowed=allowed, nearest=close))
