"""What a measure has changed, as far as figures can tell: the engine's answer, and its traps told in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from likvard.analysis.effect import effect
from likvard.analysis.errors import DataError
from likvard.analysis.results import Text
from likvard.analysis.table import of_columns
from likvard.datasets.queries.state import Reach, printed_of_units
from likvard.quality.models import Comparison, PinnedFigure
from likvard.surveys.queries.results import over

from .state.catalogue import OWN_SURVEYS
from .state.points import Key, Series
from .state.series import series_of
from .survey_panels import Asked, asked_in, worded_before, year_of

# How far below its own earlier years a start lies before it is called an unusually weak one.
WEAK = 1.0
# With fewer units to compare with, their spread is hardly known.
FEW = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """What the engine says today. `result` is plain values, to be frozen with the answer that a person gives."""

    result: dict[str, Any]
    explained: tuple[Text, ...]
    trap: bool  # much of the change would probably have come anyway, or the paths were not alike


@dataclass(frozen=True, slots=True)
class CannotSay:
    """No answer, and why."""

    words: Text


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A published value of a unit; what is withheld or missing has none."""

    code: str
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """A series that the units can be followed by; `key` is its address, `years` those with a value."""

    key: Key
    name: Text
    years: tuple[int, ...]


def _series(codes: Iterable[str], holders: Iterable[UUID]) -> dict[str, tuple[Series, ...]]:
    """What may be shown of each unit: open figures and the own ones of `holders`, small groups withheld."""
    reach = Reach(frozenset(map(str, holders)))
    return series_of(printed_of_units(sorted(set(codes)), reach), {})


def indicators_of(codes: Iterable[str], *, holders: Iterable[UUID] = (), on: date, fewest: int = 3) -> list[Indicator]:
    """Series with values in `fewest` years for one of the units at least, by name; of own surveys that are over by
    `on`, one is enough, for they are seldom put. What is no better high or low (who the pupils are, counts) is no
    outcome and left out."""
    wanted, owners = sorted(set(codes)), list(holders)
    found: dict[Key, set[int]] = {}
    names: dict[Key, Text] = {}
    for series in _series(wanted, owners).values():
        for one in series:
            if one.shown.good and one.shown.kind in ("share", "mean", "index", "ratio"):
                found.setdefault(one.key, set()).update(p.year for p in one.points if p.value is not None)
                names[one.key] = one.name
    kept = [Indicator(key, names[key], tuple(sorted(years))) for key, years in found.items() if len(years) >= fewest]
    asked: dict[Key, set[int]] = {}
    for row in _asked(wanted, owners, on):
        asked.setdefault(row.key, set()).add(school_year_of(row.day))
    kept += [Indicator(key, Series(key, ()).name, tuple(sorted(years))) for key, years in asked.items()]
    return sorted(kept, key=lambda one: (bool(one.key.sex or one.key.group), one.name.sv, str(one.key)))


def is_own_survey(indicator: str) -> bool:
    return indicator.partition("|")[0] in OWN_SURVEYS


def _asked(codes: Iterable[str], holders: Iterable[UUID], on: date) -> list[Asked]:
    surveys = over([str(one) for one in holders], on=on)
    return asked_in(surveys, set(codes)) if surveys else []


