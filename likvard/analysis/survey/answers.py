"""From one row per respondent to counts, and the fast way to indices of many respondents.

Answers are small codes: 0, 1, … for the options in their order, the number of options for "don't know", and -1 for
no answer. All answers of one index in one group are counted at once as patterns; every sum then follows from the
patterns' counts, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.survey.estimator import Answered, Item
from likvard.analysis.survey.rules import Rules
from likvard.analysis.table import Floats, Table, as_label

# Patterns of one index beyond this many are counted question by question.
MOST_PATTERNS = 1 << 12


@dataclass(frozen=True)
class Indices:
    """Arrays (indices, groups): the pooled mean, its standard error with respondents as clusters, the number of
    answers and of respondents with any."""

    mean: Floats
    se: Floats
    answers: NDArray[np.int64]
    respondents: NDArray[np.int64]


def indices(
    answers: NDArray[np.int8],
    groups: NDArray[np.int32],
    number: int,
    items: Sequence[Sequence[int]],
    scores: Sequence[Sequence[float]],
    population: Floats | None = None,
) -> Indices:
    """Indices of groups. `answers` is (items, respondents), -1 where nothing counts; `scores[i]` the scores of item
    i's codes; `items` the items of each index; `population` how many each group has, for the finite correction."""
    shape = (len(items), number)
    mean, se = np.full(shape, np.nan), np.full(shape, np.nan)
    given, people = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    base = groups.astype(np.int32)
    for place, members in enumerate(items):
        sizes = [len(scores[item]) + 1 for item in members]
        if np.prod(sizes, dtype=np.int64) > MOST_PATTERNS:
            raise bad_question("Ett index har för många frågor.", "An index has too many questions.")
        pattern = np.zeros(answers.shape[1], dtype=np.int16)
        total, count = np.zeros(1), np.zeros(1)
        for item, size in zip(members, sizes, strict=True):
            pattern *= np.int16(size)
            pattern += answers[item]
            pattern += np.int16(1)
            # The first code is no answer: nothing to the sum, nothing to the count.
            total = (total[:, None] + np.r_[0.0, scores[item]]).ravel()
            count = (count[:, None] + np.r_[0.0, np.ones(size - 1)]).ravel()
        patterns = len(total)
        cells = np.bincount(base * np.int32(patterns) + pattern, minlength=number * patterns).reshape(number, patterns)
        sums, counts = cells @ total, cells @ count
        with np.errstate(divide="ignore", invalid="ignore"):
            centre = np.where(counts > 0, sums / counts, np.nan)
        # Clusters: the sum over respondents of (their sum - mean × their count)².
        spread = cells @ total**2 - 2 * centre * (cells @ (total * count)) + centre**2 * (cells @ count**2)
        n = cells[:, count > 0].sum(axis=1)
        rest = 1.0 if population is None else np.clip(1 - n / np.maximum(population, n), 0.0, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            se[place] = np.sqrt(np.maximum(spread, 0) * n / (n - 1) * rest) / counts
        mean[place], given[place], people[place] = centre, counts.astype(np.int64), n
    return Indices(mean, se, given, people)


def counted(table: Table, rules: Rules, *, unit: str, population: str | None = None) -> list[Answered]:
    """Counts per unit of a table with one row per respondent, for `survey`.

    `rules.items` names the columns of each index and `rules.labels` the options, best first; cells may hold the
    option's words or its number from 1. Raises `DataError` for a word that is no option.
    """
    if not rules.items or not rules.labels:
        raise bad_question(
            "Reglerna måste ange frågor (items) och svarsalternativ (labels) för en egen enkät.",
            "The rules must name questions (items) and answer options (labels) for a survey of one's own.",
        )
    units = table.factor(unit)
    options = (*rules.labels, *rules.unknown)
    codes = {name: _codes(table, name, options) for names in rules.items.values() for name in names}
    asked = np.stack(list(codes.values()))
    sizes = None if population is None else table.number(population)
    out = []
    for place, label in enumerate(units.labels):
        rows = np.flatnonzero(units.codes == place)
        answered = int((asked[:, rows] >= 0).any(axis=0).sum())
        items = []
        for index, names in rules.items.items():
            for name in names:
                own = codes[name][rows]
                counts = np.bincount(own[own >= 0], minlength=len(options)).astype(float)
                items.append(Item(question=name, index=index, options=options, counts=tuple(counts.tolist())))
        known = None if sizes is None else sizes[rows][~np.isnan(sizes[rows])]
        out.append(
            Answered(
                level="unit",
                code=label,
                name=label,
                organiser="",
                municipality="",
                population=float(known[0]) if known is not None and len(known) else None,
                respondents=float(answered),
                items=tuple(items),
                printed={},
            )
        )
    return out


def _codes(table: Table, name: str, options: Sequence[str]) -> NDArray[np.int8]:
    place = {option.casefold(): i for i, option in enumerate(options)}
    place |= {str(i + 1): i for i in range(len(options))}
    out = np.full(len(table), -1, dtype=np.int8)
    for row, value in enumerate(table.column(name).to_pylist()):
        word = as_label(value)
        if word is None:
            continue
        if word.casefold() not in place:
            raise DataError(
                "not_a_choice", column=name, row=int(table.rows[row]), value=word[:40], choices=", ".join(options)
            )
        out[row] = place[word.casefold()]
    return out
