"""The answer is marked as sent, and locked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.reviews.actions import answers as actions
from likvard.reviews.forms.answers import SendAnswerForm
from likvard.rulebook.permissions import Permission
from likvard.web.answerpage import readiness
from likvard.web.guards import needs

from .seen import case_for, draft_for, is_sent


@needs(Permission.ANSWER_SEND)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for the day, show what is missing, and lock the answer."""
    case = case_for(request, case_id, Permission.ANSWER_SEND)
    draft = draft_for(request, case)
    if draft is None or draft.hidden:
        raise Http404
    state = readiness(draft)
    today = timezone.localdate()
    form = SendAnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_on": today},
        today=today,
        has_gaps=bool(state.heavy),
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer, left = actions.send_answer(
                answer=draft.answer,
                sent_on=form.cleaned_data["sent_on"],
                by=request.user,
                at=timezone.now(),
                gaps_known=form.cleaned_data.get("gaps_known", False),
            )
        except actions.AnswerIsSent:
            return is_sent(request, case)
        except actions.AnswerHasGaps:  # somebody emptied a field while this page was open
            return redirect("answers:send", case.id)
        messages.success(request, _("The answer is marked as sent and can no longer be changed."))
        if left:
            messages.warning(request, _("The case stays in its state, since it has no such step from there."))
        return redirect("answers:read", case.id, answer.number)
    context = {"case": case, "draft": draft, "form": form, "readiness": state}
    return render(request, "answers/send.html", context, status=422 if form.errors else 200)
