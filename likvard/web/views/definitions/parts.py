"""The parts of a draft, each with fields of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.definitions import CannotPublish, change_definition
from likvard.reviews.forms.definitions import (
    AreaForm,
    BasicsForm,
    DeadlinesForm,
    LetterWordingForm,
    NewAreaForm,
    PartForm,
    StepsForm,
    WordingsForm,
)
from likvard.reviews.models import OwnDefinition
from likvard.rulebook.codes import DEADLINE, LANGUAGE, LETTER, LEVEL, PHASE, PLACEHOLDER, SCALE, said
from likvard.rulebook.kinds import LETTERS
from likvard.rulebook.permissions import Permission
from likvard.rulebook.writing import Values, rewritten
from likvard.terms.statutes import format_list, parse_references
from likvard.terms.statutes.wordings import changes_after
from likvard.web.casing import capital
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.reviews.wording import language

from .seen import STATE, base_of, day_of, faults_of, own, page_context, values_or_none

Make = Callable[[Values, Any], PartForm]


def _save(request: HttpRequest, one: OwnDefinition, values: Values) -> None:
    change_definition(
        definition=one,
        text=rewritten(one.text, values),
        version=one.version,
        by=request.user,
        at=timezone.now(),
    )


def _part(
    request: HttpRequest, one: OwnDefinition, make: Make, *, here: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A part's form: shown with its faults at their fields, saved right or not yet."""
    if one.state == STATE.PUBLISHED:
        return redirect("definitions:read", one.pk)
    values = values_or_none(one)
    if values is None:
        messages.error(request, _("The text cannot be read as it stands. Mend it here first."))
        return redirect("definitions:source", one.pk)
    faults = faults_of(one, values)
    theirs: list[tuple[str, str]] = []
    form = make(values, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_stale():
            theirs = form.theirs()
            form.overrule()
        else:
            changed = form.applied()
            if "add" in request.POST:
                form.added(changed)
            try:
                _save(request, one, changed)
            except ChangedMeanwhile:
                return _part(request, own(request, one.pk), make, here=here, template=template, context=context)
            except CannotPublish as refused:
                messages.error(request, refused.words.text(language()))
                return redirect("definitions:edit", one.pk)
            messages.success(request, _("Saved."))
            return redirect(request.path + ("#last" if "add" in request.POST else ""))
    refused = request.method == "POST" and not theirs
    if not refused:
        form.point_at((fault.steps, capital(fault.words)) for fault in faults)
    page = {**page_context(one, here, faults), "form": form, "theirs": theirs, "refused": refused}
    return render(request, template, {**page, **context}, status=409 if theirs else 422 if refused else 200)


def _touched(one: OwnDefinition, statutes: list[str]) -> list[Any]:
    """The changes of law since the version that it was drafted from that touch any of the sections."""
    base = base_of(one)
    references = set(parse_references("; ".join(statutes)))
    return [
        change for change in changes_after(base.valid_from if base else day_of(one)) if references & {*change.sections}
    ]


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def basics(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = own(request, definition_id)
    values = values_or_none(one) or {}
    context = {
        "language_words": said(LANGUAGE, str(values.get("language")), language()),
        "scale": said(SCALE, str(values["scale"]), language()) if "scale" in values else "",
    }
    return _part(request, one, BasicsForm, here="basics", template="definitions/basics.html", context=context)


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def areas(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """Every area with its criteria, and a new one to begin."""
    one = own(request, definition_id)
    values = values_or_none(one)
    if one.state == STATE.PUBLISHED or values is None:
        return redirect("definitions:read" if values is not None else "definitions:source", one.pk)
    form = NewAreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _save(request, one, form.applied(values))
        return redirect("definitions:area", one.pk, len(values.get("area", ())) + 1)
    faults = faults_of(one, values)
    rows = [
        {
            "number": number,
            "area": area,
            "name": area.get(language()) or area.get("sv", ""),
            "level": said(LEVEL, str(area.get("level")), language()),
            "law": format_list(parse_references("; ".join(area.get("statutes", ())))),
            "criteria": [
                (c.get("key"), c.get(language()) or c.get("sv"), _touched(one, c.get("statutes", [])))
                for c in area.get("criterion", ())
            ],
            "faults": [fault for fault in faults if fault.steps[:2] == ("area", number - 1)],
        }
        for number, area in enumerate(values.get("area", ()), start=1)
    ]
    context = {**page_context(one, "areas", faults), "rows": rows, "form": form}
    return render(request, "definitions/areas.html", context, status=422 if form.errors else 200)


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, definition_id: UUID, number: int) -> HttpResponse:
    """One area and its criteria. Taken away with all that is in it when somebody says so."""
    one = own(request, definition_id)
    values = values_or_none(one)
    known = list((values or {}).get("area", ()))
    if not 1 <= number <= len(known):
        raise Http404
    if request.method == "POST" and "remove" in request.GET and one.state == STATE.DRAFT:
        del known[number - 1]
        left = {key: value for key, value in values.items() if key != "area"}
        _save(request, one, {**left, "area": known} if known else left)
        messages.success(request, _("The area is taken away."))
        return redirect("definitions:areas", one.pk)
    shown = known[number - 1]
    law = [
        (c.get("key"), changes) for c in shown.get("criterion", ()) if (changes := _touched(one, c.get("statutes", [])))
    ]
    context = {
        "key": shown.get("key"),
        "name": shown.get(language()) or shown.get("sv", ""),
        "law": law,
        "number": number,
    }

    def make(given: Values, data: Any) -> PartForm:
        return AreaForm(given, data, number=number)

    return _part(request, one, make, here="areas", template="definitions/area.html", context=context)


@needs(Permission.DEFINITION_EDIT)
@require_GET
def letters(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = own(request, definition_id)
    values = values_or_none(one)
    if one.state == STATE.PUBLISHED or values is None:
        return redirect("definitions:read" if values is not None else "definitions:source", one.pk)
    faults = faults_of(one, values)
    written_now = values.get("letter", {})
    rows = [
        {
            "occasion": occasion,
            "words": said(LETTER, occasion, language()),
            "subject": written_now.get(occasion, {}).get("subject", {}).get(language(), ""),
            "there": occasion in written_now,
            "faults": [fault for fault in faults if fault.steps[:2] == ("letter", occasion)],
        }
        for occasion in LETTERS
    ]
    return render(request, "definitions/letters.html", {**page_context(one, "letters", faults), "rows": rows})


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, definition_id: UUID, letter: str) -> HttpResponse:
    one = own(request, definition_id)
    if letter not in LETTERS:
        raise Http404
    placeholders = [(name, words.text(language())) for name, words in PLACEHOLDER.items()]
    context = {"name": said(LETTER, letter, language()), "placeholders": placeholders}

    def make(given: Values, data: Any) -> PartForm:
        return LetterWordingForm(given, data, occasion=letter)

    return _part(request, one, make, here="letters", template="definitions/letter.html", context=context)


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def deadlines(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = own(request, definition_id)
    names = {what: capital(words.text(language())) for what, words in DEADLINE.items()}
    return _part(
        request, one, DeadlinesForm, here="deadlines", template="definitions/deadlines.html", context={"names": names}
    )


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def wordings(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = own(request, definition_id)
    names = {part: capital(label("definition_part", part)) for part in ("decision", "follow_up", "closing")}
    return _part(
        request, one, WordingsForm, here="wordings", template="definitions/wordings.html", context={"names": names}
    )


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def steps(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """The phases of a case, and the steps between them with their guards."""
    one = own(request, definition_id)
    names = {state: capital(words.text(language())) for state, words in PHASE.items()}
    return _part(request, one, StepsForm, here="steps", template="definitions/steps.html", context={"names": names})
