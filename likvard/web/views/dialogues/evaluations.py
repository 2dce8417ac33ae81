"""The evaluation of a year: each side answers for itself; who holds the dialogues also sees what it adds up to."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.quality.actions.evaluations import evaluate
from likvard.quality.forms.dialogues import EvaluationForm
from likvard.quality.models import Series, SeriesParty
from likvard.quality.queries.dialogues import evaluation_result
from likvard.quality.queries.visibility import parties_visible_to, sides_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .seen import runs, series_for


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def evaluation(request: HttpRequest, series_id: UUID, year: int) -> HttpResponse:
    series = series_for(request, series_id)
    if series.state == Series.State.PROPOSED or not 2000 <= year <= 2100:
        raise Http404
    mine = grants(request)
    may_run = runs(request, series.holder_id)
    spoken_for: list[SeriesParty | None] = [None] if may_run else []
    spoken_for += [
        party for party in parties_visible_to(mine).filter(series=series) if "party" in sides_of(mine, party)
    ]
    if not spoken_for:
        raise PermissionDenied
    named = {str(party.id) if party else "": party for party in spoken_for}
    side = request.POST.get("side", next(iter(named)))
    if side not in named:
        raise PermissionDenied
    forms = []
    for key, party in named.items():
        before = series.evaluations.filter(party=party, year=year).first()
        initial = (
            {"keep": before.keep, "change": before.change} | {f"grade_{n}": g for n, g in before.grades.items()}
            if before
            else {}
        )
        posted = request.POST if request.method == "POST" and key == side else None
        form = EvaluationForm(posted, purposes=series.purposes, initial=initial, auto_id=f"id_{key or 'holder'}_%s")
        if posted is not None and form.is_valid():
            evaluate(
                series=series, party=party, year=year, grades=form.grades, keep=form.cleaned_data["keep"],
                change=form.cleaned_data["change"], by=request.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Thank you. You can change your answer until the evaluation is summed up."))
            return redirect("dialogues:evaluation", series.id, year)
        forms.append((key, party.name if party else series.holder.name, form, before))
    return render(
        request,
        "dialogues/evaluation.html",
        {
            "series": series,
            "year": year,
            "forms": forms,
            "result": evaluation_result(series, year) if may_run else None,
        },
        status=422 if any(form.errors for _key, _name, form, _before in forms) else 200,
    )
