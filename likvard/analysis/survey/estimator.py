"""Indices with intervals, response rate and "don't know", and the rules for what may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isnan, sqrt
from typing import Literal

from likvard.analysis.errors import bad_question
from likvard.analysis.results import Z95, Method, Note, Result, Text
from likvard.analysis.survey.rules import Rules
from likvard.analysis.table import Source

Status = Literal["shown", "withheld", "missing", "none"]
Basis = Literal["counts", "printed"]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question's answers in one group. `counts` in the order of `options`; None where a count is withheld.
    `printed` is the mean that the source shows, if any."""

    question: str
    index: str
    options: tuple[str, ...]
    counts: tuple[float | None, ...]
    printed: float | None = None
    answered: bool = True


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One group: an organiser or a school unit. `population` were asked, `respondents` answered anything.
    `printed` are the indices that the source shows: index → value."""

    level: str
    code: str
    name: str
    organiser: str
    municipality: str
    population: float | None
    respondents: float | None
    items: tuple[Item, ...]
    printed: dict[str, float | None]


@dataclass(frozen=True, kw_only=True)
class IndexRow:
    """One index of one group.

    `n` respondents, `answers` the answers that the mean pools (None when counts are withheld). `value` 0-10; `basis`
    tells whether it is worked out from counts or taken as printed. `status`: shown, withheld by the rules, missing
    (no answers), none (the questions form no index). `unknown_share`: "don't know" among all answers.
    """

    level: str
    code: str
    name: str
    organiser: str
    municipality: str
    index: str
    n: int | None
    population: int | None
    response_rate: float | None
    value: float | None
    low: float | None
    high: float | None
    se: float | None
    answers: int | None
    unknown_share: float | None
    status: Status
    basis: Basis | None
    low_response: bool


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One question of one group: its mean, and the counts that the rules let through."""

    level: str
    code: str
    name: str
    index: str
    question: str
    n: int | None
    value: float | None
    status: Status
    basis: Basis | None
    unknown_share: float | None
    counts: tuple[int | None, ...]
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Survey(Result):
    """`n` is the number of groups; `rows` has one entry for each group and index."""

    rows: tuple[IndexRow, ...]
    items: tuple[ItemRow, ...]
    rules: str
    year: int | None


@dataclass(frozen=True)
class _Scored:
    """A question's answers in a group, in exact numbers."""

    total: Fraction
    square: Fraction
    valued: int
    unknown: int | None


def survey(
    groups: Iterable[Answered], rules: Rules, *, year: int | None = None, source: Source | None = None
) -> Survey:
    """Indices and question means of all groups. Raises `DataError` when no question fits the rules' scales."""
    rows: list[IndexRow] = []
    items: list[ItemRow] = []
    number = 0
    fits = False
    for group in groups:
        number += 1
        scored = [(item, _score(item, rules)) for item in group.items]
        fits = fits or any(rules.scores(item.question, item.options) is not None for item in group.items)
        items += [_item(group, item, found, rules) for item, found in scored]
        for index in dict.fromkeys(item.index for item in group.items):
            rows.append(_index(group, index, [pair for pair in scored if pair[0].index == index], rules))
    if number == 0 or not fits:
        raise bad_question(
            f"Ingen fråga passar reglerna {rules.name}: deras skalor har {_sizes(rules)} svarsalternativ.",
            f"No question fits the rules {rules.name}: their scales have {_sizes(rules)} options.",
        )
    return Survey(
        rows=tuple(rows),
        items=tuple(items),
        rules=rules.name,
        year=year,
        n=number,
        method=_method(rules),
        sources=() if source is None else (source,),
        notes=_notes(rows, rules, year),
    )


def _sizes(rules: Rules) -> str:
    return ", ".join(str(size) for size in sorted(rules.scales))


def _score(item: Item, rules: Rules) -> _Scored | None:
    """None when a count that has a score is withheld, or the rules have no scale for the question."""
    scores = rules.scores(item.question, item.options)
    if scores is None:
        return None
    total = square = Fraction(0)
    valued, unknown = 0, 0
    unknown_known = True
    for score, count in zip(scores, item.counts, strict=True):
        if score is None:
            unknown_known = unknown_known and count is not None
            unknown += int(count or 0)
        elif count is None:
            return None
        else:
            total += score * int(count)
            square += score * score * int(count)
            valued += int(count)
    return _Scored(total, square, valued, unknown if unknown_known else None)


def _of(value: float | None) -> int | None:
    return None if value is None or isnan(value) else int(value)


