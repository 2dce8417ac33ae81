"""The reading page in words: rows with labels, printed values and inputs; the text in pieces with its marks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from likvard.documents.fields import AREA, FINDING, GROUPS, LISTS, Field
from likvard.documents.forms import ValueForm
from likvard.documents.models import Reading
from likvard.documents.values import Row, Said
from likvard.terms import municipalities
from likvard.web.casing import capital

from .labels import DOUBT, choices, label
from .templatetags.lv import day, number

NO_BREAK = "\N{NO-BREAK SPACE}"
ADDED_IN = {"who": ("school_units",), "areas": ("areas",), "deadlines": ("deadlines", "periods"),
            "interventions": ("interventions",), "people": ("people",)}  # fmt: skip


def slug(key: str) -> str:
    """The key as part of an element's id."""
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")


def part_label(name: str) -> str:
    return label("part", name)


def _day(value: str | None) -> str:
    if not value:
        return ""
    if value.startswith("--"):  # a day and a month whose year the document does not tell (ISO 8601 truncated)
        month_day = date_format(date.fromisoformat(f"2000{value[1:]}"), "j F", use_l10n=False)
        return _("%(day)s, year unknown") % {"day": month_day.replace(" ", NO_BREAK)}
    return day(date.fromisoformat(value))


def _code(table: str, code: str | None) -> str:
    if table == "municipality":
        found = municipalities.by_code(code or "")
        return found.name if found else code or ""
    return label(table, code)


def printed(field: Field, value: Any) -> str:
    """The value as a person reads it."""
    if value is None or value == []:
        return ""
    if field.shape == "date":
        return _day(value)
    if field.shape == "code":
        return capital(_code(field.codes, value))
    if field.shape == "codes":
        return capital(", ".join(_code(field.codes, code) for code in value))
    if field.shape == "texts":
        return "; ".join(value)
    if field.shape == "object":
        return _object(field, value)
    return str(value)


def _object(field: Field, value: Mapping[str, Any]) -> str:
    if field.name == "organiser":
        kind = label("organiser_kind", value.get("kind"))
        return f"{value.get('name') or ''} ({kind})" if kind else value.get("name") or ""
    if field.name == "deadline":
        return _joined([_day(value.get("date")), label("deadline", value.get("what"))])
    if field.name == "period":
        days = _span(value.get("from"), value.get("to"))
        return _joined([days, label("period", value.get("what"))])
    if field.name == "intervention":
        fine = value.get("fine_sek")
        return _joined([capital(label("intervention", value.get("kind"))), fine and f"{number(fine)}{NO_BREAK}kr"])
    if field.name == "person":
        role = label("person_role", value.get("role"))
        words = [value.get("name"), value.get("title"), role, value.get("email"), value.get("phone")]
        return _joined(list(dict.fromkeys(w for w in words if w)))
    if field.name == "event":
        days = _day(value.get("date")) or _span(value.get("from"), value.get("to"))
        return _joined([days, value.get("text") or label("timeline", value.get("what"))])
    return value.get("text") or ""


def _span(first: str | None, last: str | None) -> str:
    if first == last or not last:
        return _day(first)
    return f"{_day(first)} – {_day(last)}"


