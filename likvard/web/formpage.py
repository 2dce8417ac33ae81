"""A page that is one form: shown, refused with its faults, and told when somebody else saved first."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from likvard.quality.actions import ChangedMeanwhile

Save = Callable[[dict[str, Any]], HttpResponse | None]


def form_page(
    request: HttpRequest, form: Form, *, template: str = "form_page.html", status: int = 0, **context: Any
) -> HttpResponse:
    """The page as it stands: heading, lead, back address and the words of its button come in `context`."""
    return render(
        request,
        template,
        {"form": form, "lead": "", "changed": False, **context},
        status=status or (422 if form.is_bound and form.errors else 200),
    )


def edit(request: HttpRequest, form: Form, save: Save, **context: Any) -> HttpResponse:
    """The same steps for every form. `save` gets the cleaned values and gives where to go on; None shows the form
    again with the fault that it added. `context` as of `form_page`."""
    if request.method == "POST" and form.is_valid():
        try:
            answer = save(form.cleaned_data)
            if answer is not None:
                return answer
        except ChangedMeanwhile as told:
            return form_page(request, once_more(form, told), changed=True, status=409, **context)
    return form_page(request, form, **context)


def once_more(form: Form, told: ChangedMeanwhile) -> Form:
    """The same words, with the version that now holds: saving them again then wins."""
    form.data = form.data.copy()
    form.data["version"] = told.version
    return form
