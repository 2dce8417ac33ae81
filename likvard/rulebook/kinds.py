"""Review kinds: what a definition file holds, and which definition was in force on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from likvard.rulebook.lifecycle import Lifecycle
from likvard.rulebook.words import Words

Language = Literal["audit", "supervision", "dialogue"]
LANGUAGES: tuple[Language, ...] = ("audit", "supervision", "dialogue")
FINDING_KINDS = ("development_area", "deficiency")
FOLLOW_UPS: dict[str, tuple[str, ...]] = {
    "development_area": ("in_line", "further_needed"),
    "deficiency": ("remedied", "partly_remaining", "remaining"),
}
INDIVIDUAL_DECISIONS = ("always", "sometimes", "never")


@dataclass(frozen=True, slots=True)
class Name:
    """What the kind was called from one day to another, both included; `until` None = still."""

    words: Words
    since: date
    until: date | None

    def held_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Phase:
    """A state of the lifecycle as people of this kind of review speak of it."""

    state: str
    words: Words


@dataclass(frozen=True, slots=True)
class Definition:
    """One published version of one review kind. `version` is its first day; `checksum` is sha256 of its file."""

    kind: str
    valid_from: date
    valid_to: date | None
    status: Literal["draft", "published"]
    language: Language
    scale: str | None  # a named scale of terms
    finding_kinds: tuple[str, ...]
    individual_decisions: Literal["always", "sometimes", "never"]
    purpose: Words
    names: tuple[Name, ...]  # the first is the one of this version
    statutes: tuple[str, ...]
    follow_up: dict[str, Words]
    closing: dict[str, Words]
    phases: tuple[Phase, ...]
    lifecycle: Lifecycle
    checksum: str

    @property
    def version(self) -> str:
        return self.valid_from.isoformat()

    @property
    def name(self) -> Words:
        return self.names[0].words

    def held_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def phase(self, state: str) -> Words:
        """The state in this kind's words. Raises `KeyError` for a state that the kind does not use."""
        for phase in self.phases:
            if phase.state == state:
                return phase.words
        raise KeyError(state)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every definition, by kind, oldest first."""

    by_kind: dict[str, tuple[Definition, ...]]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.by_kind)

    def on(self, kind: str, day: date) -> Definition:
        """The version in force on `day`; before the first or between versions the nearest one after, else the last.

        Raises `KeyError` for an unknown kind.
        """
        versions = [d for d in self.by_kind[kind] if d.status == "published"] or list(self.by_kind[kind])
        for definition in versions:
            if definition.held_on(day) or day < definition.valid_from:
                return definition
        return versions[-1]

    def version(self, kind: str, version: str) -> Definition | None:
        """The version that a case began with."""
        return next((d for d in self.by_kind.get(kind, ()) if d.version == version), None)

    def called(self, kind: str) -> tuple[Name, ...]:
        """Every name that the kind has had, oldest first."""
        names = {name for definition in self.by_kind[kind] for name in definition.names}
        return tuple(sorted(names, key=lambda n: (n.since, n.words.sv)))
