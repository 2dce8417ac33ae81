"""Codes to a survey on paper, to be cut apart and handed out without names. Values in, paper out."""

from dataclasses import dataclass
from datetime import date

from .paper import Block, Column, NewPage, Paper, Paragraph, Table, written_date

# So many fit on a page without a row being cut by its end.
ON_A_PAGE = 9


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """`address` is where the code is typed; `codes` as they are to be written; nothing says who is to have which."""

    organiser: str
    unit: str
    survey: str
    address: str
    last_day: date
    codes: tuple[str, ...]


WORDS = {
    "sv": {
        "handing": (
            "Klipp isär lapparna, lägg dem upp och ner och låt var och en ta en. Skriv inga namn på dem och "
            "anteckna inte vem som fick vilken. Koderna går inte att skriva ut en gång till: "
            "har ni tappat bort papperet gör ni nya."
        ),
        "caption": "Koder",
        "code": "Din kod",
        "how": "Så svarar du",
        "text": (
            "{survey}. Gå till {address} på en telefon eller dator och skriv koden. Senast {day}. Koden går att "
            "använda en gång. Ingen kan se vad just du svarar."
        ),
    },
    "en": {
        "handing": (
            "Cut the slips apart, lay them face down and let each person take one. Write no names on them and do not "
            "note who got which. The codes cannot be printed again: if the paper is lost, make new ones."
        ),
        "caption": "Codes",
        "code": "Your code",
        "how": "How to answer",
        "text": (
            "{survey}. Go to {address} on a phone or computer and type the code. By {day}. The code can be used once. "
            "Nobody can see what you answer."
        ),
    },
}


def codes_paper(sheet: CodeSheet, *, language: str = "sv") -> Paper:
    w = WORDS[language]
    text = w["text"].format(
        survey=sheet.survey, address=sheet.address, day=written_date(sheet.last_day, language)
    )  # fmt: skip
    blocks: list[Block] = [Paragraph(w["handing"])]
    columns = (Column(w["code"], 2), Column(w["how"], 5))
    for start in range(0, len(sheet.codes), ON_A_PAGE):
        if start:
            blocks.append(NewPage())
        rows = tuple((code, text) for code in sheet.codes[start : start + ON_A_PAGE])
        blocks.append(Table(w["caption"], columns, rows))
    return Paper(
        title=f"{sheet.survey}: {sheet.unit}",
        language=language,
        sender=(sheet.organiser,),
        receiver=(),
        case_number="",
        dated=None,
        blocks=tuple(blocks),
        subject=sheet.survey,
    )
