"""What a house judges, decides, follows up and publishes."""

from datetime import date
from typing import Any

from likvard.access.models import User
from likvard.reports.overall import to_json
from likvard.reviews.actions import decisions, judging, publications
from likvard.reviews.models import Case, FollowUp, OverallReport, OwnResult, Participant, Round
from likvard.reviews.queries.judgements import slots_of
from likvard.reviews.queries.overall import overall_content
from tests.factories import NOW, TODAY, a_finding, a_judgement, an_area


def what_is_judged(participant: Participant, case: Case, word: str, by: User) -> dict[str, Any]:
    """Every thing to judge judged, a draft decision, a follow-up that waits, and a result delivered to `case`."""
    for slot in slots_of(participant):
        one = a_judgement(participant, by, slot.key, rationale=f"Skäl {word}", done=False)
        if slot.key.criterion:
            judging.add_judged_finding(
                judgement=one, kind="development_area", text=f"Utveckla {word}", legal_basis=[], by=by, at=NOW
            )
        judging.finish_judgement(judgement=one, by=by, at=NOW)
    decision = decisions.begin_decision(participant=participant, unit=None, by=by, at=NOW)
    own = participant.case
    a_finding(own, an_area(own, f"Område {word}"), f"Kvarstår {word}")
    FollowUp.objects.create(case=own, number=1, planned_on=date(2027, 1, 20), created_at=NOW)
    report = OverallReport.objects.create(
        round=participant.round, number=1, published_on=TODAY, checksum=word, published_at=NOW,
        content=_content(participant, word),
    )  # fmt: skip
    areas = [{"name": f"Område {word}", "own": [], "others": 0, "levels": []}]
    OwnResult.objects.create(
        report=report, case=case, delivered_at=NOW,
        content={"title": f"Omgång {word}", "authority": "Verket", "areas": areas},
    )  # fmt: skip
    return {"decision_id": decision.pk, "slot": "0:1:1.1"}


def what_is_to_be_published(round_: Round, word: str, by: User) -> dict[str, Any]:
    """The overall report being masked, with news, and shown to nobody yet."""
    draft = publications.begin_publication(report=round_.overall_reports.get(), by=by, at=NOW)
    mask = publications.add_mask(
        publication=draft, place="", words=f"Rapport {word}", ground="data_protection", by=by, at=NOW
    )
    publications.write_news(publication=draft, version=0, heading=f"Nyhet {word}", contacts=[], by=by, at=NOW)
    return {"publication_id": draft.pk, "mask_id": mask.pk, "published_code": draft.code}


def _content(participant: Participant, word: str) -> dict[str, Any]:
    return to_json(overall_content(participant.round, published_on=TODAY, number=1)) | {"summary": f"Rapport {word}"}