def _index(group: Answered, index: str, scored: Sequence[tuple[Item, _Scored | None]], rules: Rules) -> IndexRow:
    respondents, population = _of(group.respondents), _of(group.population)
    rate = respondents / population if respondents is not None and population else None
    value = se = unknown = None
    answers: int | None = None
    status: Status
    basis: Basis | None = None
    complete = [found for _, found in scored if found is not None]
    if any(index.casefold().startswith(name.casefold()) for name in rules.without_index):
        status = "none"
    elif not respondents:
        status = "missing"
    elif respondents < rules.index_needs:
        status = "withheld"
    elif len(complete) == len(scored) and any(found.valued for found in complete):
        status, basis = "shown", "counts"
        answers = sum(found.valued for found in complete)
        mean = sum((found.total for found in complete), Fraction(0)) / answers
        value = float(mean)
        se = _error(complete, respondents, population)
        if all(found.unknown is not None for found in complete):
            given = answers + sum(found.unknown or 0 for found in complete)
            unknown = 1 - answers / given
    elif group.printed.get(index) is not None:
        status, basis, value = "shown", "printed", group.printed[index]
    else:
        status = "withheld"
    return IndexRow(
        level=group.level,
        code=group.code,
        name=group.name,
        organiser=group.organiser,
        municipality=group.municipality,
        index=index,
        n=respondents,
        population=population,
        response_rate=rate,
        value=value,
        low=None if value is None or se is None else max(0.0, value - Z95 * se),
        high=None if value is None or se is None else min(10.0, value + Z95 * se),
        se=se,
        answers=answers,
        unknown_share=unknown,
        status=status,
        basis=basis,
        low_response=rate is not None and rate < rules.low_response,
    )


def _error(found: Sequence[_Scored], respondents: int, population: int | None) -> float | None:
    """Standard error of the pooled mean when the year group is finite.

    Counts do not tell which answers one person gave; the questions' standard deviations added up as if all of a
    person's answers moved together are the most that the mean's can be.
    """
    if respondents < 2:
        return None
    answers = sum(one.valued for one in found)
    spread = 0.0
    for one in found:
        if one.valued < 2:
            return None
        mean = one.total / one.valued
        variance = float((one.square - one.total * mean) / (one.valued - 1))
        spread += one.valued / answers * sqrt(max(0.0, variance) / one.valued)
    rest = 1.0
    if population and population > respondents:
        rest = 1 - respondents / population
    elif population:
        rest = 0.0
    return spread * sqrt(rest)


def _item(group: Answered, item: Item, found: _Scored | None, rules: Rules) -> ItemRow:
    respondents = _of(group.respondents)
    value: float | None = None
    basis: Basis | None = None
    status: Status
    if not respondents or not item.answered:
        status = "missing"
    elif respondents < rules.item_needs:
        status = "withheld"
    elif found is not None and found.valued:
        status, basis, value = "shown", "counts", float(found.total / found.valued)
    elif item.printed is not None:
        status, basis, value = "shown", "printed", item.printed
    else:
        status = "withheld" if found is None else "missing"
    unknown = None
    if found is not None and found.unknown is not None and found.valued + found.unknown:
        unknown = found.unknown / (found.valued + found.unknown)
    return ItemRow(
        level=group.level,
        code=group.code,
        name=group.name,
        index=item.index,
        question=item.question,
        n=respondents,
        value=value,
        status=status,
        basis=basis,
        unknown_share=unknown if status == "shown" else None,
        counts=masked(item.counts, respondents or 0, rules),
        options=item.options,
    )


def masked(counts: Sequence[float | None], respondents: int, rules: Rules) -> tuple[int | None, ...]:
    """The counts that may be shown: none below `counts_need` respondents; no option with fewer than `option_needs`
    answers (0 is shown); a single masked option takes the next smallest with it."""
    if respondents < rules.counts_need:
        return (None,) * len(counts)
    known = [None if count is None else int(count) for count in counts]
    out = [None if count is not None and 0 < count < rules.option_needs else count for count in known]
    hidden = [i for i, count in enumerate(out) if count is None]
    if len(hidden) == 1:
        others = [i for i, count in enumerate(out) if count]
        if others:
            out[min(others, key=lambda i: (out[i] or 0, i))] = None
    return tuple(out)


def _method(rules: Rules) -> Method:
    return Method(
        text=Text(
            f"Index 0–10 som sammantaget medelvärde av alla giltiga svar i området enligt {rules.name} "
            f"({rules.source}). ”Vet inte” räknas inte in men visas. Intervallet räknar med att hela gruppen "
            "tillfrågats (ändlig population) och att en persons svar hänger ihop helt; det är snarast för brett.",
            f"Index 0–10 as the pooled mean of all valid answers in the area by {rules.name} ({rules.source}). "
            "“Don't know” is not counted but shown. The interval reckons that the whole group was asked (finite "
            "population) and that a person's answers move together fully; it is, if anything, too wide.",
        ),
        random=Text(
            "Vilka i gruppen som svarade, som ett slumpmässigt urval. Bortfallet kan vara snedvridet.",
            "Who of the group answered, as a random sample. Those who did not may differ.",
        ),
        reference="Skolinspektionen, Skolenkäten, Förklaring; Cochran 1977, Sampling Techniques, ch. 2",
    )


def _notes(rows: Sequence[IndexRow], rules: Rules, year: int | None) -> tuple[Note, ...]:
    out = [
        Note(code="trend_break", text=Text(one.sv, one.en))
        for one in rules.breaks
        if year is None or one.year == year or (rules.comparable_from or one.year) == one.year
    ]
    low = len({(row.level, row.code, row.name) for row in rows if row.low_response})
    if low:
        share = f"{100 * rules.low_response:g}"
        out.append(
            Note(
                code="low_response",
                text=Text(
                    f"{low} grupper har lägre svarsfrekvens än {share} procent; läs dem med försiktighet.",
                    f"{low} groups have a response rate below {share} per cent; read them with care.",
                ),
            )
        )
    return tuple(out)
