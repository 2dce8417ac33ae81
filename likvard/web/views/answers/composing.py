"""The answer written, finding by finding."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from likvard.quality.queries.threads import Thread, threads_of
from likvard.reviews.actions import answers as actions
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.forms.answers import IntroductionForm, ItemForm
from likvard.reviews.models import Case
from likvard.reviews.queries import scope_of
from likvard.reviews.queries.answers import Draft, answered_in
from likvard.rulebook.permissions import Permission
from likvard.web.answerpage import drawn_from, part_shown, readiness
from likvard.web.conflict import Conflict
from likvard.web.guards import grants, needs

from .seen import case_for, draft_for, lead_of, reads_all


@needs(Permission.CASE_READ)
@require_GET
def compose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = case_for(request, case_id)
    may_write = grants(request).may(Permission.ANSWER_WRITE, scope_of(case))
    draft = draft_for(request, case) if may_write else None
    return composer(request, case, draft, may_write=may_write)


def composer(
    request: HttpRequest,
    case: Case,
    draft: Draft | None,
    *,
    may_write: bool = True,
    status: int = 200,
    shown: tuple[UUID, ItemForm, Conflict | None] | None = None,
    introduction: tuple[IntroductionForm, Conflict | None] | None = None,
) -> HttpResponse:
    """The composer; `shown` and `introduction` put back what a person wrote and could not save."""
    areas = []
    threads = _threads(request, draft)
    asked = request.GET.get("infoga", "")
    for area in draft.areas if draft else ():
        parts = []
        for part in area.findings:
            drawn = drawn_from(threads.get(f"finding:{part.finding.id}"))
            if shown and shown[0] == part.finding.id:
                parts.append(part_shown(part, case.id, form=shown[1], conflict=shown[2], drawn=drawn))
            else:
                parts.append(part_shown(part, case.id, drawn=drawn, insert=asked == str(part.finding.id)))
        areas.append((area.area, parts))
    sees_all = reads_all(request, case)
    sent = list(case.answers.filter(sent_on__isnull=False).select_related("sent_by")) if sees_all else []
    return render(
        request,
        "answers/compose.html",
        {
            "case": case,
            "draft": draft,
            "areas": areas,
            "introduction": introduction[0] if introduction else _introduction_form(draft),
            "introduction_conflict": introduction[1] if introduction else None,
            "readiness": readiness(draft) if draft else None,
            "lead": lead_of(case, draft),
            "may_write": may_write,
            "may_send": grants(request).may(Permission.ANSWER_SEND, scope_of(case)),
            "sees_all": sees_all,
            "sent": sent,
            "nothing_to_answer": not answered_in(case).exists(),
        },
        status=status,
    )


def _threads(request: HttpRequest, draft: Draft | None) -> dict[str, Thread]:
    """What the quality work knows of the findings, for whoever may read it."""
    if draft is None or not grants(request).may(Permission.QUALITY_READ):
        return {}
    origins = [f"finding:{part.finding.id}" for part in draft.parts]
    return threads_of(origins, grants(request), today=timezone.localdate())


def _introduction_form(draft: Draft | None) -> IntroductionForm | None:
    if draft is None or draft.hidden:
        return None
    return IntroductionForm(
        initial={
            "introduction": draft.answer.introduction,
            "seen_introduction": fingerprint(draft.answer.introduction),
        }
    )


@needs(Permission.ANSWER_WRITE)
@require_POST
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = case_for(request, case_id, Permission.ANSWER_WRITE)
    actions.begin_answer(case=case, by=request.user, at=timezone.now())
    return redirect("answers:compose", case.id)
