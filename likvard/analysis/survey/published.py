"""What may be shown of a survey of one's own: the indices and means of units and groups, after the last door.

Answers come as counts per question, unit and group; who gave which is not known here either. What is shown is decided
area by area by `disclosure.suppress` over the units, the groups and their sums: means are sums over a count, so a mean
that is withheld cannot be worked out from those that are shown where the count cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from likvard.analysis.disclosure import suppress
from likvard.analysis.disclosure.cells import TOTAL
from likvard.analysis.results import Method, Note, Result
from likvard.analysis.survey.estimator import Answered, IndexRow, Item, ItemRow, survey
from likvard.analysis.survey.rules import Rules
from likvard.analysis.table import of_columns

ALL = ""  # every unit, or every group


@dataclass(frozen=True, kw_only=True)
class Question:
    """`key` names it among the counts; `reversed`: the first option is the worst."""

    key: str
    area: str
    reversed: bool = False


@dataclass(frozen=True, kw_only=True)
class Counts:
    """One unit's answers in one group. `answers` has, for each question, how many chose each option, the last being
    "don't know"; `asked` is of the whole unit, None where nobody counted; `respondents` answered anything."""

    unit: str
    group: str
    asked: int | None
    respondents: int
    answers: Mapping[str, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One area's index, or one question's mean, in one unit ("" = all) and one group ("" = all).

    `value` 0–10 with `low`–`high`; `status`: shown, withheld, or missing (nobody answered). `unknown_share`: "don't
    know" among the answers. `shares`: of each option, "don't know" last; only where so many answered that no option
    stands for few.
    """

    unit: str
    group: str
    area: str
    question: str
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    unknown_share: float | None
    status: Literal["shown", "withheld", "missing"]
    shares: tuple[float, ...] | None


@dataclass(frozen=True, kw_only=True)
class Published(Result):
    """`n` respondents in all. `rows` has one entry for each unit, group and area (question "") or question."""

    rows: tuple[Shown, ...]
    withheld: int


def published(counts: Iterable[Counts], questions: Sequence[Question], rules: Rules, *, options: int) -> Published:
    """Indices and means of every unit and group, and of all of them together. `options` without "don't know".

    Raises `DataError` when nothing was answered or no question fits the rules' scales.
    """
    held = list(counts)
    units = list(dict.fromkeys(one.unit for one in held))
    groups = list(dict.fromkeys(one.group for one in held))
    names = (*(str(number) for number in range(1, options + 1)), "unknown")
    turned = {one.key for one in questions if one.reversed}
    own = Rules(**{**vars(rules), "reversed_items": tuple(turned)})
    rows: list[Shown] = []
    method: Method | None = None
    notes: dict[str, Note] = {}
    for area in dict.fromkeys(one.area for one in questions):
        asked = [one for one in questions if one.area == area]
        open_cells = _open(held, asked, units, groups, own.index_needs)
        for unit in (*units, ALL):
            for group in (*groups, ALL) if len(groups) > 1 else (ALL,):
                together = [one for one in held if unit in (ALL, one.unit) and group in (ALL, one.group)]
                one_answered = _answered(together, asked, names, unit, group)
                made = survey([one_answered], own)
                method, notes = made.method, notes | {note.code: note for note in made.notes if unit == ALL}
                shown = (unit, group) in open_cells
                rows.append(_index(made.rows[0], group, shown, own))
                rows += [_mean(row, unit, group, shown, own) for row in made.items]
    assert method is not None
    return Published(
        rows=tuple(rows),
        withheld=sum(row.status == "withheld" and not row.question for row in rows),
        n=sum(one.respondents for one in held),
        method=method,
        sources=(),
        notes=tuple(note for code, note in notes.items() if code != "low_response"),
    )


def _open(
    held: Sequence[Counts], asked: Sequence[Question], units: Sequence[str], groups: Sequence[str], needs: int
) -> set[tuple[str, str]]:
    """The cells that the last door lets through for one area. A cell counts as many as its least answered question."""
    # Somebody who left one of the questions out is still there: nobody may learn of a place that it holds but her.
    least = [min(sum(one.answers[question.key][:-1]) for question in asked) for one in held]
    there = [max(valued, 1) if one.respondents else 0 for one, valued in zip(held, least, strict=True)]
    if not any(there):
        return set()
    columns = {"unit": [one.unit for one in held], "group": [one.group or "-" for one in held], "people": there}
    dims = ["unit", "group"] if len(groups) > 1 else ["unit"]
    # She counts as one without having answered. The threshold rises until no cell is shown on her account.
    for over in range(sum(there) - sum(least) + 1):
        found = suppress(of_columns(columns, "survey"), dims=dims, count="people", threshold=needs + over)
        shown = {
            (_name(cell.labels["unit"]), _name(cell.labels.get("group", TOTAL)))
            for cell in found
            if cell.status == "shown"
        }
        if all(_valued(held, least, place) >= needs for place in shown):
            break
    return shown


def _valued(held: Sequence[Counts], least: Sequence[int], place: tuple[str, str]) -> int:
    unit, group = place
    return sum(
        valued
        for one, valued in zip(held, least, strict=True)
        if unit in (ALL, one.unit) and group in (ALL, one.group or "-")
    )


def _name(label: str) -> str:
    return ALL if label == TOTAL else label


def _answered(
    together: Sequence[Counts], asked: Sequence[Question], names: tuple[str, ...], unit: str, group: str
) -> Answered:
    sizes = {one.unit: one.asked for one in together}
    known = group == ALL and sizes and all(size is not None for size in sizes.values())
    return Answered(
        level="unit",
        code=unit,
        name=unit,
        organiser="",
        municipality="",
        population=float(sum(size or 0 for size in sizes.values())) if known else None,
        respondents=float(sum(one.respondents for one in together)),
        items=tuple(
            Item(
                question=question.key,
                index=question.area,
                options=names,
                counts=tuple(
                    float(sum(one.answers[question.key][place] for one in together)) for place in range(len(names))
                ),
            )
            for question in asked
        ),
        printed={},
    )


def _index(row: IndexRow, group: str, shown: bool, rules: Rules) -> Shown:
    missing = row.status in ("missing", "none")
    open_ = shown and row.status == "shown"
    return Shown(
        unit=row.code,
        group=group,
        area=row.index,
        question="",
        n=row.n if open_ else None,
        value=row.value if open_ else None,
        low=row.low if open_ else None,
        high=row.high if open_ else None,
        unknown_share=row.unknown_share if open_ else None,
        status="missing" if missing else "shown" if open_ else "withheld",
        shares=None,
    )


def _mean(row: ItemRow, unit: str, group: str, shown: bool, rules: Rules) -> Shown:
    open_ = shown and row.status == "shown"
    given = [count or 0 for count in row.counts]
    # Beside a mean, a part of the counts would give the rest away: all of them or none. And none of groups or of all
    # units together, from which those of one unit could be taken away.
    enough = sum(given) >= rules.counts_need and all(
        c is not None and (not c or c >= rules.option_needs) for c in row.counts
    )
    return Shown(
        unit=unit,
        group=group,
        area=row.index,
        question=row.question,
        n=sum(given) if open_ and enough else None,
        value=row.value if open_ else None,
        low=None,
        high=None,
        unknown_share=row.unknown_share if open_ else None,
        status="missing" if row.status == "missing" else "shown" if open_ else "withheld",
        shares=tuple(c / sum(given) for c in given) if open_ and enough and unit != ALL and group == ALL else None,
    )
