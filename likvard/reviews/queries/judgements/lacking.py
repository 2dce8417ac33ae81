"""What keeps a judgement from counting."""

from collections.abc import Iterable

from likvard.reviews.models import Judgement

NOT_BEGUN = ("begun",)


def missing_in(judgement: Judgement | None, evidence: Iterable[object]) -> tuple[str, ...]:
    """Codes of what keeps a judgement from counting: begun, level, rationale, evidence, done."""
    if judgement is None:
        return NOT_BEGUN
    if judgement.done_at:
        return ()
    proven = any(True for _ in evidence)
    return lacking_in(judgement.criterion_key, judgement.level, judgement.rationale, proven=proven)


def lacking_in(criterion: str, level: str, rationale: str, *, proven: bool) -> tuple[str, ...]:
    """The same for one that is begun. An area is proven by its criteria when it is marked as done."""
    codes = [code for code, there in (("level", level), ("rationale", rationale)) if not there]
    if criterion and not proven:
        codes.append("evidence")
    return tuple(codes) or ("done",)
