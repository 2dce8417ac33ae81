"""Charts of our own: one specification, drawn as SVG for page and paper, always beside a sentence and a table."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

INK, QUIET = "#16191a", "#4d5356"
# From worst to best; light enough for dark words, far enough apart in grey.
STEPS = {
    2: ("#c98a6b", "#9fc2c0"),
    3: ("#d9a98c", "#cfd6d4", "#7fb3b5"),
    4: ("#c98a6b", "#dfc3a8", "#c3d3cf", "#7fb3b5"),
}


def stacked_shares(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], *, unit: str) -> str:
    """One bar a row, divided by counts of the same ordered steps (worst first); SVG. `unit` names what is counted."""
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
    chart = (
        alt.layer(bars, words)
        .properties(width=420, height=alt.Step(40))
        .configure(font="Inter", background="white")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=QUIET, titleFontWeight="normal", domainColor="#c9cdcc")
    )
    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return drawn
