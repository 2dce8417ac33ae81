"""What a reading record can hold: each kind of value, where it belongs, and how it is written.

A value's `key` is its path in the record ("case_number", "deadlines[0]", "areas[0].findings[1]"), or "doubtful[3]"
for one that the reader did not dare to assert.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """What kind of value a row holds. `codes` names the closed list a part is chosen from (see `web.labels`)."""

    name: str
    group: str
    shape: str  # "text", "long", "date", "code", "texts", "codes", "object"
    codes: str = ""
    parts: tuple["Field", ...] = ()
    counts: bool = True  # whether a person is asked to go through it

    @property
    def key_part(self) -> str:
        return self.parts[0].name if self.parts else ""


def _text(name: str, group: str = "") -> Field:
    return Field(name, group, "text")


def _date(name: str, group: str = "") -> Field:
    return Field(name, group, "date")


def _code(name: str, codes: str, group: str = "") -> Field:
    return Field(name, group, "code", codes)


SCALARS: dict[str, Field] = {
    "document_type": _code("document_type", "document_type", "what"),
    "review_kind": _code("review_kind", "review_kind", "what"),
    "review_kind_printed": _text("review_kind_printed", "what"),
    "case_number": _text("case_number", "what"),
    "related_case_numbers": Field("related_case_numbers", "what", "texts"),
    "date": _date("date", "what"),
    "received": _date("received", "what"),
    "outcome": _code("outcome", "outcome", "what"),
    "authority": _text("authority", "who"),
    "organiser": Field("organiser", "who", "object", parts=(_text("name"), _code("kind", "organiser_kind"))),
    "municipality_code": _code("municipality_code", "municipality", "who"),
    "school_forms": Field("school_forms", "who", "codes", "school_form"),
    "legal_basis": Field("legal_basis", "areas", "texts"),
}
LISTS: dict[str, Field] = {
    "school_units": _text("school_unit", "who"),
    "deadlines": Field("deadline", "deadlines", "object", parts=(_date("date"), _code("what", "deadline"))),
    "periods": Field("period", "deadlines", "object", parts=(_date("from"), _date("to"), _code("what", "period"))),
    "interventions": Field(
        "intervention",
        "interventions",
        "object",
        parts=(_code("kind", "intervention"), Field("fine_sek", "", "number")),
    ),
    "people": Field(
        "person",
        "people",
        "object",
        parts=(_text("name"), _text("title"), _code("role", "person_role"), _text("email"), _text("phone")),
    ),
    "timeline": Field(
        "event",
        "timeline",
        "object",
        parts=(_date("date"), _date("from"), _date("to"), _code("what", "timeline"), Field("text", "", "long")),
        counts=False,
    ),
}
AREA: dict[str, Field] = {
    "name": _text("area", "areas"),
    "judgement": _code("judgement", "judgement", "areas"),
    "follow_up": _code("follow_up", "follow_up", "areas"),
    "intervention": _code("area_intervention", "intervention", "areas"),
    "deadline": _date("area_deadline", "areas"),
    "legal_basis": Field("area_legal_basis", "areas", "texts"),
}
FINDING = Field("finding", "areas", "object", parts=(_code("kind", "finding_kind"), Field("text", "", "long")))
GROUPS = ("what", "who", "areas", "deadlines", "interventions", "people", "timeline")

_KEY = re.compile(
    r"(?:(?P<scalar>[a-z_]+)|(?P<list>[a-z_]+)\[(?P<index>\d{1,4})\]"
    r"|areas\[(?P<area>\d{1,4})\]\.(?:(?P<part>[a-z_]+)|findings\[(?P<finding>\d{1,4})\])"
    r"|doubtful\[(?P<doubt>\d{1,4})\])"
)


def field_of(key: str) -> Field | None:
    """The kind of value that a key of the record stands for; None for a key that the record does not have."""
    match = _KEY.fullmatch(key)
    if match is None or match["doubt"] is not None:
        return None
    if match["scalar"]:
        return SCALARS.get(match["scalar"])
    if match["list"]:
        return AREA["name"] if match["list"] == "areas" else LISTS.get(match["list"])
    if match["finding"]:
        return FINDING
    return AREA.get(match["part"]) if match["part"] != "name" else None


_NEEDED = {
    "deadline": ("date", "what"),
    "period": ("from", "to", "what"),
    "finding": ("kind", "text"),
    "event": (),
}


def needed(field: Field) -> tuple[str, ...]:
    """The parts without which an object says nothing."""
    return _NEEDED.get(field.name, (field.parts[0].name,) if field.parts else ())


def sound(field: Field, value: Any) -> bool:
    """Whether a value can stand in a record as it is: an object has the parts it needs, and each day is a whole day."""
    if value is None:
        return False
    if field.parts:
        whole = all(value.get(name) not in (None, "") for name in needed(field))
        return whole and all(sound(part, value[part.name]) for part in field.parts if value.get(part.name) is not None)
    if field.shape != "date":
        return True
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True
