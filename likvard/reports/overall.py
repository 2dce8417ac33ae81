"""The overall report of a round: what the judgements say together, how they were made, what cannot be said."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .charts import stacked_shares
from .frozen import plain
from .paper import Block, Bullets, Chart, Column, Heading, Paper, Paragraph, Table, typed
from .yearly import Contradiction, Share, Total, contradictions, whole_shares

SCHEMA = "likvard.overall/1"
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class LevelCount:
    """`state`: shown, none (0), withheld (so few that a participant could be told from the others) or missing (nobody
    has been judged); the last two have no count. Reports from before states were kept say "" for all."""

    level: str
    words: str
    count: int | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One area: how many were judged (organisers or units), at which level, and how many had something to develop."""

    key: str
    name: str
    of_units: bool
    n: int
    levels: tuple[LevelCount, ...]  # from best to worst
    with_findings: int | None

    @property
    def missing(self) -> bool:
        """Nobody has been judged here."""
        return not self.n

    @property
    def withheld(self) -> bool:
        return not self.missing and any(level.count is None for level in self.levels)


@dataclass(frozen=True, slots=True)
class Developed:
    """Development areas or deficiencies of one criterion, grouped: how many have one, and their wordings."""

    area: str
    criterion: str
    n: int | None
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Success:
    area: str
    kind: str  # strength, success_factor
    text: str


@dataclass(frozen=True, slots=True)
class OverallContent:
    """Everything the report says. This, as JSON, is what is frozen when it is published."""

    title: str
    review: str
    language: str  # audit, supervision
    authority: str
    case_number: str
    theme: str
    summary: str
    method: str
    method_changed: str
    sample: str
    random: bool
    organisers: int
    units: int
    judged: int  # participants whose judgements are all done
    decisions_of_organisers: int
    decisions_of_units: int
    decisions: int
    areas: tuple[AreaResult, ...]
    developed: tuple[Developed, ...]
    successes: tuple[Success, ...]
    published_on: date | None = None
    number: int = 0
    totals: tuple[LevelCount, ...] = ()  # over all areas; empty in reports from before they were kept


def to_json(content: OverallContent) -> dict[str, Any]:
    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> OverallContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a report of {SCHEMA}: {values.get('schema')!r}")
    rest = {key: value for key, value in values.items() if key != "schema"}
    return OverallContent(
        **{
            **rest,
            "areas": tuple(
                AreaResult(**{**a, "levels": tuple(LevelCount(**one) for one in a["levels"])}) for a in rest["areas"]
            ),
            "developed": tuple(Developed(**{**d, "texts": tuple(d["texts"])}) for d in rest["developed"]),
            "successes": tuple(Success(**s) for s in rest["successes"]),
            "totals": tuple(LevelCount(**one) for one in rest.get("totals", ())),
            "published_on": date.fromisoformat(rest["published_on"]) if rest["published_on"] else None,
        }
    )


