"""How an authority's decision is laid out: what is decided first, then the reasons, area by area. Values in, paper out.

31–33 §§ förvaltningslagen: the day, the content, who decided, who reported, who else took part, the reasons with the
rules they rest on, and how to appeal where the law lets one.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from likvard.terms.statutes import format_list, parse_references

from .paper import Block, Bullets, Column, Heading, Paper, Paragraph, Table, typed, written_date

SCHEMA = "likvard.decision/1"
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class OrderedAction:
    """One measure of an order, and what can be checked to see that it is done."""

    what: str
    shown_by: str


@dataclass(frozen=True, slots=True)
class DecidedFinding:
    """`kind` is development_area or deficiency. `intervention` and `outcome` are codes, with the words beside them."""

    number: int
    kind: str
    text: str
    legal_basis: tuple[str, ...]
    intervention: str = ""
    intervention_words: str = ""
    intervention_section: str = ""
    intervention_text: str = ""  # the kind's own wording of it
    actions: tuple[OrderedAction, ...] = ()
    serious: bool = False
    fine_sek: int | None = None
    last_day: date | None = None
    outcome: str = ""
    outcome_words: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class DecidedArea:
    """`verdict` is the kind's own sentence of the level (or, in a follow-up, of what has become of the area)."""

    name: str
    legal_basis: tuple[str, ...]
    level: str
    level_words: str
    verdict: str
    account: str
    strengths: tuple[str, ...]
    findings: tuple[DecidedFinding, ...]
    earlier: str = ""  # a follow-up tells what was judged then


@dataclass(frozen=True, slots=True)
class Appeal:
    """Only where the law gives one. `last_day` is set when the time runs from the day of the decision (a party that
    represents the public); else it runs from the day on which the party received the decision (44 § FL)."""

    court: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """Everything a decision says. This, as JSON, is what is approved, and what is frozen when it is issued."""

    kind: str  # decision, follow_up
    language: str  # audit, supervision
    review: str  # the kind's name on the day, "planerad kvalitetsgranskning"
    name_note: str  # the kind had another name when the round began
    title: str
    authority: str
    organiser: str
    unit: str
    case_number: str
    number: str
    decided_on: date | None
    decided_by: str
    reporting: str
    others: tuple[str, ...]
    replaces: str
    opening: str
    introduction: str
    areas: tuple[DecidedArea, ...]
    answer_text: str
    response_day: date | None
    follow_up_on: date | None
    closing_text: str
    appeal: Appeal | None
    strengths_intro: str = ""  # the kind's own wordings
    development_intro: str = ""
    wordings: tuple[str, ...] = ()  # provisions whose wording on the day comes from a known change


