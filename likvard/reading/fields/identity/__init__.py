"""What document this is: its case number and those it mentions, its date, who issued it."""

from __future__ import annotations

from likvard.reading.fields.identity.dated import day
from likvard.reading.fields.identity.issuer import authority
from likvard.reading.fields.identity.numbers import case_numbers

__all__ = ["authority", "case_numbers", "day"]
