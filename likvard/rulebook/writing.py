"""A definition as its file: what the editor's fields hold, written as the published files are written.

Reading a published file and writing it again gives the same bytes, so that a form changes the lines that somebody
changed in it and no others. Remarks stay with what they stand before (`remarks.py`).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from likvard.rulebook.remarks import Anchor, Remarks, names_in, remarks_of, with_remarks

Values = dict[str, Any]  # as tomllib reads a definition file

# The order of a definition file. What it does not name comes after, as it was read.
_FIRST = (
    "kind", "valid_from", "valid_to", "status", "language", "scale", "finding_kinds", "individual_decisions",
    "statutes",
)  # fmt: skip
_SECTIONS = (
    "purpose", "force", "scope", "name", "area", "follow_up", "closing", "phase", "transition", "deadline", "letter",
    "decision",
)  # fmt: skip
_WITHIN: dict[str, tuple[str, ...]] = {
    "name": ("sv", "en", "from", "to"),
    "area": ("key", "level", "sv", "en", "statutes", "criterion"),
    "criterion": ("key", "sv", "en", "statutes"),
    "phase": ("state", "sv", "en"),
    "transition": ("name", "from", "to", "permission", "requires", "records", "sv", "en"),
    "deadline": ("what", "days", "counted_from", "sv", "en"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\b": "\\b", "\f": "\\f", "\r": "\\r"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
NO_REMARKS = Remarks()
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def values_of(text: str) -> Values:
    """The text's values. Raises `tomllib.TOMLDecodeError` for what is no TOML."""
    return tomllib.loads(text)


def heading_of(text: str) -> str:
    """The remarks that open the file, with their line ends."""
    found = re.match(r"(?:#[^\n]*\n)+", text)
    return found[0] if found else ""


def rewritten(text: str, values: Mapping[str, Any]) -> str:
    """The values as TOML, with the remarks of `text`, which is what stood there before."""
    heading = heading_of(text)
    return written(values, heading=heading, remarks=remarks_of(text[len(heading) :], values_of(text)))


def has_fields(values: Values) -> bool:
    """Whether every part has the shape that fields can show: tables where the files have tables, lists where lists."""

    def tables(value: object) -> bool:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)

    def listed(table: Values, key: str) -> bool:
        return isinstance(table.get(key, []), list) and all(isinstance(one, str) for one in table.get(key, []))

    if not all(tables(values.get(key, [])) for key in ("name", "area", "deadline", "phase", "transition")):
        return False
    if not (listed(values, "statutes") and listed(values, "finding_kinds")):
        return False
    for area in values.get("area", ()):
        if not tables(area.get("criterion", [])):
            return False
        if not all(listed(one, "statutes") for one in (area, *area.get("criterion", ()))):
            return False
    if not all(listed(step, "from") and listed(step, "requires") for step in values.get("transition", ())):
        return False
    spoken = [values.get(key, {}) for key in ("letter", "decision", "follow_up", "closing")]
    if not all(isinstance(table, dict) and all(isinstance(one, dict) for one in table.values()) for table in spoken):
        return False
    letters = [part for letter in values.get("letter", {}).values() for part in letter.values()]
    words = [values.get(key, {}) for key in ("purpose", "force", "scope")]
    return all(isinstance(one, dict) for one in (*letters, *words))


def written(values: Mapping[str, Any], *, heading: str = "", remarks: Remarks = NO_REMARKS) -> str:
    """The values as TOML, in the order and with the line breaks of the published files."""
    lines = [heading.rstrip("\n")] if heading else []
    return "\n".join([*lines, *with_remarks(_lines(values), remarks)]) + "\n"


def _lines(values: Mapping[str, Any]) -> Iterator[tuple[Anchor, str]]:
    """Each line (or value over several lines) with where it stands."""
    plain = [key for key in values if not _nested(values[key])]
    plain.sort(key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    yield from (((key,), _pair(key, values[key], top=True)) for key in plain)
    sections = [key for key in values if _nested(values[key])]
    sections.sort(key=lambda key: _SECTIONS.index(key) if key in _SECTIONS else len(_SECTIONS))
    for key in sections:
        yield from _section((key,), (key,), values[key])


def _nested(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _section(path: tuple[str, ...], place: Anchor, value: Any) -> Iterator[tuple[Anchor, str]]:
    name = ".".join(_key(part) for part in path)
    if isinstance(value, list):
        for known_by, one in zip(names_in(value), value, strict=True):
            yield (*place, known_by, "[]"), f"\n[[{name}]]"
            yield from _table(path, (*place, known_by), one)
    else:
        if not value or any(not _nested(inner) for inner in value.values()):
            yield (*place, "[]"), f"\n[{name}]"
        yield from _table(path, place, value)


def _table(path: tuple[str, ...], place: Anchor, table: Mapping[str, Any]) -> Iterator[tuple[Anchor, str]]:
    order = _WITHIN.get(path[-1], ())
    keys = [*(key for key in order if key in table), *(key for key in table if key not in order)]
    yield from (((*place, key), _pair(key, table[key])) for key in keys if not _nested(table[key]))
    for key in keys:
        if _nested(table[key]):
            yield from _section((*path, key), (*place, key), table[key])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name, many=False)


def _pair(key: str, value: Any, *, top: bool = False) -> str:
    if top and isinstance(value, list) and value and key == "statutes":
        return "\n".join([f"{_key(key)} = [", *(f"  {_value(one)}," for one in value), "]"])
    return f"{_key(key)} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return repr(value)


def _string(text: str, *, many: bool = True) -> str:
    many = many and "\n" in text
    escaped = "".join(sign if many and sign in '"\n' else _ESCAPES.get(sign, sign) for sign in text)
    escaped = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    if not many:
        return f'"{escaped}"'
    # In a text of many lines quotation marks stand as they are, but two together or one last could end it.
    escaped = re.sub(r'"{2,}|"$', lambda found: '\\"' * len(found[0]), escaped)
    return f'"""\n{escaped}"""'
