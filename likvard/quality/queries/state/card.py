"""A figure card: everything one page says of one series at one place, and the same as a figure to pin."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from likvard.analysis.results import Text
from likvard.datasets.queries.state import Reach, present_store, sources_of

from .comparable import (
    Comparison,
    Remaining,
    comparison,
    composition_of,
    figures_of,
    national_key,
    points_said,
    remaining,
)
from .nation import Model, nation
from .own_surveys import beside_said, matching, survey_of, told_of
from .places import Held, Place, held
from .points import Key, Point, Series
from .said import cannot_say, change_of, headline, joined, moved, of_intake, sureness

OWN = Text("Egna uppgifter", "Own data")
PinKind = Literal["figure", "change", "gap"]


@dataclass(frozen=True, slots=True)
class Line:
    """One place in a chart of several: its points by year."""

    code: str
    name: str
    series: Series


@dataclass(frozen=True, slots=True)
class Source:
    """Where points came from: `rows` are lines of the file, by the figure's year."""

    title: str
    publisher: str
    licence: str
    fetched_on: str
    file: str
    checksum: str
    version: str
    rows: tuple[tuple[str, int], ...]
    survey: str = ""  # the id of the own survey that it is


@dataclass(frozen=True, slots=True)
class Card:
    """`units`: the units' own series where the place has several, in alphabetical order. `rest`: what remains given
    intake, of this unit or of each unit. `country`: year → mean, 10th and 90th percentile, number of schools.
    `beside`: Skolenkäten about what the own survey asks, or the other way round."""

    place: Place
    series: Series
    sentence: Text
    cannot: Text
    comparison: Comparison | None
    units: tuple[Line, ...]
    rest: tuple[Remaining, ...]
    without_rest: int
    model: Model | None
    country: dict[int, tuple[float, float, float, int]]
    sources: tuple[Source, ...]
    beside: tuple[Series, ...] = ()
    beside_said: Text | None = None


def card(place: Place, key: Key, reach: Reach) -> Card | None:
    """None where the place has no such series."""
    return _card(present_store(), place, key, reach)


@lru_cache(maxsize=64)
def _card(store: str, place: Place, key: Key, reach: Reach) -> Card | None:
    """Kept for what is published now, by place and reach: its page, its pictures and its pin are asked for together."""
    own = held(place, reach)
    series = next((one for one in own.whole if one.key == key), None)
    if series is None:
        return None
    country = nation()
    one_unit = place.units[0][0] if len(place.units) == 1 else ""
    compared = None
    if one_unit:
        compared = comparison(one_unit, series, composition_of(own.units.get(one_unit, ())), country)
    lines = () if one_unit else _lines(place, own, key)
    model = country.models.get(national_key(key))
    rest: list[Remaining] = []
    if model is not None:
        names = dict(place.units)
        for code, unit_series in sorted(own.units.items(), key=lambda one: (names.get(one[0], "").lower(), one[0])):
            mine = next((one for one in unit_series if one.key == key), None)
            if mine is not None:
                told = remaining(code, names.get(code, code), figures_of(mine), composition_of(unit_series), model)
                if told is not None:
                    rest.append(told)
    with_figure = 1 if one_unit else len([line for line in lines if line.series.last_value is not None])
    sentence = joined(
        headline(place.name, series), sureness(series), moved(series), compared.sentence if compared else None
    )
    cannot = joined(cannot_say(series), of_intake() if compared else None)
    beside = matching(series, own.whole)
    return Card(
        place, series, sentence, cannot, compared, lines, tuple(rest), max(0, with_figure - len(rest)), model,
        _country(national_key(key)), _sources(own, series, one_unit, key), tuple(beside), beside_said(series, beside),
    )  # fmt: skip


def _lines(place: Place, own: Held, key: Key) -> tuple[Line, ...]:
    return tuple(
        Line(code, name, one)
        for code, name in place.units
        for one in own.units.get(code, ())
        if one.key == key
    )  # fmt: skip