WORDS = {
    "sv": {
        "title": "Övergripande rapport",
        "draft": "Utkast – inte publicerad",
        "about": "{review}. {theme}",
        "summary": "Sammanfattning",
        "result": "Resultat",
        "result_lead": "{organisers} huvudmän och {units} skolenheter ingår. Alla bedömningar är klara för {judged}"
        " deltagare.",
        "not_random": "Deltagarna är inte slumpmässigt utvalda. Resultatet gäller dem som granskades och säger inget om"
        " andra, och åren kan inte jämföras rakt av.",
        "random": "Deltagarna är slumpmässigt utvalda ur den ram som anges under metod. Med få deltagare är"
        " osäkerheten stor.",
        "method_changed": "Metoden har ändrats: {text}",
        "organisers": "huvudmän",
        "units_word": "skolenheter",
        "sentence": {
            "audit": "{name}: av {n} {what} bedöms {parts}.",
            "supervision": "{name}: av {n} {what} har {parts}.",
        },
        "part": "{count} ({share}) {level}",
        "withheld_sentence": "{name}: uppgiften är dold, eftersom bara {n} {what} har bedömts.",
        "chart": "Så fördelar sig bedömningarna",
        "share_of": "Andel av de bedömda",
        "area": "Område",
        "judged": "Bedömda",
        "with": {"audit": "Har utvecklingsområden", "supervision": "Har brister"},
        "all": "Alla områden",
        "withheld": "dold",
        "none": "inga",
        "missing": "saknas",
        "marks_note": "Inga betyder att det inte finns någon. Dold betyder att uppgiften finns men inte visas, för att"
        " ingen deltagare ska kunna pekas ut. Saknas betyder att ingen har bedömts.",
        "missing_sentence": "{name}: uppgift saknas, ingen har bedömts.",
        "developed": {"audit": "Vad som behöver utvecklas", "supervision": "Vilka brister som finns"},
        "developed_row": {
            "audit": "Kriterium: {criterion} {n} av de bedömda behöver utveckla det.",
            "supervision": "Kriterium: {criterion} {n} av de bedömda har en brist.",
        },
        "successes": "Framgångsfaktorer och styrkor",
        "success_factor": "Framgångsfaktor: {text}",
        "strength": "Styrka: {text}",
        "method": "Urval och metod",
        "decisions": "Beslut",
        "decisions_text": "{decisions} beslut har fattats: {organisers} om huvudmän och {units} om skolenheter.",
        "control": "Kontrollräkning",
        "control_ok": "Summor och andelar i rapporten går ihop.",
        "control_sum": "{name}: summan skrivs {printed} men delarna ger {expected}.",
        "control_share": "{name}: andelen skrivs {printed} procent men antalen ger {expected}.",
        "control_shares_sum": "{name}: andelarna blir tillsammans {printed} procent.",
        "control_told": "{name}: siffran är {printed} på ett ställe och {expected} på ett annat.",
    },
    "en": {
        "title": "Overall report",
        "draft": "Draft – not published",
        "about": "{review}. {theme}",
        "summary": "Summary",
        "result": "Result",
        "result_lead": "{organisers} organisers and {units} school units take part. All judgements are done for"
        " {judged} participants.",
        "not_random": "The participants are not chosen at random. The result holds for those reviewed and says nothing"
        " of others, and years cannot simply be compared.",
        "random": "The participants are chosen at random from the frame given under method. With few participants the"
        " uncertainty is great.",
        "method_changed": "The method has changed: {text}",
        "organisers": "organisers",
        "units_word": "school units",
        "sentence": {"audit": "{name}: of {n} {what}, {parts}.", "supervision": "{name}: of {n} {what}, {parts}."},
        "part": "{count} ({share}) {level}",
        "withheld_sentence": "{name}: withheld, since only {n} {what} have been judged.",
        "chart": "How the judgements are distributed",
        "share_of": "Share of those judged",
        "area": "Area",
        "judged": "Judged",
        "with": {"audit": "Have development areas", "supervision": "Have deficiencies"},
        "all": "All areas",
        "withheld": "withheld",
        "none": "none",
        "missing": "missing",
        "marks_note": "None means that there is nobody. Withheld means that the figure exists but is not shown, so that"
        " no participant can be pointed out. Missing means that nobody has been judged.",
        "missing_sentence": "{name}: missing, nobody has been judged.",
        "developed": {"audit": "What needs to be developed", "supervision": "Which deficiencies there are"},
        "developed_row": {
            "audit": "Criterion: {criterion} {n} of those judged need to develop it.",
            "supervision": "Criterion: {criterion} {n} of those judged have a deficiency.",
        },
        "successes": "Success factors and strengths",
        "success_factor": "Success factor: {text}",
        "strength": "Strength: {text}",
        "method": "Selection and method",
        "decisions": "Decisions",
        "decisions_text": "{decisions} decisions have been made: {organisers} of organisers and {units} of school"
        " units.",
        "control": "Control sums",
        "control_ok": "Sums and shares of the report agree.",
        "control_sum": "{name}: the sum is given as {printed} but the parts make {expected}.",
        "control_share": "{name}: the share is given as {printed} per cent but the counts make {expected}.",
        "control_shares_sum": "{name}: the shares make {printed} per cent together.",
        "control_told": "{name}: the figure is {printed} in one place and {expected} in another.",
    },
}  # fmt: skip


def percent(count: int, of: int) -> int:
    """Whole per cent, halves rounded up as people do."""
    return int(100 * count / of + 0.5)


def sentence(area: AreaResult, language: str) -> str:
    """The area's result in words."""
    w: Any = WORDS[language]
    what = w["units_word"] if area.of_units else w["organisers"]
    if area.missing:
        return str(w["missing_sentence"].format(name=area.name))
    if area.withheld:
        return str(w["withheld_sentence"].format(name=area.name, n=area.n, what=what))
    parts = [
        w["part"].format(count=level.count, share=f"{percent(level.count, area.n)}{NBSP}%", level=level.words)
        if level.count
        else f"{w['none']} {level.words}"
        for level in area.levels
    ]
    speaks = "supervision" if any(one.level == "deficiency" for one in area.levels) else "audit"
    return str(w["sentence"][speaks].format(name=area.name, n=area.n, what=what, parts=", ".join(parts)))


def control(content: OverallContent) -> list[Contradiction]:
    """Whether the report's own figures agree with one another, as a reader with a pencil would check."""
    figures: list[Total | Share] = [
        Total("decisions", content.decisions, (
            ("organisers", content.decisions_of_organisers), ("units", content.decisions_of_units)
        ))
    ]  # fmt: skip
    found: list[Contradiction] = []
    for area in content.areas:
        if area.withheld or not area.n:
            continue
        figures.append(Total(area.name, area.n, tuple((one.words, one.count or 0) for one in area.levels)))
        shares = [percent(one.count or 0, area.n) for one in area.levels]
        found += whole_shares(area.name, shares)
        figures += [
            Share(f"{area.name}, {one.words}", share, one.count or 0, area.n)
            for one, share in zip(area.levels, shares, strict=True)
        ]
    return contradictions(figures) + found


