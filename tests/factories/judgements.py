"""Finished judgements, as people make them."""

from likvard.access.models import User
from likvard.reviews.actions import judging
from likvard.reviews.models import Judgement, Participant
from likvard.reviews.queries.judgements import SlotKey, slots_of

from .days import NOW


def a_judgement(
    participant: Participant, by: User, key: SlotKey | None = None, level: str = "low", *, done: bool = True, at=NOW,
    rationale: str = "Intervjuerna visar att analysen stannar vid resultaten.",
) -> Judgement:  # fmt: skip
    """Of the first criterion unless `key` says otherwise, with a note as evidence."""
    key = key or slots_of(participant)[0].key
    made = judging.write_judgement(
        participant=participant, key=key, level=level, rationale=rationale, version=0, by=by, at=at
    )
    if key.criterion or not any(s.key.criterion for s in slots_of(participant) if s.key.area == key.area):
        judging.add_judgement_evidence(
            judgement=made, kind="note", note="Sett vid besöket den 3 november", by=by, at=at
        )
    return judging.finish_judgement(judgement=made, by=by, at=at) if done else made


def judge_all(participant: Participant, by: User, level: str = "low", *, at=NOW) -> list[Judgement]:
    """Everything that is to be judged at the participant, criteria before the areas that stand on them."""
    return [a_judgement(participant, by, slot.key, level, at=at) for slot in slots_of(participant)]
