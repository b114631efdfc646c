"""Reading any form in which staff and their ties come: the public face of :mod:`staff` and :mod:`ties`."""

from __future__ import annotations

from trustsim.imports.staff import ROLES, StaffTable, read_staff
from trustsim.imports.ties import FORMS, TieTable, read_ties

__all__ = ["FORMS", "ROLES", "StaffTable", "TieTable", "read_staff", "read_ties"]
