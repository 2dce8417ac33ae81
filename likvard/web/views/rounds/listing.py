"""The list of rounds, and a new round."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reviews.actions.rounds import create_round
from likvard.reviews.forms.rounds import RoundForm
from likvard.reviews.models import OwnDefinition, Participant
from likvard.reviews.queries.facts import definition_of_round
from likvard.reviews.queries.own_definitions import published_of, read
from likvard.reviews.queries.rounds import rounds_visible_to
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Permission
from likvard.web.casing import capital
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of
from likvard.web.views.reviews.wording import language

from . import seen

TONES = {"planned": "neutral", "running": "waiting", "closed": "done"}


def kinds(own: Iterable[OwnDefinition] = ()) -> list[tuple[str, str]]:
    """What a round can judge by: the rulebook's kinds that have areas, by the names they have now, and the
    organisations' own published versions. A kind's code, or an own version's id."""
    book, today = rulebook(), timezone.localdate()
    held = [(d.kind, book.for_round(d.kind, today)) for d in (book.on(kind, today) for kind in book.kinds)]
    named = [(kind, capital(d.name.text(language()))) for kind, d in held if d.areas and d.language != "dialogue"]
    for one in own:
        words = capital(read(one.text, one.kind, one.valid_from).name.text(language()))
        named.append((str(one.pk), _("%(name)s, own version from %(day)s") % {"name": words, "day": one.valid_from}))
    return sorted(named, key=lambda row: row[1])


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    selected = Count("participants", filter=Q(participants__state=Participant.State.SELECTED))
    page = page_of(request, rounds_visible_to(grants(request)).annotate(size=selected).order_by("-opened_on", "title"))
    rows = [
        (one, TONES[one.state], capital(definition_of_round(one).name.text(language()))) for one in page.object_list
    ]
    context = {
        "page": page,
        "rows": rows,
        "may_create": seen.holders(request).exists(),
        "may_define": grants(request).may(Permission.DEFINITION_EDIT),
    }
    return render(request, "rounds/index.html", context)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    holders, today = seen.holders(request), timezone.localdate()
    own = {str(one.pk): one for holder in holders for one in published_of(holder.pk, on=today)}
    form = RoundForm(request.POST or None, holders=holders, kinds=kinds(own.values()), initial={"opened_on": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = own.get(given["kind"])
        if chosen is not None and chosen.holder_id != given["holder"].pk:
            raise PermissionDenied
        round_ = create_round(
            holder=given["holder"],
            definition=read(chosen.text, chosen.kind, chosen.valid_from)
            if chosen
            else rulebook().for_round(given["kind"], given["opened_on"]),
            title=given["title"],
            theme=given["theme"],
            method=given["method"],
            individual_decisions=given["individual_decisions"],
            case_number=given["case_number"],
            opened_on=given["opened_on"],
            lead=request.user,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The round is made. Next, choose whom to review."))
        return redirect("rounds:round", round_.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "rounds/create.html", {"form": form}, status=status)
