"""One judgement: level, reasons, evidence, what was found."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.documents.models import Document
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import judging
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.forms.judging import EvidenceForm, FoundForm, JudgementForm
from likvard.reviews.models import JudgedFinding, Judgement, JudgementEvidence, Participant, Statement
from likvard.reviews.queries.judgements import SlotShown, scale_of, shown_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.reviews import conflict
from likvard.web.views.rounds import seen

from .shown import levels, row_shown, said, slot_code, slot_key


def _slot(
    request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str, permission: Permission = Permission.JUDGE
) -> tuple[Participant, SlotShown]:
    """The participant and the thing to judge as this person may see it."""
    participant = seen.participant_for(request, round_id, participant_id, permission)
    key = slot_key(slot)
    found = shown_to(request.user, participant, only=key) if key else []
    if not found:
        raise Http404
    return participant, found[0]


def _refused(request: HttpRequest, refusal: NotYet | RoundRefuses) -> None:
    words = said(refusal.reasons) if isinstance(refusal, NotYet) else [refusal.words.text(get_language() or "sv")]
    for line in words:
        messages.warning(request, line)


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str) -> HttpResponse:
    participant, one = _slot(request, round_id, participant_id, slot)
    mine = one.mine
    scale = scale_of(participant.round)
    form = JudgementForm(
        request.POST if request.method == "POST" else None,
        levels=levels(scale),
        initial={
            "level": mine.level if mine else "",
            "rationale": mine.rationale if mine else "",
            "version": mine.version if mine else 0,
        },
    )
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        here = redirect("judgements:judge", round_id, participant_id, slot)
        try:
            written = judging.write_judgement(
                participant=participant, key=one.slot.key, level=form.cleaned_data["level"],
                rationale=form.cleaned_data["rationale"], version=form.cleaned_data["version"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
            if "finish" in request.POST:
                judging.finish_judgement(judgement=written, by=request.user, at=timezone.now())
                messages.success(request, _("The judgement is done."))
                return redirect("judgements:participant", round_id, participant_id)
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=here.url)
        except (NotYet, RoundRefuses) as refusal:
            _refused(request, refusal)
            return here
        messages.success(request, _("Saved."))
        return here
    return _page(request, participant, form, slot, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, participant: Participant, form: JudgementForm, slot: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    every = [row_shown(one) for one in shown_to(request.user, participant)]
    place = next(number for number, row in enumerate(every) if row.code == slot)
    row = every[place]
    kinds = [(kind, label("judged_kind", kind)) for kind in judging.kinds_of(scale_of(participant.round))]
    context = {
        "round": participant.round,
        "participant": participant,
        "can": seen.abilities(request, participant.round),
        "row": row,
        "form": form,
        "found_form": FoundForm(kinds=kinds, slot=row.one.slot, auto_id="found-%s"),
        "before": every[place - 1] if place else None,
        "after": every[place + 1] if place + 1 < len(every) else None,
        "criteria": [r for r in every if r.one.slot.key[:2] == row.one.slot.key[:2] and not r.heading],
    }
    return render(request, "judgements/judge.html", context | more, status=status)


def _own(one: SlotShown, request: HttpRequest, participant: Participant) -> Judgement:
    """The person's own judgement; begun empty when she adds evidence before writing anything."""
    if one.mine is not None:
        return one.mine
    return judging.write_judgement(
        participant=participant, key=one.slot.key, level="", rationale="", version=0, by=request.user,
        at=timezone.now(),
    )  # fmt: skip


def _documents(participant: Participant) -> Any:
    """Documents of the reviewer's own case."""
    return Document.objects.filter(cases__case=participant.case_id, holder=participant.round.holder_id).order_by(
        "name", "pk"
    )


