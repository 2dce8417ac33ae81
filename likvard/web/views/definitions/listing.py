"""The own versions of review kinds, and a new one to begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.reviews.actions.definitions import draft_definition
from likvard.reviews.forms.definitions import NewDefinitionForm
from likvard.reviews.queries.own_definitions import own_definitions_visible_to, read
from likvard.rulebook.loading import rulebook, text_of
from likvard.rulebook.permissions import Permission
from likvard.web.casing import capital
from likvard.web.guards import grants, needs
from likvard.web.labels import label
from likvard.web.views.reviews.wording import language
from likvard.web.views.rounds.seen import holders

from .seen import STATE


def _bases(request: HttpRequest) -> list[tuple[str, str]]:
    """What a new version can begin from: the rulebook's of today, and the organisation's own published ones."""
    book, today = rulebook(), timezone.localdate()
    found = []
    for kind in book.kinds:
        definition = book.for_round(kind, today)
        if definition.areas:
            words = capital(definition.name.text(language()))
            found.append((f"{kind}/{definition.version}", f"{words}, {definition.version}"))
    own = own_definitions_visible_to(grants(request)).filter(state=STATE.PUBLISHED)
    for one in own:
        words = capital(read(one.text, one.kind, one.valid_from).name.text(language()))
        found.append((str(one.pk), _("%(name)s, own version from %(day)s") % {"name": words, "day": one.valid_from}))
    return sorted(found, key=lambda row: row[1])


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The own versions, and a new one to begin."""
    bases = _bases(request)
    mine = holders(request, Permission.DEFINITION_EDIT)
    form = NewDefinitionForm(request.POST or None, holders=mine, bases=bases)
    if request.method == "POST" and form.is_valid():
        holder, base = form.cleaned_data["holder"], form.cleaned_data["base"]
        kind, _slash, version = base.partition("/")
        if version:
            text, based_on = text_of(rulebook().version(kind, version)), version
        else:
            own = own_definitions_visible_to(grants(request)).get(pk=base)
            kind, text, based_on = own.kind, own.text, str(own.pk)
        one = draft_definition(
            holder=holder, kind=kind, based_on=based_on, text=text, by=request.user, at=timezone.now()
        )
        return redirect("definitions:edit", one.pk)
    rows = [(one, capital(label("review_kind", one.kind))) for one in own_definitions_visible_to(grants(request))]
    context = {"rows": rows, "form": form}
    return render(request, "definitions/index.html", context, status=422 if form.errors else 200)
