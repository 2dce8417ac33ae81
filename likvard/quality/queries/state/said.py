"""A figure in words: what it is, how sure, how it has moved, what it is compared with, what it cannot say."""

import math
from dataclasses import dataclass

from likvard.analysis.bands import Step as Word
from likvard.analysis.bands import word
from likvard.analysis.results import Text
from likvard.analysis.wording import LADDER, Step, said

from .points import Point, Series, about_of

NO_BREAK = "\N{NO-BREAK SPACE}"


def number(value: float, decimals: int, language: str) -> str:
    """`1 234,5` in Swedish, `1,234.5` in English."""
    english = f"{value:,.{decimals}f}"
    if float(english.replace(",", "")) == 0:
        english = english.replace("-", "")
    if language == "en":
        return english
    return english.replace(",", NO_BREAK).replace(".", ",").replace("-", "\N{MINUS SIGN}")


def figure(value: float, series: Series, language: str) -> str:
    """With its unit: `61 %`, `227`, `8 400 kr`."""
    shown = series.shown
    text = number(value, shown.decimals, language)
    if shown.kind == "share":
        return f"{text}{NO_BREAK}%" if language == "sv" else f"{text}%"
    if shown.kind == "money":
        return f"{text}{NO_BREAK}kr" if language == "sv" else f"SEK{NO_BREAK}{text}"
    return text


def _both(make) -> Text:
    return Text(make("sv"), make("en"))


@dataclass(frozen=True, slots=True)
class Change:
    """The last figure against the mean of up to three years before; `word` None where chance cannot be reckoned."""

    before: float
    years: int
    difference: float
    se: float | None
    word: Word | None


def change_of(series: Series) -> Change | None:
    now = series.last_value
    if now is None:
        return None
    earlier = [p for p in series.points if now.year - 3 <= p.year < now.year and p.value is not None]
    if not earlier:
        return None
    weights = [p.n or 1.0 for p in earlier]
    mean = sum((p.value or 0.0) * w for p, w in zip(earlier, weights, strict=True)) / sum(weights)
    difference = (now.value or 0.0) - mean
    if now.se is None or any(p.se is None for p in earlier):
        return Change(mean, len(earlier), difference, None, None)
    error = sum((w * (p.se or 0.0)) ** 2 for p, w in zip(earlier, weights, strict=True)) / sum(weights) ** 2
    se = math.sqrt(now.se**2 + error)
    return Change(mean, len(earlier), difference, se, word(difference, se))


def when(point: Point, language: str) -> str:
    if "/" in point.period:
        return f"läsåret {point.period}" if language == "sv" else f"in {point.period}"
    return f"år {point.period}" if language == "sv" else f"in {point.period}"


def headline(place: str, series: Series) -> Text:
    """The first sentence: what the last figure is, or why there is none."""
    point = series.last_value or series.last
    about = about_of(series.key)
    if point.value is None:
        name = series.name
        if point.state == "approximate":
            high = point.high is not None and point.high >= 99
            return Text(
                f"{place}: {name.sv} är nära {'100' if high else '0'}{NO_BREAK}% {when(point, 'sv')}; den exakta "
                "andelen döljs.",
                f"{place}: {name.en} is close to {'100' if high else '0'}% {when(point, 'en')}; the share itself is "
                "hidden.",
            )
        why = {
            "withheld": Text("visas inte: den bygger på för få", "is withheld: it rests on too few"),
            "none": Text("finns inte: enheten ingår inte i statistiken", "is none: not part of the statistics"),
        }.get(point.state, Text("saknas", "is missing"))
        return Text(
            f"{place}: {name.sv} {when(point, 'sv')} {why.sv}.", f"{place}: {name.en} {when(point, 'en')} {why.en}."
        )

    later = series.last if series.last.year > point.year else None

    def make(language: str) -> str:
        at = 0 if language == "sv" else 1
        of = f" ({about[at]})" if about[at] else ""
        phrase = series.shown.phrase[at].format(
            v=figure(point.value or 0.0, series, language), about=about[at], of=of, and_=f", {about[at]}" if of else ""
        )  # fmt: skip
        many = ""
        if point.n:
            count = number(point.n, 0, language)
            near = ("cirka " if language == "sv" else "about ") if point.roughly else ""
            many = f" ({near}{count} {series.shown.many[at]})"
        sentence = f"{place}: {phrase} {when(point, language)}{many}."
        if point.of > 1:
            told = f"{point.units} av {point.of} skolor" if language == "sv" else f"{point.units} of {point.of} schools"
            sentence += f" {told} visar en siffra." if language == "sv" else f" {told} show a figure."
        if later is not None:
            shut = f"Siffran {when(later, language)} visas inte." if language == "sv" else (
                f"The figure {when(later, language)} is not shown."
            )  # fmt: skip
            sentence += f" {shut}"
        return sentence

    return _both(make)


def sureness(series: Series) -> Text | None:
    """The interval in words; why there is none."""
    point = series.last_value
    if point is None:
        return None
    if point.se is None:
        return None

    def make(language: str) -> str:
        low = number(point.low or 0.0, series.shown.decimals, language)
        high = figure(point.high or 0.0, series, language)
        if language == "sv":
            return f"Slumpen ensam kan ge allt mellan {low} och {high}."
        return f"Chance alone can give anything between {low} and {high}."

    return _both(make)


