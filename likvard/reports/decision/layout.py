"""The decision as a paper: what is decided first, then the reasons, area by area."""

from datetime import date

from likvard.reports.paper import Block, Bullets, Column, Heading, Paper, Paragraph, Table, typed, written_date
from likvard.terms.statutes import format_list, parse_references

from .content import Appeal, DecidedArea, DecidedFinding, DecisionContent
from .words import WORDS

NBSP = "\N{NO-BREAK SPACE}"


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
    if finding.stands_on:
        blocks.append(Paragraph(finding.stands_on))
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