def chart_of(content: OverallContent, language: str) -> Chart | None:
    """The distribution of every area that is shown; None when none is."""
    w: Any = WORDS[language]
    shown = [area for area in content.areas if area.n and not area.withheld]
    if not shown:
        return None
    rows = [(area.name, [(one.words, one.count or 0) for one in reversed(area.levels)]) for area in shown]
    return Chart(
        stacked_shares(rows, unit=w["share_of"]),
        " ".join(sentence(area, language) for area in content.areas),
        w["chart"],
    )


def table_of(content: OverallContent, language: str) -> Table:
    """The distribution as the authority's yearly statistics print it: counts and shares per area, and over all."""
    w: Any = WORDS[language]
    levels = [one.words for one in content.areas[0].levels] if content.areas else []
    with_word = w["with"].get(content.language, w["with"]["audit"])
    columns = [Column(w["area"], 5), Column(w["judged"], 2, numeric=True)]
    columns += [Column(level, 3, numeric=True) for level in levels]
    columns.append(Column(with_word, 3, numeric=True))

    def cell(count: int | None, of: int) -> str:
        return mark_of(count, of, language) or f"{count} ({percent(count or 0, of)}{NBSP}%)"

    rows = [
        (area.name, str(area.n), *(cell(one.count, area.n) for one in area.levels), cell(area.with_findings, area.n))
        for area in content.areas
    ]
    if len(content.areas) > 1 and (totals := totals_of(content)):
        n = sum(area.n for area in content.areas)
        rows.append((w["all"], str(n), *(cell(one, n) for one in totals), ""))
    return Table(w["chart"], tuple(columns), tuple(rows))


def mark_of(count: int | None, of: int, language: str) -> str:
    """Why a cell has no number: the word for none, withheld or missing; "" where it has one."""
    w: Any = WORDS[language]
    if not of:
        return str(w["missing"])
    if count is None:
        return str(w["withheld"])
    return "" if count else str(w["none"])


def totals_of(content: OverallContent) -> list[int | None]:
    """Each level over all areas; None = withheld. A report from before totals were kept has them only when every area
    is shown, as it was printed then."""
    if content.totals:
        return [one.count for one in content.totals]
    if any(area.withheld or not area.n for area in content.areas):
        return []
    return [sum(counts) for counts in zip(*([one.count or 0 for one in a.levels] for a in content.areas), strict=True)]


def overall_paper(content: OverallContent, *, language: str = "sv") -> Paper:
    w: Any = WORDS[language]
    blocks: list[Block] = [
        Paragraph(w["about"].format(review=content.review.capitalize(), theme=content.theme).strip())
    ]
    if content.summary.strip():
        blocks += [Heading(2, w["summary"]), *typed(content.summary)]
    blocks.append(Heading(2, w["result"]))
    blocks.append(
        Paragraph(w["result_lead"].format(organisers=content.organisers, units=content.units, judged=content.judged))
    )
    blocks.append(Paragraph(w["random" if content.random else "not_random"]))
    if content.method_changed.strip():
        blocks.append(Paragraph(w["method_changed"].format(text=content.method_changed.strip())))
    if chart := chart_of(content, language):
        blocks.append(chart)
    if content.areas:
        blocks.append(table_of(content, language))
        blocks.append(Paragraph(w["marks_note"], quiet=True))
    blocks += _findings(content, w)
    blocks.append(Heading(2, w["method"]))
    blocks += [*typed(content.method), *typed(content.sample)]
    if content.decisions:
        blocks += [
            Heading(2, w["decisions"]),
            Paragraph(
                w["decisions_text"].format(
                    decisions=content.decisions, organisers=content.decisions_of_organisers,
                    units=content.decisions_of_units,
                )
            ),
        ]  # fmt: skip
    blocks += [Heading(2, w["control"]), *_control(content, w)]
    return Paper(
        title=content.title,
        language=language,
        sender=(content.authority,),
        receiver=(),
        case_number=content.case_number,
        dated=content.published_on,
        blocks=tuple(blocks),
        subject=w["title"],
        status="" if content.published_on else w["draft"],
    )


def _findings(content: OverallContent, w: Any) -> list[Block]:
    blocks: list[Block] = []
    if content.developed:
        blocks.append(Heading(2, w["developed"].get(content.language, w["developed"]["audit"])))
    area = ""
    for one in content.developed:
        if one.area != area:
            area = one.area
            blocks.append(Heading(3, area))
        number = w["withheld"] if one.n is None else one.n
        row = w["developed_row"].get(content.language, w["developed_row"]["audit"])
        blocks.append(Paragraph(row.format(criterion=one.criterion, n=number)))
        if one.texts:
            blocks.append(Bullets(one.texts))
    if content.successes:
        blocks.append(Heading(2, w["successes"]))
        for name in dict.fromkeys(one.area for one in content.successes):
            blocks.append(Heading(3, name))
            blocks.append(
                Bullets(tuple(w[one.kind].format(text=one.text) for one in content.successes if one.area == name))
            )
    return blocks


def _control(content: OverallContent, w: Any) -> list[Block]:
    found = control(content)
    if not found:
        return [Paragraph(w["control_ok"], quiet=True)]
    return [
        Bullets(
            tuple(
                w[f"control_{one.code}"].format(name=one.name, printed=one.printed, expected=one.expected)
                for one in found
            )
        )
    ]
