"""What changed after a measure, against comparison units chosen beforehand: difference-in-differences.

The comparison says something only if the units moved alike before, and if the measure did not simply follow a bad
year. So the answer always carries the paths before, period by period, a test of them, and how much would have come
back by itself (regression to the mean). The words follow what the checks allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from likvard.analysis.errors import DataError
from likvard.analysis.results import Method, Note, Result, Text, dropped
from likvard.analysis.table import Floats, Table, two_groups, varying
from likvard.analysis.wording import LADDER, Step, said

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Event:
    """The difference between measure and comparison in a period, less that in the last period before the measure."""

    period: float
    relative: int
    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Estimate:
    name: str
    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class MeanReversion:
    """`gap_before`: how far the measure's units lay from the comparison's, all periods before. `dip`: how much lower
    they lay in the last one than in the earlier ones, against the comparison. `expected`: the change to be expected
    with no measure at all, from how the comparison units' values return to their own means."""

    gap_before: float
    dip: float
    dip_se: float
    persistence: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class Effect(Result):
    """`estimates`: `difference_in_differences` and `adjusted` (less the reversion to be expected). `step` is the rung
    of the ladder of words that the checks allow; `sentence` is written in its words. `n` is the number of units."""

    estimates: tuple[Estimate, ...]
    events: tuple[Event, ...]
    pre_trend: Estimate | None
    pre_trend_p: float | None
    mean_reversion: MeanReversion | None
    treated: int
    comparison: int
    step: int
    sentence: Text


def effect(
    table: Table,
    *,
    unit: str,
    period: str,
    outcome: str,
    treated: str,
    start: float,
    chosen_beforehand: bool = True,
) -> Effect:
    """The change in `outcome` from before to from `start` on, units with `treated` = 1 against those with 0.

    One row for each unit and period; units without a value before or after are left out. Units are what is random; a
    single treated unit takes its error from the comparison's spread. Comparison units that were chosen when one could
    know how it went (`chosen_beforehand` False) carry no words of effect. Raises `DataError`.
    """
    units = two_groups(table, unit)
    times, y, marks = table.number(period), table.number(outcome), table.number(treated)
    odd = ~np.isnan(marks) & (marks != 0) & (marks != 1)
    if odd.any():
        i = int(np.argmax(odd))
        raise DataError("not_a_choice", column=treated, row=int(table.rows[i]), value=f"{marks[i]:g}", choices="0, 1")
    varying(table, outcome, y)
    known = (units.codes >= 0) & ~np.isnan(times) & ~np.isnan(y) & ~np.isnan(marks)
    moments = np.unique(times[known])
    before, after = moments[moments < start], moments[moments >= start]
    if not len(before) or not len(after):
        row = int(table.rows[0])
        raise DataError("out_of_range", column=period, row=row, value=f"{start:g}", low=moments[0], high=moments[-1])
    number = len(units.labels)
    grid = np.full((number, len(moments)), np.nan)
    at = np.searchsorted(moments, times)
    flags = np.full(number, np.nan)
    for i in np.flatnonzero(known).tolist():
        code = int(units.codes[i])
        if not np.isnan(grid[code, at[i]]):
            said = f"{units.labels[code]}, {times[i]:g}"
            raise DataError("row_twice", column=f"{unit}, {period}", value=said, row=int(table.rows[i]))
        if not np.isnan(flags[code]) and flags[code] != marks[i]:
            label = units.labels[code]
            raise DataError("not_nested", column=unit, value=label, outer=treated, row=int(table.rows[i]))
        grid[code, at[i]], flags[code] = y[i], marks[i]
    pre, post = grid[:, : len(before)], grid[:, len(before) :]
    usable = (~np.isnan(pre)).any(axis=1) & (~np.isnan(post)).any(axis=1)
    chosen, others = np.flatnonzero(usable & (flags == 1)), np.flatnonzero(usable & (flags == 0))
    if len(chosen) < 1 or len(others) < 2:
        name, needed, found = ("1", 1, len(chosen)) if len(chosen) < 1 else ("0", 2, len(others))
        raise DataError("too_few", column=f"{treated} = {name}", found=found, needed=needed, row=int(table.rows[-1]))
    change = _mean(post) - _mean(pre)
    main = _difference("difference_in_differences", change[chosen], change[others])
    events = _events(grid, moments, len(before), chosen, others)
    trend, p = _pre_trend(pre, before, chosen, others)
    reversion = _reversion(pre, chosen, others, len(after))
    estimates = [main]
    if reversion is not None:
        shifted = main.estimate - reversion.expected
        wide = main.high - main.estimate
        estimates.append(
            Estimate(name="adjusted", estimate=shifted, se=main.se, low=shifted - wide, high=shifted + wide)
        )
    alike = p is not None and p >= 0.1
    dipped = reversion is not None and abs(reversion.dip) > 2 * reversion.dip_se
    held = alike and not dipped and len(before) >= 3 and chosen_beforehand
    step = Step.COMPARED_CHANGE if held else Step.WITHIN_OVER_TIME
    return Effect(
        estimates=tuple(estimates),
        events=events,
        pre_trend=trend,
        pre_trend_p=p,
        mean_reversion=reversion,
        treated=len(chosen),
        comparison=len(others),
        step=int(step),
        sentence=_sentence(step, main),
        n=len(chosen) + len(others),
        method=METHOD,
        sources=(table.source,),
        notes=(*dropped(int((~known).sum()), f"{unit}, {period}, {outcome}, {treated}"),
               *_notes(step, p, len(before), dipped, len(chosen), int((~usable).sum()), chosen_beforehand)),
    )  # fmt: skip


