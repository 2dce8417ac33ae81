"""How a protocol of interviews is laid out: numbered statements and what the fact-check changed."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .frozen import plain
from .paper import Block, Bullets, Heading, Paper, Paragraph, Quote, typed, written_date
from .wordings import in_marks

SCHEMA = "likvard.protocol/1"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One statement as it holds, and what was sent. `answer` is "", "proposed", "accepted" or "rejected"."""

    number: int
    text: str
    sent_text: str
    role: str
    unit: str
    criterion_key: str
    criterion: str
    area: str
    removed_reason: str = ""
    proposed: str = ""
    proposed_grounds: str = ""
    answer: str = ""
    answer_reason: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolContent:
    """Everything a protocol says. This, as JSON, is what is frozen when it becomes final."""

    title: str
    round_title: str
    authority: str
    organiser: str
    case_number: str
    sent_on: date | None
    check_until: date | None
    answered_on: date | None
    answered_by: str
    silent_on: date | None
    final_on: date | None
    signed_by: str
    statements: tuple[StatementLine, ...]


_DAYS = ("sent_on", "check_until", "answered_on", "silent_on", "final_on")


def to_json(content: ProtocolContent) -> dict[str, Any]:
    """Plain JSON values; dates as ISO text."""
    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> ProtocolContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a protocol of {SCHEMA}: {values.get('schema')!r}")
    rest = {k: v for k, v in values.items() if k != "schema"}
    for name in _DAYS:
        rest[name] = date.fromisoformat(rest[name]) if rest[name] else None
    rest["statements"] = tuple(StatementLine(**line) for line in rest["statements"])
    return ProtocolContent(**rest)


WORDS = {
    "sv": {
        "subject": "Protokoll: {title}, {organiser}",
        "draft": "Utkast",
        "checking": "För faktagranskning",
        "about": "Protokollet gäller {round} hos {organiser}.",
        "until": "Rätta sakfel senast den {day}. Ange uttalandets nummer och den lydelse ni föreslår.",
        "sent": "Protokollet lämnades för faktagranskning den {sent}, med sista dag den {until}.",
        "answered": "{organiser} svarade den {day}{name}.",
        "silent": "{organiser} svarade inte. Det antecknades den {day}.",
        "by": " genom {name}",
        "final": "Protokollet är slutligt från och med den {day} och ändras inte.",
        "approved": "Slutligt enligt {name}",
        "said": "Uttalanden",
        "no_area": "Övrigt",
        "no_criterion": "Utan bedömningspunkt",
        "number": "Uttalande {n}",
        "removed": "Uttalandet har tagits bort. Skäl: {reason}",
        "changes": "Faktagranskningen",
        "no_changes": "Inget uttalande har ändrats efter faktagranskningen.",
        "marks": "[-Struken text-] står inom hakparenteser och {+ny text+} inom klammerparenteser.",
        "proposal": "Förslag från {organiser}: {text}",
        "grounds": "Skäl för förslaget: {text}",
        "accepted": "Godtaget. {reason}",
        "rejected": "Inte godtaget. {reason}",
        "proposed": "Inte besvarat.",
        "empty": "Protokollet har inga uttalanden.",
    },
    "en": {
        "subject": "Protocol: {title}, {organiser}",
        "draft": "Draft",
        "checking": "For fact-check",
        "about": "The protocol concerns {round} at {organiser}.",
        "until": "Correct errors of fact by {day}. Give the number of the statement and the wording you propose.",
        "sent": "The protocol was handed over for fact-check on {sent}, to be answered by {until}.",
        "answered": "{organiser} answered on {day}{name}.",
        "silent": "{organiser} did not answer. This was noted on {day}.",
        "by": " through {name}",
        "final": "The protocol is final from {day} and does not change.",
        "approved": "Made final by {name}",
        "said": "Statements",
        "no_area": "Other",
        "no_criterion": "Without a criterion",
        "number": "Statement {n}",
        "removed": "The statement has been removed. Reason: {reason}",
        "changes": "The fact-check",
        "no_changes": "No statement was changed after the fact-check.",
        "marks": "[-Struck words-] stand in square brackets and {+new words+} in curly brackets.",
        "proposal": "Proposed by {organiser}: {text}",
        "grounds": "Grounds for the proposal: {text}",
        "accepted": "Accepted. {reason}",
        "rejected": "Not accepted. {reason}",
        "proposed": "Not answered.",
        "empty": "The protocol has no statements.",
    },
}


