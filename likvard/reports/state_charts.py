"""Charts of the state of play: a figure over the years, differences given intake, and how chance shrinks with size.

Each function gives a specification; `as_svg` and `as_png` draw it. A figure that is withheld has a word, no mark at
any height. Units stand in the order they are given, which is alphabetical; nothing is sorted by value.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import vl_convert

from .charts import INK, QUIET

ACCENT, CONTEXT, LINE = "#0b5c63", "#c9cdcc", "#8a9092"
Spec = dict[str, Any]


class Dot(NamedTuple):
    """A point of a line over the years; `word` says why there is no value."""

    period: str
    value: float | None
    low: float | None
    high: float | None
    word: str = ""


class Band(NamedTuple):
    """What all schools showed in a period: mean, 10th and 90th percentile."""

    period: str
    mean: float
    low: float
    high: float


class Whisker(NamedTuple):
    """One unit's difference with two intervals: 95 %, and the narrower one for comparing two units."""

    name: str
    estimate: float
    low: float
    high: float
    overlap_low: float
    overlap_high: float


class Seed(NamedTuple):
    """One unit in a funnel: how many are behind it, and its difference before any shrinking."""

    name: str
    n: float
    difference: float


def _finished(chart: Any) -> Spec:
    spec: Spec = (
        chart.configure(font="Inter", background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=QUIET, titleFontWeight="normal", domainColor=CONTEXT, tickColor=CONTEXT,
            gridColor="#ececea", labelFontSize=12, titleFontSize=12,
        )
        .to_dict()
    )  # fmt: skip
    return spec


def _layered(values: Sequence[dict[str, Any]]) -> Any:
    return alt.Chart(alt.InlineData(values=list(values)))


def over_years(dots: Sequence[Dot], context: Sequence[Band], *, unit: str, all_schools: str, number: str) -> Spec:
    """One line with its intervals; behind it, in grey, where eight of ten schools lie and their mean. `number`: the
    format of a label (d3)."""
    periods = sorted({one.period for one in dots} | {one.period for one in context})
    told = [one._asdict() for one in dots if one.value is not None]
    spans = [one._asdict() for one in dots if one.low is not None and one.high is not None]
    shut = [one._asdict() for one in dots if one.value is None]
    x = alt.X("period:O", title=None, scale=alt.Scale(domain=periods), axis=alt.Axis(labelAngle=0, ticks=False))
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False, nice=True))
    layers = []
    if context:
        grey = _layered([one._asdict() for one in context])
        layers.append(grey.mark_area(color=CONTEXT, opacity=0.35).encode(
            x=x, y=alt.Y("low:Q", title=unit, scale=alt.Scale(zero=False)), y2="high:Q"))  # fmt: skip
        layers.append(grey.mark_line(color=LINE, strokeDash=[4, 3]).encode(x=x, y=alt.Y("mean:Q")))
        named = _layered([{**context[0]._asdict(), "word": all_schools}])
        layers.append(named.mark_text(align="left", dx=4, dy=12, color=QUIET, fontSize=11).encode(
            x=x, y=alt.Y("low:Q"), text="word:N"))  # fmt: skip
    if spans:
        layers.append(_layered(spans).mark_rule(color=ACCENT, strokeWidth=2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"))
    if told:
        line = _layered(told)
        layers.append(line.mark_line(color=ACCENT, strokeWidth=2.5).encode(x=x, y=y))
        layers.append(line.mark_circle(color=ACCENT, size=70, opacity=1).encode(x=x, y=y))
        layers.append(line.mark_text(color=INK, dx=9, dy=-9, align="left", fontSize=12).encode(
            x=x, y=y, text=alt.Text("value:Q", format=number)))  # fmt: skip
    if shut:
        layers.append(_layered(shut).mark_text(color=QUIET, fontSize=11, angle=270, align="left").encode(
            x=x, y=alt.value(250), text="word:N"))  # fmt: skip
    if not layers:
        layers.append(_layered([{"word": ""}]).mark_text().encode(text="word:N"))
    return _finished(alt.layer(*layers).properties(width=max(320, 72 * len(periods)), height=260))


def caterpillar(rows: Sequence[Whisker], *, unit: str, number: str) -> Spec:
    """One row a unit, in the order given; zero is what intake leads one to expect."""
    values = [{**one._asdict(), "place": place} for place, one in enumerate(rows)]
    base = _layered(values).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField(field="place", order="ascending"), title=None,
                axis=alt.Axis(labelLimit=280, ticks=False, domain=False, labelPadding=8)),
    )  # fmt: skip
    zero = _layered([{"zero": 0}]).mark_rule(color=LINE, strokeDash=[4, 3]).encode(x="zero:Q")
    thin = base.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x=alt.X("low:Q", title=unit), x2="high:Q")
    thick = base.mark_rule(color=ACCENT, strokeWidth=5, opacity=0.45).encode(x="overlap_low:Q", x2="overlap_high:Q")
    dot = base.mark_circle(color=ACCENT, size=60, opacity=1).encode(
        x=alt.X("estimate:Q", axis=alt.Axis(format=number))
    )  # fmt: skip
    return _finished(alt.layer(zero, thin, thick, dot).properties(width=460, height=alt.Step(24)))