def values_of(indicator: str, codes: Iterable[str], *, holders: Iterable[UUID] = ()) -> list[UnitYear]:
    """Every value of the units in one published series, by unit and year."""
    return [
        UnitYear(code, point.year, point.value)
        for code, series in sorted(_series(codes, holders).items())
        for one in series
        if str(one.key) == indicator
        for point in one.points
        if point.value is not None
    ]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The units' indices by school year where they answered what those with the measure answered before it.
    `reworded`: the latter have been asked since, but in other words."""

    rows: list[UnitYear]
    reworded: bool


def surveyed(
    indicator: str, treated: Iterable[str], others: Iterable[str], *, holders: Iterable[UUID], on: date, start: int,
    begins: date | None,
) -> Surveyed:  # fmt: skip
    """No rows when those with the measure were not asked before it. Of two surveys in a year the later one counts."""
    own = set(treated)
    asked = [one for one in _asked(own | set(others), holders, on) if str(one.key) == indicator]
    words = worded_before(asked, own, start=start, begins=begins)
    if words is None:
        return Surveyed([], False)
    by_year = {(one.code, year_of(one, start=start, begins=begins)): one.value for one in asked if one.worded == words}
    reworded = not any(code in own and year >= start for code, year in by_year) and any(
        one.code in own and year_of(one, start=start, begins=begins) >= start for one in asked
    )
    return Surveyed([UnitYear(*place, value) for place, value in sorted(by_year.items())], reworded)


def name_of_indicator(indicator: str) -> Text:
    key = Key.of(indicator)
    return Series(key, ()).name if key else Text(indicator, indicator)


def answer_to(comparison: Comparison, *, holders: Iterable[UUID] = (), on: date) -> Answered | CannotSay:
    """The engine's before and after, from the published figures that there are on that day."""
    treated, others = ([one["code"] for one in side] for side in (comparison.treated, comparison.units))
    begins, chosen = comparison.measure.starts_on, timezone.localtime(comparison.chosen_at).date()
    own = is_own_survey(comparison.indicator)
    if own:
        told = surveyed(
            comparison.indicator, treated, others, holders=holders, on=on, start=comparison.start_year, begins=begins
        )
        if told.reworded:
            return CannotSay(
                Text(
                    "Frågorna eller svarsalternativen har ändrats sedan enheterna svarade före åtgärden. Ställ samma "
                    "frågor igen för att kunna jämföra.",
                    "The questions or the options have been changed since the units answered before the measure. Put "
                    "the same questions again to be able to compare.",
                )
            )
        rows = told.rows
    else:
        rows = values_of(comparison.indicator, [*treated, *others], holders=holders)
    # A first day that was moved to before the choice takes its being beforehand away.
    beforehand = comparison.before_start and begins is not None and chosen <= begins
    sides = dict.fromkeys(treated, 1) | dict.fromkeys(others, 0)
    return answer_from(rows, sides=sides, start=comparison.start_year, chosen_beforehand=beforehand, own_survey=own)


def answer_from(
    rows: Sequence[UnitYear], *, sides: Mapping[str, int], start: int, chosen_beforehand: bool,
    own_survey: bool = False,
) -> Answered | CannotSay:  # fmt: skip
    """The same from values at hand; `sides` has 1 for units with the measure and 0 for those compared with."""
    treated_after = [row for row in rows if sides.get(row.code) == 1 and row.year >= start]
    if not treated_after:
        return CannotSay(
            Text(
                f"Det finns inga siffror från {start} eller senare för enheterna med åtgärden. Det är för tidigt att "
                "svara med siffror.",
                f"There are no figures from {start} or later for the units with the measure. It is too early to answer "
                "with figures.",
            )
        )
    table = of_columns(
        {
            "unit": [row.code for row in rows],
            "year": [float(row.year) for row in rows],
            "value": [row.value for row in rows],
            "treated": [float(sides[row.code]) for row in rows],
        },
        "figures",
    )
    try:
        found = effect(
            table, unit="unit", period="year", outcome="value", treated="treated", start=float(start),
            chosen_beforehand=chosen_beforehand,
        )  # fmt: skip
    except DataError:
        return CannotSay(
            Text(
                "Siffrorna räcker inte till en jämförelse: det behövs värden både före och efter för minst en enhet "
                "med åtgärden och minst två att jämföra med.",
                "The figures do not suffice for a comparison: at least one unit with the measure and two to compare "
                "with need values both before and after.",
            )
        )
    plain = found.to_json()
    plain["start"] = start
    if own_survey:
        plain["own_survey"] = True
    return Answered(plain, explained(plain), trapped(plain))