def to_json(content: DecisionContent) -> dict[str, Any]:
    """Plain JSON values; dates as ISO text."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        return value

    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> DecisionContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a decision of {SCHEMA}: {values.get('schema')!r}")

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    def finding(f: dict[str, Any]) -> DecidedFinding:
        return DecidedFinding(
            **{
                **f,
                "legal_basis": tuple(f["legal_basis"]),
                "actions": tuple(OrderedAction(**a) for a in f["actions"]),
                "last_day": day(f["last_day"]),
            }
        )

    def area(a: dict[str, Any]) -> DecidedArea:
        return DecidedArea(
            **{
                **a,
                "legal_basis": tuple(a["legal_basis"]),
                "strengths": tuple(a["strengths"]),
                "findings": tuple(finding(f) for f in a["findings"]),
            }
        )

    appeal = values["appeal"]
    return DecisionContent(
        **{
            **{key: value for key, value in values.items() if key != "schema"},
            "others": tuple(values["others"]),
            "wordings": tuple(values.get("wordings", ())),
            "areas": tuple(area(a) for a in values["areas"]),
            "appeal": Appeal(appeal["court"], day(appeal["last_day"])) if appeal else None,
            **{name: day(values[name]) for name in ("decided_on", "response_day", "follow_up_on")},
        }
    )


WORDS = {
    "sv": {
        "decision": "Beslut efter {review}",
        "follow_up": "Beslut efter uppföljning av {review}",
        "draft": "Utkast – inte beslutat",
        "decided": "Beslut",
        "number": "Beslut {number}",
        "about": "Beslutet gäller {who}.",
        "unit_of": "{unit}, {organiser}",
        "name_change": "Namnbyte",
        "replaces": "Beslutet ersätter {what}.",
        "area": "Område",
        "intervention": "Ingripande",
        "response_by": "Redovisas senast",
        "verdict": "{area}: {verdict}",
        "reasons": "Skälen för beslutet",
        "background": "Bakgrund",
        "legal": "Författningsstöd: {refs}",
        "wordings": "Bestämmelserna tillämpas i den lydelse de har den {day}: {refs}.",
        "answer_due": "Huvudmannen ska redovisa senast den {day}.",
        "earlier": "Bedömningen var: {level}.",
        "strengths": "Det här fungerar väl:",
        "development_area": "Det här behöver utvecklas:",
        "deficiency": "Brist {n}",
        "finding_refs": "{text} ({refs}).",
        "ordered": "Huvudmannen ska:",
        "action": "Åtgärd",
        "shown_by": "Så går det att kontrollera",
        "by": "Ska vara gjort och redovisat senast den {day}.",
        "fine": "Om föreläggandet inte följs kan vite på {amount} kronor dömas ut.",
        "serious": "Bristen är ett allvarligt missförhållande.",
        "intervened": "{words} enligt {section} skollagen.",
        "outcome": "Bedömning vid uppföljningen: {words}.",
        "answer": "Redovisning",
        "answer_by": "Redovisningen ska ha kommit in senast den {day}.",
        "follow_up_on": "Vi planerar att följa upp beslutet den {day}.",
        "closing": "Hur ärendet går vidare",
        "appeal": "Hur man överklagar",
        "appeal_text": "Den som beslutet gäller kan överklaga det till {court}. Överklagandet ska vara skriftligt och "
        "skickas till {authority}. Skriv vilket beslut som överklagas, vilken ändring som begärs och varför.",
        "appeal_day": "Överklagandet ska ha kommit in till {authority} senast den {day}, tre veckor från den dag då "
        "beslutet fattades.",
        "appeal_receipt": "Överklagandet ska ha kommit in till {authority} inom tre veckor från den dag då den som "
        "överklagar fick del av beslutet.",
        "who": "Vem som har beslutat",
        "decided_by": "Beslutet har fattats av {who}.",
        "reporting": "{who} har varit föredragande.",
        "others": "I handläggningen har också deltagit: {who}.",
    },
    "en": {
        "decision": "Decision after {review}",
        "follow_up": "Decision after follow-up of {review}",
        "draft": "Draft – not decided",
        "decided": "Decision",
        "number": "Decision {number}",
        "about": "The decision concerns {who}.",
        "unit_of": "{unit}, {organiser}",
        "name_change": "Change of name",
        "replaces": "The decision replaces {what}.",
        "area": "Area",
        "intervention": "Intervention",
        "response_by": "Answer due",
        "verdict": "{area}: {verdict}",
        "reasons": "Reasons for the decision",
        "background": "Background",
        "legal": "Legal basis: {refs}",
        "wordings": "The provisions are applied as they read on {day}: {refs}.",
        "answer_due": "The organiser is to answer by {day}.",
        "earlier": "The judgement was: {level}.",
        "strengths": "This works well:",
        "development_area": "This needs to be developed:",
        "deficiency": "Deficiency {n}",
        "finding_refs": "{text} ({refs}).",
        "ordered": "The organiser is to:",
        "action": "Measure",
        "shown_by": "How it can be checked",
        "by": "To be done and accounted for by {day}.",
        "fine": "If the order is not followed, a fine of SEK {amount} may be imposed.",
        "serious": "The deficiency is a serious irregularity.",
        "intervened": "{words} under {section} skollagen.",
        "outcome": "Judgement at follow-up: {words}.",
        "answer": "Account of measures",
        "answer_by": "The answer must have arrived by {day}.",
        "follow_up_on": "We plan to follow up the decision on {day}.",
        "closing": "What happens now",
        "appeal": "How to appeal",
        "appeal_text": "Whoever the decision concerns may appeal it to {court}. The appeal must be in writing and be "
        "sent to {authority}. Write which decision is appealed, what change is asked for and why.",
        "appeal_day": "The appeal must have reached {authority} by {day}, three weeks from the day of the decision.",
        "appeal_receipt": "The appeal must have reached {authority} within three weeks from the day on which the "
        "appellant received the decision.",
        "who": "Who has decided",
        "decided_by": "The decision was made by {who}.",
        "reporting": "{who} presented the case.",
        "others": "Others who took part: {who}.",
    },
}


def printed_list(legal_basis: tuple[str, ...]) -> str:
    """The references as one printed list, `1 kap. 9 §, 4 kap. 3 och 5–7 §§ skollagen`; what is no reference as is."""
    known = parse_references("; ".join(legal_basis))
    return format_list(known, no_break=True) if known else ", ".join(legal_basis)


def amount(sek: int) -> str:
    """`700 000`, with spaces that do not break."""
    return f"{sek:,}".replace(",", NBSP)


def decision_paper(content: DecisionContent, *, language: str = "sv", draft: bool = False) -> Paper:
    """The decision as a paper. Its own wordings are Swedish; `language` is that of the headings around them."""
    w = WORDS[language]
    blocks: list[Block] = []
    who = w["unit_of"].format(unit=content.unit, organiser=content.organiser) if content.unit else content.organiser
    blocks.append(Paragraph(w["about"].format(who=who)))
    if content.replaces:
        blocks.append(Paragraph(w["replaces"].format(what=content.replaces)))
    if content.name_note:
        blocks += [Heading(2, w["name_change"]), Paragraph(content.name_note)]
    blocks += [Heading(2, w["decided"]), *_decided(content, w, language)]
    if content.introduction.strip() or content.opening.strip():
        blocks.append(Heading(2, w["background"]))
        blocks += [*typed(content.opening), *typed(content.introduction)]
    blocks.append(Heading(2, w["reasons"]))
    for area in content.areas:
        blocks += _area(area, content, w, language)
    if content.wordings and content.decided_on:
        day = written_date(content.decided_on, language)
        blocks.append(Paragraph(w["wordings"].format(day=day, refs="; ".join(content.wordings)), quiet=True))
    if content.answer_text.strip() or content.response_day:
        blocks += [Heading(2, w["answer"]), *typed(content.answer_text)]
        if content.response_day:
            blocks.append(Paragraph(w["answer_by"].format(day=written_date(content.response_day, language))))
        if content.follow_up_on:
            blocks.append(Paragraph(w["follow_up_on"].format(day=written_date(content.follow_up_on, language))))
    if content.appeal:
        blocks += _appeal(content, content.appeal, w, language)
    blocks += [Heading(2, w["who"]), *_who(content, w)]
    return Paper(
        title=w[content.kind].format(review=content.review),
        language=language,
        sender=(content.authority,),
        receiver=(content.organiser, *((content.unit,) if content.unit else ())),
        case_number=content.case_number,
        dated=content.decided_on,
        blocks=tuple(blocks),
        subject=content.title,
        status=w["draft"] if draft else "",
    )


def _decided(content: DecisionContent, w: dict[str, str], language: str) -> list[Block]:
    """The outcome first: for supervision a table of interventions, a line per area, then how the case goes on."""
    blocks: list[Block] = []
    if content.language == "supervision" and any(f.intervention for a in content.areas for f in a.findings):
        every = (
            (area.name, finding.intervention_words, _day(finding.last_day or content.response_day, language))
            for area in content.areas
            for finding in area.findings
            if finding.intervention
        )
        rows = tuple(dict.fromkeys(every))  # several deficiencies of an area often meet the same
        columns = (Column(w["area"], 5), Column(w["intervention"], 4), Column(w["response_by"], 3))
        blocks.append(Table("", columns, rows))  # the heading above says it
    blocks.append(Bullets(tuple(w["verdict"].format(area=a.name, verdict=a.verdict) for a in content.areas)))
    blocks += typed(content.closing_text)
    if content.response_day:
        blocks.append(Paragraph(w["answer_due"].format(day=written_date(content.response_day, language))))
    return blocks


def _day(day: date | None, language: str) -> str:
    return written_date(day, language).replace(NBSP, " ") if day else "–"


def _area(area: DecidedArea, content: DecisionContent, w: dict[str, str], language: str) -> list[Block]:
    blocks: list[Block] = [Heading(3, area.name)]
    if area.legal_basis:
        blocks.append(Paragraph(w["legal"].format(refs=printed_list(area.legal_basis)), quiet=True))
    if area.earlier:
        blocks.append(Paragraph(w["earlier"].format(level=area.earlier)))
    blocks.append(Paragraph(area.verdict))
    blocks += typed(area.account)
    if area.strengths:
        blocks += [Paragraph(content.strengths_intro or w["strengths"]), Bullets(area.strengths)]
    developed = [f for f in area.findings if f.kind == "development_area"]
    if developed and content.kind == "decision":
        blocks += [
            Paragraph(content.development_intro or w["development_area"]),
            Bullets(tuple(_with_law(f, w) for f in developed)),
        ]
    for finding in area.findings:
        if finding.kind == "deficiency" or content.kind == "follow_up":
            blocks += _finding(finding, content, w, language)
    return blocks


def _with_law(finding: DecidedFinding, w: dict[str, str]) -> str:
    if not finding.legal_basis:
        return finding.text
    return w["finding_refs"].format(text=finding.text.rstrip(" ."), refs=printed_list(finding.legal_basis))


def _finding(finding: DecidedFinding, content: DecisionContent, w: dict[str, str], language: str) -> list[Block]:
    blocks: list[Block] = []
    if finding.kind == "deficiency":
        blocks.append(Heading(4, w["deficiency"].format(n=finding.number)))
    blocks.append(Paragraph(_with_law(finding, w)))
    blocks += typed(finding.account)
    if finding.outcome_words:
        blocks.append(Paragraph(w["outcome"].format(words=finding.outcome_words)))
    if finding.serious:
        blocks.append(Paragraph(w["serious"]))
    if finding.intervention:
        section = finding.intervention_section
        words = finding.intervention_words
        blocks.append(Paragraph(w["intervened"].format(words=words[:1].upper() + words[1:], section=section)))
        blocks += typed(finding.intervention_text)
    if finding.actions:
        blocks.append(Paragraph(w["ordered"]))
        columns = (Column(w["action"], 6), Column(w["shown_by"], 5))
        blocks.append(Table("", columns, tuple((a.what, a.shown_by) for a in finding.actions)))
    if finding.last_day and content.kind == "decision":
        blocks.append(Paragraph(w["by"].format(day=written_date(finding.last_day, language))))
    if finding.fine_sek:
        blocks.append(Paragraph(w["fine"].format(amount=amount(finding.fine_sek))))
    return blocks


def _appeal(content: DecisionContent, appeal: Appeal, w: dict[str, str], language: str) -> list[Block]:
    words = {"court": appeal.court, "authority": content.authority}
    when = (
        w["appeal_day"].format(day=written_date(appeal.last_day, language), **words)
        if appeal.last_day
        else w["appeal_receipt"].format(**words)
    )
    return [Heading(2, w["appeal"]), Paragraph(w["appeal_text"].format(**words)), Paragraph(when)]


def _who(content: DecisionContent, w: dict[str, str]) -> list[Block]:
    lines = []
    if content.number:
        lines.append(f"{w['number'].format(number=content.number)}.")
    if content.decided_by:
        lines.append(w["decided_by"].format(who=content.decided_by))
    if content.reporting:
        who = content.reporting[:1].upper() + content.reporting[1:]
        lines.append(w["reporting"].format(who=who))
    if content.others:
        lines.append(w["others"].format(who=", ".join(content.others)))
    return [Paragraph(" ".join(lines))] if lines else []
