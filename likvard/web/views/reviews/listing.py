"""The list of cases, and a case that a person makes by hand."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reviews import queries
from likvard.reviews.actions.opening import create_case
from likvard.reviews.forms.cases import CaseForm, FilterForm
from likvard.reviews.models import Deadline
from likvard.reviews.queries import CaseLine, definition_of
from likvard.rulebook.deadlines import ONLY_POSSIBLE, standing
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Permission
from likvard.web.casing import capital
from likvard.web.guards import grants, needs
from likvard.web.labels import label
from likvard.web.paging import page_of

from . import seen
from .wording import language


@dataclass(frozen=True, slots=True)
class LineShown:
    """A row of the list in words."""

    address: str
    title: str
    known_by: str  # whose review, of which kind, and its number
    state_tone: str
    state_word: str
    findings: str
    needs: tuple[str, ...]
    deadline: date | None
    deadline_tone: str
    deadline_what: str


TONES = {"registered": "neutral", "announced": "waiting", "decided": "waiting", "answered": "waiting", "closed": "done"}
DEADLINE_TONES = {"overdue": "overdue", "last_day": "soon", "soon": "soon", "waiting": "waiting", "met": "done"}


def _shown(line: CaseLine, today: date) -> LineShown:
    case = line.case
    definition = definition_of(case)
    tone, word = TONES[case.state], definition.phase(case.state).text(language())
    if case.state == "closed" and line.live:
        tone, word = "soon", _("Closed, not fixed")
    needs_what = []
    if line.without_owner:
        n = line.without_owner
        needs_what.append(ngettext("%(n)d finding has no owner", "%(n)d findings have no owner", n) % {"n": n})
    if line.doubtful:
        n = line.doubtful
        needs_what.append(ngettext("%(n)d state to be checked", "%(n)d states to be checked", n) % {"n": n})
    organiser = case.organiser.name if case.organiser else case.organiser_printed
    if organiser.casefold() == case.holder.name.casefold():
        organiser = ""
    next_one = line.next_deadline
    return LineShown(
        address=reverse("reviews:case", args=[case.pk]),
        title=case.title,
        known_by=" · ".join(filter(None, (organiser, capital(definition.name.text(language())), case.case_number))),
        state_tone=tone,
        state_word=word,
        findings=_findings(line),
        needs=tuple(needs_what),
        deadline=next_one.day if next_one else None,
        deadline_tone=_tone(next_one, today) if next_one else "",
        deadline_what=capital(label("deadline", next_one.what)) if next_one else "",
    )


def _tone(deadline: Deadline, today: date) -> str:
    stands = standing(deadline.day, today)
    return "neutral" if stands == "overdue" and deadline.what in ONLY_POSSIBLE else DEADLINE_TONES[stands]


def _findings(line: CaseLine) -> str:
    if not line.findings:
        return ""
    if not line.live:
        return _("%(total)d settled") % {"total": line.findings}
    if line.live == line.findings:
        return ngettext("%(n)d open", "%(n)d open", line.live) % {"n": line.live}
    return _("%(n)d of %(total)d open") % {"n": line.live, "total": line.findings}


def kinds() -> list[tuple[str, str]]:
    """Review kinds with the names they have now, by name."""
    book, today = rulebook(), timezone.localdate()
    named = [(kind, capital(book.on(kind, today).name.text(language()))) for kind in book.kinds]
    return sorted(named, key=lambda row: (row[0] == "other", row[1]))


@needs(Permission.CASE_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine, today = grants(request), timezone.localdate()
    form = FilterForm(request.GET, kinds=kinds(), units=queries.units_in_cases(mine))
    found = queries.cases_for(mine, form.wanted, today=today)
    # Words are looked for in every row there is: once, and not once more to count what was found.
    page = page_of(request, list(found) if form.wanted.words else found)
    asked = {name: value for name, value in request.GET.items() if name != "sida" and value}
    context = {
        "form": form,
        "filtered": form.asks_for_something,
        "page": page,
        "asked": urlencode(asked),
        "shown": [_shown(line, today) for line in queries.lines(list(page.object_list), mine)],
        "may_create": seen.holders(request).exists(),
        "may_add_documents": mine.may(Permission.DOCUMENT_ADD),
    }
    template = "reviews/_cases.html" if request.htmx and not request.htmx.boosted else "reviews/index.html"
    return render(request, template, context)


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    holders = seen.holders(request)
    initial = {"opened_on": timezone.localdate()}
    form = CaseForm(request.POST or None, holders=holders, kinds=kinds(), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        case = create_case(
            holder=given["holder"],
            kind=given["kind"],
            title=given["title"],
            opened_on=given["opened_on"],
            decided_on=given["decided_on"],
            case_number=given["case_number"],
            authority=given["authority"],
            units=tuple(given.get("units") or ()),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The case is made. Write down its findings, or add a document."))
        return redirect("reviews:case", case.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/create.html", {"form": form}, status=status)