def trapped(result: Mapping[str, Any]) -> bool:
    codes = {note["code"] for note in result["notes"]}
    return bool(codes & {"regression_to_the_mean", "pre_trend", "chosen_afterwards", "pre_trend_untested"})


def _sv(value: float) -> str:
    return f"{abs(value):.3g}".replace(".", ",")


def _en(value: float) -> str:
    return f"{abs(value):.3g}"


def explained(result: Mapping[str, Any]) -> tuple[Text, ...]:
    """The frozen result in plain words: what differed, what stands against it, and what is left then."""
    codes = {note["code"] for note in result["notes"]}
    estimates = {one["name"]: one for one in result["estimates"]}
    main, adjusted = estimates["difference_in_differences"], estimates.get("adjusted")
    told: list[Text] = [Text(result["sentence"]["sv"], result["sentence"]["en"])]
    # Two units to compare with say next to nothing of how far units go apart by themselves: an interval that reaches
    # beyond everything that is possible is no help to anybody.
    sure = result["comparison"] > 2
    told.append(
        Text(
            f"Skillnaden i förändring är {_signed(main['estimate'], 'sv')}"
            + (
                f", med stor säkerhet mellan {_signed(main['low'], 'sv')} och {_signed(main['high'], 'sv')}"
                if sure
                else ""
            )
            + f". Den bygger på {result['treated']} {'enhet' if result['treated'] == 1 else 'enheter'} med åtgärden "
            f"och {result['comparison']} att jämföra med."
            + ("" if sure else " Så få säger inte hur mycket av skillnaden som slumpen kan ge."),
            f"The difference in change is {_signed(main['estimate'], 'en')}"
            + (f", very likely between {_signed(main['low'], 'en')} and {_signed(main['high'], 'en')}" if sure else "")
            + f". It rests on {result['treated']} {'unit' if result['treated'] == 1 else 'units'} with the measure and "
            f"{result['comparison']} to compare with."
            + ("" if sure else " So few cannot tell how much of the difference chance can give."),
        )
    )
    reversion = result.get("mean_reversion")
    if "regression_to_the_mean" in codes and reversion and adjusted:
        low = reversion["dip"] < 0
        clear = adjusted["low"] > 0 or adjusted["high"] < 0
        why_sv, why_en = (
            ("Åtgärder sätts in efter svaga år; därför ser de ofta ut att hjälpa mer än de gör. ",
             "Measures begin after weak years; that is why they often look as if they help more than they do. ")
            if low else ("", "")
        )  # fmt: skip
        told.append(
            Text(
                f"Året före åtgärden var ovanligt: enheterna låg {_sv(reversion['dip'])} "
                f"{'lägre' if low else 'högre'} än sina egna tidigare år, jämfört med jämförelseenheterna. Så ovanliga "
                f"år går ofta tillbaka av sig själva. Här väntas omkring {_sv(reversion['expected'])} ha kommit "
                f"tillbaka utan någon åtgärd. {why_sv}Av skillnaden återstår då "
                f"{_signed(adjusted['estimate'], 'sv')}{_range(adjusted, 'sv') if sure else ''}, och "
                + ("det är ändå mer än slumpen." if clear else "det går inte att skilja från ingen ändring alls."),
                f"The year before the measure was unusual: the units lay {_en(reversion['dip'])} "
                f"{'lower' if low else 'higher'} than in their own earlier years, compared with the others. Years that "
                f"unusual often return by themselves. About {_en(reversion['expected'])} would be expected to have "
                f"come back with no measure at all. {why_en}What is left of the difference is "
                f"{_signed(adjusted['estimate'], 'en')}{_range(adjusted, 'en') if sure else ''}, and "
                + ("that is still more than chance." if clear else "that cannot be told from no change at all."),
            )
        )
    if "pre_trend" in codes:
        told.append(
            Text(
                "Enheterna och jämförelseenheterna gick åt olika håll redan före åtgärden. Då kan skillnaden vara en "
                "fortsättning på det som redan pågick.",
                "The units and those compared with moved apart already before the measure. Then the difference may be "
                "more of what was already under way.",
            )
        )
    if "pre_trend_untested" in codes:
        told.append(
            Text(
                "Det finns för få år före för att veta om enheterna brukade följas åt. Läs skillnaden som en fråga att "
                "pröva, inte som ett svar.",
                "There are too few years before to know whether the units used to move alike. Read the difference as a "
                "question to examine, not as an answer.",
            )
        )
    if "chosen_afterwards" in codes:
        told.append(
            Text(
                "Jämförelseenheterna valdes när man redan kunde veta hur det gått. Då kan valet självt ha gett "
                "skillnaden.",
                "The comparison units were chosen when one could already know how it went. Then the choice itself may "
                "have given the difference.",
            )
        )
    if "one_treated" in codes:
        told.append(
            Text(
                "Bara en enhet har åtgärden. Allt annat som ändrats på just den enheten kan ligga bakom.",
                "Only one unit has the measure. Anything else that changed at that very unit may lie behind it.",
            )
        )
    if result["comparison"] < FEW:
        told.append(
            Text(
                "Med så få enheter att jämföra med syns bara mycket stora skillnader.",
                "With so few units to compare with, only very large differences can be seen.",
            )
        )
    if result.get("own_survey"):
        told.append(
            Text(
                "Siffrorna är index 0–10 ur er egen enkät, där enheterna svarade på samma frågor. De som svarade är "
                "inte alltid desamma som förra gången: se efter hur många som svarade. Har jämförelseenheterna gjort "
                "något liknande syns mindre av effekten.",
                "The figures are indices 0–10 from your own survey, where the units answered the same questions. Those "
                "who answered are not always the same as last time: see how many did. Where the units compared with "
                "have done something alike, less of the effect shows.",
            )
        )
    return tuple(told)


