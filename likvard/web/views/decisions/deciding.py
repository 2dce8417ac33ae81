"""One decision: read as it will be printed, written in, approved, issued, corrected."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.decision import decision_paper
from likvard.reviews.actions import decisions as actions
from likvard.reviews.actions import issuing
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.forms.deciding import AreaForm, DecidedFindingForm, DecisionForm, ReceivedForm, SentForm
from likvard.reviews.models import Decision, DecisionArea, DecisionFinding
from likvard.reviews.queries.decisions import areas_of, checksum_of, content_of, deciders, lacking_in
from likvard.reviews.queries.facts import definition_of_round
from likvard.reviews.queries.people import reviewers
from likvard.rulebook.permissions import Permission
from likvard.terms.interventions import all_interventions
from likvard.web.guards import needs
from likvard.web.labels import choices, label
from likvard.web.views.reviews import conflict
from likvard.web.views.rounds import seen

from .shown import STATE_TONES, decision_for, reasons_in_words, refused


@needs(Permission.ROUND_READ)
@require_GET
def decision_page(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id)
    content = content_of(decision)
    draft = decision.state != Decision.State.ISSUED
    can = seen.abilities(request, decision.participant.round)
    me = request.user
    today = timezone.localdate()
    number = 0
    editable = []
    for place, (row, findings) in enumerate(areas_of(decision), 1):
        shown = []
        for one in findings:
            number += 1
            shown.append((number, one, label("judged_kind", one.kind), label("intervention", one.intervention)))
        editable.append((place, row, shown))
    return render(
        request,
        "decisions/decision.html",
        {
            "round": decision.participant.round,
            "participant": decision.participant,
            "decision": decision,
            "can": can,
            "content": content,
            "paper": decision_paper(content, language="sv", draft=draft),
            "lacking": reasons_in_words(lacking_in(decision)) if draft else [],
            "editable": editable,
            "checksum": checksum_of(content),
            "state": label("decision_state", decision.state),
            "tone": STATE_TONES[decision.state],
            "may_approve": can["decide"]
            and draft
            and decision.decided_by_id == me.pk
            and str(me.pk) not in decision.writers
            and decision.reporting_id != me.pk,
            "replaced_by": getattr(decision, "replaced_by", None),
            "services": [
                (s, label("service_way", s.way), ReceivedForm(sent_on=s.sent_on, today=today, auto_id=f"r{s.pk}-%s"))
                for s in decision.services.all()
            ],
            "sent_form": SentForm(ways=choices("service_way")[1:], today=today, initial={"sent_on": today}),
        },
    )


def _edit(
    request: HttpRequest, decision: Decision, form: Form, save: Callable[[], object], *, heading: str, lead: str = ""
) -> HttpResponse:
    """Show, refuse, tell of a conflict, save: the same for each form of a draft."""
    back = redirect("decisions:decision", decision.participant.round_id, decision.pk)
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=back.url)
        except (NotYet, RoundRefuses) as refusal:
            refused(request, refusal)
            return back
        messages.success(request, _("Saved."))
        return back
    context = {
        "round": decision.participant.round, "decision": decision, "form": form, "heading": heading, "lead": lead,
        "button": _("Save"), "back": back.url,
    }  # fmt: skip
    return render(request, "decisions/form.html", context, status=422 if form.errors else 200)


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id, Permission.JUDGE)
    holder, today = decision.participant.round.holder_id, timezone.localdate()
    fields = ("number", "decided_on", "others", "introduction", "outcome", "response_day", "follow_up_on", "court",
              "closing_text", "version")  # fmt: skip
    initial = {name: getattr(decision, name) for name in fields}
    initial |= {"decided_by": decision.decided_by_id, "reporting": decision.reporting_id}
    form = DecisionForm(
        _data(request), deciders=deciders(holder, on=today), reviewers=reviewers(holder, on=today), initial=initial,
        may_be_appealed=definition_of_round(decision.participant.round).language == "supervision",
    )  # fmt: skip
    return _edit(
        request, decision, form,
        lambda: actions.write_decision(
            decision=decision, values=form.values, version=form.cleaned_data["version"], by=request.user,
            at=timezone.now(),
        ),
        heading=_("The decision's own details"), lead=decision.participant.organiser.name,
    )  # fmt: skip


def _nth_area(decision: Decision, number: int) -> DecisionArea:
    rows = list(decision.areas.order_by("ordering", "id"))
    if not 1 <= number <= len(rows):
        raise Http404
    return rows[number - 1]


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, round_id: UUID, decision_id: UUID, number: int) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id, Permission.JUDGE)
    row = _nth_area(decision, number)
    row.decision = decision
    form = AreaForm(_data(request), initial={"account": row.account, "version": decision.version})
    return _edit(
        request, decision, form,
        lambda: actions.write_area(
            area=row, account=form.cleaned_data["account"], version=form.cleaned_data["version"], by=request.user,
            at=timezone.now(),
        ),
        heading=row.name, lead=_("What the decision says of the area."),
    )  # fmt: skip


def _nth_finding(decision: Decision, number: int) -> DecisionFinding:
    rows = [one for _area, findings in areas_of(decision) for one in findings]
    if not 1 <= number <= len(rows):
        raise Http404
    return rows[number - 1]


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, round_id: UUID, decision_id: UUID, number: int) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id, Permission.JUDGE)
    row = _nth_finding(decision, number)
    form = DecidedFindingForm(
        _data(request),
        interventions=[(one.code, label("intervention", one.code)) for one in all_interventions()],
        deficiency=row.kind == "deficiency",
        actions=row.actions,
        initial={
            "text": row.text, "legal_basis": ", ".join(row.legal_basis), "intervention": row.intervention,
            "last_day": row.last_day, "fine_sek": row.fine_sek, "serious": row.serious, "version": decision.version,
        },
    )  # fmt: skip
    return _edit(
        request, decision, form,
        lambda: actions.write_decided_finding(
            finding=row, version=form.cleaned_data["version"], by=request.user, at=timezone.now(), **form.values
        ),
        heading=label("judged_kind", row.kind).capitalize(), lead=row.area.name,
    )  # fmt: skip


Act = Callable[[Decision], object]


def _do(request: HttpRequest, round_id: UUID, decision_id: UUID, permission: Permission, act: Act, said: str) -> Any:
    """One step of a decision, by POST; its refusals come back as messages."""
    decision = decision_for(request, round_id, decision_id, permission)
    try:
        result = act(decision)
    except (NotYet, RoundRefuses) as refusal:
        refused(request, refusal)
        return redirect("decisions:decision", round_id, decision_id)
    messages.success(request, said)
    if isinstance(result, Decision):
        return redirect("decisions:decision", round_id, result.pk)
    return redirect("decisions:index", round_id)


@needs(Permission.JUDGE)
@require_POST
def rebuild(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    def act(decision: Decision) -> Decision:
        if decision.kind == Decision.Kind.FOLLOW_UP:
            return actions.begin_follow_up_decision(follow_up=decision.concludes, by=request.user, at=timezone.now())
        return actions.rebuild_decision(decision=decision, by=request.user, at=timezone.now())

    return _do(request, round_id, decision_id, Permission.JUDGE, act, _("The judgements are taken in anew."))


@needs(Permission.DECISION_APPROVE)
@require_POST
def approve(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    def act(decision: Decision) -> Decision:
        return actions.approve_decision(
            decision=decision, checksum=request.POST.get("checksum", ""), by=request.user, at=timezone.now()
        )

    return _do(
        request, round_id, decision_id, Permission.DECISION_APPROVE, act,
        _("The decision is approved, word for word as you have read it."),
    )  # fmt: skip


@needs(Permission.JUDGE)
@require_POST
def issue(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    def act(decision: Decision) -> Decision:
        return issuing.issue_decision(decision=decision, today=timezone.localdate(), by=request.user, at=timezone.now())

    return _do(
        request, round_id, decision_id, Permission.JUDGE, act, _("The decision is issued and can no longer be changed.")
    )


@needs(Permission.JUDGE)
@require_POST
def correct(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    def act(decision: Decision) -> Decision:
        return actions.begin_correction(decision=decision, by=request.user, at=timezone.now())

    return _do(
        request, round_id, decision_id, Permission.JUDGE, act, _("A new decision is begun. It replaces the old one.")
    )


@needs(Permission.JUDGE)
@require_POST
def discard(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    def act(decision: Decision) -> None:
        actions.discard_decision(decision=decision, by=request.user, at=timezone.now())

    return _do(request, round_id, decision_id, Permission.JUDGE, act, _("The draft is gone."))
