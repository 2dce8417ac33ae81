"""The ledger's events as a person reads them: who, when, what, from what to what, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from likvard.access.queries import names_of, unit_names
from likvard.access.words import ROLE
from likvard.ledger.presenters import FIELDS, REASONS, sentence
from likvard.ledger.queries import Entry
from likvard.web.labels import label
from likvard.web.templatetags.lv import day as written_day

# The line above the values names these already.
SAID_BY_THE_SUBJECT = {("document", "name"), ("finding", "text")}
DAYS = {"day", "until", "met_on", "done_on", "sent_on", "closed_on", "decided_on", "valid_from", "valid_to", "dated"}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed; a text in its own words where they are still kept."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    number: int
    at: datetime
    who: str
    did: str
    about: str
    address: str
    changes: tuple[Change, ...]
    reason: str


@dataclass(slots=True)
class Day:
    day: date
    events: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """What ids stand for, looked up once for a whole page of events."""

    people: Mapping[str, str]
    units: Mapping[str, str]
    subjects: Mapping[tuple[str, str], str]
    cases: Mapping[str, str]
    wordings: Mapping[str, str]  # sha256 → text, as far as it is kept and the reader may see it


def told(entries: Iterable[Entry], *, about: About, case_links: bool) -> list[Day]:
    """Events by day in Swedish local time, in the order they are given."""
    days: list[Day] = []
    for entry in entries:
        when = timezone.localtime(entry.at).date()
        if not days or days[-1].day != when:
            days.append(Day(when))
        days[-1].events.append(_told(entry, about, case_links))
    return days


def names_in(entries: Iterable[Entry]) -> tuple[set[str], set[str]]:
    """The ids of people and the codes of school units that the events name."""
    people: set[str] = set()
    units: set[str] = set()
    for entry in entries:
        people.add(entry.actor)
        if entry.subject_kind == "person":
            people.add(entry.subject_id)
        for values in (entry.before, entry.after):
            people |= {str(values[key]) for key in ("owner", "to") if values.get(key)}
            named = values.get("units")  # codes of units; some events only say how many
            units |= {str(code) for code in named} if isinstance(named, list) else set()
    return people - {""}, units


def about(
    entries: Iterable[Entry],
    *,
    subjects: Mapping[tuple[str, str], str],
    cases: Mapping[str, str],
    wordings: Mapping[str, str],
) -> About:
    """Looks up the names of people and units."""
    people, units = names_in(entries)
    return About(people=names_of(people), units=unit_names(units), subjects=subjects, cases=cases, wordings=wordings)


def digests_in(entries: Iterable[Entry]) -> set[str]:
    """The digests of all texts that the events name."""
    return {
        value["sha256"]
        for entry in entries
        for values in (entry.before, entry.after)
        for value in values.values()
        if isinstance(value, dict) and "sha256" in value
    }


def _told(entry: Entry, about: About, case_links: bool) -> Told:
    subject = about.subjects.get((entry.subject_kind, entry.subject_id), "")
    if entry.subject_kind == "person":
        subject = about.people.get(entry.subject_id, "")
        if entry.subject_id == entry.actor:
            subject = ""
    case, address = about.cases.get(entry.case, ""), ""
    if case_links and case:
        subject = f"{case} · {subject}" if subject and entry.subject_kind != "case" else case
        address = _case_address(entry.case)
    return Told(
        number=entry.number,
        at=entry.at,
        who=_("Likvärd itself") if not entry.actor else about.people.get(entry.actor, _("a person who is gone")),
        did=sentence(entry.action),
        about=subject,
        address=address,
        changes=tuple(_changes(entry, about)),
        reason=str(REASONS.get(entry.reason, "")),
    )


def _case_address(case: str) -> str:
    try:
        return reverse("reviews:case", args=[case])
    except NoReverseMatch:
        return ""


def _changes(entry: Entry, about: About) -> Iterable[Change]:
    for key in dict.fromkeys([*entry.before, *entry.after]):
        if key not in FIELDS or (entry.subject_kind, key) in SAID_BY_THE_SUBJECT:
            continue
        before, after = entry.before.get(key), entry.after.get(key)
        if before == after or (_is_nothing(before) and _is_nothing(after)):
            continue
        show = _shower(entry, key, about)
        yield Change(str(FIELDS[key]), show(before), show(after))


def _is_nothing(value: Any) -> bool:
    empty_text = isinstance(value, dict) and value.get("length") == 0
    return value in (None, "", [], {}, False) or empty_text


def _shower(entry: Entry, key: str, about: About) -> Callable[[Any], str]:
    def show(value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, dict):
            length = value.get("length", 0)
            if length == 0 or value.get("sha256") in about.wordings:
                return about.wordings.get(value.get("sha256", ""), "")
            return ngettext("a text of %(count)d character", "a text of %(count)d characters", length) % {
                "count": length
            }
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if key in DAYS:
            return _day(str(value))
        if key in ("owner", "to"):
            return about.people.get(str(value), _("a person who is gone"))
        if key == "units" and isinstance(value, list):
            return ", ".join(about.units.get(str(code), str(code)) for code in value)
        if key == "document":
            return about.subjects.get(("document", str(value)), _("a document"))
        if isinstance(value, list):
            return ", ".join(str(one) for one in value)
        return _word(entry.subject_kind, key, str(value))

    return show


def _day(value: str) -> str:
    try:
        return written_day(date.fromisoformat(value[:10]))
    except ValueError:
        return value


# Which table of words a value's code belongs to, by what it is a value of.
_TABLES = {
    ("finding", "state"): "finding_state",
    ("finding", "kind"): "finding_kind",
    ("case", "state"): "case_state",
    ("case", "kind"): "review_kind",
    ("case", "part"): "document_part",
    ("case", "outcome"): "outcome",
    ("deadline", "what"): "deadline",
    ("finding", "closing_outcome"): "closing_outcome",
    ("finding", "outcome"): "closing_outcome",
    ("measure", "state"): "measure_state",
    ("answer_item", "effect"): "effect",
}


def _word(kind: str, key: str, code: str) -> str:
    if key == "role":
        return str(ROLE.get(code, code))
    if key == "language":
        return {"sv": "svenska", "en": "English"}.get(code, code)
    if (kind, key) in _TABLES:
        return label(_TABLES[(kind, key)], code)
    return code
