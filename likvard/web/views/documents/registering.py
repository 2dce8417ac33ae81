"""The inspectorate's register export: which of its lines concern the own organisation, kept as cases it knows of.

The export is never stored. Lines that concern others are counted and forgotten; those that are proposed travel in the
form itself, signed, until a person has chosen among them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from likvard.documents import queries
from likvard.organisations.models import Organisation
from likvard.reading.errors import ReadingError
from likvard.reading.register_lines import RegisterLine, read_export
from likvard.reviews.actions.opening import register_case
from likvard.reviews.models import Case
from likvard.rulebook.permissions import Permission
from likvard.terms.names import fold
from likvard.web.casematching import Matching, matching_of
from likvard.web.guards import grants, needs

from .listing import in_language

SALT = "likvard.register-lines"
VALID_FOR = 3600  # seconds between the list and the choice
MOST_BYTES = 20_000_000


class RegisterForm(forms.Form):
    export = forms.FileField(
        label=gettext_lazy("The export from the register"),
        help_text=gettext_lazy("The file that the inspectorate's register search saves (CSV)."),
        error_messages={"required": gettext_lazy("Choose the file that was saved from the register search.")},
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line that concerns the own organisation."""

    number: str  # its place in the form
    record: dict[str, Any]
    caption: str
    registered: date | None
    known: Case | None  # the case that has the number already


def concerns(matching: Matching, holder: Organisation) -> bool:
    """The organiser of the line is this one for certain, or it names one of its units and nobody else."""
    if matching.organiser is not None:
        certain = matching.organiser.certain
        return certain is not None and certain.thing.id == holder.id
    return any(unit.certain is not None and unit.certain.thing.organisation_id == holder.id for unit in matching.units)


def _names(record: dict[str, Any], holder: Organisation) -> bool:
    """The line names the organisation itself, perhaps with a place after it ("ALMVIKS KOMMUN i …")."""
    named, own = fold((record["organiser"] or {}).get("name") or ""), fold(holder.name)
    return named == own or named.startswith(f"{own} i ")


def _lines(found: list[RegisterLine], holder: Organisation) -> list[Line]:
    known = {
        c.case_number: c for c in Case.objects.filter(holder=holder).exclude(case_number="").order_by("created_at")
    }
    names = {fold(holder.name), *(fold(u.name) for u in holder.school_units.order_by("id"))}
    lines = []
    for number, line in enumerate(found):
        # A cheap look first: the caption must hold the organiser's name or one of its units' names.
        plain = fold(line.caption.text)
        if line.case_number is None or not any(name and name in plain for name in names):
            continue
        record = line.record()
        if _names(record, holder):
            record["organiser"] = {"name": holder.name, "kind": holder.kind}
        if _names(record, holder) or concerns(matching_of(record, holder=holder), holder):
            lines.append(Line(str(number), record, line.caption.text, line.registered, known.get(line.case_number)))
    return lines


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    holders = queries.holders_of(grants(request), Permission.CASE_EDIT)
    choices = Organisation.objects.filter(id__in=holders).order_by("name", "id")
    holder = choices.filter(id=request.POST["holder"]).first() if request.POST.get("holder") else choices.first()
    context: dict[str, Any] = {"form": RegisterForm(), "holders": choices, "holder": holder, "lines": None}
    if request.method == "GET" or holder is None:
        return render(request, "documents/register.html", context)
    if "lines" in request.POST:
        return _kept(request, holder)
    form = RegisterForm(request.POST, request.FILES)
    if form.is_valid() and form.cleaned_data["export"].size > MOST_BYTES:
        form.add_error("export", _("The file is larger than 20 MB. Save a shorter time span from the register."))
    if not form.is_valid():
        return render(request, "documents/register.html", context | {"form": form}, status=422)
    try:
        found = read_export(form.cleaned_data["export"].read())
    except ReadingError as error:
        form.add_error("export", in_language(error))
        return render(request, "documents/register.html", context | {"form": form}, status=422)
    lines = _lines(found, holder)
    signed = signing.dumps(
        {"holder": str(holder.id), "records": {line.number: line.record for line in lines}}, salt=SALT, compress=True
    )
    context |= {"lines": lines, "signed": signed, "others": len(found) - len(lines), "all": len(found)}
    return render(request, "documents/register.html", context)


def _kept(request: HttpRequest, holder: Organisation) -> HttpResponse:
    try:
        proposed = signing.loads(request.POST["lines"], salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        messages.error(request, _("The list is too old to save. Choose the file once more."))
        return redirect("documents:register")
    if proposed["holder"] != str(holder.id):
        messages.error(request, _("The list was made for another organisation. Choose the file once more."))
        return redirect("documents:register")
    chosen = set(request.POST.getlist("line"))
    numbers = set(Case.objects.filter(holder=holder).values_list("case_number", flat=True))
    now, made = timezone.now(), 0
    for number, record in proposed["records"].items():
        if number not in chosen or record["case_number"] in numbers:
            continue
        matches = matching_of(record, holder=holder).matches({}, holder=holder)
        register_case(holder=holder, record=record, matches=matches, by=request.user, at=now)
        numbers.add(record["case_number"])
        made += 1
    words = ngettext(
        "%(count)d case is known from the register now.", "%(count)d cases are known from the register now.", made
    )
    messages.success(request, words % {"count": made})
    return redirect("reviews:index")