def _statements(participant: Participant, one: SlotShown) -> list[Statement]:
    """Statements of the participant's protocols, those tied to this criterion first."""
    rows = (
        Statement.objects.filter(protocol__participant=participant, removed_at=None)
        .exclude(text="")
        .select_related("protocol")
        .order_by("protocol__created_at", "ordering", "number")
    )
    return sorted(rows, key=lambda s: s.criterion_key != one.slot.key.criterion)


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str) -> HttpResponse:
    participant, one = _slot(request, round_id, participant_id, slot)
    asked = request.POST.get("kind") or request.GET.get("kind") or "statement"
    kind = asked if asked in EvidenceForm.FIELDS else "statement"
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        statements=_statements(participant, one) if kind == "statement" else (),
        documents=_documents(participant) if kind == "document" else (),
        initial={name: request.GET[name] for name in ("page", "quote", "document") if name in request.GET},
    )
    if request.method == "POST" and form.is_valid():
        try:
            judging.add_judgement_evidence(
                judgement=_own(one, request, participant), by=request.user, at=timezone.now(), **form.values
            )
        except (NotYet, RoundRefuses) as refusal:
            _refused(request, refusal)
        else:
            messages.success(request, _("The evidence is added."))
        return redirect("judgements:judge", round_id, participant_id, slot)
    context = {
        "round": participant.round,
        "participant": participant,
        "row": row_shown(one),
        "form": form,
        "kind": kind,
        "kinds": [(k, label("evidence_kind", k)) for k in EvidenceForm.FIELDS],
        "slot": slot,
    }
    return render(request, "judgements/evidence.html", context, status=422 if form.errors else 200)


def _posted(request: HttpRequest) -> str:
    return request.POST.get("id", "")


@needs(Permission.JUDGE)
@require_POST
def remove_evidence(request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str) -> HttpResponse:
    _participant, one = _slot(request, round_id, participant_id, slot)
    given = _posted(request)
    row = get_object_or_404(
        JudgementEvidence, pk=int(given) if given.isdecimal() else 0, judgement=one.mine, judgement__isnull=False
    )
    try:
        judging.remove_judgement_evidence(evidence=row, by=request.user, at=timezone.now())
    except (NotYet, RoundRefuses) as refusal:
        _refused(request, refusal)
    return redirect("judgements:judge", round_id, participant_id, slot)


@needs(Permission.JUDGE)
@require_POST
def found(request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str) -> HttpResponse:
    participant, one = _slot(request, round_id, participant_id, slot)
    kinds = [(kind, label("judged_kind", kind)) for kind in judging.kinds_of(scale_of(participant.round))]
    form = FoundForm(request.POST, kinds=kinds, slot=one.slot, auto_id="found-%s")
    if not form.is_valid():
        own = JudgementForm(
            levels=levels(scale_of(participant.round)),
            initial={
                "level": one.mine.level if one.mine else "", "rationale": one.mine.rationale if one.mine else "",
                "version": one.mine.version if one.mine else 0,
            },
        )  # fmt: skip
        return _page(request, participant, own, slot, status=422, found_form=form)
    try:
        judging.add_judged_finding(
            judgement=_own(one, request, participant), kind=form.cleaned_data["kind"], text=form.cleaned_data["text"],
            legal_basis=[form.cleaned_data["legal_basis"]], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except (NotYet, RoundRefuses) as refusal:
        _refused(request, refusal)
    else:
        messages.success(request, _("It is written down."))
    return redirect("judgements:judge", round_id, participant_id, slot)


@needs(Permission.JUDGE)
@require_POST
def remove_found(request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str) -> HttpResponse:
    _participant, one = _slot(request, round_id, participant_id, slot)
    try:
        pk = UUID(_posted(request))
    except ValueError:
        raise Http404 from None
    row = get_object_or_404(JudgedFinding, pk=pk, judgement=one.mine, judgement__isnull=False)
    try:
        judging.remove_judged_finding(found=row, by=request.user, at=timezone.now())
    except (NotYet, RoundRefuses) as refusal:
        _refused(request, refusal)
    return redirect("judgements:judge", round_id, participant_id, slot)


@needs(Permission.JUDGE)
@require_POST
def take_up(request: HttpRequest, round_id: UUID, participant_id: UUID, slot: str) -> HttpResponse:
    _participant, one = _slot(request, round_id, participant_id, slot)
    if one.mine is None:
        raise Http404
    try:
        judging.take_up_judgement(judgement=one.mine, by=request.user, at=timezone.now())
    except (NotYet, RoundRefuses) as refusal:
        _refused(request, refusal)
    return redirect("judgements:judge", round_id, participant_id, slot_code(one.slot.key))
