"""What has become of each finding: judged on shown effect, on a visit, or on a signed reason why neither was needed."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import Text, record
from likvard.reviews.models import AnswerItem, Finding, FollowUp, FollowUpFinding, ReceivedItem
from likvard.rulebook.guards import Reason
from likvard.rulebook.kinds import FOLLOW_UPS, SETTLING
from likvard.rulebook.words import Words

from .moving import NotYet
from .rounds import require_open

WHY: dict[str, Words] = {
    "grounds": Words("Skriv skälen för bedömningen.", "Write the grounds of the judgement."),
    "basis": Words(
        "Visa vad bedömningen vilar på: effekt, ett besök, eller ett undertecknat skäl till att inget av dem behövs.",
        "Say what the judgement stands on: effect, a visit, or a signed reason why neither is needed.",
    ),
    "visited_on": Words("Ange vilken dag besöket gjordes.", "Give the day of the visit."),
    "activity_only": Words(
        "Redovisningen berättar bara om aktiviteter, inte om effekt. Begär effekt, gör ett besök, eller skriv under"
        " varför inget av dem behövs.",
        "The answer tells only of activities, not of effect. Ask for effect, make a visit, or sign why neither is"
        " needed.",
    ),
    "no_effect": Words(
        "Ingen effekt är visad: varken redovisningen eller något dokument visar den.",
        "No effect is shown: neither the answer nor any document shows it.",
    ),
    "done": Words("Uppföljningen är avslutad.", "The follow-up is finished."),
}  # fmt: skip


def latest_item(finding: Finding) -> ReceivedItem | None:
    """What the latest answer that speaks of the finding says."""
    return (
        ReceivedItem.objects.filter(finding=finding)
        .select_related("received")
        .prefetch_related("documents")
        .order_by("-received__number")
        .first()
    )


@transaction.atomic
def judge_follow_up(
    *,
    follow_up: FollowUp,
    finding: Finding,
    outcome: str,
    basis: str,
    grounds: str,
    by: User,
    at: datetime,
    visited_on: date | None = None,
    document: Document | None = None,
) -> FollowUpFinding:
    """What has become of one finding, signed by the person. Raises `NotYet` with every reason, and `ValueError` for
    an outcome of the other language."""
    stored = FollowUp.objects.select_for_update(of=("self",)).select_related("case__participant__round").get(
        pk=follow_up.pk
    )  # fmt: skip
    require_open(stored.case.participant.round)
    if stored.done_on is not None:
        raise NotYet((Reason("done", WHY["done"]),))
    if finding.case_id != stored.case_id or outcome not in FOLLOW_UPS[finding.kind]:
        raise ValueError(f"a {finding.kind} cannot be {outcome!r}")
    codes = list(_lacking(finding, outcome, basis, grounds, visited_on, document))
    if codes:
        raise NotYet(tuple(Reason(code, WHY[code]) for code in codes))
    before = FollowUpFinding.objects.filter(follow_up=stored, finding=finding).first()
    row, _ = FollowUpFinding.objects.update_or_create(
        follow_up=stored, finding=finding,
        defaults={
            "outcome": outcome, "basis": basis if outcome in SETTLING or basis == "visit" else "",
            "grounds": grounds.strip(), "visited_on": visited_on if basis == "visit" else None,
            "document": document, "signed_by": by, "signed_at": at, "version": (before.version if before else 0) + 1,
        },
    )  # fmt: skip
    record(
        action="follow_up_finding_judged", subject_kind="finding", subject_id=finding.pk, by=by, at=at,
        organisation=stored.case.holder_id, case=stored.case_id,
        before={"state": before.outcome} if before else None,
        after={"state": outcome, "basis": row.basis, "grounds": Text.of(row.grounds), "document": document},
    )  # fmt: skip
    return row


def _lacking(
    finding: Finding, outcome: str, basis: str, grounds: str, visited_on: date | None, document: Document | None
) -> list[str]:
    codes = [] if grounds.strip() else ["grounds"]
    if basis not in ("", *FollowUpFinding.Basis.values):
        raise ValueError(f"no basis {basis!r}")
    if basis == "visit" and visited_on is None:
        codes.append("visited_on")
    if outcome not in SETTLING:
        return codes
    if not basis:
        codes.append("basis")
    if basis == "effect" and document is None:
        item = latest_item(finding)
        if item is not None and item.effect == AnswerItem.Effect.ACTIVITY_ONLY:
            codes.append("activity_only")
        elif item is None or item.effect != AnswerItem.Effect.EFFECT or not (
            item.evidence or item.documents.exists()
        ):  # fmt: skip
            codes.append("no_effect")
    return codes
