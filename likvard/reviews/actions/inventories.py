"""Inventories of experience: begun, sorted, tied together, issued."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.analysis.association import reported
from likvard.documents.models import Document
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation
from likvard.quality.actions import locked, write_changes
from likvard.quality.models import PinnedFigure
from likvard.reports.frozen import checksum_of
from likvard.reports.inventory import to_json
from likvard.reviews.models import Inventory, IssuedInventory, SeenBeside, SortedFinding, Tie
from likvard.reviews.queries.inventory import gathered, inventory_content, row_of
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

from .moving import NotYet

NOT_SORTED = Words(
    "{n} iakttagelser är inte sorterade. Sortera dem, eller utelämna dem med skäl, innan inventeringen utfärdas.",
    "{n} findings are not sorted. Sort them, or leave them out with reasons, before the inventory is issued.",
)
NOTHING = Words(
    "Inget är sorterat, så det finns inget att utfärda.", "Nothing is sorted, so there is nothing to issue."
)
NO_SUMMARY = Words("Skriv det viktigaste innan inventeringen utfärdas.", "Write the main point before it is issued.")
BLIND = Words(
    "Du ska själv bedöma {n} deltagare utan att se andras bedömningar. Låt någon annan utfärda inventeringen.",
    "You are to judge {n} participants without seeing what others judged. Let somebody else issue the inventory.",
)
TEXTS = frozenset({"title", "question", "summary", "handling", "next_step"})


class UnknownFindingError(ValueError):
    """The finding is not among those of the inventory."""


def _tell(inventory: Inventory, action: str, by: User, at: datetime, **more: Any) -> None:
    record(
        action=action, subject_kind="inventory", subject_id=inventory.pk, by=by, at=at,
        organisation=inventory.holder_id, **more,
    )  # fmt: skip


@transaction.atomic
def begin_inventory(
    *, holder: Organisation, title: str, question: str, begins: date, ends: date, by: User, at: datetime
) -> Inventory:
    made = Inventory.objects.create(
        holder=holder, title=title.strip(), question=question.strip(), begins=begins, ends=ends, created_by=by,
        created_at=at,
    )  # fmt: skip
    _tell(made, "inventory_begun", by, at, after={"title": Text.of(made.title), "begins": begins, "ends": ends})
    return made


@transaction.atomic
def change_inventory(*, inventory: Inventory, version: int, by: User, at: datetime, **mine: Any) -> Inventory:
    """`mine`: any of the words and the days. Raises `ChangedMeanwhile`."""
    cleaned = {field: value.strip() if field in TEXTS else value for field, value in mine.items()}
    stored, changes = locked(inventory, version=version, mine=cleaned)
    if not changes:
        return stored
    write_changes(stored, changes)
    told: list[Mapping[str, Any]] = [
        {f: Text.of(pair[place]) if f in TEXTS else pair[place] for f, pair in changes.items()} for place in (0, 1)
    ]
    _tell(stored, "inventory_changed", by, at, before=told[0], after=told[1])
    return stored


@transaction.atomic
def sort_finding(
    *, inventory: Inventory, key: str, areas: Iterable[str], left_out: str = "", by: User, at: datetime
) -> SortedFinding:
    """Which areas one finding (`key` as `queries.inventory.Row`) is about, or why it is left out. The same again
    changes nothing. Raises `UnknownFindingError` for what is not gathered, `ValueError` for neither or both."""
    chosen = [code for code in reported()[0] if code in set(areas)]
    reason = left_out.strip()
    if bool(chosen) == bool(reason):
        raise ValueError("a finding has areas or a reason to be left out, and not both")
    locked_ = Inventory.objects.select_for_update().get(pk=inventory.pk)
    if row_of(locked_, key, by) is None:
        raise UnknownFindingError(key)
    kind, _, pk = key.partition(":")
    which = {f"{kind}_id": pk}
    before = SortedFinding.objects.filter(inventory=locked_, **which).first()
    if before and (before.areas, before.left_out) == (chosen, reason):
        return before
    made, _created = SortedFinding.objects.update_or_create(
        inventory=locked_, **which, defaults={"areas": chosen, "left_out": reason, "by": by, "at": at}
    )
    _tell(
        locked_, "inventory_finding_sorted", by, at,
        before={"areas": before.areas, "left_out": Text.of(before.left_out)} if before else {},
        after={"finding": pk, "areas": chosen, "left_out": Text.of(reason)},
    )  # fmt: skip
    return made


@transaction.atomic
def add_tie(
    *, inventory: Inventory, start: str, end: str, both_ways: bool, level: str, strength: str, grounds: str,
    source: str = "", year: int | None = None, document: Document | None = None, by: User, at: datetime,
) -> Tie:  # fmt: skip
    """One area that feeds another. Raises `ValueError` for areas that are not known or the same, for another level, and
    for a tie that somebody is said to state without where."""
    if level not in Tie.Level.values:
        raise ValueError("a tie holds for an organiser or for a unit")
    if start == end or not {start, end} <= set(reported()[0]):
        raise ValueError("a tie joins two different known areas")
    if strength != Tie.Strength.HYPOTHESIS and not source.strip() and document is None:
        raise ValueError("a tie that is stated says where")
    made = Tie.objects.create(
        inventory=inventory, start=start, end=end, both_ways=both_ways, level=level, strength=strength,
        grounds=grounds.strip(), source=source.strip(), year=year, document=document, added_by=by, added_at=at,
    )  # fmt: skip
    _tell(
        inventory, "inventory_tie_added", by, at,
        after={"tie": made.pk, "start": start, "end": end, "both_ways": both_ways, "level": level,
               "strength": strength, "grounds": Text.of(made.grounds), "source": Text.of(made.source)},
    )  # fmt: skip
    return made


@transaction.atomic
def remove_tie(*, tie: Tie, by: User, at: datetime) -> None:
    """Taken out of what is counted; the row stays."""
    if Tie.objects.filter(pk=tie.pk, removed_at=None).update(removed_at=at):
        _tell(tie.inventory, "inventory_tie_removed", by, at, before={"tie": tie.pk})


@transaction.atomic
def add_seen_beside(
    *, inventory: Inventory, area: str, text: str = "", source: str = "", figure: PinnedFigure | None = None,
    by: User, at: datetime,
) -> SeenBeside:  # fmt: skip
    """What a survey shows of an area; of a pinned figure its own sentence and source, where no words are given.
    Raises `ValueError` without words or source, and for a figure of another organisation."""
    if area not in reported()[0]:
        raise ValueError(f"no area {area!r}")
    if figure is not None and figure.holder_id != inventory.holder_id:
        raise ValueError("the figure belongs to another organisation")
    words = text.strip() or (figure.sentence_sv if figure else "")
    said_by = source.strip() or (str(figure.source.get("title") or figure.measure) if figure else "")
    if not words or not said_by:
        raise ValueError("what is seen beside has words and a source")
    made = SeenBeside.objects.create(
        inventory=inventory, area=area, text=words, source=said_by[:300], figure=figure, added_by=by, added_at=at
    )
    _tell(
        inventory, "inventory_seen_beside_added", by, at,
        after={"area": area, "text": Text.of(words), "source": Text.of(said_by), "figure": figure and figure.pk},
    )  # fmt: skip
    return made


@transaction.atomic
def remove_seen_beside(*, seen: SeenBeside, by: User, at: datetime) -> None:
    if SeenBeside.objects.filter(pk=seen.pk, removed_at=None).update(removed_at=at):
        _tell(seen.inventory, "inventory_seen_beside_removed", by, at, before={"area": seen.area})


@transaction.atomic
def issue_inventory(*, inventory: Inventory, issued_on: date, by: User, at: datetime) -> IssuedInventory:
    """Freezes what the inventory says. The same content issued again is the same version. Raises `NotYet` while
    something is not sorted, nothing is, or the main point is missing; and for who is still to judge somebody blind."""
    stored = Inventory.objects.select_for_update().select_related("holder").get(pk=inventory.pk)
    found = gathered(stored)
    last = stored.issued.order_by("-number").first()
    number = last.number + 1 if last else 1
    content = inventory_content(stored, found, issued_on=issued_on, number=number)
    reasons = []
    if blind := gathered(stored, by).blind:
        raise NotYet((Reason("blind", Words(BLIND.sv.format(n=blind), BLIND.en.format(n=blind))),))
    if content.unsorted:
        n = content.unsorted
        reasons.append(Reason("not_sorted", Words(NOT_SORTED.sv.format(n=n), NOT_SORTED.en.format(n=n))))
    if not content.areas:
        reasons.append(Reason("nothing", NOTHING))
    if not content.summary:
        reasons.append(Reason("no_summary", NO_SUMMARY))
    if reasons:
        raise NotYet(tuple(reasons))
    values = to_json(content)
    if last and _bare(last.content) == _bare(values):
        return last
    made = IssuedInventory.objects.create(
        inventory=stored, number=number, issued_on=issued_on, content=values, checksum=checksum_of(values),
        issued_by=by, issued_at=at,
    )  # fmt: skip
    _tell(stored, "inventory_issued", by, at, after={"number": number, "day": issued_on, "checksum": made.checksum})
    return made


def _bare(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in ("number", "issued_on")}