def _country(key: str) -> dict[int, tuple[float, float, float, int]]:
    return {
        int(year): (mean, low, high, int(n))
        for year, (mean, low, high, n) in nation().means.get(key, {}).items()
    }  # fmt: skip


def _sources(own: Held, series: Series, unit: str, key: Key) -> tuple[Source, ...]:
    behind = [series] if unit else [one for found in own.units.values() for one in found if one.key == key]
    rows: dict[str, list[tuple[str, int]]] = {}
    for one in behind:
        for point in one.points:
            if point.version:
                rows.setdefault(point.version, []).append((point.period, point.row))
    asked = {survey: version for version in rows if (survey := survey_of(version))}
    own_ones = tuple(
        Source(one.title, one.holder.name, "", one.last_day.isoformat(), "", one.questionnaire["checksum"], asked[pk],
               (), pk)
        for pk, one in sorted(told_of(asked).items(), key=lambda pair: (pair[1].last_day, pair[0]))
    )  # fmt: skip
    told = sources_of(rows)
    return own_ones + tuple(
        Source(
            s.title,
            s.publisher or OWN.sv,
            s.licence,
            s.fetched_on,
            s.file_name,
            s.checksum,
            version,
            tuple(sorted(set(rows[version]))),
        )
        for version, s in sorted(told.items(), key=lambda one: (one[1].publisher, one[1].title))
    )


def as_points(series: Series) -> list[dict[str, Any]]:
    """The years as plain values, for a pin and a file."""
    return [
        {"period": p.period, "year": p.year, "value": _rounded(p.value), "low": _rounded(p.low),
         "high": _rounded(p.high), "n": None if p.n is None else round(p.n), "state": p.state}
        for p in series.points
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def to_pin(found: Card, kind: PinKind) -> dict[str, Any] | None:
    """The fields of `quality.actions.pinned.pin_figure` beside holder and unit; None where there is no such figure."""
    series, point = found.series, found.series.last_value or found.series.last
    value, low, high, state, sentence = point.value, point.low, point.high, point.state, found.sentence
    if kind == "change":
        change = change_of(series)
        if change is None:
            return None
        value, state = change.difference, "value"
        low = None if change.se is None else value - 1.959964 * change.se
        high = None if change.se is None else value + 1.959964 * change.se
        sentence = joined(headline(found.place.name, series), moved(series))
    elif kind == "gap":
        gap = found.comparison
        if gap is None:
            return None
        value, state = gap.difference, "value"
        low = None if gap.se is None else value - 1.959964 * gap.se
        high = None if gap.se is None else value + 1.959964 * gap.se
        sentence = joined(
            headline(found.place.name, series), gap.sentence,
            Text(f"Skillnaden är {points_said(value, series, 'sv')}.",
                 f"The difference is {points_said(value, series, 'en')}."),
        )  # fmt: skip
    source = next((one for one in found.sources if one.version == point.version), None)
    source = source or (found.sources[-1] if found.sources else None)
    key = series.key
    return {
        "about_code": found.place.about_code, "about_name": found.place.name, "measure": key.measure,
        "group": "|".join(part for part in (key.school_form, key.year_group, key.group) if part),
        "subject": key.subject, "sex": key.sex, "period": point.period, "year": point.year,
        "value": _rounded(value), "low": _rounded(low), "high": _rounded(high),
        "n": None if point.n is None else round(point.n), "state": state, "kind": kind, "points": as_points(series),
        "sentence_sv": sentence.sv, "sentence_en": sentence.en,
        "cannot_say_sv": found.cannot.sv, "cannot_say_en": found.cannot.en,
        "source": _told(source, point, key),
    }  # fmt: skip


def _told(source: Source | None, point: Point, key: Key) -> dict[str, Any]:
    if source is None:
        return {"title": str(key)}
    rows = ", ".join(str(row) for period, row in source.rows if period == point.period)[:120]
    return {
        "title": source.title, "publisher": source.publisher, "licence": source.licence,
        "fetched_on": source.fetched_on, "file": source.file, "rows": rows, "serie": str(key),
        "checksum": source.checksum,
        "function": "quality.queries.state.card",
    }  # fmt: skip
