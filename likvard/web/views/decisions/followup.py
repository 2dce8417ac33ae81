"""What came back after a decision, what has become of each finding, and the decision that concludes it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.documents.models import Document
from likvard.reviews.actions import decisions as deciding
from likvard.reviews.actions import delivering
from likvard.reviews.actions import following_up as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.forms.deciding import FollowUpForm, RegisterAnswerForm
from likvard.reviews.models import Finding, FollowUp, FollowUpFinding, Participant, ReceivedItem
from likvard.reviews.queries.clocks import recurrences
from likvard.reviews.queries.decisions.standing import rule_of
from likvard.rulebook.kinds import FOLLOW_UPS, SETTLING
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import choices, label
from likvard.web.templatetags.lv import day
from likvard.web.views.reviews.wording import language
from likvard.web.views.rounds import seen

from .shown import participant_with_case, refused, waiting_follow_up


@dataclass(frozen=True, slots=True)
class FollowedShown:
    """One finding of the reviewer's case: what the answer says of it and what has become of it."""

    number: int
    finding: Finding
    item: ReceivedItem | None
    effect: str
    activity_only: bool
    judged: FollowUpFinding | None
    outcome: str
    basis: str
    rule: str  # how a deficiency of this type is found remedied, in words; "" = there is no rule
    departs: bool  # it was settled in another way than the rule asks for


def _findings(participant: Participant) -> list[Finding]:
    """Findings that somebody is to follow up: all that were not settled before."""
    return list(
        participant.case.findings.exclude(state__in=["in_line", "remedied", "closed"])
        .select_related("area", "school_unit")
        .order_by("area__ordering", "ordering", "id")
    )


def _shown(participant: Participant, follow_up: FollowUp | None, today: date) -> list[FollowedShown]:
    findings = _findings(participant)
    items: dict[UUID, ReceivedItem] = {}
    for item in (
        ReceivedItem.objects.filter(finding__in=findings)
        .select_related("received")
        .prefetch_related("documents")
        .order_by("received__number")
    ):
        items[item.finding_id] = item  # the latest answer that speaks of it
    judged = {row.finding_id: row for row in follow_up.findings.select_related("signed_by")} if follow_up else {}
    shown = []
    for number, finding in enumerate(findings, 1):
        item, row = items.get(finding.pk), judged.get(finding.pk)
        rule = rule_of(finding, today)
        shown.append(
            FollowedShown(
                number, finding, item, label("effect", item.effect) if item else "",
                bool(item and item.effect == "activity_only"), row, label("follow_up", row.outcome) if row else "",
                label("follow_up_basis", row.basis) if row else "",
                rule.words.text(language()) if rule else "",
                bool(rule and row and row.outcome in SETTLING and not rule.kept_by(row.basis)),
            )
        )  # fmt: skip
    return shown


