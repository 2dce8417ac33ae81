"""Reads and checks the definition files. A file that is wrong is refused with its name, the key and what to do."""

import hashlib
import tomllib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, cast

from likvard.rulebook.guards import GUARDS
from likvard.rulebook.kinds import (
    FINDING_KINDS,
    FOLLOW_UPS,
    INDIVIDUAL_DECISIONS,
    LANGUAGES,
    Definition,
    Name,
    Phase,
    Rulebook,
)
from likvard.rulebook.lifecycle import STATES, Lifecycle, State, Transition
from likvard.rulebook.permissions import Permission
from likvard.rulebook.words import Words
from likvard.terms.scales import FOUR_STEPS, LAW, QUALITY
from likvard.terms.statutes import format_references, parse_references

LOCK = "checksums.txt"
SCALES: dict[str, tuple[str, ...]] = {"high_some_low": QUALITY, "deficiency": LAW, "four_steps": FOUR_STEPS}
REQUIRED = (
    "kind", "valid_from", "status", "language", "finding_kinds", "individual_decisions", "purpose", "name",
    "statutes", "phase", "transition",
)  # fmt: skip
OPTIONAL = ("valid_to", "scale", "follow_up", "closing")


class DefinitionError(ValueError):
    """A definition file cannot be used. `file` and `key` say where, the message says what is wrong."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file, self.key, self.problem = file, key, problem


class _Table:
    """A TOML table that knows its place and lets no key pass unread."""

    def __init__(self, file: str, place: str, values: Any) -> None:
        if not isinstance(values, dict):
            raise DefinitionError(file, place, "must be a table")
        self.file, self.place, self.values = file, place, values

    def key(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def fail(self, name: str, problem: str) -> DefinitionError:
        return DefinitionError(self.file, self.key(name), problem)

    def known(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        for name in required:
            if name not in self.values:
                raise self.fail(name, "is missing")
        for name in self.values:
            if name not in {*required, *optional}:
                raise self.fail(name, "is not a key that the rulebook knows")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(name, "must be a text with words in it")
        return value

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        value = self.text(name)
        if value not in tuple(allowed):
            raise self.fail(name, f"is {value!r}; it can be {', '.join(allowed)}")
        return value

    def texts(self, name: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fail(name, "must be a list of texts")
        if len(set(value)) != len(value):
            raise self.fail(name, "names the same thing twice")
        if allowed is not None and (strange := [v for v in value if v not in tuple(allowed)]):
            raise self.fail(name, f"names {strange[0]!r}; it can be {', '.join(allowed)}")
        return tuple(value)

    def day(self, name: str) -> date:
        value = self.values.get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fail(name, "must be a day, written 2023-07-01 without quotes")
        return value

    def optional_day(self, name: str) -> date | None:
        return self.day(name) if name in self.values else None

    def table(self, name: str) -> "_Table":
        return _Table(self.file, self.key(name), self.values.get(name))

    def tables(self, name: str) -> list["_Table"]:
        value = self.values.get(name)
        if not isinstance(value, list) or not value:
            raise self.fail(name, f"must be one or more tables, written [[{name}]]")
        return [_Table(self.file, f"{self.key(name)}[{i}]", v) for i, v in enumerate(value)]

    def words(self, name: str) -> Words:
        table = self.table(name)
        table.known(("sv", "en"))
        return Words(table.text("sv"), table.text("en"))

    def own_words(self) -> Words:
        return Words(self.text("sv"), self.text("en"))


def _name(table: _Table) -> Name:
    table.known(("sv", "en", "from"), ("to",))
    since, until = table.day("from"), table.optional_day("to")
    if until is not None and until < since:
        raise table.fail("to", "lies before from")
    return Name(table.own_words(), since, until)


def _phase(table: _Table) -> Phase:
    table.known(("state", "sv", "en"))
    return Phase(table.one_of("state", STATES), table.own_words())


def _transition(table: _Table) -> Transition:
    table.known(("name", "from", "to", "permission", "requires", "records", "sv", "en"))
    sources = table.texts("from", STATES)
    if not sources:
        raise table.fail("from", "names no state")
    return Transition(
        name=table.text("name"),
        sources=cast(tuple[State, ...], sources),
        target=cast(State, table.one_of("to", STATES)),
        permission=Permission(table.one_of("permission", [p.value for p in Permission])),
        requires=table.texts("requires", GUARDS),
        records=table.text("records"),
        label=table.own_words(),
    )


def _statutes(table: _Table) -> tuple[str, ...]:
    texts = table.texts("statutes")
    for text in texts:
        if format_references(parse_references(text)) != [text]:
            raise table.fail("statutes", f"{text!r} is not one section, written as in 4 kap. 3 § skollagen")
    return texts


def _wordings(table: _Table, name: str, allowed: Iterable[str]) -> dict[str, Words]:
    if name not in table.values:
        return {}
    inner = table.table(name)
    for key in inner.values:
        if key not in tuple(allowed):
            raise inner.fail(key, f"is not one of {', '.join(allowed) or 'nothing'}")
    return {key: inner.words(key) for key in inner.values}


def parse(content: bytes, file: str) -> Definition:
    """One definition from the bytes of its file; `file` is "<kind>/<valid-from>.toml". Raises `DefinitionError`."""
    try:
        top = _Table(file, "", tomllib.loads(content.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DefinitionError(file, "the file", f"is no TOML in UTF-8: {problem}") from problem
    top.known(REQUIRED, OPTIONAL)
    valid_from, valid_to = top.day("valid_from"), top.optional_day("valid_to")
    if file != (expected := f"{top.text('kind')}/{valid_from.isoformat()}.toml"):
        raise top.fail("kind", f"with valid_from this file must be called {expected}")
    if valid_to is not None and valid_to < valid_from:
        raise top.fail("valid_to", "lies before valid_from")
    finding_kinds = top.texts("finding_kinds", FINDING_KINDS)
    language = top.one_of("language", LANGUAGES)
    if language == "supervision" and finding_kinds == ("development_area",):
        raise top.fail("finding_kinds", "supervision finds deficiencies")
    if language in ("audit", "dialogue") and finding_kinds == ("deficiency",):
        raise top.fail("finding_kinds", "only supervision finds deficiencies alone")
    names = tuple(_name(t) for t in top.tables("name"))
    if not names[0].held_on(valid_from):
        raise top.fail("name[0].from", "the first name must hold on the day valid_from")
    phases = tuple(_phase(t) for t in top.tables("phase"))
    transitions = tuple(_transition(t) for t in top.tables("transition"))
    if len({t.name for t in transitions}) != len(transitions):
        raise top.fail("transition", "two steps have the same name")
    lifecycle = Lifecycle(transitions)
    for fault in lifecycle.faults():
        raise top.fail("transition", fault)
    used = {"registered", "closed"} | {t.target for t in transitions} | {s for t in transitions for s in t.sources}
    if [p.state for p in phases] != [s for s in STATES if s in used]:
        raise top.fail("phase", f"must name each used state once, in order: {[s for s in STATES if s in used]}")
    allowed = [code for kind in finding_kinds for code in FOLLOW_UPS[kind]]
    follow_up = _wordings(top, "follow_up", allowed)
    if missing := [code for code in allowed if code not in follow_up]:
        raise top.fail(f"follow_up.{missing[0]}", "is missing")
    return Definition(
        kind=top.text("kind"),
        valid_from=valid_from,
        valid_to=valid_to,
        status=cast(Any, top.one_of("status", ("draft", "published"))),
        language=cast(Any, language),
        scale=top.one_of("scale", SCALES) if "scale" in top.values else None,
        finding_kinds=finding_kinds,
        individual_decisions=cast(Any, top.one_of("individual_decisions", INDIVIDUAL_DECISIONS)),
        purpose=top.words("purpose"),
        names=names,
        statutes=_statutes(top),
        follow_up=follow_up,
        closing=_wordings(top, "closing", ("closed", "open", "no_decisions")),
        phases=phases,
        lifecycle=lifecycle,
        checksum=hashlib.sha256(content).hexdigest(),
    )


def _folder() -> Traversable:
    return files(__package__) / "definitions"


def read_all(folder: Traversable | None = None) -> Rulebook:
    """Every definition under `folder` (the package's own by default), checked together.

    Raises `DefinitionError` also when two versions of a kind hold on the same day.
    """
    by_kind: dict[str, list[Definition]] = {}
    for kind in sorted((folder or _folder()).iterdir(), key=lambda p: p.name):
        if not kind.is_dir() or kind.name.startswith("_"):
            continue
        for file in sorted(kind.iterdir(), key=lambda p: p.name):
            if file.name.endswith(".toml"):
                definition = parse(file.read_bytes(), f"{kind.name}/{file.name}")
                by_kind.setdefault(definition.kind, []).append(definition)
    for kind_name, versions in by_kind.items():
        for earlier, later in pairwise(versions):
            place = f"{kind_name}/{earlier.version}.toml"
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise DefinitionError(
                    place,
                    "valid_to",
                    f"must be {later.valid_from - timedelta(days=1)} or earlier: {later.version} begins",
                )
    return Rulebook({kind: tuple(versions) for kind, versions in by_kind.items()})


@cache
def rulebook() -> Rulebook:
    """The package's own definitions, read once."""
    return read_all()


def locked_checksums() -> dict[str, str]:
    """`{"<kind>/<valid-from>.toml": sha256}` as published, from the lock file beside the definitions."""
    lines = (_folder() / LOCK).read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {file: checksum for checksum, file in pairs}
