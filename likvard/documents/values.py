"""A reading as a list of values that a person can go through, and the record that comes of what she said.

Pure: plain JSON values in, frozen dataclasses and a plain record out. A row is one value of the reading page: a date,
a code, a name, or a small object (a last day with what it concerns). `rows` and `reviewed_record` are two views of
the same thing: the record is composed from the rows and from nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .fields import AREA, FINDING, LISTS, SCALARS, Field, sound

Json = Any
_INDEX = re.compile(r"\[(\d{1,4})\]$")
_LISTED = ("texts", "codes")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: half-open range in the extracted text, and the page from 1."""

    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True)
class Said:
    """The verdict that counts for a value."""

    id: int
    verdict: str
    value: Json
    by: str  # the person's name; "" for nobody
    by_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One value as it stands. `value` is None when there is none (not read, or dismissed)."""

    key: str
    path: str  # where in the record it belongs: "deadlines", "areas[0].findings", "case_number"
    field: Field
    read: Json  # as the reader asserted it
    value: Json  # as it stands, or as it is proposed while in doubt
    places: tuple[Place, ...] = ()
    confidence: float | None = None
    doubt: str = ""  # code of the reason when the reader did not assert it, or not all of it
    alternatives: tuple[Json, ...] = ()  # other readings of the same place in the record
    said: Said | None = None
    area: int | None = None

    @property
    def verdict(self) -> str:
        return self.said.verdict if self.said else ""

    @property
    def missing(self) -> bool:
        """Nothing was read and nobody has said anything: an empty place in the record."""
        return self.read is None and not self.doubt and not self.verdict

    @property
    def to_review(self) -> bool:
        return self.field.counts and not self.verdict and not self.missing

    @property
    def doubtful(self) -> bool:
        return bool(self.doubt) and not self.verdict

    @property
    def confirmable(self) -> bool:
        """Whether it can be confirmed as it is; a day without its year cannot."""
        return not self.verdict and sound(self.field, self.value)

    @property
    def in_record(self) -> Json:
        """What the reviewed record holds for this row: never a doubt that nobody has settled."""
        return self.read if self.doubtful else self.value


@dataclass(slots=True)
class _Doubt:
    """One doubtful value: its number in the list of doubts, where it belongs, its parts when it is an object."""

    number: int
    path: str
    parts: dict[str, Json]
    value: Json
    reason: str
    places: list[Place]
    confidence: float

    @property
    def part(self) -> str:
        return self.path.rpartition(".")[2]


def _place(entry: Mapping[str, Any]) -> Place | None:
    span = entry.get("span")
    if not span or span[1] <= span[0]:
        return None
    return Place(int(span[0]), int(span[1]), int(entry.get("page") or 1))


def _doubts(entries: Sequence[Mapping[str, Any]]) -> list[_Doubt]:
    """The doubtful entries, those of one unlisted object put together (its parts follow each other)."""
    doubts: list[_Doubt] = []
    for number, entry in enumerate(entries):
        path, part = entry["field"], ""
        head, _, tail = path.rpartition(".")
        if head in LISTS or re.fullmatch(r"areas\[\d+\]\.findings", head):
            path, part = head, tail
        place = _place(entry)
        places = [place] if place else []
        last = doubts[-1] if doubts else None
        if part and last and last.path == path and last.parts and part not in last.parts:
            last.parts[part] = entry.get("value")
            last.places.extend(places)
            continue
        confidence, reason = float(entry.get("confidence") or 0), entry.get("reason") or "uncertain"
        parts = {part: entry.get("value")} if part else {}
        doubts.append(_Doubt(number, path, parts, entry.get("value"), reason, places, confidence))
    return doubts


class _Builder:
    """Lays out the rows of one reading; each doubt is used by exactly one row."""

    def __init__(
        self, evidence: Iterable[Mapping[str, Any]], doubtful: Sequence[Mapping[str, Any]], said: Iterable[str]
    ) -> None:
        self.places: dict[str, list[Place]] = {}
        self.confidence: dict[str, float] = {}
        for entry in evidence:
            place = _place(entry)
            self.places.setdefault(entry["field"], []).extend([place] if place else [])
            self.confidence[entry["field"]] = float(entry.get("confidence", 1.0))
        self.doubts = _doubts(doubtful)
        self.said = tuple(said)
        self.rows: list[Row] = []

    def where(self, key: str) -> tuple[tuple[Place, ...], float | None]:
        """Places of `key` and of everything under it; the confidence of the least sure."""
        paths = [p for p in self.places if p == key or p.startswith((key + ".", key + "["))]
        places = sorted({place for p in paths for place in self.places[p]}, key=lambda p: (p.start, p.end))
        return tuple(places), min((self.confidence[p] for p in paths), default=None)

    def take(self, *, exactly: str = "", under: str = "") -> list[_Doubt]:
        """The unused doubts at a path, or at the parts under it; used from now on."""
        own = [d for d in self.doubts if (exactly and d.path == exactly) or (under and d.path.startswith(under))]
        self.doubts = [d for d in self.doubts if d not in own]
        return own

    def added(self, path: str, count: int) -> list[str]:
        """Keys of values that a person added by hand to a list of `count` read ones."""
        found = {key for key in self.said if _INDEX.sub("", key) == path and (m := _INDEX.search(key)) and m}
        return sorted((k for k in found if int(_INDEX.search(k)[1]) >= count), key=lambda k: int(_INDEX.search(k)[1]))

    def single(self, key: str, kind: Field, read: Json, area: int | None = None, *, row_key: str = "") -> None:
        """A field with one place in the record; doubts about the same place are its proposals."""
        places, confidence = self.where(key)
        read = None if read == [] else deepcopy(read)
        doubts = [] if kind.shape in _LISTED else self.take(exactly=key, under=key + ".")
        value, doubt, alternatives = read, "", [d.value for d in doubts if d.value != read]
        if kind.parts:
            alternatives = []
            value = {**{p.name: None for p in kind.parts}, **(read or {})} if doubts or read else None
            for proposed in doubts:
                if value.get(proposed.part) is None:
                    value[proposed.part] = proposed.value
            doubt = doubts[0].reason if doubts and value != read else ""
        elif read is None and doubts:
            value, doubt, alternatives = doubts[0].value, doubts[0].reason, alternatives[1:]
        places = (*places, *(p for d in doubts for p in d.places if p not in places))
        self.rows.append(
            Row(
                row_key or key, key, kind, read, value, places, confidence if confidence is not None else
                min((d.confidence for d in doubts), default=None), doubt, _once(alternatives), area=area,
            )
        )  # fmt: skip
        if kind.shape in _LISTED:
            for element in self.take(exactly=key, under=key + "["):
                self.doubted(element, key, kind, [element.value], area)

    def doubted(self, doubt: _Doubt, path: str, kind: Field, value: Json, area: int | None) -> None:
        self.rows.append(
            Row(
                f"doubtful[{doubt.number}]", path, kind, None, value, tuple(doubt.places), doubt.confidence,
                doubt.reason, area=area,
            )
        )  # fmt: skip

    def listed(self, path: str, kind: Field, items: Sequence[Json], area: int | None = None) -> None:
        for number, item in enumerate(items):
            key = f"{path}[{number}]"
            self.single(key, kind, _whole(kind, item) if kind.parts else item, area)
        for doubt in self.take(exactly=path):
            self.doubted(doubt, path, kind, _whole(kind, doubt.parts) if doubt.parts else doubt.value, area)
        for key in self.added(path, len(items)):
            self.rows.append(Row(key, path, kind, None, None, area=area))

    def area(self, number: int, area: Mapping[str, Any]) -> None:
        key = f"areas[{number}]"
        self.single(f"{key}.name", AREA["name"], area.get("name"), number, row_key=key)
        for part in ("judgement", "follow_up", "intervention", "deadline", "legal_basis"):
            self.single(f"{key}.{part}", AREA[part], area.get(part), number)
        self.listed(f"{key}.findings", FINDING, area.get("findings") or [], number)


def _whole(kind: Field, parts: Mapping[str, Json]) -> dict[str, Json]:
    """An object with all its parts; those it does not have are None."""
    return {part.name: parts.get(part.name) for part in kind.parts}


def _once(values: Iterable[Json]) -> tuple[Json, ...]:
    kept: list[Json] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return tuple(kept)


def _told(row: Row, said: Said | None) -> Row:
    if said is None:
        return row
    return replace(row, said=said, value=None if said.verdict == "dismissed" else said.value)


def rows(
    record: Mapping[str, Any],
    evidence: Iterable[Mapping[str, Any]],
    doubtful: Sequence[Mapping[str, Any]],
    said: Mapping[str, Said],
) -> tuple[Row, ...]:
    """Every value of a reading, empty single fields included, in the order of the record.

    `said` maps a key to the verdict that counts; withdrawn ones are left out by the caller.
    """
    builder = _Builder(evidence, doubtful, said)
    for name, kind in SCALARS.items():
        if kind.group != "areas":
            builder.single(name, kind, record.get(name))
    builder.listed("school_units", LISTS["school_units"], record.get("school_units") or [])
    areas = record.get("areas") or []
    for number, area in enumerate(areas):
        builder.area(number, area)
    for key in builder.added("areas", len(areas)):
        builder.area(int(_INDEX.search(key)[1]), {})
    for doubt in [d for d in builder.take(under="areas[") if d.part == "name"]:
        builder.doubted(doubt, "areas", AREA["name"], doubt.value, None)
    builder.single("legal_basis", SCALARS["legal_basis"], record.get("legal_basis"))
    for name in ("deadlines", "periods", "interventions", "people", "timeline"):
        builder.listed(name, LISTS[name], record.get(name) or [])
    return tuple(_told(row, said.get(row.key)) for row in builder.rows)


# Lists whose values a case points back to: where each stands in the reading is then kept beside it.
_KEYED = ("findings", "deadlines")


def reviewed_record(read: Mapping[str, Any], laid_out: Iterable[Row], *, keyed: bool = False) -> dict[str, Any]:
    """The record as people left it: confirmed and corrected values, no dismissed ones, no unsettled doubts.

    With `keyed`, each area, finding and last day has the `key` of its row. A number counted in this record would
    be another one as soon as a value before it was dismissed or added.
    """
    record: dict[str, Any] = {"schema": read.get("schema", "likvard.reading/1")}
    record |= {name: [] if kind.shape in _LISTED else None for name, kind in SCALARS.items()}
    record |= {name: [] for name in LISTS}
    areas: dict[int, dict[str, Any]] = {}
    loose: list[dict[str, Any]] = []
    for row in laid_out:
        value = deepcopy(row.in_record)
        if row.path == "areas" or row.path.endswith("].name"):
            area = {"name": value, "legal_basis": [], "findings": []} | dict.fromkeys(
                ("judgement", "follow_up", "intervention", "deadline")
            )
            area |= {"key": row.key} if keyed else {}
            if row.area is None:
                loose.extend([area] if value else [])
            else:
                areas[row.area] = area
        elif row.area is not None:
            _put(areas[row.area], row.path.rpartition(".")[2], row, value, keyed=keyed)
        else:
            _put(record, row.path, row, value, keyed=keyed)
    record["document_type"] = record["document_type"] or "other"
    record["areas"] = [area for _, area in sorted(areas.items()) if area["name"]] + loose
    return record


def _put(target: dict[str, Any], name: str, row: Row, value: Json, *, keyed: bool) -> None:
    name = _INDEX.sub("", name)
    if keyed and name in _KEYED and value is not None:
        value = {**value, "key": row.key}
    if row.field.shape in _LISTED:
        target[name] += [v for v in value or [] if v not in target[name]]
    elif isinstance(target.get(name), list):
        target[name] += [] if value is None else [_lean(name, value)]
    else:
        target[name] = value


def _lean(name: str, value: Json) -> Json:
    """An event has a day or the first and last of several: parts that it does not have are left out."""
    return {k: v for k, v in value.items() if v is not None} if name == "timeline" else value


def to_review(laid_out: Iterable[Row]) -> Iterator[Row]:
    """Those that nobody has said anything of yet, the doubtful first."""
    waiting = [row for row in laid_out if row.to_review]
    yield from (row for row in waiting if row.doubtful)
    yield from (row for row in waiting if not row.doubtful)


def next_key(laid_out: Iterable[Row], path: str) -> str:
    """The key of a value added by hand to the list at `path`. Raises `KeyError` for what is no list of the record."""
    laid_out = list(laid_out)
    of_area = re.fullmatch(r"(areas\[\d{1,4}\])\.findings", path)
    if path not in LISTS and path != "areas" and not (of_area and any(r.key == of_area[1] for r in laid_out)):
        raise KeyError(path)
    taken = [int(_INDEX.search(r.key)[1]) for r in laid_out if _INDEX.sub("", r.key) == path and _INDEX.search(r.key)]
    return f"{path}[{max(taken, default=-1) + 1}]"