@needs(Permission.ROUND_READ)
@require_GET
def follow_up(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    participant = participant_with_case(request, round_id, participant_id, Permission.ROUND_READ)
    waiting = waiting_follow_up(participant)
    rows = _shown(participant, waiting, timezone.localdate())
    left = [row for row in rows if row.judged is None]
    answers = list(participant.case.received_answers.select_related("document").order_by("number"))
    return render(
        request,
        "decisions/follow_up.html",
        {
            "round": participant.round,
            "participant": participant,
            "can": seen.abilities(request, participant.round),
            "follow_up": waiting,
            "earlier": list(participant.case.follow_ups.exclude(done_on=None).select_related("decision")),
            "rows": rows,
            "next": left[0] if left else None,
            "answers": answers,
            "recurrences": recurrences(participant.case),
            "lead": _lead(waiting, rows, left, bool(answers)),
        },
    )


def _lead(waiting: FollowUp | None, rows: list[Any], left: list[Any], answered: bool) -> str:
    if waiting is None:
        return _("No follow-up is waiting.")
    words = ngettext(
        "%(done)d of %(of)d finding is followed up.", "%(done)d of %(of)d findings are followed up.", len(rows)
    ) % {"done": len(rows) - len(left), "of": len(rows)}
    planned = _("Planned for %(day)s.") % {"day": day(waiting.planned_on)}
    return f"{words} {planned}" + ("" if answered else " " + _("No answer has come yet."))


def _documents(participant: Participant) -> Any:
    return Document.objects.filter(cases__case=participant.case_id).order_by("name", "pk")


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def follow_up_finding(request: HttpRequest, round_id: UUID, participant_id: UUID, number: int) -> HttpResponse:
    participant = participant_with_case(request, round_id, participant_id, Permission.JUDGE)
    waiting = waiting_follow_up(participant)
    rows = _shown(participant, waiting, timezone.localdate())
    if waiting is None or not 1 <= number <= len(rows):
        raise Http404
    row = rows[number - 1]
    was = row.judged
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        outcomes=[(code, label("follow_up", code)) for code in FOLLOW_UPS[row.finding.kind]],
        bases=choices("follow_up_basis"),
        documents=_documents(participant),
        today=timezone.localdate(),
        initial={
            "outcome": was.outcome, "grounds": was.grounds, "basis": was.basis, "visited_on": was.visited_on,
            "document": was.document_id,
        } if was else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_follow_up(
                follow_up=waiting, finding=row.finding, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotYet as refusal:
            for reason in refusal.reasons:
                form.add_error(_field(reason.code), reason.text(request.LANGUAGE_CODE))
        except RoundRefuses as refusal:
            refused(request, refusal)
            return redirect("decisions:follow_up", round_id, participant_id)
        else:
            messages.success(request, _("It is noted, signed by you."))
            return redirect("decisions:follow_up", round_id, participant_id)
    context = {"round": participant.round, "participant": participant, "row": row, "form": form}
    return render(request, "decisions/follow_up_finding.html", context, status=422 if form.errors else 200)


def _field(code: str) -> str | None:
    return {"grounds": "grounds", "visited_on": "visited_on"}.get(code, "basis" if code != "done" else None)


@needs(Permission.JUDGE)
@require_POST
def conclude(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    """Begins (or goes on with) the decision that concludes the follow-up."""
    participant = participant_with_case(request, round_id, participant_id, Permission.JUDGE)
    waiting = waiting_follow_up(participant)
    if waiting is None:
        raise Http404
    if any(row.judged is None for row in _shown(participant, waiting, timezone.localdate())):
        messages.warning(request, _("Say what has become of every finding first."))
        return redirect("decisions:follow_up", round_id, participant_id)
    try:
        decision = deciding.begin_follow_up_decision(follow_up=waiting, by=request.user, at=timezone.now())
    except (NotYet, RoundRefuses) as refusal:
        refused(request, refusal)
        return redirect("decisions:follow_up", round_id, participant_id)
    return redirect("decisions:decision", round_id, decision.pk)


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def register_answer(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    """An answer that came by letter or e-mail."""
    participant = participant_with_case(request, round_id, participant_id, Permission.JUDGE)
    form = RegisterAnswerForm(
        request.POST if request.method == "POST" else None,
        findings=_findings(participant),
        documents=_documents(participant),
        effects=choices("effect"),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            delivering.register_answer(
                case=participant.case, received_on=form.cleaned_data["received_on"],
                document=form.cleaned_data["document"], items=form.items, by=request.user, at=timezone.now(),
            )  # fmt: skip
        except RoundRefuses as refusal:
            refused(request, refusal)
            return redirect("decisions:follow_up", round_id, participant_id)
        messages.success(request, _("The answer is registered."))
        return redirect("decisions:follow_up", round_id, participant_id)
    context = {
        "round": participant.round, "form": form, "heading": _("Register an answer that came by letter or e-mail"),
        "lead": participant.organiser.name, "button": _("Register"),
        "back": redirect("decisions:follow_up", round_id, participant_id).url,
    }  # fmt: skip
    return render(request, "decisions/form.html", context, status=422 if form.errors else 200)