def _mean(values: Floats) -> Floats:
    there = ~np.isnan(values)
    n = there.sum(axis=1)
    return np.where(n > 0, np.where(there, values, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)


def _difference(name: str, a: Floats, b: Floats) -> Estimate:
    """The difference of two means with Welch's interval; one single value takes the other group's spread."""
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    nan = float("nan")
    if not len(a) or len(b) < 2:
        return Estimate(name=name, estimate=nan, se=nan, low=nan, high=nan)
    value = float(a.mean() - b.mean())
    of_b = float(b.var(ddof=1))
    of_a = float(a.var(ddof=1)) if len(a) > 1 else of_b
    first, second = of_a / len(a), of_b / len(b)
    se = float(np.sqrt(first + second))
    if len(a) > 1 and se > 0:
        df = (first + second) ** 2 / (first**2 / (len(a) - 1) + second**2 / (len(b) - 1))
    else:
        df = len(b) - 1
    half = float(stdtrit(df, 0.975)) * se
    return Estimate(name=name, estimate=value, se=se, low=value - half, high=value + half)


def _events(grid: Floats, moments: Floats, before: int, chosen: Ints, others: Ints) -> tuple[Event, ...]:
    out = []
    base = grid[:, before - 1]
    for place, moment in enumerate(moments):
        change = grid[:, place] - base
        if place == before - 1:
            out.append(Event(period=float(moment), relative=-1, estimate=0.0, se=0.0, low=0.0, high=0.0))
            continue
        one = _difference("event", change[chosen], change[others])
        out.append(
            Event(period=float(moment), relative=place - before, estimate=one.estimate, se=one.se, low=one.low,
                  high=one.high)
        )  # fmt: skip
    return tuple(out)


def _pre_trend(pre: Floats, before: Floats, chosen: Ints, others: Ints) -> tuple[Estimate | None, float | None]:
    """The difference in slope before the measure, and its two-sided chance."""
    if len(before) < 2:
        return None, None
    slopes = np.full(len(pre), np.nan)
    for i, row in enumerate(pre):
        there = ~np.isnan(row)
        if there.sum() >= 2:
            t = before[there] - before[there].mean()
            slopes[i] = float(t @ row[there]) / float(t @ t)
    one = _difference("pre_trend", slopes[chosen], slopes[others])
    if np.isnan(one.estimate):
        return None, None
    if one.se == 0:
        return one, 1.0 if one.estimate == 0 else 0.0
    df = max(1, len(others) - 1)
    return one, float(2 * stdtr(df, -abs(one.estimate) / one.se))


def _reversion(pre: Floats, chosen: Ints, others: Ints, ahead: int) -> MeanReversion | None:
    if pre.shape[1] < 3:
        return None
    own = _mean(pre[:, :-1])
    off = pre[:, -1] - own  # the last period before against the unit's earlier ones
    one = _difference("dip", off[chosen], off[others])
    if np.isnan(one.estimate):
        return None
    # How much of one period's departure is left in the next, in the comparison units before the measure.
    centred = pre[others] - np.nanmean(pre[others], axis=0) - (_mean(pre[others]) - np.nanmean(pre[others]))[:, None]
    x, y = centred[:, :-1].ravel(), centred[:, 1:].ravel()
    there = ~np.isnan(x) & ~np.isnan(y)
    length = pre.shape[1]
    raw = float(x[there] @ y[there]) / max(float(x[there] @ x[there]), 1e-12)
    # Short series measured from their own mean show too little persistence (Nickell 1981).
    persistence = float(np.clip(raw + (1 + raw) / (length - 1), 0.0, 1.0))
    after = float(np.mean([persistence ** (k + 1) for k in range(ahead)]))
    # Of the dip 1/length lies in the mean before, and what persists lies in the mean after.
    expected = one.estimate * (after - 1 / length)
    gap = float(np.nanmean(_mean(pre)[chosen]) - np.nanmean(_mean(pre)[others]))
    return MeanReversion(gap_before=gap, dip=one.estimate, dip_se=one.se, persistence=persistence, expected=expected)


def _sentence(step: Step, main: Estimate) -> Text:
    up = main.estimate > 0
    clear = main.low > 0 or main.high < 0
    size = f"{abs(main.estimate):.3g}"
    if not clear:
        return said(
            step,
            Text(
                "Förändringen går inte att skilja från jämförelseskolornas.",
                "The change cannot be told from that of the comparison schools.",
            ),
        )
    if step >= Step.COMPARED_CHANGE:
        return said(
            step,
            Text(
                f"Efter åtgärden ändrades utfallet {size} {'mer uppåt' if up else 'mer nedåt'} än på "
                "jämförelseskolorna, som följdes åt dessförinnan: förenligt med en effekt av åtgärden.",
                f"After the measure the outcome moved {size} further {'up' if up else 'down'} than at the comparison "
                "schools, which had moved alike before: consistent with an effect of the measure.",
            ),
        )
    return said(
        step,
        Text(
            f"Utfallet ändrades {size} {'mer uppåt' if up else 'mer nedåt'} än på jämförelseskolorna under samma tid; "
            "åtgärden är en tänkbar orsak att pröva.",
            f"The outcome moved {size} further {'up' if up else 'down'} than at the comparison schools in the same "
            "time; the measure is a possible cause to examine.",
        ),
    )


def _notes(
    step: Step, p: float | None, before: int, dipped: bool, treated: int, lost: int, chosen_beforehand: bool
) -> tuple[Note, ...]:
    out = [Note(code="ladder", text=LADDER[step].caveat)]
    if not chosen_beforehand:
        sv = "Jämförelseenheterna valdes när man redan kunde veta hur det gått."
        en = "The comparison units were chosen when one could already know how it went."
        out.append(Note(code="chosen_afterwards", text=Text(sv, en)))
    if p is None or before < 3:
        sv, en = (
            "Det finns för få perioder före för att pröva om skolorna följdes åt.",
            "Too few periods before to test.",
        )
        out.append(Note(code="pre_trend_untested", text=Text(sv, en)))
    elif p < 0.1:
        sv = f"Skolorna följdes inte åt före åtgärden (p = {p:.2f})."
        out.append(Note(code="pre_trend", text=Text(sv, f"The schools did not move alike before (p = {p:.2f}).")))
    if dipped:
        out.append(
            Note(
                code="regression_to_the_mean",
                text=Text(
                    "Sista perioden före låg ovanligt; en del av ändringen hade troligen kommit ändå.",
                    "The last period before was unusual; some of the change would probably have come anyway.",
                ),
            )
        )
    if treated == 1:
        sv = "En enda enhet har åtgärden; felet är hämtat från jämförelseskolornas spridning."
        en = "A single unit has the measure; the error is taken from the comparison schools' spread."
        out.append(Note(code="one_treated", text=Text(sv, en)))
    if lost:
        sv, en = f"{lost} enheter saknar värden före eller efter.", f"{lost} units lack values before or after."
        out.append(Note(code="units_left_out", text=Text(sv, en)))
    return tuple(out)


METHOD = Method(
    text=Text(
        "Skillnaden i förändring mellan enheter med åtgärden och jämförelseenheter valda på förhand, med perioderna "
        "före och efter var för sig, prövning av om de följdes åt före, och hur mycket som väntas gå tillbaka av sig "
        "självt.",
        "The difference in change between units with the measure and comparison units chosen beforehand, with each "
        "period before and after, a test of whether they moved alike before, and how much is expected to come back "
        "by itself.",
    ),
    random=Text("Enheter.", "Units."),
    reference="Ashenfelter & Card 1985; Angrist & Pischke 2009, ch. 5; Roth 2022 (pre-trends); Nickell 1981",
)
