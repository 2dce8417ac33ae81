"""The wording of a section on a day, named by the change that gave it (`data/statute_changes.toml`)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from likvard.terms.datafiles import read_toml
from likvard.terms.statutes.citations import parse_references
from likvard.terms.statutes.references import Reference, format_reference


@dataclass(frozen=True, slots=True)
class LawChange:
    """Sections that read otherwise from a day on. `sure` False = day or number is not checked against SFS."""

    sfs: str
    since: date
    swedish: str
    english: str
    sections: tuple[Reference, ...]
    sure: bool

    def text(self, language: str) -> str:
        return self.english if language.startswith("en") else self.swedish


@cache
def all_changes() -> tuple[LawChange, ...]:
    """Every change that is known, oldest first."""
    rows = read_toml("statute_changes.toml")["change"]
    found = (
        LawChange(
            sfs=row["sfs"],
            since=row["from"],
            swedish=row["sv"],
            english=row["en"],
            sections=tuple(parse_references("; ".join(row["sections"]))),
            sure=row.get("sure", True),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda change: (change.since, change.sfs)))


def changes_after(day: date) -> tuple[LawChange, ...]:
    """Those whose wording holds from a later day than `day`: what somebody who wrote then could not know of."""
    return tuple(change for change in all_changes() if change.since > day)


def wording_on(reference: Reference, day: date) -> LawChange | None:
    """The change that gave the section the wording it had on `day`; None = no change is known before that day."""
    found = [change for change in all_changes() if change.since <= day and reference in change.sections]
    return found[-1] if found else None


def format_dated(reference: Reference, day: date, *, no_break: bool = False) -> str:
    """As a decision prints it: `4 kap. 3 § skollagen (lydelse enligt SFS 2022:940)`; without a known change the bare
    reference, which then means the wording that the statute has had all along."""
    bare = format_reference(reference, no_break=no_break)
    change = wording_on(reference, day)
    return f"{bare} (lydelse enligt SFS {change.sfs})" if change and change.sure else bare
