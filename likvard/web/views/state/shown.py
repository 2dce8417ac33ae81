"""Series as the templates show them: one language, a table of years, a small chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from likvard.analysis.results import Text
from likvard.quality.queries.state.catalogue import AREAS, WANTED, Wanted, how_to_get
from likvard.quality.queries.state.places import Place
from likvard.quality.queries.state.points import Point, Series
from likvard.quality.queries.state.said import cannot_say, figure, headline, joined, moved, number, sureness

YEARS = 8  # in a small chart


def language() -> str:
    return "en" if get_language() == "en" else "sv"


def told(text: Text) -> str:
    return text.en if language() == "en" else text.sv


def why_none(point: Point) -> str:
    """The word in place of a number: each state its own."""
    if point.value is not None:
        return ""
    near = point.high is not None and point.high >= 50
    return {
        "approximate": pgettext("figure", "close to 100") if near else pgettext("figure", "close to 0"),
        "withheld": pgettext("figure", "withheld"),
        "none": pgettext("figure", "not counted"),
        "missing": pgettext("figure", "missing"),
        "value": "",
    }[point.state]


@dataclass(frozen=True, slots=True)
class Row:
    """A year in a table."""

    period: str
    value: str
    word: str
    interval: str
    n: str
    units: str


def rows(series: Series) -> list[Row]:
    decimals, spoken = series.shown.decimals, language()
    found = []
    for point in reversed(series.points):
        value = "" if point.value is None else figure(point.value, series, spoken)
        interval = ""
        if point.value is not None and point.low is not None and point.high is not None and point.se is not None:
            interval = f"{number(point.low, decimals, spoken)}–{number(point.high, decimals, spoken)}"
        n = "" if not point.n or point.value is None else number(point.n, 0, spoken)
        if n and point.roughly:
            n = ("cirka " if spoken == "sv" else "about ") + n
        units = f"{point.units}/{point.of}" if point.of > 1 else ""
        found.append(Row(point.period, value, why_none(point), interval, n, units))
    return found


@dataclass(frozen=True, slots=True)
class Small:
    """A small chart: `svg` a drawing in a box of 100 by 40, a dot and an interval for each year, broken where nothing
    is told; `alt` the same years in words."""

    svg: SafeString
    first: str
    last: str
    alt: str


def small(series: Series, least: float | None = None, most: float | None = None) -> Small:
    """`least`–`most`: a scale shared with the series beside. Drawn here, since a page may have hundreds."""
    points = series.points[-YEARS:]
    low, high = bounds([series]) if least is None or most is None else (least, most)
    height, spoken = (high - low) or 1.0, language()
    first, last = points[0].year, points[-1].year

    def down(value: float) -> str:
        return f"{36 - 32 * (min(max(value, low), high) - low) / height:.2f}"

    ranges, dots, words = [], [], []
    runs: list[list[str]] = [[]]
    for point in points:
        x = f"{4 + 92 * ((point.year - first) / (last - first) if last > first else 0.5):.2f}"
        if point.value is None:
            runs.append([])
            words.append(f"{point.period} {why_none(point)}")
            continue
        y = down(point.value)
        if point.se is not None and point.low is not None and point.high is not None:
            top, foot = down(point.high), down(point.low)
            ranges.append(f'<line class="lv-small-chart__range" x1="{x}" x2="{x}" y1="{top}" y2="{foot}"/>')
        dots.append(f'<line class="lv-small-chart__dot" x1="{x}" x2="{x}" y1="{y}" y2="{y}"/>')
        runs[-1].append(f"{x},{y}")
        words.append(f"{point.period} {figure(point.value, series, spoken)}")
    lines = [f'<polyline class="lv-small-chart__line" points="{" ".join(run)}"/>' for run in runs if len(run) > 1]
    said = "; ".join(words)
    drawn = (
        f'<svg class="lv-small-chart" viewBox="0 0 100 40" role="img" aria-label="{escape(said)}" '
        f'preserveAspectRatio="none">{"".join([*ranges, *lines, *dots])}</svg>'
    )
    return Small(mark_safe(drawn), points[0].period, points[-1].period, said)  # noqa: S308 - numbers, and escaped words


def bounds(series: Iterable[Series]) -> tuple[float, float]:
    """The range of values and intervals, for a scale that several charts share."""
    seen = [
        value
        for one in series
        for point in one.points[-YEARS:]
        for value in ((point.value, point.low, point.high) if point.se is not None else (point.value,))
        if value is not None
    ]
    return (min(seen), max(seen)) if seen else (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Shown:
    """One series on a page: its words, its small chart, its table, the address of its own page."""

    name: str
    sentence: str
    cannot: str
    chart: Small
    rows: list[Row]
    address: str


def address_of(place: Place, series: Series, view: str = "state:figure", **more: str) -> str:
    args = [place.code, more.pop("form")] if "form" in more else [place.code]
    return f"{reverse(view, args=args)}?{urlencode({'serie': str(series.key), **more})}"


def shown(place: Place, series: Series) -> Shown:
    sentence = joined(headline(place.name, series), sureness(series), moved(series))
    return Shown(
        told(series.name), told(sentence), told(cannot_say(series)), small(series), rows(series),
        address_of(place, series),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blind:
    """What no figure tells of, how one's own could, and where to begin."""

    what: str
    how: str
    action: str
    address: str


def _blind(wanted: Wanted) -> Blind:
    how = told(how_to_get(wanted))
    if wanted.table == "survey":
        return Blind(told(wanted.what), how, _("Make a survey"), reverse("surveys:index"))
    if wanted.table == "signals":
        return Blind(told(wanted.what), how, _("To the signals"), reverse("signals:index"))
    return Blind(told(wanted.what), how, _("Import a table"), reverse("data:index"))


def blind_spots(area: str, series: Sequence[Series], signals: object = None) -> list[Blind]:
    """What belongs in an area and no figure tells of: shown as such. `signals`: what the place's signals tell."""
    held = [one for one in series if one.area == area]
    missing = []
    for wanted in WANTED:
        if wanted.area != area or (wanted.table == "signals" and signals):
            continue
        found = [one for one in held if not wanted.measures or one.key.measure in wanted.measures]
        if wanted.by == "sex":
            found = [one for one in found if one.key.sex]
        elif wanted.by == "group":
            found = [one for one in found if "pupil_group" in one.key.group]
        elif wanted.by in ("staff", "guardians"):
            found += [one for one in held if f"who={wanted.by}" in one.key.group]
        elif wanted.by == "subject":
            found = [one for one in found if one.key.subject]
        elif wanted.area == "adapted":
            found = held
        if not found:
            missing.append(_blind(wanted))
    return missing


@dataclass(frozen=True, slots=True)
class AreaShown:
    code: str
    name: str
    about: str
    first: list[Shown]
    more: int
    blind: list[Blind]
    address: str


def areas(place: Place, series: Sequence[Series], signals: object = None) -> list[AreaShown]:
    """Every area in its order: its first two figures, how many more there are, and its blind spots."""
    found = []
    for one in AREAS:
        held = [s for s in series if s.area == one.code and not s.key.sex and "pupil_group" not in s.key.group]
        rest = len([s for s in series if s.area == one.code]) - min(2, len(held))
        found.append(
            AreaShown(
                one.code, told(one.name), told(one.about), [shown(place, s) for s in held[:2]], rest,
                blind_spots(one.code, series, signals), reverse("state:area", args=[place.code, one.code]),
            )
        )  # fmt: skip
    return found
