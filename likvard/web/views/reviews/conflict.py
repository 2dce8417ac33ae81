"""Somebody else saved first: both versions side by side, and the person's own words still in the form."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import ChangedMeanwhile
from likvard.web.templatetags.lv import day


def _words(form: Form, name: str, value: Any) -> str:
    """A stored or wanted value as the form's own labels say it."""
    if value is None or value == "":
        return _("empty")
    if isinstance(value, User | SchoolUnit):
        return value.name
    if hasattr(value, "isoformat"):
        return day(value)
    choices = dict(getattr(form.fields.get(name), "choices", ()) or ())
    return str(choices.get(value, value))


def put_together(request: HttpRequest, form: Form) -> None:
    """The button that puts both texts together sends the version that was already behind: nothing is saved, and the
    two versions are shown again with the texts joined."""
    if request.POST.get("_both", "").isdecimal():
        data: QueryDict = request.POST.copy()
        data["version"] = request.POST["_both"]
        form.data = data


def page(
    request: HttpRequest, meanwhile: ChangedMeanwhile, *, form: Form, back: str, names: dict[str, str] | None = None
) -> HttpResponse:
    """The form again with the person's own values and the version that is stored now. Saving it then wins; nothing
    is lost either way, for the other's wording is kept too. `names` maps a row's field to the form's."""
    data: QueryDict = request.POST.copy()
    data["version"] = str(meanwhile.version)
    names = names or {}
    differing = []
    both = "_both" in request.POST
    for field, current in meanwhile.current.items():
        mine, name = meanwhile.mine[field], names.get(field, field)
        if current == mine or name not in form.fields:
            continue
        is_text = isinstance(current, str) and not getattr(form.fields[name], "choices", None)
        if both and is_text and current and mine and current not in mine:
            data[name] = f"{current}\n\n{mine}"
        differing.append(
            {
                "label": form.fields[name].label,
                "theirs": _words(form, name, current),
                "mine": _words(form, name, mine),
                "is_text": is_text,
            }
        )
    form.data = data
    form._errors = None
    context = {
        "form": form,
        "differing": differing,
        "back": back,
        "action": request.get_full_path(),
        "has_texts": any(row["is_text"] for row in differing),
        "both": both,
        "stale": request.POST.get("_both") or request.POST.get("version"),
    }
    template = "reviews/_changed_meanwhile.html" if request.htmx else "reviews/changed_meanwhile.html"
    return render(request, template, context, status=200 if request.htmx else 409)
