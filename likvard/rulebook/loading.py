"""Reads and checks the definition files. A file that is wrong is refused with its name, the key and what to do."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, cast

from likvard.rulebook.content import areas_of, deadlines_of, decision_of, letters_of
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
from likvard.rulebook.tables import DefinitionError, Table, sections
from likvard.rulebook.words import Words
from likvard.terms.scales import FOUR_STEPS, LAW, QUALITY

LOCK = "checksums.txt"
SCALES: dict[str, tuple[str, ...]] = {"high_some_low": QUALITY, "deficiency": LAW, "four_steps": FOUR_STEPS}
REQUIRED = (
    "kind", "valid_from", "status", "language", "finding_kinds", "individual_decisions", "purpose", "name",
    "statutes", "phase", "transition",
)  # fmt: skip
OPTIONAL = ("valid_to", "scale", "follow_up", "closing", "force", "scope", "area", "letter", "deadline", "decision")


def _name(table: Table) -> Name:
    table.known(("sv", "en", "from"), ("to",))
    since, until = table.day("from"), table.optional_day("to")
    if until is not None and until < since:
        raise table.fail("to", "lies before from")
    return Name(table.own_words(), since, until)


def _phase(table: Table) -> Phase:
    table.known(("state", "sv", "en"))
    return Phase(table.one_of("state", STATES), table.own_words())


def _transition(table: Table) -> Transition:
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


def _wordings(table: Table, name: str, allowed: Iterable[str]) -> dict[str, Words]:
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
        values = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DefinitionError(file, "the file", f"is no TOML in UTF-8: {problem}") from problem
    return built(values, file, checksum=hashlib.sha256(content).hexdigest())


def built(values: dict[str, Any], file: str, *, checksum: str) -> Definition:
    """The definition that a file's values say. Raises `DefinitionError` for the first thing that is wrong."""
    top = Table(file, "", values)
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
    places = {phase.state: f"phase[{place}]" for place, phase in enumerate(phases)}
    for state, fault in lifecycle.faults():
        raise top.fail(places.get(state, "transition"), fault)
    used = {"registered", "closed"} | {t.target for t in transitions} | {s for t in transitions for s in t.sources}
    for phase in phases:
        if phase.state not in used:
            raise top.fail(places[phase.state], "no step leads to it or from it")
    if [p.state for p in phases] != [s for s in STATES if s in used]:
        raise top.fail("phase", f"must name each used state once, in order: {[s for s in STATES if s in used]}")
    allowed = [code for kind in finding_kinds for code in FOLLOW_UPS[kind]]
    follow_up = _wordings(top, "follow_up", allowed)
    if missing := [code for code in allowed if code not in follow_up]:
        raise top.fail(f"follow_up.{missing[0]}", "is missing")
    areas = areas_of(top)
    if areas and (lacking := [key for key in ("force", "scope") if key not in top.values]):
        raise top.fail(lacking[0], "is missing: a kind with areas says what force it has and what it covers")
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
        statutes=sections(top, "statutes"),
        follow_up=follow_up,
        closing=_wordings(top, "closing", ("closed", "open", "no_decisions")),
        phases=phases,
        lifecycle=lifecycle,
        force=top.words("force") if "force" in top.values else None,
        scope=top.words("scope") if "scope" in top.values else None,
        areas=areas,
        letters=letters_of(top),
        deadlines=deadlines_of(top),
        decision=decision_of(top, language),
        checksum=checksum,
    )


def _folder() -> Traversable:
    return files(__package__) / "definitions"


def read_all(folder: Traversable | None = None) -> Rulebook:
    """Every definition under `folder` (the package's own by default), checked together.

    A version without a last day ends where the next begins. Raises `DefinitionError` also when two versions of a
    kind hold on the same day.
    """
    by_kind: dict[str, list[Definition]] = {}
    for kind in sorted((folder or _folder()).iterdir(), key=lambda p: p.name):
        if not kind.is_dir() or kind.name.startswith("_"):
            continue
        for file in sorted(kind.iterdir(), key=lambda p: p.name):
            if file.name.endswith(".toml"):
                definition = parse(file.read_bytes(), f"{kind.name}/{file.name}")
                by_kind.setdefault(definition.kind, []).append(definition)
    return Rulebook({kind: in_succession(versions) for kind, versions in by_kind.items()})


def in_succession(versions: Iterable[Definition]) -> tuple[Definition, ...]:
    """The versions of one kind, oldest first, each ending at the latest on the day before the next begins.

    A published file is never changed, not even to write its last day in it. Raises `DefinitionError` when a last
    day that is written lies past the next version's first.
    """
    ordered = sorted(versions, key=lambda d: d.valid_from)
    for index, (earlier, later) in enumerate(pairwise(ordered)):
        last = later.valid_from - timedelta(days=1)
        if earlier.valid_to is not None and earlier.valid_to > last:
            place = f"{earlier.kind}/{earlier.version}.toml"
            raise DefinitionError(place, "valid_to", f"must be {last} or earlier: {later.version} begins")
        if earlier.valid_to is None:
            ordered[index] = replace(earlier, valid_to=last)
    return tuple(ordered)


@cache
def rulebook() -> Rulebook:
    """The package's own definitions, read once."""
    return read_all()


def text_of(definition: Definition) -> str:
    """The file of one of the package's own definitions, to begin a new version from."""
    return (_folder() / definition.kind / f"{definition.version}.toml").read_text(encoding="utf-8")


def locked_checksums() -> dict[str, str]:
    """`{"<kind>/<valid-from>.toml": sha256}` as published, from the lock file beside the definitions."""
    lines = (_folder() / LOCK).read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {file: checksum for checksum, file in pairs}
