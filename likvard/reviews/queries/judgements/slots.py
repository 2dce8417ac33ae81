"""What is to be judged: criteria and areas, at the organiser and at each unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from likvard.reviews.models import Participant, ParticipantUnit, Round
from likvard.reviews.queries.facts import definition_of_round


class SlotKey(NamedTuple):
    """One thing to judge at a participant: a criterion, or an area as a whole (`criterion` ""), of a unit or not."""

    unit: int | None
    area: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The same with its words. `unit` None = the organiser."""

    key: SlotKey
    area: Mapping[str, Any]
    criterion: Mapping[str, Any] | None
    unit: ParticipantUnit | None

    @property
    def text(self) -> str:
        return self.criterion["text"] if self.criterion else self.area["name"]

    @property
    def legal_basis(self) -> list[str]:
        return list((self.criterion or self.area).get("legal_basis") or [])


def scale_of(round_: Round) -> str:
    """The kind's scale; "" for kinds that judge nothing (dialogues)."""
    return definition_of_round(round_).scale or ""


def keys_of(areas: Iterable[Mapping[str, Any]], units: Iterable[int]) -> list[SlotKey]:
    """Everything to judge at one participant, in order: criteria first, then the area that stands on them."""
    found = []
    per_unit = list(units)
    for area in areas:
        for unit in per_unit if area.get("level") == "unit" else [None]:
            found += [SlotKey(unit, area["key"], c["key"]) for c in area.get("criteria") or []]
            found.append(SlotKey(unit, area["key"], ""))
    return found


def slots_of(participant: Participant) -> list[Slot]:
    """Everything to judge at a participant."""
    areas = {area["key"]: area for area in participant.round.areas}
    criteria = {(a["key"], c["key"]): c for a in participant.round.areas for c in a.get("criteria") or []}
    units = {
        u.pk: u
        for u in participant.units.filter(replaced_reason="").select_related("school_unit").order_by(
            "school_unit__name", "id"
        )
    }  # fmt: skip
    return [
        Slot(key, areas[key.area], criteria.get((key.area, key.criterion)), units.get(key.unit))
        for key in keys_of(participant.round.areas, units)
    ]


def slot_of(participant: Participant, key: SlotKey) -> Slot | None:
    return next((slot for slot in slots_of(participant) if slot.key == key), None)
