"""What has happened, in words: one case, or everything in one's organisations."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from likvard.access.queries import Grants
from likvard.documents.queries import visible_to as documents_visible_to
from likvard.ledger.queries import Page, history_of_case, history_of_organisations
from likvard.quality.models import Measure
from likvard.reviews.queries import deadlines_visible_to, findings_visible_to, visible_to
from likvard.reviews.queries.visibility import whole
from likvard.reviews.queries.wordings import wordings
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.labels import label
from likvard.web.telling import Day, about, digests_in, told
from likvard.web.templatetags.lv import day


def _number(request: HttpRequest) -> int:
    """The page asked for; anything else than a sensible number is the first."""
    number = request.GET.get("sida", "")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1


@needs(Permission.LEDGER_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that has happened in the organisations whose history the person may read."""
    mine = [g.organisation for g in grants(request).with_permission(Permission.LEDGER_READ) if g.organisation]
    page = history_of_organisations(mine, page=_number(request))
    days = _days(page, grants(request), case_links=True)
    return render(request, "history/index.html", {"days": days, "newer": page.newer, "older": page.older})


@needs(Permission.CASE_READ)
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The history of one case. Who works only with own units there sees what concerns those and the case itself."""
    held = grants(request)
    found = get_object_or_404(visible_to(held), pk=case_id)
    seen = None if whole(held, Permission.CASE_READ, found) else _within_reach(held, found.pk)
    page = history_of_case(found.pk, subjects=seen, page=_number(request))
    days = _days(page, held, case_links=False)
    return render(request, "history/case.html", {"case": found, "days": days, "newer": page.newer, "older": page.older})


def _within_reach(held: Grants, case: UUID) -> list[object]:
    findings = findings_visible_to(held).filter(case=case).values_list("pk", flat=True)
    deadlines = deadlines_visible_to(held).filter(case=case).values_list("pk", flat=True)
    measures = Measure.objects.filter(origin__in=[f"finding:{pk}" for pk in findings]).values_list("pk", flat=True)
    return [case, *findings, *deadlines, *measures]


def _days(page: Page, held: Grants, *, case_links: bool) -> list[Day]:
    here = visible_to(held).filter(pk__in=_uuids(e.case for e in page.entries))
    known = about(
        page.entries,
        subjects=_subjects(page, held),
        cases={str(case.pk): case.title for case in here},
        wordings=wordings(
            here,
            findings_visible_to(held).filter(case__in=here.order_by().values("pk")),
            wanted=digests_in(page.entries),
            whole=[case.pk for case in here if whole(held, Permission.CASE_READ, case)],
        ),
    )
    return told(page.entries, about=known, case_links=case_links)


def _uuids(ids: object) -> set[UUID]:
    found = set()
    for one in ids:
        try:
            found.add(UUID(str(one)))
        except ValueError:
            continue
    return found


def _subjects(page: Page, held: Grants) -> Mapping[tuple[str, str], str]:
    """What the events concern, in words, as far as the reader may see it."""
    ids: dict[str, set[UUID]] = {}
    for entry in page.entries:
        ids.setdefault(entry.subject_kind, set()).update(_uuids([entry.subject_id]))
        for values in (entry.before, entry.after):
            ids.setdefault("document", set()).update(_uuids([values.get("document", "")]))
            ids.setdefault("finding", set()).update(_uuids([values.get("finding", "")]))
    words: dict[tuple[str, str], str] = {}
    for one in findings_visible_to(held).filter(pk__in=ids.get("finding", ())):
        words["finding", str(one.pk)] = Truncator(one.text).chars(90)
    for one in deadlines_visible_to(held).filter(pk__in=ids.get("deadline", ())):
        words["deadline", str(one.pk)] = f"{label('deadline', one.what)} {day(one.day)}"
    for one in documents_visible_to(held).filter(pk__in=ids.get("document", ())):
        words["document", str(one.pk)] = one.name
    for one in Measure.objects.filter(pk__in=ids.get("measure", ()), holder__in=held.organisations):
        words["measure", str(one.pk)] = Truncator(one.what).chars(90)
    for entry in page.entries:
        if entry.subject_kind == "answer_item":
            key = "finding", str(entry.after.get("finding", ""))
            words["answer_item", entry.subject_id] = words.get(key, "")
    return words
