"""What has been gathered about each area while a document is walked through."""

from __future__ import annotations

from dataclasses import dataclass, field

from likvard.reading import area_names
from likvard.reading.document import Document
from likvard.reading.fields import tables
from likvard.reading.record import Finding, Read


@dataclass(slots=True)
class Section:
    """What has been gathered about one area."""

    name: Read
    ranges: list[tuple[int, int]] = field(default_factory=list)
    judgement: Read | None = None
    findings: list[Finding] = field(default_factory=list)
    follow_up: Read | None = None
    row: tables.AreaRow | None = None
    from_heading: bool = False


class Areas:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.by_key: dict[str, Section] = {}

    def get(self, name: Read, *, heading: bool = False) -> Section:
        key = area_names.key(str(name.value))
        section = self.by_key.get(key)
        if section is None:
            section = self.by_key[key] = Section(name, from_heading=heading)
        elif heading and not section.from_heading:
            section.name, section.from_heading = name, True
        return section

    def match(self, text: str) -> str | None:
        """The key of an area already met or known that a heading names."""
        start, end = area_names.plain(text)
        key = area_names.key(text[start:end])
        if key in self.by_key:
            return key
        known = area_names.known(text[start:end])
        return area_names.key(known) if known else None


def add(section: Section, one: Finding) -> None:
    key = area_names.key(str(one.text.value))
    if all(area_names.key(str(f.text.value)) != key for f in section.findings):
        section.findings.append(one)