def _range(one: Mapping[str, Any], language: str) -> str:
    words = ("mellan", "och") if language == "sv" else ("between", "and")
    return f" ({words[0]} {_signed(one['low'], language)} {words[1]} {_signed(one['high'], language)})"


def _signed(value: float | None, language: str) -> str:
    if value is None:
        return "okänt" if language == "sv" else "unknown"
    number = f"{abs(value):.3g}"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + (number.replace(".", ",") if language == "sv" else number)


def weak_start(figure: PinnedFigure) -> Text | None:
    """A baseline that is an unusually weak year tends to be followed by a better one, measure or not. None when the
    figure has too few earlier years, or lies as it uses to."""
    values = [
        point["value"]
        for point in sorted(figure.points, key=lambda point: point.get("year") or 0)
        if point.get("value") is not None and (figure.year is None or (point.get("year") or 0) < figure.year)
    ]
    if figure.value is None or len(values) < 3:
        return None
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
    if not spread or (mean - figure.value) / spread <= WEAK:
        return None
    return Text(
        f"Utgångsläget är ett ovanligt svagt år: {_sv(figure.value)} mot {_sv(mean)} i medeltal de {len(values)} åren "
        "före. Ett sådant år följs ofta av ett bättre, med eller utan åtgärd. Jämför med flera år och med andra "
        "enheter innan ni säger att åtgärden har haft effekt.",
        f"The baseline is an unusually weak year: {_en(figure.value)} against {_en(mean)} on average in the "
        f"{len(values)} years before. Such a year is often followed by a better one, measure or not. Compare with "
        "several years and with other units before you say that the measure has had effect.",
    )


def school_year_of(day: date) -> int:
    """The first calendar year of the school year that a day lies in (from 1 July)."""
    return day.year if day.month >= 7 else day.year - 1
