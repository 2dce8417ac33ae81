"""Codes to a survey on paper, to be cut apart and handed out without names. Values in, paper out."""

from dataclasses import dataclass
from datetime import date

from .paper import Paper, Paragraph, Slip, Slips, written_date
from .squares import square


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """`address` is where the code is typed; `codes` as they are to be written, with the whole address of each in
    `links`; nothing says who is to have which."""

    organiser: str
    unit: str
    survey: str
    address: str
    last_day: date
    codes: tuple[str, ...]
    links: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.links) != len(self.codes):
            raise ValueError("every code needs its address")


WORDS = {
    "sv": {
        "handing": (
            "Klipp isär lapparna, lägg dem upp och ner och låt var och en ta en. Skriv inga namn på dem och "
            "anteckna inte vem som fick vilken. Koderna går inte att skriva ut en gång till: "
            "har ni tappat bort papperet gör ni nya."
        ),
        "square": "Ruta som en telefon läser: {link}",
        "text": (
            "{survey} Rikta telefonens kamera mot rutan, eller gå till {address} och skriv koden. Senast {day}. Koden "
            "går att använda en gång. Ingen kan se vad just du svarar."
        ),
    },
    "en": {
        "handing": (
            "Cut the slips apart, lay them face down and let each person take one. Write no names on them and do not "
            "note who got which. The codes cannot be printed again: if the paper is lost, make new ones."
        ),
        "square": "A square that a phone reads: {link}",
        "text": (
            "{survey} Point the phone's camera at the square, or go to {address} and type the code. By {day}. The "
            "code can be used once. Nobody can see what you answer."
        ),
    },
}


def codes_paper(sheet: CodeSheet, *, language: str = "sv") -> Paper:
    w = WORDS[language]
    text = w["text"].format(
        survey=_sentence(sheet.survey), address=sheet.address, day=written_date(sheet.last_day, language)
    )  # fmt: skip
    slips = tuple(
        Slip(square(link), w["square"].format(link=link), code, text)
        for code, link in zip(sheet.codes, sheet.links, strict=True)
    )
    return Paper(
        title=f"{sheet.unit}: {sheet.survey}",
        language=language,
        sender=(sheet.organiser,),
        receiver=(),
        case_number="",
        dated=None,
        blocks=(Paragraph(w["handing"]), Slips(slips)),
        subject=sheet.survey,
    )


def _sentence(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."
