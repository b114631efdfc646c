"""What the numbers of a study depend on beside the study itself: the program. Light, since every cluster worker asks."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import trustsim

ENGINE = ("numpy", "numba", "llvmlite", "pyarrow")   # packages whose version may show in numbers or bytes
NOT_ENGINE = (   # files that no row depends on
    "figures/", "explain/", "twin/", "cli.py", "terminal.py", "summary.py", "compare/", "scorecard/", "calibration/", "survey.py", "claims.py",
    "words.py", "agents.py",
    *(f"analysis/{name}.py" for name in ("effects", "pairs", "phase", "runs", "sensitivity", "survival")),
    *(f"study/{name}.py" for name in ("cluster", "commands", "durable", "engine", "isolate", "local", "opened", "report", "sweep", "tasks", "upkeep",
                                        "worker")))


def code_hash() -> str:
    """A hash of the source files that numbers depend on."""
    package = Path(str(trustsim.__file__)).parent
    made = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml")):
        name = path.relative_to(package).as_posix()
        if not name.startswith(NOT_ENGINE):
            made.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return made.hexdigest()


def packages() -> dict[str, str]:
    """Versions of the packages beneath."""
    return {name: version(name) for name in ENGINE}
