"""What an allocation says in words, in Swedish or English: the same sentences on the pages and on paper."""

from collections.abc import Mapping
from typing import Any

_COLUMNS = {
    "parents": (
        "andelen elever med föräldrar med eftergymnasial utbildning (%)",
        "share of pupils whose parents have post-secondary education (%)",
    ),
    "abroad": ("andelen elever med utländsk bakgrund (%)", "share of pupils with foreign background (%)"),
}
# What is changed by ten per cent, one at a time.
_CHANGES = {
    "share": ("Andelen efter behov 10 % större", "The share by need 10 % larger"),
    "floor": ("Golvet 10 % högre, dock högst medelbeloppet", "The floor 10 % higher, at most the mean amount"),
    "ceiling": ("Taket 10 % lägre, dock lägst medelbeloppet", "The ceiling 10 % lower, at least the mean amount"),
    "parents": ("Vikten för föräldrars utbildning 10 % större", "The weight of parents' education 10 % larger"),
    "abroad": ("Vikten för utländsk bakgrund 10 % större", "The weight of foreign background 10 % larger"),
    "years_1": ("Bara det senaste årets siffror", "Only the last year's figures"),
    "years_3": ("Medelvärdet av tre års siffror", "The mean of three years' figures"),
}
_NOTES = {
    "few": (
        "få elever: räknas med medelbehovet, så att beloppet inte säger något om dem",
        "few pupils: given the mean need, so that the amount tells nothing of them",
    ),
    "mean": ("uppgift saknas: räknas med medelbehovet", "no figure: given the mean need"),
    "without_abroad": (
        "andelen med utländsk bakgrund är skyddad: behovet räknas från föräldrarnas utbildning",
        "the share with foreign background is withheld: the need is worked out from parents' education",
    ),
}
_LIMITS = {"floor": ("på golvet", "at the floor"), "ceiling": ("på taket", "at the ceiling")}


