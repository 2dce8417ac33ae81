"""The page of one case and what is done to the case as a whole."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.details import update_details
from likvard.reviews.actions.languages import MixedLanguages
from likvard.reviews.actions.linking import merge_cases
from likvard.reviews.actions.moving import NotYet, move
from likvard.reviews.forms.cases import DetailsForm, SameCaseForm, StepForm
from likvard.reviews.queries import CasePage, facts_of, facts_shown, visible_to
from likvard.rulebook.guards import GUARDS
from likvard.rulebook.lifecycle import NoSuchStep, Transition
from likvard.rulebook.permissions import Permission
from likvard.web.casing import capital
from likvard.web.delivered import ways_on
from likvard.web.guards import grants, needs
from likvard.web.labels import label

from . import boards, conflict, seen, timeline
from .wording import board_heading, language, lead

# What a person gives with a step; the other guards look at what the case holds.
GIVEN = {"closing_day_is_given": "day", "grounds_are_given": "grounds"}


def asked_by(step: Transition) -> tuple[str, ...]:
    asks = [GIVEN[name] for name in step.requires if name in GIVEN]
    return tuple(["day", *asks] if step.name == "decide" else asks)


def _steps(page: CasePage) -> list[tuple[Transition, str]]:
    """The steps that a person can take now, in words; one whose facts are missing is offered only when closing."""
    lifecycle, facts = page.definition.lifecycle, facts_shown(page)
    offered = []
    for step in lifecycle.leaving(page.case.state):
        waiting = [g for g in step.requires if g not in GIVEN and GUARDS[g](facts) is not None]
        if step.name in ("close", "decide") or not waiting:
            offered.append((step, step.label.text(language())))
    return offered


def context_of(request: HttpRequest, page: CasePage, *, opened: str = "", undo: int | None = None) -> dict[str, Any]:
    today, can = timezone.localdate(), seen.abilities(request, page)
    may_read = can["read_documents"]
    decided = {row.document_id: row.dated for row in page.documents}
    return {
        "page": page,
        "case": page.case,
        "can": can,
        "today": today,
        "lead": lead(page, today),
        "heading": board_heading(page.speaks_of),
        "kind": capital(page.definition.name.text(language())),
        "purpose": page.definition.purpose.text(language()),
        "state_word": page.definition.phase(page.case.state).text(language()),
        "areas": boards.areas_shown(page, today=today, may_read=may_read, opened=opened),
        "deadlines": [boards.deadline_shown(d, today=today, may_read=may_read) for d in page.deadlines],
        "line": timeline.line(page, today),
        "events": timeline.points(page, today),
        "people": [(person, label("person_role", person.role)) for person in page.people],
        "documents": [(row, capital(label("document_part", row.part))) for row in page.documents],
        "interventions": [
            (one, capital(label("intervention", one.kind)), decided.get(one.document_id)) for one in page.interventions
        ],
        "forms": ", ".join(label("school_form", form) for form in page.case.school_forms),
        "steps": _steps(page) if can["edit"] else [],
        "next_step": _next_step(page, can),
        "opened": opened,
        "undo": undo,
        "delivered": ways_on(request, page.case) if page.case.in_round else [],
    }


def _next_step(page: CasePage, can: Any) -> tuple[str, str]:
    """(address, words) of the one filled button; empty when the next step is somebody else's."""
    case = page.case
    if case.state == "decided" and page.rows and can["answer"]:
        return reverse("answers:compose", args=[case.id]), _("Write the answer")
    if case.state == "decided" and not page.rows and can["edit"]:
        return reverse("reviews:add_finding", args=[case.id]), _("Write down a finding")
    if case.state in ("registered", "announced", "answered") and can["add_documents"]:
        return reverse("documents:index"), _("Add a document")
    return "", ""


@needs(Permission.CASE_READ)
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    page = seen.page(request, case_id)
    undo = request.GET.get("angra", "")
    context = context_of(
        request, page, opened=request.GET.get("oppet", ""), undo=int(undo) if undo.isdecimal() else None
    )
    return render(request, "reviews/case.html", context)


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """A step of the case by hand: its day and grounds, or why it must wait."""
    stored = seen.case_for(request, case_id, Permission.CASE_EDIT)
    page = seen.page(request, case_id)
    lifecycle = page.definition.lifecycle
    try:
        wanted = lifecycle.step(stored.state, name)
    except NoSuchStep:
        raise Http404 from None
    if not grants(request).may(wanted.permission):
        raise PermissionDenied
    form = StepForm(request.POST or None, asks=asked_by(wanted), initial={"day": timezone.localdate()})
    facts = facts_of(stored)
    asks = asked_by(wanted)
    held = [GUARDS[g](facts) for g in wanted.requires if g not in GIVEN and not (name == "decide" and "day" in asks)]
    reasons = [reason.text(language()) for reason in held if reason]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            known = None
            if name == "decide" and given.get("day"):
                known = replace(facts, decision_known=True)
            move(
                case=stored, name=name, by=request.user, at=timezone.now(),
                day=given.get("day"), grounds=given.get("grounds", ""), known=known,
            )  # fmt: skip
        except NotYet as waits:
            reasons = [reason.text(language()) for reason in waits.reasons]
        else:
            messages.success(request, _("Saved. The step is in the history."))
            return redirect("reviews:case", stored.id)
    context = {
        "page": page,
        "case": stored,
        "form": form,
        "label": wanted.label.text(language()),
        "reasons": reasons,
        "live": page.live if name == "close" else (),
        "speaks_of": page.speaks_of,
        "closing": name == "close",
    }
    return render(request, "reviews/step.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, case_id: UUID) -> HttpResponse:
    stored = seen.case_for(request, case_id, Permission.CASE_EDIT)
    initial = {"title": stored.title, "case_number": stored.case_number, "authority": stored.authority}
    form = DetailsForm(request.POST or None, initial={**initial, "version": stored.version})
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            update_details(case=stored, by=request.user, at=timezone.now(), **given)
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=reverse("reviews:case", args=[stored.id]))
        messages.success(request, _("Saved."))
        return redirect("reviews:case", stored.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/details.html", {"form": form, "case": stored}, status=status)


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def same(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Two cases that turn out to be one review: a person decides, and the other is kept as a trace."""
    kept = seen.case_for(request, case_id, Permission.CASE_EDIT)
    others = visible_to(grants(request), Permission.CASE_EDIT).filter(holder=kept.holder).exclude(pk=kept.pk)
    form = SameCaseForm(request.POST or None, others=others.order_by("-opened_on", "title", "id"))
    if request.method == "POST" and form.is_valid():
        try:
            merge_cases(keep=kept, other=form.cleaned_data["other"], by=request.user, at=timezone.now())
        except MixedLanguages as refused:
            form.add_error("other", refused.words.text(language()))
        else:
            messages.success(request, _("The two cases are one now. The other is kept as it was."))
            return redirect("reviews:case", kept.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/same.html", {"form": form, "case": kept}, status=status)
