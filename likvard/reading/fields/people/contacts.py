"""Whom to ask: lines and sentences with telephone and e-mail, and the labelled names of a document's head."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.fields.people.names import (
    INVESTIGATES,
    NAME,
    NAME_ALONE,
    NAME_FIRST,
    PHONE,
    PRESS,
    TITLE,
    TITLE_ALONE,
    People,
    titled_names,
)
from likvard.reading.fields.people.reach import reach

_LABELLED = re.compile(
    rf"(?P<label>(?i:kontaktperson(?:er)?|handläggare|utredare|ansvarig\s+utredare|kontakt|"
    rf"föredragande|presskontakt|pressfrågor|frågor(?:\s+om\s+[\w ]{{3,40}})?"
    rf"|för\s+frågor(?:\s+om\s+[\w ]{{3,40}})?|för\s+(?:mer\s+)?information|upplysningar|sekreterare|"
    rf"projektledare|beslutande|beslutsfattare|rapportör|författare|övriga|medverkande|deltagare))\s*:\s*"
    rf"(?:(?P<title>(?i:{TITLE}))\s+)?(?P<name>{NAME})"
)
_IS = re.compile(
    rf"\b(?:(?P<title>(?:ansvarig(?:a)?\s+)?(?:utredare|projektledare|handläggare|"
    rf"kontaktperson)\w*)\b[^.\n]{{0,60}}?\bär\s+(?:(?P<second>(?i:{TITLE}))\s+)?"
    rf"|undertecknad,?\s+|kontakta(?:r\s+ni|s)?\s+|vänd(?:a|er)?\s+(?:dig|er|ni\s+er)\s+till\s+|"
    rf"(?:hör\s+av|kontakt\s+med)\s+(?:\w+\s+)?)(?P<name>{NAME})"
)
# What a sentence of that kind must hold, in lower case without its first letter's case.
_IS_WORDS = (
    "utredare", "projektledare", "andläggare", "ontaktperson", "undertecknad", "ontakta", "ontakt med", "änder ",
    "änd ", "ör av",
)  # fmt: skip


def read(document: Document, people: People) -> None:
    """Lines and sentences that say whom to ask, with telephone and e-mail."""
    for index, block in enumerate(document.flow.blocks):
        if not people.may_stand(block.start, block.end):
            continue
        text = document.flow.of(block)
        pieces = block.cells or [(block.start, block.end)]
        for start, end in pieces:
            if people.may_stand(start, end):
                _contact(document, people, index, text if len(pieces) == 1 else document.text[start:end], start, end)


def _contact(document: Document, people: People, index: int, text: str, start: int, end: int) -> None:
    has_reach = "@" in text or bool(("0" in text or "+46" in text) and PHONE.search(text))
    if ":" in text and (labels := list(_LABELLED.finditer(text))):
        for number, label in enumerate(labels):
            last = number + 1 == len(labels)
            stop = end if last else start + labels[number + 1].start()
            _label(document, people, index if last else None, text, start, stop, label)
        return
    if document.kind in ("minutes",):
        return
    if _alone_under(document, people, index, text, start, end):
        return
    for said in _IS.finditer(text) if any(word in text for word in _IS_WORDS) else ():
        follow = NAME_FIRST.match(text, said.start("name"))
        title = (
            _span(said, "second", start)
            or _span(said, "title", start)
            or (_span(follow, "title", start) if follow else None)
        )
        printed = document.text[slice(*title)] if title else ""
        if has_reach or title:
            person = people.add(_name(said, start), title, _contact_role(document, "", printed, index))
            if person is not None:
                reach(document, person, start + said.end("name"), end)
    if not has_reach:
        if len(text) < 70 and (first := NAME_FIRST.fullmatch(text.rstrip(" .,"))) and _asks(document, index):
            title = _span(first, "title", start)
            person = people.add(_name(first, start), title, _contact_role(document, "", first["title"], index))
            if person is not None:
                reach(document, person, end, end, below=index)
        return
    for first in NAME_FIRST.finditer(text):
        if re.search(r"\bsäger\s+$|\bberättar\s+$", text[: first.start()]):
            continue
        person = people.add(
            _name(first, start),
            _span(first, "title", start),
            _contact_role(document, text[: first.start()], first["title"], index),
        )
        if person is not None:
            reach(document, person, start + first.end("name"), end)
    for pair in titled_names(text) if len(text) < 400 else ():
        if re.search(r"kontakta|frågor|vänd|handläggare", text[: pair.start() + 12], re.IGNORECASE):
            person = people.add(
                _name(pair, start), _span(pair, "title", start), _contact_role(document, "", pair["title"], index)
            )
            if person is not None:
                reach(document, person, start + pair.end("name"), end)


def _label(
    document: Document, people: People, index: int | None, text: str, start: int, stop: int, label: re.Match[str]
) -> None:
    """`Handläggare: A`, `Presskontakt: B, pressekreterare, 08-...`: a person by the label before the name."""
    said = label["label"].lower()
    here = document.flow.index_at(start)
    title = _span(label, "title", start)
    follow = NAME_FIRST.match(text, label.start("name"))
    if title is None and follow:
        title = _span(follow, "title", start)
    printed = document.text[slice(*title)] if title else ""
    if title is None and said in ("handläggare", "sekreterare", "projektledare", "utredare"):
        title = _title_below(document, here) or (_span(label, "label", start) if said != "handläggare" else None)
        printed = document.text[slice(*title)] if title else ""
    role = _contact_role(document, said, printed, here)
    if said in ("handläggare", "uppgiftslämnare") and document.kind in ("board_memo", "response", "minutes"):
        role = "author"
    if said in ("övriga", "medverkande", "deltagare"):
        role = "investigator"
    person = people.add((start + label.start("name"), start + label.end("name")), title, role)
    if person is not None:
        reach(document, person, start + label.end("name"), stop, below=index)


_RESPONSIBLE = re.compile(r"(?:ansvariga?\s+)?(?:utredare|inspektörer|handläggare|kontaktpersoner)$")


def _alone_under(document: Document, people: People, index: int, text: str, start: int, end: int) -> bool:
    """A name alone under a heading such as "Ansvariga utredare" or "Handläggare", with its lines below."""
    if len(text) > 70 or not (line := NAME_FIRST.fullmatch(text.rstrip(" .,")) or NAME_ALONE.match(text)):
        return False
    heading = ""
    for block in reversed(document.flow.blocks[max(0, index - 8) : index]):
        if block.kind == "heading" and not NAME_ALONE.match(document.flow.of(block)):
            heading = document.lower[block.start : block.end].rstrip(" :")
            break
    in_head = document.kind == "board_memo" and line.re is NAME_FIRST and end < document.head_end
    if not _RESPONSIBLE.match(heading) and not in_head:
        return False
    role = (
        "author"
        if document.kind == "board_memo"
        else "investigator"
        if "utred" in heading or "inspekt" in heading
        else "contact"
    )
    title = _span(line, "title", start) if line.re is NAME_FIRST else None
    stop = start + line.end("name") if line.re is NAME_FIRST else end
    person = people.add((start, stop), title, role)
    if person is not None:
        reach(document, person, stop, end, below=index)
    return True


def _span(match: re.Match[str], group: str, offset: int) -> tuple[int, int] | None:
    return (offset + match.start(group), offset + match.end(group)) if match[group] else None


def _name(match: re.Match[str], offset: int) -> tuple[int, int]:
    return offset + match.start("name"), offset + match.end("name")


def _title_below(document: Document, index: int) -> tuple[int, int] | None:
    """A title in the first cell of one of the two lines below: the head of a memo."""
    for block in document.flow.blocks[index + 1 : index + 3]:
        start, end = block.cells[0] if block.cells else (block.start, block.end)
        if TITLE_ALONE.match(document.text[start:end]):
            return start, end
    return None


def _asks(document: Document, index: int) -> bool:
    heading = document.near_heading(index) + " " + document.near_heading(index - 1 if index else 0)
    return bool(re.search(r"kontakt|frågor|information|upplysning|press", heading))


def _contact_role(document: Document, said: str, title: str, index: int) -> str:
    if said in ("beslutande", "beslutsfattare"):
        return "decides"
    if said in ("föredragande", "rapportör"):
        return "reports"
    if document.kind == "board_memo":
        return "author"
    heading = document.near_heading(index)
    if PRESS.search(title) or PRESS.search(said):
        return "press"
    if INVESTIGATES.search(title):
        return "investigator"
    if re.match(r"presskontakt|pressfrågor|för media", heading):
        return "press"
    return "contact"
