"""People: who decided, who presented the case, who took part, whom to ask; never those quoted or named in passing.

Four places tell: the closing sentences ("Beslutet har fattats av ..."), the signatures, the lines with telephone
and e-mail, and the head of a memo ("Handläggare: ...").
"""

from __future__ import annotations

from likvard.reading.document import Document
from likvard.reading.fields.people import closing, contacts, signatures
from likvard.reading.fields.people.names import ROLES, People
from likvard.reading.fields.people.reach import addresses_by_name
from likvard.reading.record import Person


def read(document: Document) -> list[Person]:
    """Each person once, in the order of the roles."""
    if document.kind in ("other", "register_line", "statistics_page"):
        return []
    people = People(document)
    closing.read(document, people)
    signatures.read(document, people)
    contacts.read(document, people)
    addresses_by_name(document, people)
    return sorted(people.by_name.values(), key=lambda p: ROLES.index(str(p.role.value)) if p.role else 9)