def moved(series: Series) -> Text | None:
    """How the last figure stands to the years before, with what chance gives."""
    found = change_of(series)
    if found is None:
        return None

    def make(language: str) -> str:
        before = figure(found.before, series, language)
        size = number(abs(found.difference), series.shown.decimals, language)
        sv = language == "sv"
        one = size == "1"
        unit = ""
        if series.shown.kind == "share":
            unit = (" procentenhet" if one else " procentenheter") if sv else f" percentage point{'' if one else 's'}"
        if series.shown.kind == "money":
            unit = " kr" if sv else " SEK"
        lower = found.difference < 0
        many = "året innan" if found.years == 1 else "åren innan"
        years = "the year before" if found.years == 1 else "the years before"
        if float(size.replace(NO_BREAK, "").replace(",", "." if sv else "")) == 0:
            return f"Det är lika mycket som {many}." if sv else f"That is the same as {years}."
        if sv:
            than = f"{size}{unit} {'lägre' if lower else 'högre'} än {many} ({before})"
            if found.word is None:
                return f"Det är {than}."
            if found.word == "not_told_apart":
                return f"Det är {than}, en skillnad som inte går att skilja från slump."
            sure = "mer än slumpen brukar ge" if found.word in ("over", "under") else "troligen mer än slump"
            return f"Det är {than}, {sure}."
        than = f"{size}{unit} {'lower' if lower else 'higher'} than {years} ({before})"
        if found.word is None:
            return f"That is {than}."
        if found.word == "not_told_apart":
            return f"That is {than}, a difference that cannot be told from chance."
        sure = "more than chance usually gives" if found.word in ("over", "under") else "probably more than chance"
        return f"That is {than}, {sure}."

    return _both(make)


_CANNOT: dict[str, Text] = {
    "results": Text(
        "Siffran säger inte varför. Varje årskull är andra elever, och skolan sätter själv betygen.",
        "The figure does not say why. Each year group is other pupils, and the school sets the grades itself.",
    ),
    "survey": Text(
        "Siffran säger vad de som svarade tycker, inte vad de som inte svarade har varit med om.",
        "The figure says what those who answered think, not what those who did not have met with.",
    ),
    "absence": Text(
        "Siffran säger inte vem som är borta eller varför, och följer hur noga man antecknar.",
        "The figure does not say who is away or why, and follows how carefully it is noted.",
    ),
    "staff": Text(
        "Siffran säger inte hur undervisningen är, och inte vilka ämnen som saknar behöriga lärare.",
        "The figure does not say how teaching is, nor which subjects lack certified teachers.",
    ),
    "resources": Text(
        "Siffran säger inte vad pengarna gick till eller vad de gav.",
        "The figure does not say what the money went to or what it gave.",
    ),
    "intake": Text(
        "Siffran beskriver vilka eleverna är. Den säger ingenting om vad en enskild elev kan nå.",
        "The figure describes who the pupils are. It says nothing of what any one pupil can reach.",
    ),
    "adapted": Text(
        "Få elever: siffran rör sig mycket från år till år och säger inte hur undervisningen är.",
        "Few pupils: the figure moves much from year to year and does not say how teaching is.",
    ),
    "mother_tongue": Text(
        "Siffran säger inte vilka språk som saknar lärare eller hur undervisningen är.",
        "The figure does not say which languages lack teachers or how teaching is.",
    ),
}  # fmt: skip


_NO_INTERVAL = {
    "share": Text(
        "Hur många som ligger bakom är inte känt, så slumpens del kan inte räknas.",
        "How many lie behind is not known, so the part of chance cannot be reckoned.",
    ),
    "count": Text("Ett antal har inget intervall.", "A count has no interval."),
    "money": Text("Ett belopp har inget intervall.", "An amount has no interval."),
}
_NO_SPREAD = Text(
    "Källan ger ingen spridning, så slumpens del kan inte räknas.",
    "The source gives no spread, so the part of chance cannot be reckoned.",
)
_COUNTED = Text("Alla är räknade, så siffran har inget intervall.", "Everyone is counted: the figure has no interval.")


def counted_all(series: Series) -> bool:
    """Whether the figure is a count of everyone (composition, posts, absence), with no chance in who was asked."""
    return series.key.shown.area not in ("results", "survey") or series.key.measure == "own:pupils:support_share"


def cannot_say(series: Series) -> Text:
    """What the figure cannot say; also what its interval is made of."""
    base = _CANNOT[series.area]
    point = series.last_value
    if point is None:
        return base
    if point.se is None:
        why = _NO_INTERVAL.get(series.shown.kind, _NO_SPREAD)
        if counted_all(series) and (point.n or series.shown.kind != "share"):
            why = _COUNTED
        return Text(f"{base.sv} {why.sv}", f"{base.en} {why.en}")
    return base


def of_intake() -> Text:
    return LADDER[Step.GIVEN_INTAKE].caveat


def joined(*parts: Text | None) -> Text:
    """Sentences after one another, none of which claims a cause."""
    told = [part for part in parts if part is not None]
    return said(Step.GIVEN_INTAKE, Text(" ".join(p.sv for p in told), " ".join(p.en for p in told)))


WORDS: dict[Word, Text] = {
    "over": Text("ligger över", "lies above"),
    "probably_over": Text("ligger troligen över", "probably lies above"),
    "not_told_apart": Text("går inte att skilja från", "cannot be told apart from"),
    "probably_under": Text("ligger troligen under", "probably lies below"),
    "under": Text("ligger under", "lies below"),
}
