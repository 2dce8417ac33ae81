"""Two wordings of one text, side by side, as `answers/_conflict.html` shows them wherever texts save themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldInConflict:
    name: str
    label: str
    mine: str
    theirs: str
    seen: str  # the fingerprint that lets the person write over it knowingly


@dataclass(frozen=True, slots=True)
class Conflict:
    by: str
    at: object
    fields: tuple[FieldInConflict, ...]
    values: dict[str, str]
