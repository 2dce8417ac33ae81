"""What can be wrong with a document that someone wants read.

One class for each cause, each with a code for programs and a Swedish and an English
message that says what to do. None of them carries text from the document.
"""

# ruff: noqa: N818 - the names are the causes; `Error` after each would say nothing.

from __future__ import annotations

from typing import ClassVar, Literal

Language = Literal["sv", "en"]


class ReadingError(Exception):
    """The document cannot be read; `code` names the cause, `message(language)` explains it."""

    code: ClassVar[str] = "unreadable"
    sv: ClassVar[str] = "Dokumentet går inte att läsa."
    en: ClassVar[str] = "The document cannot be read."
    # Beyond 2, which the command line uses for a wrong command, so that a script can tell causes apart.
    exit_code: ClassVar[int] = 10

    def __init__(self, **values: str | int) -> None:
        self.values = values
        super().__init__(self.message("en"))

    def message(self, language: Language = "sv") -> str:
        """The message in Swedish (`sv`) or English (`en`), with its numbers filled in."""
        return (self.en if language == "en" else self.sv).format_map(self.values)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel from worker processes; keyword-only values must survive that.
        return (_rebuild, (type(self), self.values))


def _rebuild(kind: type[ReadingError], values: dict[str, str | int]) -> ReadingError:
    return kind(**values)


class NotFound(ReadingError):
    code = "not_found"
    exit_code = 11
    sv = "Filen finns inte eller får inte läsas. Kontrollera sökvägen och dina rättigheter."
    en = "The file does not exist or may not be read. Check the path and your permissions."


class Empty(ReadingError):
    code = "empty"
    exit_code = 12
    sv = "Dokumentet är tomt: där finns ingen text att läsa. Kontrollera att rätt fil är vald."
    en = "The document is empty: it holds no text to read. Check that you chose the right file."


class WrongType(ReadingError):
    code = "wrong_type"
    exit_code = 13
    sv = (
        "Filtypen kan inte läsas. Välj en PDF, ett Word-dokument (.docx), en textfil, "
        "en webbsida (.html) eller en bild (PNG, JPEG, TIFF)."
    )
    en = (
        "This kind of file cannot be read. Choose a PDF, a Word document (.docx), a text file, "
        "a web page (.html) or an image (PNG, JPEG, TIFF)."
    )


class Encrypted(ReadingError):
    code = "encrypted"
    exit_code = 14
    sv = "Dokumentet är skyddat med lösenord. Spara en kopia utan lösenord och läs in den."
    en = "The document is protected by a password. Save a copy without the password and read that."


class Broken(ReadingError):
    code = "broken"
    exit_code = 15
    sv = "Filen är skadad eller ofullständig. Hämta den på nytt från avsändaren."
    en = "The file is damaged or incomplete. Fetch it again from the sender."


class TooLarge(ReadingError):
    code = "too_large"
    exit_code = 16
    sv = "Filen är större än {limit} MB. Dela upp den, eller spara den med mindre bilder."
    en = "The file is larger than {limit} MB. Split it, or save it with smaller images."


class TooManyPages(ReadingError):
    code = "too_many_pages"
    exit_code = 17
    sv = "Dokumentet har fler än {limit} sidor. Dela upp det och läs in delen med beslutet."
    en = "The document has more than {limit} pages. Split it and read the part with the decision."


class Bomb(ReadingError):
    code = "bomb"
    exit_code = 18
    sv = "Filen packas upp till orimligt mycket data och har inte öppnats. Be avsändaren om dokumentet i en vanlig fil."
    en = (
        "The file unpacks to an unreasonable amount of data and was not opened. "
        "Ask the sender for the document in an ordinary file."
    )


class OcrMissing(ReadingError):
    code = "ocr_missing"
    exit_code = 19
    sv = (
        "Dokumentet är inskannat och behöver Tesseract med svenska, som saknas här. "
        "Installera det (Debian och Ubuntu: apt install tesseract-ocr tesseract-ocr-swe)."
    )
    en = (
        "The document is scanned and needs Tesseract with Swedish, which is missing here. "
        "Install it (Debian and Ubuntu: apt install tesseract-ocr tesseract-ocr-swe)."
    )


class OcrFailed(ReadingError):
    code = "ocr_failed"
    exit_code = 20
    sv = "Texten på sidan {page} gick inte att tyda i tid. Skanna om dokumentet i 300 dpi och försök igen."
    en = "The text on page {page} could not be made out in time. Scan the document again at 300 dpi and retry."


class Unforeseen(ReadingError):
    """A fault of ours: the reader met something that it was not made for."""

    code = "unforeseen"
    exit_code = 70
    sv = (
        "Likvärd klarade inte det här dokumentet. Det är ett fel i programmet, inte hos dig: "
        "rapportera det, och registrera ärendet för hand så länge. ({kind})"
    )
    en = (
        "Likvärd could not manage this document. The fault is in the program, not with you: "
        "report it, and register the case by hand meanwhile. ({kind})"
    )


ERRORS: tuple[type[ReadingError], ...] = (
    NotFound,
    Empty,
    WrongType,
    Encrypted,
    Broken,
    TooLarge,
    TooManyPages,
    Bomb,
    OcrMissing,
    OcrFailed,
    Unforeseen,
)
