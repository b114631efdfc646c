"""Captions of a talk and tours for students: steps with words, questions to the room and what to look for. One schema for both."""

from __future__ import annotations

from typing import Any


def tours() -> list[Any]:
    """The tours for students."""
    return []
