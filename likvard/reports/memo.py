"""How a memo to a board (tjänsteskrivelse) is laid out: numbered proposals first, then what they stand on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .paper import Block, Heading, Paper, Paragraph, typed

SCHEMA = "likvard.memo/1"

# The parts that follow the proposals, in the order in which a board reads them.
PARTS = ("summary", "matter", "background", "evaluation", "proposal", "economy", "children")
HEADINGS = {
    "proposals": "Förslag till beslut",
    "summary": "Sammanfattning",
    "matter": "Beskrivning av ärendet",
    "background": "Bakgrund",
    "evaluation": "Vad utvärderingen visar",
    "proposal": "Förslag till modell",
    "economy": "Ekonomiska konsekvenser",
    "children": "Barnets bästa",
}


@dataclass(frozen=True, slots=True)
class MemoContent:
    """What the memo says. `parts` has a text for each of `PARTS`; an empty one is left out of the paper."""

    title: str
    organiser: str
    board: str
    proposals: tuple[str, ...]
    parts: dict[str, str]
    dated: date | None
    signed_by: str


def to_json(content: MemoContent) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "title": content.title,
        "organiser": content.organiser,
        "board": content.board,
        "proposals": list(content.proposals),
        "parts": {part: content.parts.get(part, "") for part in PARTS},
        "dated": content.dated.isoformat() if content.dated else None,
        "signed_by": content.signed_by,
    }


def from_json(values: dict[str, Any]) -> MemoContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a memo of {SCHEMA}: {values.get('schema')!r}")
    return MemoContent(
        title=values["title"],
        organiser=values["organiser"],
        board=values["board"],
        proposals=tuple(values["proposals"]),
        parts=dict(values["parts"]),
        dated=date.fromisoformat(values["dated"]) if values["dated"] else None,
        signed_by=values["signed_by"],
    )


def memo_paper(content: MemoContent) -> Paper:
    """The memo as a paper. Its language is Swedish: it is an act of a Swedish board."""
    blocks: list[Block] = []
    if content.proposals:
        blocks.append(Heading(2, HEADINGS["proposals"]))
        blocks += [Paragraph(f"{n}. {text}") for n, text in enumerate(content.proposals, start=1)]
    for part in PARTS:
        if text := content.parts.get(part, "").strip():
            blocks += [Heading(2, HEADINGS[part]), *typed(text)]
    if content.signed_by:
        blocks.append(Paragraph(content.signed_by))
    return Paper(
        title=content.title,
        language="sv",
        sender=(content.organiser,),
        receiver=(content.board,) if content.board else (),
        case_number="",
        dated=content.dated,
        blocks=tuple(blocks),
        subject=f"Tjänsteskrivelse: {content.title}",
        status="" if content.dated else "Utkast",
    )
