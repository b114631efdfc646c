"""How a parameter is declared: once, with unit, range, meaning and source."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ASSUMED = "assumption"
CALIBRATED = "calibrated on patterns and real schools (docs/calibration.md)"
PROTOTYPE = "assumption; value from a prototype searched against the patterns in docs/ODD.md"


class Section(BaseModel):
    """A frozen group of parameters that refuses unknown names and does not guess types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True)


def par(default: Any, unit: str, meaning: str, source: str, *, ge: float | None = None, le: float | None = None, **more: Any) -> Any:
    """A parameter: default, unit ('' for a pure number), meaning, source, and the range it is allowed."""
    return Field(default=default, ge=ge, le=le, description=meaning, json_schema_extra={"unit": unit, "source": source}, **more)


def share(default: float, meaning: str, source: str) -> Any:
    """A parameter between 0 and 1 without a unit."""
    return par(default, "0-1", meaning, source, ge=0.0, le=1.0)
