"""A unit's package for its analysis day, and the unit report that comes of it, as a paper. Values in, paper out."""

from dataclasses import dataclass
from datetime import date

from .paper import Block, Bullets, Column, Heading, Paper, Paragraph, Quote, Table, typed, written_date


@dataclass(frozen=True, slots=True)
class FigureTold:
    sentence: str
    cannot_say: str
    source: str


@dataclass(frozen=True, slots=True)
class QuestionTold:
    """`answers` by part: why, known, next_step; all empty in the package. `figure` None = no figure raised it."""

    text: str
    figure: FigureTold | None
    answers: tuple[str, str, str] = ("", "", "")
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalTold:
    what: str
    target: str
    became: str


@dataclass(frozen=True, slots=True)
class AnalysisDayContent:
    """`sent_on` None = not sent: the paper is the package, with what is written so far."""

    organiser: str
    unit: str
    title: str
    day: date
    answer_by: date
    guidance: str
    figures: tuple[FigureTold, ...]
    questions: tuple[QuestionTold, ...]
    goals: tuple[GoalTold, ...]
    sent_on: date | None = None
    sent_by: str = ""
    checksum: str = ""


WORDS = {
    "sv": {
        "package": "Underlag till analysdagen: {unit}",
        "report": "Enhetsrapport: {unit}",
        "when": "Analysdag {day}. Rapporten lämnas senast {last}.",
        "sent": "Skickad {day} av {by}. Kontrollsumma {checksum}.",
        "questions": "Frågor att analysera",
        "parts": ("Vad tror ni att det beror på?", "Vad talar för det, och vad talar emot?",
                  "Vad gör ni, och hur ser ni om det hjälper?"),
        "causes": "Vilar på orsaker som redan är kända:",
        "goals": "Läsårets mål och vad det blev av dem",
        "goal": "Mål",
        "target": "Skulle nås",
        "became": "Vad det blev",
        "figures": "Era siffror",
        "cannot": "Vad den inte säger: {text}",
        "source": "Källa: {text}.",
        "no_answer": "Inget svar.",
        "draft": "Utkast",
    },
    "en": {
        "package": "For the analysis day: {unit}",
        "report": "Unit report: {unit}",
        "when": "Analysis day {day}. The report is due by {last}.",
        "sent": "Sent on {day} by {by}. Checksum {checksum}.",
        "questions": "Questions to analyse",
        "parts": ("What do you think it is due to?", "What speaks for it, and what against?",
                  "What will you do, and how will you see whether it helps?"),
        "causes": "Rests on causes that are known already:",
        "goals": "The year's goals and what became of them",
        "goal": "Goal",
        "target": "Was to be reached",
        "became": "What became of it",
        "figures": "Your figures",
        "cannot": "What it does not say: {text}",
        "source": "Source: {text}.",
        "no_answer": "No answer.",
        "draft": "Draft",
    },
}  # fmt: skip


def analysis_day_paper(content: AnalysisDayContent, *, language: str = "sv") -> Paper:
    """The package before it is sent, with room to write; the report after."""
    w = WORDS[language]
    sent = content.sent_on is not None
    when = str(w["when"]).format(
        day=written_date(content.day, language), last=written_date(content.answer_by, language)
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(when)]
    if content.sent_on is not None:
        day = written_date(content.sent_on, language)
        blocks.append(
            Paragraph(str(w["sent"]).format(day=day, by=content.sent_by, checksum=content.checksum), quiet=True)
        )
    if content.guidance and not sent:
        blocks += typed(content.guidance)
    blocks.append(Heading(2, str(w["questions"])))
    for number, question in enumerate(content.questions, 1):
        blocks.append(Heading(3, f"{number}. {question.text}"))
        if question.figure is not None:
            blocks.append(Quote(question.figure.sentence))
        written = any(text.strip() for text in question.answers)
        for words, text in zip(w["parts"], question.answers, strict=True):
            blocks.append(Heading(4, words))
            if text.strip():
                blocks += typed(text)
            else:
                blocks.append(Paragraph(str(w["no_answer"]) if sent or written else " \n \n ", quiet=True))
        if question.causes:
            blocks += [Paragraph(str(w["causes"])), Bullets(question.causes)]
    if content.goals:
        blocks.append(Heading(2, str(w["goals"])))
        columns = (Column(str(w["goal"]), 4), Column(str(w["target"]), 3), Column(str(w["became"]), 3))
        rows = tuple((one.what, one.target, one.became) for one in content.goals)
        blocks.append(Table(str(w["goals"]), columns, rows))
    if content.figures:
        blocks.append(Heading(2, str(w["figures"])))
        for figure in content.figures:
            blocks.append(Paragraph(figure.sentence))
            told = [str(w["cannot"]).format(text=figure.cannot_say)] if figure.cannot_say else []
            blocks.append(Paragraph(" ".join([*told, str(w["source"]).format(text=figure.source)]), quiet=True))
    return Paper(
        title=str(w["report" if sent else "package"]).format(unit=content.unit),
        language=language,
        sender=(content.organiser,),
        receiver=(),
        case_number="",
        dated=content.sent_on,
        blocks=tuple(blocks),
        subject=content.title,
        status="" if sent else str(w["draft"]),
    )
