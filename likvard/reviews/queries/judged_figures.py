"""Counts of judgements on their way out: the one door is `analysis.disclosure`, with the rules `bedomningar`."""

from collections.abc import Iterable, Mapping

from likvard.analysis.disclosure import Mark, suppress
from likvard.analysis.table.columns import of_columns

RULES = "bedomningar"
WHOLE = "Total"  # the door's name of a margin

Figure = int | Mark  # a count, or why there is none


def distribution(
    counts: Mapping[str, Mapping[str, int]], categories: Iterable[str]
) -> tuple[dict[str, dict[str, Figure]], dict[str, Figure]]:
    """For each group its count in each category, and over all groups: withheld, none and missing told apart.

    `counts`: group → category → how many, a group without anybody being missing: nobody has been judged there. How
    large each group is, is known to all (it is printed beside), and so counts as published.
    """
    named = tuple(categories)
    rows = [(group, one, mine.get(one, 0) if any(mine.values()) else None)
            for group, mine in counts.items() for one in named]  # fmt: skip
    missing: dict[str, Figure] = dict.fromkeys(named, Mark.MISSING)
    if not any(n for _group, _one, n in rows):
        return {group: dict(missing) for group in counts}, missing
    known = [{"group": group, "category": WHOLE, "status": "shown"} for group in (*counts, WHOLE)]
    published = suppress(
        of_columns(
            {"group": [r[0] for r in rows], "category": [r[1] for r in rows], "n": [r[2] for r in rows]}, "judgements"
        ),
        dims=("group", "category"), count="n", rules=RULES, categories="category", earlier=known,
    )  # fmt: skip
    found: dict[str, dict[str, Figure]] = {}
    for cell in published:
        if cell.labels["category"] != WHOLE:
            found.setdefault(cell.labels["group"], {})[cell.labels["category"]] = cell.shown
    over_all = found.pop(WHOLE)
    return found, over_all


def share_of(counts: Mapping[str, tuple[int, int]]) -> dict[str, Figure]:
    """For each group how many of its members have something: (how many, of how many)."""
    groups = {group: {"with": some, "without": of - some} for group, (some, of) in counts.items()}
    return {group: mine["with"] for group, mine in distribution(groups, ("with", "without"))[0].items()}


def count_and_state(figure: Figure) -> tuple[int | None, str]:
    """As a report keeps it: the count where there is one (none is 0), and shown, none, withheld or missing."""
    if isinstance(figure, int):
        return figure, "shown"
    return (0, "none") if figure is Mark.NONE else (None, figure.value)
