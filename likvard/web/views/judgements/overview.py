"""The round's judgements at a glance, one participant's, and how judgements spread."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.reviews.actions import judging
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.forms.judging import DepartmentForm, SecondReaderForm
from likvard.reviews.models import LEVELS, Participant
from likvard.reviews.queries.calibration import Spread, calibration
from likvard.reviews.queries.judgements import (
    blind_participants,
    judgement_status,
    scale_of,
    second_reader_of,
    shown_to,
    two_readings,
)
from likvard.reviews.queries.people import reviewers
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.paging import page_of
from likvard.web.templatetags.lv import number
from likvard.web.views.rounds import seen

from .shown import level_word, row_shown, said


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Each participant: how far the judgements have come, and who reads it a second time."""
    round_ = seen.round_for(request, round_id)
    status = judgement_status(round_)
    participants = (
        round_.participants.filter(state=Participant.State.SELECTED)
        .select_related("organiser", "investigator")
        .prefetch_related("second_readers__user")
        .order_by("organiser__name", "pk")
    )
    page = page_of(request, participants, 50)
    rows = []
    for one in page:
        second = next((s for s in one.second_readers.all() if s.ended_at is None), None)
        rows.append((one, status[one.pk], second))
    complete = sum(s.complete for s in status.values())
    missing = sum(len(s.missing) for s in status.values())
    return render(
        request,
        "judgements/index.html",
        {
            "round": round_,
            "can": seen.abilities(request, round_),
            "rows": rows,
            "page": page,
            "lead": ngettext(
                "%(done)d of %(of)d participant is judged.", "%(done)d of %(of)d participants are judged.", len(status)
            )
            % {"done": complete, "of": len(status)}
            + (" " + ngettext("%(n)d judgement is missing.", "%(n)d judgements are missing.", missing) % {"n": missing}
               if missing else ""),
            "has_scale": bool(scale_of(round_)),
        },
    )  # fmt: skip


@needs(Permission.ROUND_READ)
@require_GET
def participant_page(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    participant = seen.participant_for(request, round_id, participant_id)
    rows = [row_shown(one) for one in shown_to(request.user, participant)]
    second = second_reader_of(participant)
    left = [row for row in rows if not row.done]
    return render(
        request,
        "judgements/participant.html",
        {
            "round": participant.round,
            "participant": participant,
            "can": seen.abilities(request, participant.round),
            "rows": rows,
            "next": left[0] if left else None,
            "second": second,
            "i_am_second": bool(second and second.user_id == request.user.pk),
            "blind": any(row.one.other_is_hidden for row in rows),
            "lead": ngettext(
                "%(done)d of %(of)d judgement is done.", "%(done)d of %(of)d judgements are done.", len(rows)
            )
            % {"done": len(rows) - len(left), "of": len(rows)},
        },
    )


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def second_reader(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    participant = seen.participant_for(request, round_id, participant_id, Permission.ROUND_RUN)
    people = reviewers(participant.round.holder_id, on=timezone.localdate())
    form = SecondReaderForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            judging.ask_second_reader(
                participant=participant, user=form.cleaned_data["user"], by=request.user, at=timezone.now()
            )
        except NotYet as refusal:
            for words in said(refusal.reasons):
                form.add_error("user", words)
        else:
            messages.success(
                request, _("%(name)s reads a second time, blind.") % {"name": form.cleaned_data["user"].name}
            )
            return redirect("judgements:participant", round_id, participant_id)
    return render(
        request,
        "judgements/form.html",
        {
            "round": participant.round,
            "participant": participant,
            "form": form,
            "heading": _("Choose a second reader"),
            "lead": participant.organiser.name,
            "button": _("Ask for a second reading"),
        },
        status=422 if form.errors else 200,
    )


@needs(Permission.ROUND_READ)
@require_GET
def calibration_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Spread and agreement. What the reader is still to judge blind is left out."""
    round_ = seen.round_for(request, round_id)
    blind = blind_participants(request.user, round_)
    told = calibration(round_, request.user, without=blind)
    readings = two_readings(round_, without=blind)
    can = seen.abilities(request, round_)
    people = reviewers(round_.holder_id, on=timezone.localdate()) if can["run"] else []
    levels = [level_word(level) for level in told.scale]

    def counted(rows: Iterable[Spread]) -> list[tuple[Spread, list[tuple[str, int]]]]:
        return [(row, list(zip(levels, row.counts, strict=True))) for row in rows]

    return render(
        request,
        "judgements/calibration.html",
        {
            "round": round_,
            "can": can,
            "told": told,
            "departments": counted(told.departments),
            "investigators": counted(told.investigators),
            "levels": levels,
            "best": level_word(told.scale[-1]) if told.scale else "",
            "readings": readings,
            "blind": len(blind),
            "form": DepartmentForm(people=people) if can["run"] else None,
            "lead": _agreement_words(readings.overall),
            "scale_steps": LEVELS.get(scale_of(round_), ()),
        },
    )


def _agreement_words(told: object) -> str:
    if not told.n:
        return _("No judgement has been read twice yet.")
    words = _("Two readers agreed on %(same)s of %(n)s judgements, %(share)s %%.") % {
        "same": number(told.same), "n": number(told.n), "share": number(told.share * 100),
    }  # fmt: skip
    if told.kappa is not None:
        words += " " + _("Weighted kappa is %(kappa)s.") % {"kappa": number(told.kappa, 2)}
    return words


@needs(Permission.ROUND_RUN)
@require_POST
def department(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    form = DepartmentForm(request.POST, people=reviewers(round_.holder_id, on=timezone.localdate()))
    if form.is_valid():
        judging.place_in_department(
            round_=round_, user=form.cleaned_data["user"], name=form.cleaned_data["name"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The department is noted."))
    else:
        messages.warning(request, _("Choose a colleague and write the department."))
    return redirect("judgements:calibration", round_id)
