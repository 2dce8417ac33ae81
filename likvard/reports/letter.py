"""How a letter to a reviewed organiser is laid out. Values in, paper out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from .frozen import plain
from .paper import Block, Column, Heading, NewPage, Paper, Paragraph, Table, typed, written_date

SCHEMA = "likvard.letter/1"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading ("" = the letter's opening words) and what a person wrote under it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewModel:
    """One kind of review as the catalogue tells of it. `decisions`: what it can lead to, `extent`: how much of it is
    done; a sentence each, "" = nothing is said."""

    name: str
    purpose: str
    decisions: str
    extent: str
    statutes: tuple[str, ...]
    this_one: bool


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One document of the list; `unit` "" = asked of the organiser. `have` = it is in already."""

    text: str
    help: str
    unit: str
    have: bool


@dataclass(frozen=True, slots=True)
class Appendix:
    """`kind` contact_form, scope or documents; only the field of that kind is filled."""

    kind: Literal["contact_form", "scope", "documents"]
    models: tuple[ReviewModel, ...] = ()
    items: tuple[AskedFor, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Everything a letter says. This, as JSON, is what is frozen when it is merged."""

    authority: str
    receiver: tuple[str, ...]  # name first, then attention and postal lines
    case_number: str
    dated: date
    subject: str
    parts: tuple[Part, ...]
    signature: tuple[str, ...]
    answer_by: date | None
    appendices: tuple[Appendix, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is answered without an account. Printed only on paper that goes by post."""

    what: str
    address: str


def to_json(content: LetterContent) -> dict[str, Any]:
    """Plain JSON values; dates as ISO text."""
    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> LetterContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a letter of {SCHEMA}: {values.get('schema')!r}")

    def appendix(a: dict[str, Any]) -> Appendix:
        return Appendix(
            kind=a["kind"],
            models=tuple(ReviewModel(**{**m, "statutes": tuple(m["statutes"])}) for m in a["models"]),
            items=tuple(AskedFor(**i) for i in a["items"]),
        )

    return LetterContent(
        authority=values["authority"],
        receiver=tuple(values["receiver"]),
        case_number=values["case_number"],
        dated=date.fromisoformat(values["dated"]),
        subject=values["subject"],
        parts=tuple(Part(**p) for p in values["parts"]),
        signature=tuple(values["signature"]),
        answer_by=date.fromisoformat(values["answer_by"]) if values["answer_by"] else None,
        appendices=tuple(appendix(a) for a in values["appendices"]),
    )


WORDS = {
    "sv": {
        "appendix": "Bilaga {n}. {title}",
        "contact_form": "Kontaktperson hos huvudmannen",
        "scope": "Våra granskningsmodeller",
        "documents": "Underlag som vi ber om",
        "fill_in": "Svara i formuläret på den adress som ni har fått i e-post, eller fyll i här och skicka till oss.",
        "fill_in_by": "Vi behöver svaret senast den {day}.",
        "table": "Uppgifter om kontaktpersonen",
        "field": "Uppgift",
        "answer": "Ert svar",
        "name": "Namn",
        "title": "Titel",
        "phone": "Telefonnummer",
        "email": "E-postadress",
        "purpose": "Syfte",
        "decisions": "Vad den kan leda till",
        "extent": "Omfattning",
        "statutes": "Bestämmelser",
        "this_one": "Den här granskningen är av detta slag.",
        "existing": (
            "Vi ber bara om handlingar som redan finns. Ni behöver inte skriva något nytt. "
            "Svara för varje rad att handlingen finns, att den inte finns eller var vi i stället ser det."
        ),
        "by": "Senast den {day}.",
        "list": "Underlag",
        "number": "Nr",
        "document": "Handling",
        "whom": "Gäller",
        "note": "Anmärkning",
        "organiser": "Huvudmannen",
        "have": "Har vi redan. Ni behöver inte skicka den.",
        "addresses": "Så svarar ni utan konto",
        "keep": "Adressen är er. Lämna den bara till den som ska svara.",
    },
    "en": {
        "appendix": "Appendix {n}. {title}",
        "contact_form": "Contact person at the organiser",
        "scope": "Our kinds of review",
        "documents": "Documents that we ask for",
        "fill_in": "Answer in the form at the address that you have been sent, or fill in here and send it to us.",
        "fill_in_by": "We need your answer by {day}.",
        "table": "About the contact person",
        "field": "What",
        "answer": "Your answer",
        "name": "Name",
        "title": "Title",
        "phone": "Telephone",
        "email": "E-mail",
        "purpose": "Purpose",
        "decisions": "What it may lead to",
        "extent": "Extent",
        "statutes": "Provisions",
        "this_one": "This review is of this kind.",
        "existing": (
            "We ask only for documents that exist. You need not write anything new. "
            "Answer for each line that the document exists, that it does not, or where we find it instead."
        ),
        "by": "By {day}.",
        "list": "Documents",
        "number": "No.",
        "document": "Document",
        "whom": "Concerns",
        "note": "Note",
        "organiser": "The organiser",
        "have": "We have it already. You need not send it.",
        "addresses": "How to answer without an account",
        "keep": "The address is yours. Give it only to the person who is to answer.",
    },
}


def letter_paper(
    content: LetterContent, *, language: str = "sv", status: str = "", addresses: tuple[Address, ...] = ()
) -> Paper:
    """The letter as a paper, with its appendices on pages of their own. `status` marks a preview ("Utkast")."""
    w = WORDS[language]
    blocks: list[Block] = []
    for part in content.parts:
        if part.heading:
            blocks.append(Heading(2, part.heading))
        blocks += typed(part.text)
    if addresses:
        blocks.append(Heading(2, w["addresses"]))
        blocks += [Paragraph(f"{one.what}\n{one.address}") for one in addresses]
        blocks.append(Paragraph(w["keep"], quiet=True))
    if content.signature:
        blocks.append(Paragraph("\n".join(content.signature)))
    for number, appendix in enumerate(content.appendices, start=1):
        blocks += [NewPage(), Heading(2, w["appendix"].format(n=number, title=w[appendix.kind]))]
        if appendix.kind == "contact_form":
            blocks += _contact_form(content.answer_by, w, language)
        elif appendix.kind == "scope":
            blocks += _scope(appendix.models, w)
        else:
            blocks += _documents(appendix.items, content.answer_by, w, language)
    return Paper(
        title=content.subject,
        language=language,
        sender=(content.authority,),
        receiver=content.receiver,
        case_number=content.case_number,
        dated=content.dated,
        blocks=tuple(blocks),
        subject=content.receiver[0] if content.receiver else "",
        status=status,
    )


def _contact_form(by: date | None, w: dict[str, str], language: str) -> list[Block]:
    words = [w["fill_in"]]
    if by:
        words.append(w["fill_in_by"].format(day=written_date(by, language)))
    rows = tuple((w[field], "") for field in ("name", "title", "phone", "email"))
    return [Paragraph(" ".join(words)), Table(w["table"], (Column(w["field"]), Column(w["answer"], share=3)), rows)]


def _scope(models: tuple[ReviewModel, ...], w: dict[str, str]) -> list[Block]:
    blocks: list[Block] = []
    for model in models:
        blocks.append(Heading(3, model.name[:1].upper() + model.name[1:]))
        if model.this_one:
            blocks.append(Paragraph(w["this_one"]))
        blocks.append(Paragraph(f"{w['purpose']}: {model.purpose}"))
        if model.decisions:
            blocks.append(Paragraph(f"{w['decisions']}: {model.decisions}"))
        if model.extent:
            blocks.append(Paragraph(f"{w['extent']}: {model.extent}"))
        if model.statutes:
            blocks.append(Paragraph(f"{w['statutes']}: {', '.join(model.statutes)}.", quiet=True))
    return blocks


def _documents(items: tuple[AskedFor, ...], by: date | None, w: dict[str, str], language: str) -> list[Block]:
    words = [w["existing"]]
    if by:
        words.append(w["by"].format(day=written_date(by, language)))
    rows = tuple(
        (
            str(number),
            f"{item.text}\n{item.help}" if item.help else item.text,
            item.unit or w["organiser"],
            w["have"] if item.have else "",
        )
        for number, item in enumerate(items, start=1)
    )
    columns = (Column(w["number"], numeric=True), Column(w["document"], 8), Column(w["whom"], 4), Column(w["note"], 4))
    return [Paragraph(" ".join(words)), Table(w["list"], columns, rows)]