def funnel(seeds: Sequence[Seed], sigma2: float, *, unit: str, people: str) -> Spec:
    """Differences by the number behind them, with the limits that chance alone gives at 95 and 99.8 per cent. Names
    stand on units outside the outer limits only."""
    largest = max((one.n for one in seeds), default=100) * 1.1
    steps = [largest * (i / 60) ** 2 for i in range(4, 61)]
    limits = [
        {"n": n, "inner": 1.959964 * math.sqrt(sigma2 / n), "outer": 3.090232 * math.sqrt(sigma2 / n)} for n in steps
    ]
    limits = [{**one, "minus_inner": -one["inner"], "minus_outer": -one["outer"]} for one in limits]
    most = max((abs(one.difference) for one in seeds), default=1.0)
    domain = [-1.3 * most, 1.3 * most]
    x = alt.X("n:Q", title=people, scale=alt.Scale(domain=[0, largest]))
    edge = _layered(limits)
    layers: list[Any] = [_layered([{"zero": 0}]).mark_rule(color=LINE, strokeDash=[4, 3]).encode(y="zero:Q")]
    for field, dash in (("inner", [1, 0]), ("minus_inner", [1, 0]), ("outer", [5, 4]), ("minus_outer", [5, 4])):
        layers.append(edge.mark_line(color=LINE, strokeDash=dash, clip=True, strokeWidth=1.2).encode(
            x=x, y=alt.Y(f"{field}:Q", title=unit, scale=alt.Scale(domain=domain))))  # fmt: skip
    values = [{**one._asdict(), "outside": abs(one.difference) > 3.090232 * math.sqrt(sigma2 / one.n)} for one in seeds]
    layers.append(
        _layered(values).mark_circle(color=ACCENT, size=60, opacity=0.85).encode(x=x, y=alt.Y("difference:Q"))
    )
    named = [one for one in values if one["outside"]]
    if named:
        layers.append(_layered(named).mark_text(align="left", dx=7, color=INK, fontSize=11).encode(
            x=x, y=alt.Y("difference:Q"), text="name:N"))  # fmt: skip
    return _finished(alt.layer(*layers).properties(width=520, height=320))


class Share(NamedTuple):
    """One unit in a chart of need and money; a `need` of 100 is the mean."""

    name: str
    pupils: float
    need: float
    per_pupil: float


def need_and_money(shares: Sequence[Share], *, mean: float, need: str, money: str, mean_word: str, people: str) -> Spec:
    """Each unit by its need and its amount per pupil; the area follows the number of pupils. No unit is named in it:
    the table beside it is in alphabetical order."""
    values = [one._asdict() for one in shares]
    x = alt.X("need:Q", title=need, scale=alt.Scale(zero=False, nice=True))
    low = min([mean, *(one.per_pupil for one in shares)])
    high = max([mean, *(one.per_pupil for one in shares)])
    pad = (high - low or mean * 0.02) * 0.15
    scale = alt.Scale(domain=[low - pad, high + pad], zero=False, nice=False)
    y = alt.Y("per_pupil:Q", title=money, scale=scale)
    base = _layered(values)
    line = _layered([{"mean": mean, "word": mean_word}])
    layers = [
        line.mark_rule(color=LINE, strokeDash=[4, 3]).encode(y=alt.Y("mean:Q", scale=scale)),
        line.mark_text(align="left", dx=4, dy=-7, color=QUIET, fontSize=11).encode(
            x=alt.value(0), y=alt.Y("mean:Q", scale=scale), text="word:N"
        ),
        base.mark_circle(color=ACCENT, opacity=0.7, stroke="white").encode(
            x=x, y=y,
            size=alt.Size("pupils:Q", title=people, scale=alt.Scale(range=[30, 420], zero=True),
                          legend=alt.Legend(orient="bottom", tickCount=3, labelFontSize=12, titleFontSize=12,
                                            titleFontWeight="normal", symbolFillColor=ACCENT)),
        ),
    ]  # fmt: skip
    return _finished(alt.layer(*layers).properties(width=440, height=280))


def as_svg(spec: Spec, *, swedish: bool) -> str:
    drawn: str = vl_convert.vegalite_to_svg(spec, format_locale="sv-SE" if swedish else "en-GB")
    return drawn


def as_png(spec: Spec, *, swedish: bool) -> bytes:
    """At twice the size, for screens and slides."""
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=2, format_locale="sv-SE" if swedish else "en-GB")
    return drawn
