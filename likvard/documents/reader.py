"""The library's reader as this room uses it: an original in, what is stored of its reading out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from likvard import reading

VERSION = version("likvard")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading gave: text with page ranges, the record, evidence and doubts as plain JSON values."""

    text: str
    pages: list[list[int]]
    record: dict[str, Any]
    evidence: list[dict[str, Any]] = field(default_factory=list)
    doubtful: list[dict[str, Any]] = field(default_factory=list)
    version: str = VERSION
    notes: list[str] = field(default_factory=list)


Reader = Callable[[Path, str], Outcome]


def read(path: Path, name: str) -> Outcome:
    """Read one original. Raises `ReadingError`."""
    result = reading.read(path, name)
    record = dict(result.to_json())
    evidence, doubtful = record.pop("evidence", []), record.pop("doubtful", [])
    source = result.source
    return Outcome(
        text=source.text,
        pages=[[page.start, page.end] for page in source.pages],
        record=record,
        evidence=evidence,
        doubtful=doubtful,
        notes=list(source.notes),
    )
