"""All decisions of a round, the days between its steps, and what is overdue."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from likvard.reviews.actions import decisions as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import Decision, Participant, ParticipantUnit
from likvard.reviews.queries.clocks import LEGS, CaseDays, case_days, legs, overdue
from likvard.reviews.queries.decisions import slots_of_round
from likvard.reviews.queries.equal_treatment import settled_by_rule
from likvard.reviews.queries.judgements import blind_participants
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.paging import page_of
from likvard.web.views.rounds import seen

from .shown import STATE_TONES, participant_with_case, refused


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    blind = blind_participants(request.user, round_)
    today = timezone.localdate()
    participants = (
        round_.participants.filter(state=Participant.State.SELECTED)
        .exclude(pk__in=blind)
        .select_related("organiser", "case", "round")
        .order_by("organiser__name", "pk")
    )
    page = page_of(request, participants, 50)
    slots = slots_of_round(round_, list(page))
    days = case_days(round_)
    issued = Decision.objects.filter(participant__round=round_, state="issued", kind="decision").count()
    late = [one for one in overdue(round_, today=today) if one.case.pk not in _cases(blind)]
    participant_of = dict(round_.participants.filter(case__isnull=False).values_list("case_id", "pk"))
    return render(
        request,
        "decisions/index.html",
        {
            "round": round_,
            "can": seen.abilities(request, round_),
            "by_rule": settled_by_rule(round_),
            "rows": [(one, slots[one.pk], _legs(days.get(one.case_id))) for one in page],
            "page": page,
            "legs": legs(days.values()),
            "late": [(one, participant_of.get(one.case.pk)) for one in late[:50]],
            "late_count": len(late),
            "tones": STATE_TONES,
            "lead": _lead(round_, issued, len(late)),
        },
    )


def _legs(days: CaseDays | None) -> dict[str, int | None] | None:
    return {name: days.leg(name) for name in LEGS} if days else None


def _cases(participants: set[UUID]) -> set[UUID]:
    return set(Participant.objects.filter(pk__in=participants).values_list("case_id", flat=True))


def _lead(round_: object, issued: int, late: int) -> str:
    if not round_.individual_decisions:
        return _("This review makes no individual decisions. The result comes in an overall report.")
    words = ngettext("%(n)d decision is issued.", "%(n)d decisions are issued.", issued) % {"n": issued}
    if late:
        words += " " + ngettext("%(n)d thing is overdue.", "%(n)d things are overdue.", late) % {"n": late}
    return words


@needs(Permission.JUDGE)
@require_POST
def begin(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    """Begins the organiser's decision, or with `unit` a unit's; leads to the draft that is there already."""
    participant = participant_with_case(request, round_id, participant_id, Permission.JUDGE)
    unit = None
    if given := request.POST.get("unit", ""):
        if not given.isdecimal():
            raise Http404
        unit = get_object_or_404(ParticipantUnit, pk=int(given), participant=participant)
    try:
        decision = actions.begin_decision(participant=participant, unit=unit, by=request.user, at=timezone.now())
    except (NotYet, RoundRefuses) as refusal:
        refused(request, refusal)
        return redirect("decisions:index", round_id)
    except ValueError:
        raise Http404 from None
    return redirect("decisions:decision", round_id, decision.pk)
