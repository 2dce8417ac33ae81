"""The list of rounds, and a new round."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reviews.actions.rounds import create_round
from likvard.reviews.forms.rounds import RoundForm
from likvard.reviews.models import Participant
from likvard.reviews.queries.facts import definition_of_round
from likvard.reviews.queries.rounds import rounds_visible_to
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of
from likvard.web.views.reviews.wording import capital, language

from . import seen

TONES = {"planned": "neutral", "running": "waiting", "closed": "done"}


def kinds() -> list[tuple[str, str]]:
    """The kinds a round can be of, by the names they have now: those with areas to judge."""
    book, today = rulebook(), timezone.localdate()
    held = [book.on(kind, today) for kind in book.kinds]
    named = [(d.kind, capital(d.name.text(language()))) for d in held if d.areas and d.language != "dialogue"]
    return sorted(named, key=lambda row: row[1])


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    selected = Count("participants", filter=Q(participants__state=Participant.State.SELECTED))
    page = page_of(request, rounds_visible_to(grants(request)).annotate(size=selected).order_by("-opened_on", "title"))
    rows = [
        (one, TONES[one.state], capital(definition_of_round(one).name.text(language()))) for one in page.object_list
    ]
    context = {"page": page, "rows": rows, "may_create": seen.holders(request).exists()}
    return render(request, "rounds/index.html", context)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    holders = seen.holders(request)
    form = RoundForm(request.POST or None, holders=holders, kinds=kinds(), initial={"opened_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        round_ = create_round(
            holder=given["holder"],
            definition=rulebook().for_round(given["kind"], given["opened_on"]),
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
