"""What a new version of a definition changes, said area by area and criterion by criterion."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from likvard.rulebook.codes import COUNTED_FROM, INDIVIDUAL, LEVEL, PHASE, SCALE, said
from likvard.rulebook.guards import GUARD_WORDS
from likvard.rulebook.kinds import Area, Criterion, Definition
from likvard.rulebook.permissions import Permission
from likvard.rulebook.words import Words

What = Literal[
    "purpose", "force", "scope", "names", "statutes", "individual_decisions", "scale", "area", "criterion", "deadline",
    "letter", "decision", "follow_up", "closing", "phase", "steps",
]  # fmt: skip
Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """`key` names the thing within its kind ("1.2", "announcement"); `old`, `new` are its words, "" = not there."""

    what: What
    key: str
    change: Change
    old: str
    new: str


def differences(old: Definition, new: Definition, language: str = "sv") -> tuple[Difference, ...]:
    """Everything that reads otherwise in `new` than in `old`, in the order of a definition file. English wordings that
    alone have changed are told as a change too, with both languages. Codes are said in `language`."""
    return tuple(_all(old, new, language))


def _all(old: Definition, new: Definition, language: str) -> Iterator[Difference]:
    yield from _one("purpose", "", _both(old.purpose), _both(new.purpose))
    yield from _one("force", "", _both(old.force), _both(new.force))
    yield from _one("scope", "", _both(old.scope), _both(new.scope))
    yield from _one("names", "", _names(old), _names(new))
    yield from _one("statutes", "", "; ".join(old.statutes), "; ".join(new.statutes))
    yield from _one(
        "individual_decisions", "", *(said(INDIVIDUAL, one.individual_decisions, language) for one in (old, new))
    )
    yield from _one("scale", "", *(said(SCALE, one.scale or "", language) for one in (old, new)))
    yield from _areas(old.areas, new.areas, language)
    yield from _table("deadline", _deadlines(old, language), _deadlines(new, language))
    yield from _table(
        "letter",
        {name: f"{_both(one.subject)}\n{_both(one.body)}" for name, one in old.letters.items()},
        {name: f"{_both(one.subject)}\n{_both(one.body)}" for name, one in new.letters.items()},
    )
    yield from _table("decision", _wordings(old.decision), _wordings(new.decision))
    yield from _table("follow_up", _wordings(old.follow_up), _wordings(new.follow_up))
    yield from _table("closing", _wordings(old.closing), _wordings(new.closing))
    yield from _table("phase", _phases(old), _phases(new))
    yield from _table("steps", _steps(old, language), _steps(new, language))


def _both(words: Words | None) -> str:
    return f"{words.sv}\n{words.en}".strip() if words else ""


def _deadlines(one: Definition, language: str) -> dict[str, str]:
    def counted(days: int, paper: str) -> str:
        paper = said(COUNTED_FROM, paper, language)
        return f"{days} days from {paper}" if language.startswith("en") else f"{days} dagar från {paper}"

    return {d.what: f"{counted(d.days, d.counted_from)}\n{_both(d.words)}" for d in one.deadlines}


def _names(one: Definition) -> str:
    return "\n".join(f"{_both(n.words)}\n{n.since}–{n.until or ''}" for n in one.names)


def _wordings(words: Mapping[str, Words]) -> dict[str, str]:
    return {name: _both(one) for name, one in words.items()}


def _phases(one: Definition) -> dict[str, str]:
    return {phase.state: _both(phase.words) for phase in one.phases}


def _steps(one: Definition, language: str) -> dict[str, str]:
    """`beslutat → redovisat`, what must be true first, and the step's name."""

    def all_of(codes: Iterable[str], words: dict[str, Words]) -> str:
        return ", ".join(said(words, code, language) for code in codes)

    return {
        t.name: f"{all_of(t.sources, PHASE)} → {said(PHASE, t.target, language)}\n"
        f"{all_of(t.requires, GUARD_WORDS) or '–'}\n{_both(t.label)}"
        + ("" if t.permission == Permission.CASE_EDIT else f"\n{t.permission}")
        for t in one.lifecycle.transitions
    }


def _one(what: What, key: str, old: str, new: str) -> Iterator[Difference]:
    if old != new:
        yield Difference(what, key, "added" if not old else "removed" if not new else "changed", old, new)


def _table(what: What, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for key in [*old, *(k for k in new if k not in old)]:
        yield from _one(what, key, old.get(key, ""), new.get(key, ""))


def _areas(old: tuple[Area, ...], new: tuple[Area, ...], language: str) -> Iterator[Difference]:
    before, after = {a.key: a for a in old}, {a.key: a for a in new}
    for key in sorted({*before, *after}, key=int):
        was, now = before.get(key), after.get(key)
        yield from _one("area", key, _area(was, language), _area(now, language))
        criteria = {c.key: c for c in was.criteria} if was else {}, {c.key: c for c in now.criteria} if now else {}
        for criterion in sorted({*criteria[0], *criteria[1]}, key=lambda k: int(k.split(".")[1])):
            yield from _one(
                "criterion", criterion, _criterion(criteria[0].get(criterion)), _criterion(criteria[1].get(criterion))
            )


def _area(one: Area | None, language: str) -> str:
    return f"{_both(one.name)}\n{said(LEVEL, one.level, language)}\n{'; '.join(one.statutes)}" if one else ""


def _criterion(one: Criterion | None) -> str:
    return f"{_both(one.words)}\n{'; '.join(one.statutes)}" if one else ""