def say(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "en" else pair[0]


def number(value: float, language: str, decimals: int = 0) -> str:
    """`12 345,5` or `12,345.5`, with a minus sign."""
    text = f"{value:,.{decimals}f}"
    if language != "en":
        text = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return text.replace("-", "\N{MINUS SIGN}")


def _factor(value: float, language: str) -> str:
    """Six figures that count, as they are to be typed into a calculator."""
    text = f"{value:.6g}"
    return (text if language == "en" else text.replace(".", ",")).replace("-", "\N{MINUS SIGN}")


def signed(value: float, language: str) -> str:
    return ("+" if round(value) > 0 else "") + number(value, language)


def kronor(value: float, language: str, decimals: int = 0) -> str:
    word = "kronor" if language != "en" else "SEK"
    return f"{number(value, language, decimals)}\N{NO-BREAK SPACE}{word}"


def need_sentence(content: Mapping[str, Any], language: str) -> str:
    """What the need is, in a sentence."""
    kind = content["need"]
    if kind == "expected":
        schools = number(content["formulas"][0]["schools"], language)
        return say(
            (
                f"Behovet är den andel elever som väntas inte uppfylla kriterierna i alla ämnen i årskurs 9, i skolor "
                f"med sådana elever. Vikterna är skattade på {schools} skolor i hela landet; skolans eget resultat "
                f"ingår inte.",
                f"The need is the share of pupils who are expected not to meet the criteria in all subjects in year 9, "
                f"in schools with such pupils. The weights are estimated from {schools} schools in the whole country; "
                f"the school's own result is no part of it.",
            ),
            language,
        )
    if kind == "weighted":
        return say(
            (
                "Behovet är andelar av elevsammansättningen med vikter som huvudmannen har bestämt.",
                "The need is shares of the intake with weights that the organiser has chosen.",
            ),
            language,
        )
    if kind == "index":
        named = content.get("index_name") or say(("eget index", "own index"), language)
        return say((f"Behovet är huvudmannens eget index: {named}.", f"The need is an own index: {named}."), language)
    chosen = content["indicator"]
    name = chosen["en"] if language == "en" else chosen["sv"]
    if chosen["turned"]:
        return say(
            (f"Behovet är det som saknas upp till 100 % i: {name}.", f"The need is what is left to 100 % in: {name}."),
            language,
        )
    return say((f"Behovet är: {name}.", f"The need is: {name}."), language)


def formula_lines(content: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """The whole formula, so that anybody can work the amounts out again from the printed figures."""
    need_word, in_words = say(("Behov", "Need"), language), "." if language == "en" else ","
    lines = []
    for formula in content["formulas"]:
        terms = _factor(formula["constant"], language)
        for column, weight in zip(formula["columns"], formula["coefficients"], strict=True):
            sign = "+" if weight >= 0 else "\N{MINUS SIGN}"
            terms += f" {sign} {_factor(abs(weight), language)} × {say(_COLUMNS[column], language)}"
        line = f"{need_word} = 1 / (1 + e^(\N{MINUS SIGN}({terms})))"
        if "abroad" not in formula["columns"]:
            where = ("där utländsk bakgrund är skyddad", "where foreign background is withheld")
            line = f"{line}, {say(where, language)}"
        lines.append(line)
    if content["weights"]:
        parts = []
        if content["weights"].get("parents"):
            name = say(_COLUMNS["parents"], language)
            parts.append(f"{_factor(content['weights']['parents'], language)} × (100 \N{MINUS SIGN} {name})")
        if content["weights"].get("abroad"):
            parts.append(f"{_factor(content['weights']['abroad'], language)} × {say(_COLUMNS['abroad'], language)}")
        lines.append(f"{need_word} = ({' + '.join(parts)}) / 100")
    if content["years"] > 1:
        lines.append(
            say(
                (
                    f"Behovet är medelvärdet av de {content['years']} senaste årens siffror.",
                    f"The need is the mean of the last {content['years']} years' figures.",
                ),
                language,
            )
        )
    amount = (
        f"{number(content['base'], language, 2)} + {number(content['slope'], language, 2)} × "
        f"{need_word.lower()} / {_factor(content['mean_need'], language)}"
    )
    limits = ""
    if content["floor"] is not None:
        limits += say((", minst ", ", at least "), language) + kronor(content["floor"], language, 2)
    if content["ceiling"] is not None:
        limits += say((", högst ", ", at most "), language) + kronor(content["ceiling"], language, 2)
    lines.append(f"{say(('Belopp per elev', 'Amount per pupil'), language)} = {amount}{limits}")
    pot = kronor(content["pot"], language)
    lines.append(
        say(
            (
                f"Enhetens belopp = belopp per elev × antal elever, avrundat så att summan är exakt {pot}",
                f"The unit's amount = amount per pupil × pupils, rounded so that the sum is exactly {pot}",
            ),
            language,
        )
    )
    return tuple(line.rstrip(in_words) for line in lines)


def remark(row: Mapping[str, Any], language: str) -> str:
    """What is to be known of one unit; empty for the usual."""
    told = [say(_NOTES[row["note"]], language)] if row["note"] else []
    told += [say(_LIMITS[row["limit"]], language)] if row["limit"] else []
    text = "; ".join(told)
    return text[:1].upper() + text[1:]


def change_words(what: str, language: str) -> str:
    return say(_CHANGES[what], language)


def moved_from_equal(content: Mapping[str, Any]) -> int:
    """Kronor that other units have than if every pupil had the same."""
    return sum(max(0, row["amount"] - row["equal"]) for row in content["units"])


def picture_sentence(content: Mapping[str, Any], language: str) -> str:
    """What the chart of need and money shows, in words."""
    least, most = (pick(row["per_pupil"] for row in content["units"]) for pick in (min, max))
    mean = kronor(content["mean"], language)
    return say(
        (
            f"Beloppet per elev går från {kronor(least, language)} där behovet är minst till "
            f"{kronor(most, language)} där det är störst; medelbeloppet är {mean}. Sambandet är en rät linje utan "
            f"trappsteg.",
            f"The amount per pupil goes from {kronor(least, language)} where the need is least to "
            f"{kronor(most, language)} where it is greatest; the mean is {mean}. It is a straight line without "
            f"steps.",
        ),
        language,
    )
