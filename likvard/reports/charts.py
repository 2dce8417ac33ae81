"""Charts of our own: one specification, drawn as SVG for page and paper, always beside a sentence and a table."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

# Altair and the renderer take a second to load, and most processes draw nothing: what draws asks for them itself.

INK, QUIET = "#16191a", "#4d5356"
# The subject has the accent, context is grey.
ACCENT, CONTEXT = "#0f5c63", "#8b9391"
# From worst to best; light enough for dark words, far enough apart in grey.
STEPS = {
    2: ("#c98a6b", "#9fc2c0"),
    3: ("#d9a98c", "#cfd6d4", "#7fb3b5"),
    4: ("#c98a6b", "#dfc3a8", "#c3d3cf", "#7fb3b5"),
}


def stacked_shares(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], *, unit: str) -> str:
    """One bar a row, divided by counts of the same ordered steps (worst first); SVG. `unit` names what is counted."""
    import altair as alt  # noqa: PLC0415 - see above

    steps = [step for step, _ in rows[0][1]]
    values: list[dict[str, Any]] = []
    for place, (name, counts) in enumerate(rows):
        n = sum(count for _, count in counts)
        start = 0.0
        for order, (step, count) in enumerate(counts):
            share = count / n if n else 0.0
            values.append(
                {
                    "row": f"{name} ({n})", "place": place, "step": step, "order": order, "count": count,
                    "from": start, "to": start + share, "middle": start + share / 2,
                    "label": str(count) if share >= 0.06 else "",
                }
            )  # fmt: skip
            start += share
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "row:N", sort=alt.EncodingSortField(field="place", order="ascending"), title=None,
            axis=alt.Axis(labelLimit=260, labelFontSize=12, ticks=False, domain=False, labelPadding=8),
        )
    )  # fmt: skip
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=alt.X("from:Q", title=unit, axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], grid=False)),
        x2="to:Q",
        color=alt.Color(
            "step:N",
            scale=alt.Scale(domain=steps, range=list(STEPS.get(len(steps), STEPS[3]))),
            legend=alt.Legend(orient="top", title=None, labelFontSize=12, symbolType="square", labelLimit=240),
        ),
    )
    words = base.mark_text(fontSize=12, color=INK).encode(x="middle:Q", text="label:N")
    return _drawn(alt.layer(bars, words).properties(width=420, height=alt.Step(40)))


class Estimate(NamedTuple):
    """A row of `intervals`: `marked` is the subject (accent), the others are context (grey)."""

    name: str
    value: float
    low: float
    high: float
    marked: bool = False


def intervals(
    rows: Sequence[Estimate], *, unit: str, at: float | None = None, at_word: str = "", language: str = "sv"
) -> str:
    """A point with its interval for each row, in the order given, which is by name and never by value; SVG.
    `at`: the line they are compared with, and the word for it. `language` decides decimal comma or point."""
    import altair as alt  # noqa: PLC0415 - see above

    low, high = min(row.low for row in rows), max(row.high for row in rows)
    scale = alt.Scale(domain=[low, high] if at is None else [min(low, at), max(high, at)], zero=False, nice=True)
    axis = alt.Axis(grid=False, labelFontSize=12, titleFontSize=12, tickCount=6)
    values = [{**row._asdict(), "place": place} for place, row in enumerate(rows)]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(
            "name:N", sort=alt.EncodingSortField(field="place", order="ascending"), title=None,
            axis=alt.Axis(labelLimit=260, labelFontSize=12, ticks=False, domain=False, labelPadding=8),
        ),
        color=alt.condition("datum.marked", alt.value(ACCENT), alt.value(CONTEXT)),
    )  # fmt: skip
    layers = []
    if at is not None:
        line = alt.Chart(alt.InlineData(values=[{"at": at, "word": at_word}])).encode(x=alt.X("at:Q", scale=scale))
        layers += [
            line.mark_rule(color=QUIET, strokeDash=[4, 3]),
            line.mark_text(color=QUIET, fontSize=12, dy=-8, baseline="bottom").encode(y=alt.value(0), text="word:N"),
        ]
    layers += [
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=unit, axis=axis, scale=scale), x2="high:Q"),
        base.mark_point(size=60, filled=True, opacity=1).encode(x=alt.X("value:Q", scale=scale)),
    ]
    return _drawn(alt.layer(*layers).properties(width=420, height=alt.Step(24)), language)


class Moment(NamedTuple):
    """A point of `over_time`. Points of different `segment` are not joined: the scale changed between them."""

    time: float
    value: float
    low: float
    high: float
    segment: int = 0


def over_time(
    lines: Sequence[tuple[str, Sequence[Moment]]],
    *,
    unit: str,
    from_zero: bool = False,
    joint_word: str = "",
    language: str = "sv",
) -> str:
    """Each named series with its interval as a band, the first as the subject; its name stands at its last point; SVG.

    Where a segment of the first series begins a rule is drawn, with `joint_word` beside it.
    """
    import altair as alt  # noqa: PLC0415 - see above

    values: list[dict[str, Any]] = [
        {"line": name, "main": place == 0, "part": f"{place}:{moment.segment}", **moment._asdict()}
        for place, (name, moments) in enumerate(lines)
        for moment in moments
    ]
    last = [max((v for v in values if v["line"] == name), key=lambda v: v["time"]) for name, _ in lines]
    first = lines[0][1]
    joints = [
        {"at": (one.time + other.time) / 2, "word": joint_word}
        for one, other in pairwise(first)
        if one.segment != other.segment
    ]
    times = [value["time"] for value in values]
    span = alt.Scale(domain=[min(times), max(times)], nice=False)
    x = alt.X("time:Q", title=None, scale=span, axis=alt.Axis(format="d", grid=False, labelFontSize=12, tickCount=7))
    scale = alt.Scale(zero=from_zero, nice=True)
    y_axis = alt.Axis(labelFontSize=12, titleFontSize=12, tickCount=5, gridColor="#e6e8e7")
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=x, detail="part:N", color=alt.condition("datum.main", alt.value(ACCENT), alt.value(CONTEXT))
    )
    layers = [
        base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=unit, axis=y_axis, scale=scale), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(y=alt.Y("value:Q", scale=scale)),
        base.mark_point(size=28, filled=True, opacity=1).encode(y=alt.Y("value:Q", scale=scale)),
        alt.Chart(alt.InlineData(values=last))
        .mark_text(align="left", dx=8, fontSize=12, color=INK)
        .encode(x=alt.X("time:Q", scale=span), y=alt.Y("value:Q", scale=scale), text="line:N"),
    ]
    if joints:
        line = alt.Chart(alt.InlineData(values=joints)).encode(x=alt.X("at:Q", scale=span))
        layers.append(line.mark_rule(color=QUIET, strokeDash=[4, 3]))
        word = line.mark_text(color=QUIET, fontSize=12, dy=-6, baseline="bottom")
        layers.append(word.encode(y=alt.value(0), text="word:N"))
    return _drawn(alt.layer(*layers).properties(width=420, height=240), language)


def _drawn(chart: Any, language: str = "sv") -> str:
    import vl_convert  # noqa: PLC0415 - see above

    chart = (
        chart.configure(font="Inter", background="white")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=QUIET, titleFontWeight="normal", domainColor="#c9cdcc")
    )
    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict(), format_locale="en-GB" if language == "en" else "sv-SE")
    return drawn
