"""How an organiser's answer (redovisning) to a review is laid out. Values in, paper out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .frozen import plain
from .paper import Block, Bullets, Column, Heading, Paper, Paragraph, Quote, Table, typed, written_date

SCHEMA = "likvard.answer/1"


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A registered measure as the answer tells of it. `until` = planned last day, `done_on` = when it was done."""

    what: str
    by_whom: str
    until: date | None
    done_on: date | None
    state: str  # planned, ongoing, done
    result: str


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """What is answered to one finding. `effect` is "", "effect", "activity_only" or "too_early"."""

    number: int  # in the case, as the other pages count
    kind: str  # development_area, deficiency
    text: str
    unit: str
    measures: tuple[MeasureLine, ...]
    own_words: str
    done_when: str
    by_whom: str
    effect: str
    result: str
    evidence: tuple[str, ...]
    remains: str


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    name: str  # "" = findings without an area
    legal_basis: tuple[str, ...]
    findings: tuple[FindingAnswer, ...]


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """Everything an answer says. This, as JSON, is what is frozen when it is sent."""

    case_title: str
    organiser: str
    authority: str
    case_number: str
    decided_on: date | None
    number: int
    sent_on: date | None
    signed_by: str
    introduction: str
    areas: tuple[AreaAnswer, ...]


def to_json(content: AnswerContent) -> dict[str, Any]:
    """Plain JSON values; dates as ISO text."""
    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> AnswerContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not an answer of {SCHEMA}: {values.get('schema')!r}")

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    def measure(m: dict[str, Any]) -> MeasureLine:
        return MeasureLine(**{**m, "until": day(m["until"]), "done_on": day(m["done_on"])})

    def finding(f: dict[str, Any]) -> FindingAnswer:
        return FindingAnswer(
            **{**f, "measures": tuple(measure(m) for m in f["measures"]), "evidence": tuple(f["evidence"])}
        )

    def area(a: dict[str, Any]) -> AreaAnswer:
        return AreaAnswer(a["name"], tuple(a["legal_basis"]), tuple(finding(f) for f in a["findings"]))

    rest = {k: v for k, v in values.items() if k != "schema"}
    return AnswerContent(
        **{
            **rest,
            "decided_on": day(values["decided_on"]),
            "sent_on": day(values["sent_on"]),
            "areas": tuple(area(a) for a in values["areas"]),
        }
    )


WORDS = {
    "sv": {
        "title": "Redovisning av åtgärder",
        "title_case": "Redovisning: {case}",
        "draft": "Utkast – inte skickad",
        "answers": "Ärende: {case}",
        "decision": ", beslut den {day}",
        "signed": "Ansvarig för redovisningen: {name}",
        "overview": "Översikt",
        "introduction": "Inledning",
        "no_area": "Övrigt",
        "legal": "Författningsstöd: {refs}",
        "development_area": "Utvecklingsområde {n}",
        "deficiency": "Brist {n}",
        "unit": "Gäller {unit}",
        "measures": "Åtgärder",
        "what": "Åtgärd",
        "who": "Ansvarig",
        "when": "När",
        "state": "Läge",
        "done_when": "När åtgärderna är genomförda: {text}",
        "by_whom": "Ansvarig: {text}",
        "effect": "Effekt",
        "result": "Resultat",
        "evidence": "Underlag",
        "remains": "Vad som återstår",
        "nothing": "Uppgift saknas.",
        "finding": "Utvecklingsområde eller brist",
        "count": "Åtgärder",
        "planned": "Planerad",
        "ongoing": "Pågår",
        "done": "Genomförd",
        "until": "senast {day}",
        "effect_": "Inte angiven",
        "effect_effect": "Åtgärderna har gett effekt",
        "effect_activity_only": "Åtgärderna är genomförda; effekten är inte visad",
        "effect_too_early": "För tidigt att bedöma effekten",
    },
    "en": {
        "title": "Account of measures",
        "title_case": "Answer: {case}",
        "draft": "Draft – not sent",
        "answers": "Case: {case}",
        "decision": ", decided on {day}",
        "signed": "Responsible for the answer: {name}",
        "overview": "Overview",
        "introduction": "Introduction",
        "no_area": "Other",
        "legal": "Legal basis: {refs}",
        "development_area": "Development area {n}",
        "deficiency": "Deficiency {n}",
        "unit": "Concerns {unit}",
        "measures": "Measures",
        "what": "Measure",
        "who": "Responsible",
        "when": "When",
        "state": "State",
        "done_when": "When the measures are done: {text}",
        "by_whom": "Responsible: {text}",
        "effect": "Effect",
        "result": "Result",
        "evidence": "Evidence",
        "remains": "What remains",
        "nothing": "Not stated.",
        "finding": "Development area or deficiency",
        "count": "Measures",
        "planned": "Planned",
        "ongoing": "Under way",
        "done": "Done",
        "until": "by {day}",
        "effect_": "Not stated",
        "effect_effect": "The measures have had effect",
        "effect_activity_only": "The measures are done; no effect is shown",
        "effect_too_early": "Too early to judge the effect",
    },
}


