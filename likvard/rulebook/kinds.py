"""Review kinds: what a definition file holds, and which definition was in force on a day."""

from dataclasses import dataclass, field
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
SETTLING = frozenset({"in_line", "remedied"})  # outcomes after which nobody follows the finding up again
Level = Literal["organiser", "unit"]
LEVELS: tuple[Level, ...] = ("organiser", "unit")
# Last days that a kind may set from the start, and the paper that each is counted from.
DEADLINES = ("contact_person", "documents", "fact_check", "response", "follow_up")
COUNTED_FROM = ("letter", "request", "protocol", "decision", "answer")
LETTERS = ("announcement", "request", "interviews", "fact_check", "decision", "reminder")
# What a decision of each language may have a wording for.
DECISION_WORDINGS: dict[str, tuple[str, ...]] = {
    "audit": ("opening", "high", "some", "low", "strength", "development_area", "answer", "no_answer"),
    "supervision": (
        "opening", "deficiency", "no_deficiency", "order", "order_with_fine", "remark", "refrain", "answer",
        "no_answer",
    ),
    "dialogue": ("opening", "agreement", "no_agreement"),
}  # fmt: skip
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
class Criterion:
    """What is looked at, as a sentence that holds or does not. `key` is "1.2": the second of area "1"."""

    key: str
    words: Words
    statutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What is judged as one. `level` says at whom: the organiser as a whole, or each school unit."""

    key: str
    name: Words
    level: Level
    statutes: tuple[str, ...]
    criteria: tuple[Criterion, ...]

    def frozen(self) -> dict[str, object]:
        """As a round keeps it for life: Swedish words, for that is what was judged by."""
        return {
            "key": self.key,
            "name": self.name.sv,
            "level": self.level,
            "legal_basis": list(self.statutes),
            "criteria": [{"key": c.key, "text": c.words.sv, "legal_basis": list(c.statutes)} for c in self.criteria],
        }


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's wording to begin from. `{organiser}` and the like stand for what each letter is filled with."""

    subject: Words
    body: Words


@dataclass(frozen=True, slots=True)
class DefaultDeadline:
    """`what` is to be done within `days` counted from the day of the paper `counted_from`."""

    what: str
    days: int
    counted_from: str
    words: Words


@dataclass(frozen=True, slots=True)
class Definition:
    """One published version of one review kind. `version` is its first day; `checksum` is sha256 of its file.

    `force` is what its outcome means in law, `scope` what it covers and how much of it is done: the text that
    stands in the catalogue of review kinds. Kinds from before areas were kept here have none.
    """

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
    force: Words | None = None
    scope: Words | None = None
    areas: tuple[Area, ...] = ()
    letters: dict[str, Letter] = field(default_factory=dict)
    deadlines: tuple[DefaultDeadline, ...] = ()
    decision: dict[str, Words] = field(default_factory=dict)

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

    def for_round(self, kind: str, day: date) -> Definition:
        """What a round that begins on `day` judges by: the version in force, or the first later one with areas."""
        in_force = self.on(kind, day)
        later = (d for d in self.by_kind[kind] if d.areas and d.valid_from >= in_force.valid_from)
        return in_force if in_force.areas else next(later, in_force)

    def version(self, kind: str, version: str) -> Definition | None:
        """The version that a case began with."""
        return next((d for d in self.by_kind.get(kind, ()) if d.version == version), None)

    def called(self, kind: str) -> tuple[Name, ...]:
        """Every name that the kind has had, oldest first."""
        names = {name for definition in self.by_kind[kind] for name in definition.names}
        return tuple(sorted(names, key=lambda n: (n.since, n.words.sv)))
