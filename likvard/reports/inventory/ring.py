"""The areas of an inventory in a circle, with an arrow where one feeds another."""

from likvard.reports.circle import Arrow, circle
from likvard.reports.paper import Chart

from .content import InventoryContent, TieTold, names_in
from .words import WORDS


def first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def chart_of(content: InventoryContent, language: str) -> Chart | None:
    """The areas in a ring with the ties between those that occur together; None when there is no tie."""
    w, names = WORDS[language], names_in(content, language)
    ties: dict[tuple[str, str], TieTold] = {}
    for tie in content.ties:
        pair = (min(tie.start, tie.end), max(tie.start, tie.end)) if tie.both_ways else (tie.start, tie.end)
        ties.setdefault(pair, tie)
    shown = [(a, b, tie) for (a, b), tie in ties.items() if tie.both]
    if not shown:
        return None
    around = [area.code for area in content.areas if any(area.code in (a, b) for a, b, _ in shown)]
    in_spiral = {code for spiral in content.spirals for code in spiral.areas}
    most = max(tie.both or 0 for _a, _b, tie in shown)
    svg = circle(
        [(code, first_up(names[code])) for code in around],
        [
            Arrow(a, b, tie.both_ways, (tie.both or 0) / most, tie.strength == "hypothesis", {a, b} <= in_spiral)
            for a, b, tie in shown
        ],
    )  # fmt: skip
    told = [
        w["arrow_both" if tie.both_ways else "arrow"].format(start=names[a], end=names[b], n=tie.both)
        for a, b, tie in shown
    ]
    return Chart(svg, first_up("; ".join(told)) + ".", w["chart"])
