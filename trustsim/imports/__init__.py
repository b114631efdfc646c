"""Importing schools from data: tables of staff, ties in any usual form, scenario folders."""

from __future__ import annotations

from trustsim.imports.canonical import School, read_school
from trustsim.imports.school import ImportReport, import_school
from trustsim.imports.tables import FORMS, ROLES, StaffTable, TieTable, read_staff, read_ties

__all__ = [
    "FORMS",
    "ROLES",
    "ImportReport",
    "School",
    "StaffTable",
    "TieTable",
    "import_school",
    "read_school",
    "read_staff",
    "read_ties",
]