def protocol_paper(content: ProtocolContent, *, language: str = "sv") -> Paper:
    """The protocol as a paper: what it concerns, the statements by area and criterion, then the fact-check."""
    w = WORDS[language]
    blocks: list[Block] = [Paragraph(w["about"].format(round=content.round_title, organiser=content.organiser))]
    blocks += _course(content, w, language)
    standing = [s for s in content.statements if not s.removed_reason]
    blocks.append(Heading(2, w["said"]))
    if not standing:
        blocks.append(Paragraph(w["empty"], quiet=True))
    area = criterion = None
    for line in sorted(standing, key=lambda s: (s.criterion_key == "", s.criterion_key)):
        if line.area != area:
            area, criterion = line.area, None
            blocks.append(Heading(3, line.area or w["no_area"]))
        if line.criterion_key != criterion:
            criterion = line.criterion_key
            blocks.append(Paragraph(f"{criterion} {line.criterion}" if criterion else w["no_criterion"], quiet=True))
        blocks.append(Heading(4, w["number"].format(n=line.number) + _speaker(line)))
        blocks += typed(line.text)
    if content.answered_on or content.silent_on or content.final_on:
        blocks += _fact_check(content, w)
    sender = [content.authority]
    if content.signed_by and content.final_on:
        sender.append(w["approved"].format(name=content.signed_by))
    status = "" if content.final_on else (w["checking"] if content.sent_on else w["draft"])
    return Paper(
        title=content.title,
        language=language,
        sender=tuple(sender),
        receiver=(content.organiser,),
        case_number=content.case_number,
        dated=content.final_on or content.sent_on,
        blocks=tuple(blocks),
        subject=w["subject"].format(title=content.title, organiser=content.organiser),
        status=status,
    )


def _speaker(line: StatementLine) -> str:
    said = ", ".join(part for part in (line.role, line.unit) if part)
    return f" – {said}" if said else ""


def _course(content: ProtocolContent, w: dict[str, str], language: str) -> list[Block]:
    """What has happened to the protocol so far, in sentences."""
    told: list[str] = []
    if content.sent_on and content.check_until:
        sent, until = written_date(content.sent_on, language), written_date(content.check_until, language)
        told.append(w["sent"].format(sent=sent, until=until))
        if not (content.answered_on or content.silent_on or content.final_on):
            told.append(w["until"].format(day=until))
    if content.answered_on:
        name = w["by"].format(name=content.answered_by) if content.answered_by else ""
        day = written_date(content.answered_on, language)
        told.append(w["answered"].format(organiser=content.organiser, day=day, name=name))
    if content.silent_on:
        day = written_date(content.silent_on, language)
        told.append(w["silent"].format(organiser=content.organiser, day=day))
    if content.final_on:
        told.append(w["final"].format(day=written_date(content.final_on, language)))
    return [Paragraph(" ".join(told))] if told else []


def _fact_check(content: ProtocolContent, w: dict[str, str]) -> list[Block]:
    blocks: list[Block] = [Heading(2, w["changes"])]
    touched = [s for s in content.statements if s.answer or s.removed_reason or (s.sent_text and s.sent_text != s.text)]
    if not any(s.removed_reason or s.sent_text != s.text for s in touched):
        blocks.append(Paragraph(w["no_changes"]))
    if any(not s.removed_reason and s.sent_text != s.text for s in touched):
        blocks.append(Paragraph(w["marks"], quiet=True))
    for line in touched:
        blocks.append(Heading(3, w["number"].format(n=line.number) + _speaker(line)))
        if line.removed_reason:
            blocks += [Quote(line.sent_text), Paragraph(w["removed"].format(reason=line.removed_reason))]
        else:
            blocks.append(Quote(in_marks(line.sent_text, line.text)))
        if line.answer:
            told = [w["proposal"].format(organiser=content.organiser, text=line.proposed)]
            if line.proposed_grounds:
                told.append(w["grounds"].format(text=line.proposed_grounds))
            told.append(w[line.answer].format(reason=line.answer_reason).strip())
            blocks.append(Bullets(tuple(told)))
    return blocks
