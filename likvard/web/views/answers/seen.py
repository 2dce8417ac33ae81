"""Which answer a person may come to, and how far it has come."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from likvard.reviews.models import Answer, Case, Finding
from likvard.reviews.queries import findings_visible_to, scope_of, visible_to
from likvard.reviews.queries.answers import Draft, draft_of
from likvard.rulebook.permissions import Permission
from likvard.web.answerpage import readiness
from likvard.web.guards import grants
from likvard.web.templatetags.lv import day, from_today


def case_for(request: HttpRequest, case_id: UUID, permission: Permission = Permission.CASE_READ) -> Case:
    return get_object_or_404(visible_to(grants(request), permission), pk=case_id)


def draft_for(request: HttpRequest, case: Case) -> Draft | None:
    """The unsent answer with the findings that this person may write about."""
    answer = case.answers.filter(sent_on__isnull=True).select_related("case", "changed_by").first()
    if answer is None:
        return None
    answer.case = case
    return draft_of(answer, findings_visible_to(grants(request), Permission.ANSWER_WRITE).filter(case=case))


def reads_all(request: HttpRequest, case: Case) -> bool:
    """Nothing in the case is hidden from this person: she may read what is said of every finding."""
    seen = findings_visible_to(grants(request)).filter(case=case).order_by().values("pk")
    return not Finding.objects.filter(case=case).exclude(pk__in=seen).exists()


def lead_of(case: Case, draft: Draft | None) -> str:
    parts = []
    if draft is not None:
        state = readiness(draft)
        parts.append(
            ngettext(
                "%(ready)d of %(of)d finding is ready to be answered.",
                "%(ready)d of %(of)d findings are ready to be answered.",
                state.of,
            )
            % {"ready": state.ready, "of": state.of}
        )
    due = case.deadlines.filter(what="response", met_on__isnull=True).order_by("day").first()
    if due:
        words = {"day": day(due.day), "left": from_today(due.day)}
        parts.append(
            (_("To be answered by %(day)s, %(left)s.") if words["left"] else _("To be answered by %(day)s.")) % words
        )
    return " ".join(parts)


def refreshed(request: HttpRequest, case: Case, place: str = "") -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("answers:compose", case.id)


def is_sent(request: HttpRequest, case: Case) -> HttpResponse:
    messages.warning(
        request, _("The answer has been sent meanwhile and can no longer be changed. Write the next one if needed.")
    )
    return refreshed(request, case)


def answer_for(request: HttpRequest, case_id: UUID, number: int) -> tuple[Case, Answer]:
    """A whole answer: a draft for those who write it, a sent one for those who may read every finding."""
    case = case_for(request, case_id)
    if not reads_all(request, case):
        raise Http404
    answer = get_object_or_404(case.answers.select_related("sent_by", "case"), number=number)
    if answer.sent_on is None and not grants(request).may(Permission.ANSWER_WRITE, scope_of(case)):
        raise PermissionDenied
    return case, answer
