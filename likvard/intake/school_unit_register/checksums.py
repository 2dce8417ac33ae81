"""One checksum for the same facts, however they came."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple

from likvard.intake.school_unit_register.rows import OrganiserRow, UnitRow


def checksum_of(organisers: Iterable[OrganiserRow], units: Iterable[UnitRow]) -> str:
    """sha256 in hexadecimal over all facts, sorted by number and code."""
    digest = hashlib.sha256()
    for facts in (
        *(astuple(row) for row in sorted(organisers, key=lambda one: one.organisation_number)),
        *(astuple(row) for row in sorted(units, key=lambda one: one.school_unit_code)),
    ):
        digest.update(json.dumps(facts, default=str, ensure_ascii=False).encode())
        digest.update(b"\n")
    return digest.hexdigest()
