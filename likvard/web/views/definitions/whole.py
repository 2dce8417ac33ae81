"""A version as a whole: what it changes, as somebody reads it, as its file, and its publishing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.wordings import differences as word_by_word
from likvard.reviews.actions.definitions import (
    CannotPublish,
    change_definition,
    drop_definition,
    publish_definition,
)
from likvard.reviews.forms.definitions import DefinitionTextForm, PublishForm
from likvard.reviews.models import OwnDefinition
from likvard.rulebook.codes import (
    CLOSING,
    COUNTED_FROM,
    DEADLINE,
    DECISION,
    FOLLOW_UP,
    INDIVIDUAL,
    LANGUAGE,
    LETTER,
    LEVEL,
    PHASE,
    SCALE,
    said,
)
from likvard.rulebook.comparing import Difference, differences
from likvard.rulebook.faults import in_words
from likvard.rulebook.guards import GUARD_WORDS
from likvard.rulebook.kinds import Definition
from likvard.rulebook.loading import DefinitionError
from likvard.rulebook.permissions import Permission
from likvard.terms.statutes import format_list, parse_references
from likvard.web.casing import capital
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.reviews import conflict
from likvard.web.views.reviews.wording import language

from .seen import base_of, faults_of, found_in, law_of, own, page_context, values_or_none

# Differences whose key is a code of the rulebook's.
_KEYS = {"deadline": DEADLINE, "letter": LETTER, "decision": DECISION, "follow_up": FOLLOW_UP, "closing": CLOSING,
         "phase": PHASE}  # fmt: skip


def _said_difference(change: Difference) -> dict[str, Any]:
    key = said(_KEYS[change.what], change.key, language()) if change.what in _KEYS else change.key
    return {
        "what": change.what,
        "key": change.key,
        "change": change.change,
        "name": f"{capital(label('definition_part', change.what))} {key}".strip(),
        "old": change.old,
        "new": change.new,
        "parts": _parts(change),
    }


def _parts(change: Difference) -> tuple[tuple[str, str], ...]:
    """The two wordings woven together, when enough is the same for that to be readable."""
    if change.change != "changed":
        return ()
    parts = word_by_word(change.old, change.new)
    same = sum(len(words) for kind, words in parts if kind == "same")
    return parts if 2 * same >= min(len(change.old), len(change.new)) else ()


def _context(one: OwnDefinition, publish_form: PublishForm) -> dict[str, Any]:
    """What it changes, what is wrong with it, and which law changes touch it."""
    found, base = found_in(one), base_of(one)
    changes = differences(base, found, language()) if base and found else ()
    return {
        **page_context(one, "edit", faults_of(one, values_or_none(one))),
        "publish": publish_form,
        "found": found,
        "base": base,
        "changes": [_said_difference(change) for change in changes],
        "law": law_of(one, found),
    }


@needs(Permission.DEFINITION_EDIT)
@require_GET
def edit(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """What the version changes, and its way to being published."""
    one = own(request, definition_id)
    return render(request, "definitions/edit.html", _context(one, PublishForm(initial={"day": timezone.localdate()})))


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """The text itself, for whoever prefers it. What is written is saved, right or not yet."""
    one = own(request, definition_id)
    form = DefinitionTextForm(request.POST or None, initial={"text": one.text, "version": one.version})
    if request.method == "POST" and form.is_valid():
        try:
            one = change_definition(
                definition=one,
                text=form.cleaned_data["text"],
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=request.path)
        except CannotPublish as refused:
            form.add_error(None, refused.words.text(language()))
        else:
            messages.success(request, _("Saved."))
            return redirect("definitions:source", one.pk)
    context = {**page_context(one, "source", faults_of(one, values_or_none(one))), "form": form}
    return render(request, "definitions/source.html", context, status=422 if form.errors else 200)


def _law(statutes: tuple[str, ...]) -> str:
    return format_list(parse_references("; ".join(statutes)))


def _reading(found: Definition) -> dict[str, Any]:
    """The definition in words, for somebody who has never seen its file."""
    tongue = language()

    def words(table: dict, given: dict) -> list[tuple[str, str]]:
        return [(said(table, code, tongue), text.text(tongue)) for code, text in given.items()]

    phases = {phase.state: phase.words.text(tongue) for phase in found.phases}
    return {
        "names": [(n.words.text(tongue), n.since, n.until) for n in found.names],
        "language_words": said(LANGUAGE, found.language, tongue),
        "scale": said(SCALE, found.scale, tongue) if found.scale else "",
        "individual": said(INDIVIDUAL, found.individual_decisions, tongue),
        "purpose": found.purpose.text(tongue),
        "force": found.force.text(tongue) if found.force else "",
        "scope": found.scope.text(tongue) if found.scope else "",
        "statutes": _law(found.statutes),
        "areas": [
            {
                "key": area.key,
                "name": area.name.text(tongue),
                "level": said(LEVEL, area.level, tongue),
                "law": _law(area.statutes),
                "criteria": [(c.key, c.words.text(tongue), _law(c.statutes)) for c in area.criteria],
            }
            for area in found.areas
        ],
        "deadlines": [
            (said(DEADLINE, d.what, tongue), d.days, said(COUNTED_FROM, d.counted_from, tongue), d.words.text(tongue))
            for d in found.deadlines
        ],
        "letters": [
            (said(LETTER, name, tongue), letter.subject.text(tongue), letter.body.text(tongue))
            for name, letter in found.letters.items()
        ],
        "decision": words(DECISION, found.decision),
        "follow_up": words(FOLLOW_UP, found.follow_up),
        "closing": words(CLOSING, found.closing),
        "steps": [
            {
                "name": step.label.text(tongue),
                "sources": ", ".join(phases[source] for source in step.sources),
                "target": phases[step.target],
                "requires": [GUARD_WORDS[guard].text(tongue) for guard in step.requires],
            }
            for step in found.lifecycle.transitions
        ],
    }


@needs(Permission.DEFINITION_EDIT)
@require_GET
def read(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """The whole definition in words: for a lawyer, a head of unit, or whoever is to be reviewed by it."""
    one = own(request, definition_id)
    found = found_in(one)
    context = page_context(one, "read", faults_of(one, values_or_none(one)))
    if found is not None:
        context |= {"found": found, **_reading(found)}
    return render(request, "definitions/read.html", context)


@needs(Permission.DEFINITION_EDIT)
@require_POST
def publish(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = own(request, definition_id)
    publish_form = PublishForm(request.POST)
    if publish_form.is_valid():
        try:
            publish_definition(definition=one, day=publish_form.cleaned_data["day"], by=request.user, at=timezone.now())
        except CannotPublish as refused:
            publish_form.add_error("day", refused.words.text(language()))
        except DefinitionError as refused:
            publish_form.add_error(None, f"{refused.key}: {in_words(refused).text(language())}")
        else:
            messages.success(request, _("Published. From its day new rounds can judge by it."))
            return redirect("definitions:edit", one.pk)
    return render(request, "definitions/edit.html", _context(one, publish_form), status=422)


@needs(Permission.DEFINITION_EDIT)
@require_POST
def drop(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = own(request, definition_id)
    try:
        drop_definition(definition=one, by=request.user, at=timezone.now())
    except CannotPublish as refused:
        messages.error(request, refused.words.text(language()))
        return redirect("definitions:edit", one.pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("definitions:index")


@needs(Permission.DEFINITION_EDIT)
@require_GET
def text(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """The definition as its file, for lawyers and archives."""
    one = own(request, definition_id)
    response = HttpResponse(one.text, content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
