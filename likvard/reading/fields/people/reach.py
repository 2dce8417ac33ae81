"""Where somebody is reached: e-mail and telephone after (or under) a name."""

from __future__ import annotations

import re

from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields.people.names import EMAIL, NAME, NAME_ALONE, PHONE, People
from likvard.reading.record import Person, Read
from likvard.terms.names import fold

_NEXT = re.compile(rf"[.;]\s|\b(?:kontaktar|handläggare|utredare)\b[^,@]{{0,30}}{NAME}")
_NAMED = re.compile(rf"\b{NAME}\b\s*,")


def _is_name(document: Document, block: Block) -> bool:
    return bool(NAME_ALONE.match(document.flow.of(block)))


def reach(document: Document, person: Person, start: int, end: int, *, below: int | None = None) -> None:
    """E-mail and telephone after the name, up to the next name; in a head also in the lines below."""
    stop = end
    if following := _NEXT.search(document.text, start + 3, end):
        tail = document.text[start : following.start()]
        if "@" in tail or PHONE.search(tail):
            stop = following.start() + 1
    if below is not None:
        for block in document.flow.blocks[below + 1 : below + 4]:
            text = document.flow.of(block)
            if _is_name(document, block) or block.end - block.start > 90 or _NAMED.search(text):
                break
            if "@" in text or PHONE.search(text):
                stop = block.end
    if person.email is None and (hit := EMAIL.search(document.text, start, stop)):
        person.email = Read(hit.group().rstrip("."), hit.start(), hit.start() + len(hit.group().rstrip(".")), 0.93)
    if person.phone is None and (hit := PHONE.search(document.text, start, stop)):
        person.phone = Read(hit.group().strip(), hit.start(), hit.end(), 0.9)


def addresses_by_name(document: Document, people: People) -> None:
    """An address that stands elsewhere in the text and spells a person's name: `anna.ek@` is Anna Ek's."""
    without = [person for person in people.by_name.values() if person.email is None]
    if not without or "@" not in document.text:
        return
    taken = {str(person.email.value) for person in people.by_name.values() if person.email is not None}
    for hit in EMAIL.finditer(document.text):
        address = hit.group().rstrip(".")
        if address in taken:
            continue
        spelt = fold(address.partition("@")[0])
        mine = [p for p in without if p.email is None and fold(str(p.name.value)) == spelt]
        if len(mine) == 1:
            mine[0].email = Read(address, hit.start(), hit.start() + len(address), 0.85)
