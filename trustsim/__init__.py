"""trustsim: relational trust among the staff of a school, and how a professional learning community becomes viable.

    import trustsim
    results = trustsim.run("baseline", seed=1)
    results.weekly[["week", "trust", "plc_index"]]

What is imported is loaded on first use, so that `import trustsim` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {"run": "trustsim.results", "Results": "trustsim.results", "load_scenario": "trustsim.scenario.load",
          "Scenario": "trustsim.scenario.schema", "Organisation": "trustsim.scenario.schema", "TrustModel": "trustsim.model",
          "StaffAgent": "trustsim.agents", "TwinModel": "trustsim.twin", "InputError": "trustsim.errors", "import_school": "trustsim.imports",
          "save": "trustsim.store", "open_study": "trustsim.study.opened", "load_study": "trustsim.study.load"}
__all__ = ["__version__", *_WHERE]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'trustsim' has no attribute '{name}'")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