def _joined(words: Sequence[str | None]) -> str:
    return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the page."""

    row: Row
    slug: str
    label: str
    value: str
    tag: str  # state of the tag: doubtful, done, neutral or ""
    tag_word: str
    why: str  # the reason of a doubt
    form: ValueForm
    read: str  # what the reader read, when it is not what stands now
    alternatives: tuple[tuple[str, str], ...] = ()  # value to send, words
    meanwhile: str = ""  # what another person said while this one was looking
    meanwhile_value: str = ""

    @property
    def seen(self) -> int:
        return self.row.said.id if self.row.said else 0

    @property
    def quote(self) -> bool:
        return self.row.field.name == "finding"


def row_label(row: Row) -> str:
    if row.field.name == "finding":
        kind = (row.value or row.read or {}).get("kind")
        return capital(label("finding_kind", kind)) if kind else label("field", "finding")
    return label("field", row.field.name)


def value_form(row_field: Field, key: str, value: Any = None, data: Any = None) -> ValueForm:
    return ValueForm(data, field=row_field, words=choices, part_label=part_label, value=value, prefix=f"i-{slug(key)}")


def shown(row: Row, *, meanwhile: Said | None = None, mine: str = "", form: ValueForm | None = None) -> Shown:
    tag, word = _tag(row)
    now = printed(row.field, row.value)
    before = printed(row.field, row.read)
    return Shown(
        row=row,
        slug=slug(row.key),
        label=row_label(row),
        value=now or (before if row.verdict == "dismissed" else ""),
        tag=tag,
        tag_word=word,
        why=_why(row),
        form=form or value_form(row.field, row.key, row.value or row.read),
        read=before if row.verdict == "corrected" and before != now else "",
        alternatives=()
        if row.verdict
        else tuple((str(a), printed(row.field, a)) for a in row.alternatives if not row.field.parts),
        meanwhile=meanwhile.by if meanwhile else "",
        meanwhile_value=mine,
    )


def _why(row: Row) -> str:
    """Why the value is doubtful, in plain words; a reason that has none yet is told in general."""
    return str(DOUBT.get(row.doubt, DOUBT["uncertain"])) if row.doubtful else ""


def _tag(row: Row) -> tuple[str, str]:
    if row.doubtful:
        return "doubtful", _("Doubtful")
    if row.verdict == "confirmed":
        return "done", _("Confirmed")
    if row.verdict == "corrected":
        return "done", _("Corrected") if row.read is not None or row.doubt else _("Added")
    if row.verdict == "dismissed":
        return "neutral", _("Dismissed")
    return "", ""


@dataclass(frozen=True, slots=True)
class Adding:
    """A value that can be added by hand."""

    key: str
    label: str
    form: ValueForm


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: str
    rows: tuple[Shown, ...]
    adding: tuple[Adding, ...]
    open: bool = True


def groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """The doubtful values first, whatever they are about; then the others by what they are about."""
    doubtful = tuple(shown(row) for row in rows if row.doubtful)
    made = [Group("doubtful", _("Doubtful"), doubtful, ())] if doubtful else []
    for code in GROUPS:
        own = [row for row in rows if row.field.group == code and not row.doubtful]
        present = tuple(shown(row) for row in own if not row.missing)
        adding = tuple(_adding(code, rows, own))
        if present or adding:
            made.append(Group(code, label("group", code), present, adding, open=code != "timeline"))
    return tuple(made)


def _adding(code: str, rows: Sequence[Row], own: Iterable[Row]) -> Iterator[Adding]:
    names = {row.area: row.value for row in rows if row.path == "areas"}
    for path in ADDED_IN.get(code, ()):
        kind = LISTS.get(path)
        if kind is None:
            yield _add("areas[+]", label("field", "area"), AREA["name"])
        else:
            yield _add(f"{path}[+]", label("field", kind.name), kind)
    if code == "areas":
        for number, name in names.items():
            if number is not None and name:
                yield _add(f"areas[{number}].findings[+]", f"{label('field', 'finding')}: {name}", FINDING)
    for row in own:
        if row.missing and row.path != "areas":
            name = names.get(row.area)
            yield _add(row.key, f"{label('field', row.field.name)}{f': {name}' if name else ''}", row.field)


def _add(key: str, words: str, kind: Field) -> Adding:
    return Adding(key, words, value_form(kind, key))


# ---------------------------------------------------------------- the text


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of text; `marks` are the slugs of the values that stand there, the narrowest first."""

    text: str
    marks: tuple[str, ...] = ()
    first: tuple[str, ...] = ()  # of them, those whose first piece this is
    doubtful: bool = False

    @property
    def main(self) -> str:
        return self.marks[0] if self.marks else ""


@dataclass(frozen=True, slots=True)
class PageText:
    number: int
    bits: tuple[Bit, ...]


def unread_pages(notes: Iterable[str]) -> tuple[int, ...]:
    """Numbers of the pages that could not be read, from the codes that the extraction left ("ocr_failed:4")."""
    return tuple(int(note.partition(":")[2]) for note in notes if note.startswith("ocr_failed:"))


def pages(reading: Reading, rows: Iterable[Row]) -> tuple[PageText, ...]:
    """The text page by page, cut where a value begins or ends."""
    text = reading.text
    places = sorted(
        {(p.start, min(p.end, len(text)), slug(row.key), row.doubtful) for row in rows for p in row.places},
        key=lambda place: (place[0], place[1]),
    )
    made, seen = [], set()
    for page, (start, end) in enumerate(reading.pages or [[0, len(text)]], start=1):
        on_page = [p for p in places if p[0] < end and p[1] > start]
        made.append(PageText(page, tuple(_bits(text, start, end, on_page, seen))))
    return tuple(made)


def _bits(text: str, start: int, end: int, places: Sequence[tuple], seen: set[str]) -> Iterator[Bit]:
    end_of_text = start + len(text[start:end].rstrip())
    cuts = {start, end_of_text} | {max(start, p[0]) for p in places} | {min(end_of_text, p[1]) for p in places}
    ordered = sorted(cut for cut in cuts if start <= cut <= end_of_text)
    for begins, ends in pairwise(ordered):
        here = sorted((p for p in places if p[0] <= begins and p[1] >= ends), key=lambda p: (p[1] - p[0], p[2]))
        marks = tuple(dict.fromkeys(p[2] for p in here))
        first = tuple(mark for mark in marks if mark not in seen)
        seen.update(marks)
        yield Bit(text[begins:ends], marks, first, any(p[3] for p in here))


# ---------------------------------------------------------------- what the document is


def heading(record: Mapping[str, Any]) -> str:
    """What the document is, in a few words: "Beslut, planerad kvalitetsgranskning"."""
    kind = record.get("document_type")
    review = label("review_kind", record.get("review_kind"))
    words = capital(label("document_type", kind)) if kind and kind != "other" else ""
    return _joined([words, review])


def lead(record: Mapping[str, Any]) -> str:
    """Who it concerns, whom it comes from and its day, as far as the document says."""
    organiser = (record.get("organiser") or {}).get("name")
    return _joined([organiser, record.get("authority"), record.get("case_number"), _day(record.get("date"))])
