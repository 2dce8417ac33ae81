"""How a quality report (kvalitetsrapport) is laid out: what it leads to first, then section by section."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .paper import Block, Bullets, Column, Heading, Paper, Paragraph, Quote, Table, typed, written_date

SCHEMA = "likvard.boardreport/1"

# The sections in the order in which a board reads them.
HEADINGS = {
    "state": "Läget: resultat och vad som sticker ut",
    "surveys": "Trygghet, studiero och stöd: vad enkäterna säger",
    "absence": "Frånvaro",
    "signals": "Kränkande behandling och klagomål",
    "causes": "Orsaker som vi har prövat",
    "goals": "Mål",
    "effects": "Åtgärder och deras effekt",
    "dialogues": "Dialoger och överenskommelser",
    "inspection": "Beslut från tillsyn och granskning",
    "resources": "Resurser",
}
SECTIONS = tuple(HEADINGS)
ENDINGS = ("decision", "measure", "no_change")


@dataclass(frozen=True, slots=True)
class FigureTold:
    sentence: str
    cannot_say: str
    source: str


@dataclass(frozen=True, slots=True)
class MeasureTold:
    what: str
    who: str
    until: date | None


@dataclass(frozen=True, slots=True)
class SectionTold:
    """`ending` is one of `ENDINGS`, or "" while nobody has said what the section leads to."""

    key: str
    text: str
    ending: str = ""
    decision: str = ""
    because: str = ""
    measures: tuple[MeasureTold, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardReportContent:
    """`unit` "" = the organiser's own. `read_on` is the day on which the records were read for it."""

    title: str
    organiser: str
    unit: str
    board: str
    school_year: str
    figures: tuple[FigureTold, ...]
    sections: tuple[SectionTold, ...]
    read_on: date
    dated: date | None = None
    signed_by: str = ""

    @property
    def decisions(self) -> tuple[str, ...]:
        return tuple(one.decision for one in self.sections if one.ending == "decision")


def to_json(content: BoardReportContent) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "title": content.title,
        "organiser": content.organiser,
        "unit": content.unit,
        "board": content.board,
        "school_year": content.school_year,
        "figures": [{"sentence": f.sentence, "cannot_say": f.cannot_say, "source": f.source} for f in content.figures],
        "sections": [
            {
                "key": one.key, "text": one.text, "ending": one.ending, "decision": one.decision,
                "because": one.because,
                "measures": [
                    {"what": m.what, "who": m.who, "until": m.until.isoformat() if m.until else None}
                    for m in one.measures
                ],
            }
            for one in content.sections
        ],
        "read_on": content.read_on.isoformat(),
        "dated": content.dated.isoformat() if content.dated else None,
        "signed_by": content.signed_by,
    }  # fmt: skip


def from_json(values: dict[str, Any]) -> BoardReportContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a quality report of {SCHEMA}: {values.get('schema')!r}")
    return BoardReportContent(
        title=values["title"],
        organiser=values["organiser"],
        unit=values["unit"],
        board=values["board"],
        school_year=values["school_year"],
        figures=tuple(FigureTold(**one) for one in values["figures"]),
        sections=tuple(
            SectionTold(
                one["key"], one["text"], one["ending"], one["decision"], one["because"],
                tuple(
                    MeasureTold(m["what"], m["who"], date.fromisoformat(m["until"]) if m["until"] else None)
                    for m in one["measures"]
                ),
            )
            for one in values["sections"]
        ),
        read_on=date.fromisoformat(values["read_on"]),
        dated=date.fromisoformat(values["dated"]) if values["dated"] else None,
        signed_by=values["signed_by"],
    )  # fmt: skip


def ending_said(section: SectionTold) -> str:
    """What the section leads to, in one line for the table."""
    if section.ending == "decision":
        return f"Beslut: {_one_line(section.decision)}"
    if section.ending == "measure":
        return "Åtgärd: " + "; ".join(_one_line(one.what).rstrip(".") for one in section.measures)
    if section.ending == "no_change":
        return f"Ingen ändring, därför att {_because(section.because)}"
    return "Inte sagt än"


def report_paper(content: BoardReportContent) -> Paper:
    """The report as a paper. Its language is Swedish: it is an act of a Swedish organiser."""
    blocks: list[Block] = [
        Paragraph(
            f"Läsåret {content.school_year}. Rapporten bygger på det som var registrerat den "
            f"{written_date(content.read_on, 'sv')}.",
            quiet=True,
        )
    ]
    if content.decisions:
        blocks.append(Heading(2, "Beslut att fatta"))
        blocks += [Paragraph(f"{n}. {text}") for n, text in enumerate(content.decisions, start=1)]
    blocks += [
        Heading(2, "Vad rapporten leder till"),
        Table(
            "Vad varje avsnitt leder till",
            (Column("Avsnitt", 2), Column("Leder till", 5)),
            tuple((HEADINGS[one.key], ending_said(one)) for one in content.sections),
        ),
    ]
    for number, one in enumerate(content.sections, start=1):
        blocks.append(Heading(2, f"{number}. {HEADINGS[one.key]}"))
        blocks += typed(one.text) if one.text.strip() else (Paragraph("Inget är skrivet.", quiet=True),)
        if one.key == "state":
            blocks += _figures(content.figures)
        blocks += _ending(one)
    if content.signed_by:
        blocks.append(Paragraph(content.signed_by))
    return Paper(
        title=content.title,
        language="sv",
        sender=(content.organiser, content.unit) if content.unit else (content.organiser,),
        receiver=(content.board,) if content.board else (),
        case_number="",
        dated=content.dated,
        blocks=tuple(blocks),
        subject=f"Kvalitetsrapport: {content.title}",
        status="" if content.dated else "Utkast",
    )


def _figures(figures: tuple[FigureTold, ...]) -> list[Block]:
    blocks: list[Block] = [Heading(3, "Siffrorna som rapporten vilar på")] if figures else []
    for one in figures:
        told = [f"Vad den inte säger: {one.cannot_say}"] if one.cannot_say else []
        blocks += [Quote(one.sentence), Paragraph(" ".join([*told, f"Källa: {one.source}."]), quiet=True)]
    return blocks


def _ending(section: SectionTold) -> list[Block]:
    blocks: list[Block] = [Heading(3, "Det här leder till")]
    if section.ending == "measure":
        return [*blocks, Bullets(tuple(_measure(one) for one in section.measures))]
    return [*blocks, Paragraph(ending_said(section))]


def _measure(one: MeasureTold) -> str:
    until = f"senast {written_date(one.until, 'sv')}" if one.until else ""
    more = ", ".join(part for part in (one.who, until) if part)
    return f"{_one_line(one.what)} ({more})" if more else _one_line(one.what)


def _because(text: str) -> str:
    text = _one_line(text)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
