"""The same rules in plain Python, a person at a time: read model.py first, then rules.py."""

from trustsim.twin.model import TwinModel

__all__ = ["TwinModel"]