def answer_paper(content: AnswerContent, *, language: str = "sv") -> Paper:
    """The answer as a paper: opening, overview, then area by area and finding by finding."""
    w = WORDS[language]
    blocks: list[Block] = []
    about = w["answers"].format(case=content.case_title)
    if content.decided_on:
        about += w["decision"].format(day=written_date(content.decided_on, language))
    blocks.append(Paragraph(f"{about}."))
    if content.introduction.strip():
        blocks += [Heading(2, w["introduction"]), *typed(content.introduction)]
    numbered = list(_numbered(content.areas, w))
    if len(numbered) > 1:
        blocks += [Heading(2, w["overview"]), _overview(numbered, w)]
    names = {id(finding): name for name, finding in numbered}
    for area in content.areas:
        blocks.append(Heading(2, area.name or w["no_area"]))
        if area.legal_basis:
            blocks.append(Paragraph(w["legal"].format(refs=", ".join(area.legal_basis)), quiet=True))
        for finding in area.findings:
            blocks += _finding(names[id(finding)], finding, w, language)
    sender = [content.organiser]
    if content.signed_by:
        sender.append(w["signed"].format(name=content.signed_by))
    return Paper(
        title=w["title"],
        language=language,
        sender=tuple(sender),
        receiver=tuple(line for line in (content.authority,) if line),
        case_number=content.case_number,
        dated=content.sent_on,
        blocks=tuple(blocks),
        subject=w["title_case"].format(case=content.case_title),
        status="" if content.sent_on else w["draft"],
    )


def _numbered(areas: Iterable[AreaAnswer], w: dict[str, str]) -> Iterable[tuple[str, FindingAnswer]]:
    """Development areas and deficiencies are two languages: each finding is called by its own."""
    for area in areas:
        for finding in area.findings:
            yield w[finding.kind].format(n=finding.number), finding


def _overview(numbered: list[tuple[str, FindingAnswer]], w: dict[str, str]) -> Table:
    return Table(
        "",  # the heading above says it
        (Column(w["finding"], 5), Column(w["count"], 2, numeric=True), Column(w["effect"], 4)),
        tuple(
            (name, str(len(finding.measures) or int(bool(finding.own_words.strip()))), w[f"effect_{finding.effect}"])
            for name, finding in numbered
        ),
    )


def _finding(name: str, finding: FindingAnswer, w: dict[str, str], language: str) -> list[Block]:
    blocks: list[Block] = [Heading(3, name), Quote(finding.text)]
    if finding.unit:
        blocks.append(Paragraph(w["unit"].format(unit=finding.unit), quiet=True))
    blocks.append(Heading(4, w["measures"]))
    blocks += typed(finding.own_words)
    if finding.measures:
        blocks.append(_measures(finding.measures, w, language))
    elif not finding.own_words.strip():
        blocks.append(Paragraph(w["nothing"], quiet=True))
    for field, text in (("done_when", finding.done_when), ("by_whom", finding.by_whom)):
        if text.strip():
            blocks.append(Paragraph(w[field].format(text=text)))
    blocks += [Heading(4, w["effect"]), Paragraph(w[f"effect_{finding.effect}"] + ".")]
    results = [m for m in finding.measures if m.result.strip()]
    blocks.append(Heading(4, w["result"]))
    blocks += typed(finding.result)
    if results:
        blocks.append(Bullets(tuple(f"{m.what}: {m.result}" for m in results)))
    elif not finding.result.strip():
        blocks.append(Paragraph(w["nothing"], quiet=True))
    if finding.evidence:
        blocks += [Heading(4, w["evidence"]), Bullets(finding.evidence)]
    blocks.append(Heading(4, w["remains"]))
    blocks += typed(finding.remains) or (Paragraph(w["nothing"], quiet=True),)
    return blocks


def _measures(measures: tuple[MeasureLine, ...], w: dict[str, str], language: str) -> Table:
    def narrow(day: date) -> str:
        """A day that may be broken over two lines: a column is narrow."""
        return written_date(day, language).replace("\N{NO-BREAK SPACE}", " ")

    def when(m: MeasureLine) -> str:
        if m.done_on:
            return narrow(m.done_on)
        return w["until"].format(day=narrow(m.until)) if m.until else "–"

    return Table(
        "",  # the heading above says it
        (Column(w["what"], 6), Column(w["who"], 4), Column(w["when"], 5), Column(w["state"], 3)),
        tuple((m.what, m.by_whom or "–", when(m), w[m.state]) for m in measures),
    )
