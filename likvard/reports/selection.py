"""The paper that explains a draw, so that an outsider can make it again: frame, rules, method, seed, result."""

# ruff: noqa: E501 - sentences are kept whole

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .paper import Block, Bullets, Column, Heading, Paper, Paragraph, Table, written_date

_NBSP = "\N{NO-BREAK SPACE}"

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Så valdes de som granskas",
        "round": "Granskning: {title}. Urval {number}, draget den {day}.",
        "short": "I korthet",
        "short_text": "{chosen} valdes av {frame} som kunde väljas. {left} lämnades utanför av regler som bestämdes före dragningen.",
        "target_organisers": "Det som drogs är huvudmän.",
        "target_units": "Det som drogs är skolenheter.",
        "units_each": "Hos varje huvudman drogs sedan högst {n} skolenheter, alla med samma chans.",
        "register": "Ramen är skolenhetsregistret så som det gällde den {day}.",
        "no_register": "Ramen är registret så som det stod i Likvärd den dag urvalet drogs.",
        "frame": "Ramen",
        "any": "Inga villkor: alla med verksamhet i registret.",
        "rules": "De här lämnades utanför",
        "reviewed_recently": "Granskade inom {years} år: {n}",
        "too_small": "Mindre än {size}: {n}",
        "by_hand": "Namngivna för hand: {n} ({names})",
        "no_rules": "Ingen lämnades utanför.",
        "method": "Metoden",
        "simple": "Obundet slumpmässigt urval: alla i ramen har samma chans, {n} av {frame}. De {n} med de minsta slumptalen valdes.",
        "stratified": "Stratifierat urval: ramen delades i grupper, och i varje grupp valdes de med de minsta slumptalen.",
        "proportional": "Platserna fördelades efter hur många som finns i varje grupp.",
        "equal": "Platserna fördelades lika på grupperna.",
        "neyman": "Platserna fördelades efter hur många som finns i varje grupp och hur mycket {figure} skiljer sig inom den (Neyman).",
        "size": "Urval efter storlek: chansen är i proportion till {figure}. Ramen ställdes i ordning efter slumptalen och chanserna lades efter varandra på en linje. Startpunkten {start} och varje helt steg från den pekar ut en vald (systematiskt urval).",
        "risk": "Urval efter risk: varje siffra gör att den granskade får en plats mellan 0 och 1 bland alla i ramen. Platsen gånger vikten blir poäng, högst 100 tillsammans. De med flest poäng valdes.",
        "comparison": "{n} av dem drogs i stället slumpmässigt bland de övriga. De visar efteråt om poängen hittar mer än slumpen gör.",
        "missing": "En siffra som saknas ger platsen 0,5: den säger varken risk eller inte risk.",
        "not_random": "Urvalet är inte slumpmässigt. Det går inte att säga något om dem som inte valdes.",
        "repeat": "Så kan du dra urvalet igen",
        "repeat_1": "Hämta ramen som fil. Den har en rad för var och en, med nyckel.",
        "repeat_2": "Skriv fröet, ett kolon och nyckeln: {seed}:{key}. Räkna SHA-256 av den texten (UTF-8).",
        "repeat_3": "Ta de sexton första tecknen som ett hexadecimalt tal och dela med 16 upphöjt till 16. Det är slumptalet, mellan 0 och 1.",
        "repeat_4": "Sortera efter slumptalet, det minsta först, och välj som metoden säger.",
        "example": "För {key} blir det {number}.",
        "seed": "Frö: {seed}. Kontrollsumma (SHA-256 av ramen, reglerna, metoden, fröet och resultatet): {checksum}",
        "again": "Urvalet drogs om: {reason}",
        "result": "De som valdes",
        "strata": "Grupperna",
        "units": "Skolenheterna",
        "factors": "Poängen",
        "key": "Nyckel",
        "name": "Namn",
        "stratum": "Grupp",
        "probability": "Chans",
        "number": "Slumptal",
        "part": "Valdes",
        "score": "Poäng",
        "drawn": "av slumpen",
        "certain": "säkert",
        "score_part": "av poäng",
        "comparison_part": "för jämförelse",
        "candidates": "I gruppen",
        "places": "Platser",
        "spread": "Spridning",
        "of": "Av",
        "figure": "Siffra",
        "weight": "Vikt",
        "worse": "Risk när den är",
        "high": "hög",
        "low": "låg",
        "lacking": "saknas",
        "figure_units": "antal enheter",
        "figure_years_since": "år sedan senaste granskning",
        "figure_open_findings": "öppna fynd",
    },
    "en": {
        "title": "How those who are reviewed were chosen",
        "round": "Round: {title}. Selection {number}, drawn on {day}.",
        "short": "In short",
        "short_text": "{chosen} were chosen of {frame} who could be. {left} were left out by rules decided before the draw.",
        "target_organisers": "Organisers were drawn.",
        "target_units": "School units were drawn.",
        "units_each": "Within each organiser at most {n} school units were then drawn, all with the same chance.",
        "register": "The frame is the school unit register as it held on {day}.",
        "no_register": "The frame is the register as it stood in Likvärd on the day of the draw.",
        "frame": "The frame",
        "any": "No conditions: all with activity in the register.",
        "rules": "These were left out",
        "reviewed_recently": "Reviewed within {years} years: {n}",
        "too_small": "Smaller than {size}: {n}",
        "by_hand": "Named by hand: {n} ({names})",
        "no_rules": "Nobody was left out.",
        "method": "The method",
        "simple": "Simple random sample: everybody in the frame has the same chance, {n} of {frame}. The {n} with the smallest random numbers were chosen.",
        "stratified": "Stratified sample: the frame was divided into groups, and in each group those with the smallest random numbers were chosen.",
        "proportional": "Places were shared by how many there are in each group.",
        "equal": "Places were shared equally between the groups.",
        "neyman": "Places were shared by how many there are in each group and how much {figure} differs within it (Neyman).",
        "size": "Sample by size: the chance is in proportion to {figure}. The frame was ordered by the random numbers and the chances laid after one another on a line. The starting point {start} and each whole step from it point out one who is chosen (systematic sampling).",
        "risk": "Selection by risk: each figure gives a place between 0 and 1 among all in the frame. The place times the weight makes points, 100 at the most together. Those with the most points were chosen.",
        "comparison": "{n} of them were drawn at random among the rest instead. They show afterwards whether the points find more than chance does.",
        "missing": "A figure that is missing gives the place 0.5: it says neither risk nor none.",
        "not_random": "The selection is not random. Nothing can be said of those who were not chosen.",
        "repeat": "How you can draw again",
        "repeat_1": "Fetch the frame as a file. It has a row for each, with its key.",
        "repeat_2": "Write the seed, a colon and the key: {seed}:{key}. Take the SHA-256 of that text (UTF-8).",
        "repeat_3": "Read its first sixteen characters as a hexadecimal number and divide by 16 to the 16th. That is the random number, between 0 and 1.",
        "repeat_4": "Sort by the random number, the smallest first, and choose as the method says.",
        "example": "For {key} it is {number}.",
        "seed": "Seed: {seed}. Checksum (SHA-256 of the frame, the rules, the method, the seed and the result): {checksum}",
        "again": "The selection was drawn again: {reason}",
        "result": "Those who were chosen",
        "strata": "The groups",
        "units": "The school units",
        "factors": "The points",
        "key": "Key",
        "name": "Name",
        "stratum": "Group",
        "probability": "Chance",
        "number": "Random number",
        "part": "Chosen",
        "score": "Points",
        "drawn": "by chance",
        "certain": "certainly",
        "score_part": "by points",
        "comparison_part": "for comparison",
        "candidates": "In the group",
        "places": "Places",
        "spread": "Spread",
        "of": "Of",
        "figure": "Figure",
        "weight": "Weight",
        "worse": "Risk when it is",
        "high": "high",
        "low": "low",
        "lacking": "missing",
        "figure_units": "number of units",
        "figure_years_since": "years since the last review",
        "figure_open_findings": "open findings",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """A draw in plain values. `content` is what its checksum is of: plan, rules, frame, left_out, result, seed, target
    and units_each. `conditions` say in words what the frame was filtered by, `strata_words` what groups are called."""

    title: str
    case_number: str
    sender: tuple[str, ...]
    number: int
    drawn_on: date
    register_day: date | None
    reason: str
    conditions: tuple[str, ...]
    strata_words: Mapping[str, str]
    content: Mapping[str, Any]
    checksum: str


def _decimal(value: float | None, digits: int, language: str) -> str:
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "sv" else text


def _whole(value: int, language: str) -> str:
    return f"{value:,}".replace(",", _NBSP if language == "sv" else ",")


def _figure(name: str, words: Mapping[str, str]) -> str:
    return words.get(f"figure_{name}", name)


def selection_paper(one: Selection, language: str) -> Paper:
    """One page for a small draw; the table of a large one runs on."""
    words = WORDS[language]
    blocks: list[Block] = [
        Paragraph(words["round"].format(title=one.title, number=one.number, day=written_date(one.drawn_on, language)))
    ]
    if one.reason:
        blocks.append(Paragraph(words["again"].format(reason=one.reason)))
    blocks += _short(one, words, language)
    blocks += _method(one, words, language)
    blocks += _repeat(one, words, language)
    blocks += _tables(one, words, language)
    return Paper(
        title=words["title"],
        language=language,
        sender=one.sender,
        receiver=(),
        case_number=one.case_number,
        dated=one.drawn_on,
        blocks=tuple(blocks),
        subject=one.title,
    )


def _short(one: Selection, words: Mapping[str, str], language: str) -> list[Block]:
    content = one.content
    left_out = content["left_out"]
    lines = [
        words["short_text"].format(
            chosen=_whole(len(content["result"]["chosen"]), language),
            frame=_whole(len(content["frame"]), language),
            left=_whole(len(left_out), language),
        ),
        words[f"target_{content['target']}"],
    ]
    if content["units_each"]:
        lines.append(words["units_each"].format(n=content["units_each"]))
    day = one.register_day
    lines.append(words["register"].format(day=written_date(day, language)) if day else words["no_register"])
    rules, out = content["rules"], []
    by = {why: [row for row in left_out if row["why"] == why] for why in ("reviewed_recently", "too_small", "by_hand")}
    if rules["reviewed_within_years"] is not None:
        n = _whole(len(by["reviewed_recently"]), language)
        out.append(words["reviewed_recently"].format(years=rules["reviewed_within_years"], n=n))
    if rules["least_size"] is not None:
        size = _decimal(rules["least_size"], 0, language)
        out.append(words["too_small"].format(size=size, n=_whole(len(by["too_small"]), language)))
    if by["by_hand"]:
        named = "; ".join(f"{row['name']}: {row['reason']}" for row in by["by_hand"])
        out.append(words["by_hand"].format(n=len(by["by_hand"]), names=named))
    return [
        Heading(2, words["short"]),
        Paragraph(" ".join(lines)),
        Heading(2, words["frame"]),
        Bullets(one.conditions or (words["any"],)),
        Heading(2, words["rules"]),
        Bullets(tuple(out) or (words["no_rules"],)),
    ]


def _method(one: Selection, words: Mapping[str, str], language: str) -> list[Block]:
    content, plan = one.content, one.content["plan"]
    said = [
        words[plan["method"]].format(
            n=_whole(plan["n"], language),
            frame=_whole(len(content["frame"]), language),
            figure=_figure(content["filters"].get("size_of") or "units", words),
            start=_decimal(content["result"]["start"], 6, language),
        )
    ]
    if plan["method"] == "stratified":
        said.append(words[plan["allocation"]].format(figure=_figure(plan["spread_of"], words)))
    if plan["method"] == "risk":
        if plan["comparison"]:
            said.append(words["comparison"].format(n=plan["comparison"]))
        said += [words["missing"], words["not_random"]]
    return [Heading(2, words["method"]), Paragraph(" ".join(said))]


def _repeat(one: Selection, words: Mapping[str, str], language: str) -> list[Block]:
    content = one.content
    first = content["result"]["chosen"][0]
    example = words["example"].format(key=first["key"], number=_decimal(first["number"], 9, language))
    return [
        Heading(2, words["repeat"]),
        Bullets(
            (
                words["repeat_1"],
                f"{words['repeat_2'].format(seed=content['seed'], key=first['key'])}",
                f"{words['repeat_3']} {example}",
                words["repeat_4"],
            )
        ),
        Paragraph(words["seed"].format(seed=content["seed"], checksum=one.checksum), quiet=True),
    ]


def _tables(one: Selection, words: Mapping[str, str], language: str) -> list[Block]:
    plan, result = one.content["plan"], one.content["result"]
    blocks: list[Block] = []
    scored, grouped = plan["method"] == "risk", plan["method"] == "stratified"
    columns = [Column(words["key"], 2), Column(words["name"], 4)]
    columns += [Column(words["stratum"], 2)] if grouped else []
    columns += [Column(words["part"], 2)] if plan["method"] in ("risk", "size") else []
    columns += [Column(words["probability"], 1, numeric=True)]
    columns += [Column(words["score"], 1, numeric=True)] if scored else []
    columns += [Column(words["number"], 2, numeric=True)]
    columns += [Column(words["units"], 5)] if result["units"] else []
    units = {within["organiser"]: _units_of(within, words) for within in result["units"]}
    parts = {"score": words["score_part"], "comparison": words["comparison_part"]}
    rows = []
    for row in result["chosen"]:
        cells = [row["key"], row["name"]]
        cells += [one.strata_words.get(row["stratum"], row["stratum"]) or "–"] if grouped else []
        cells += [parts.get(row["part"], words.get(row["part"], ""))] if plan["method"] in ("risk", "size") else []
        cells += [_decimal(row["probability"], 3, language)]
        cells += [_decimal(row["score"], 1, language)] if scored else []
        cells += [_decimal(row["number"], 6, language)]
        cells += [units.get(row["key"], "–")] if result["units"] else []
        rows.append(tuple(cells))
    blocks.append(Table(words["result"], tuple(columns), tuple(rows)))
    if result["strata"]:
        blocks.append(_strata(one, words, language))
    if scored:
        blocks += _points(one, words, language)
    return blocks


def _strata(one: Selection, words: Mapping[str, str], language: str) -> Table:
    strata = one.content["result"]["strata"]
    spread = any(s["spread"] is not None for s in strata)
    columns = [
        Column(words["stratum"], 4),
        Column(words["candidates"], 2, numeric=True),
        Column(words["places"], 1, numeric=True),
        Column(words["probability"], 1, numeric=True),
    ]
    columns += [Column(words["spread"], 1, numeric=True)] if spread else []
    rows = tuple(
        (
            one.strata_words.get(s["name"], s["name"]) or "–",
            _whole(s["candidates"], language),
            _whole(s["places"], language),
            _decimal(s["probability"], 3, language),
            *([_decimal(s["spread"], 2, language)] if spread else []),
        )
        for s in strata
    )
    return Table(words["strata"], tuple(columns), rows)


def _points(one: Selection, words: Mapping[str, str], language: str) -> list[Block]:
    """Each factor with its weight, and what each adds for every chosen one."""
    factors = one.content["plan"]["factors"]
    weights = Table(
        words["factors"],
        (Column(words["figure"], 4), Column(words["weight"], 1, numeric=True), Column(words["worse"], 2)),
        tuple((_figure(f["figure"], words), _decimal(f["weight"], 1, language), words[f["worse"]]) for f in factors),
    )
    columns = (
        Column(words["name"], 4),
        *(Column(_figure(f["figure"], words), 2, numeric=True) for f in factors),
        Column(words["score"], 1, numeric=True),
    )

    def cell(part: Mapping[str, Any]) -> str:
        value = words["lacking"] if part["value"] is None else _decimal(part["value"], 1, language)
        return f"{_decimal(part['points'], 1, language)} ({value})"

    rows = tuple(
        (row["name"], *(cell(part) for part in row["contributions"]), _decimal(row["score"], 1, language))
        for row in one.content["result"]["chosen"]
    )
    return [weights, Table(f"{words['factors']}: {words['result'].lower()}", columns, rows)]


def _units_of(within: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The units drawn within one organiser, by name and key, and of how many."""
    drawn = ", ".join(f"{unit['name']} ({unit['key']})" for unit in within["drawn"])
    return f"{drawn}; {len(within['drawn'])} {words['of'].lower()} {within['units']}" if drawn else "–"
