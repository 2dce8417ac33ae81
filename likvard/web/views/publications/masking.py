"""The text passage by passage: what looks like a person, what is masked and why."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from likvard.reports.public import Mask, Passage, masked, passages
from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.forms.publications import MaskForm, ProposalsForm
from likvard.reviews.models import Publication, PublicationMask
from likvard.reviews.queries.publications import masks_of, open_proposals, still_seen, whole_content
from likvard.rulebook.permissions import Permission
from likvard.terms.secrecy import ground
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.decisions.shown import refused

from .seen import name_of, publication_for


@dataclass(frozen=True, slots=True)
class PassageShown:
    number: int
    passage: Passage
    field: str
    parts: tuple[tuple[str, bool], ...]  # text, whether it is masked
    form: MaskForm


@dataclass(frozen=True, slots=True)
class MaskShown:
    mask: PublicationMask
    ground: str
    where: str


def ground_words(code: str) -> str:
    one = ground(code)
    return f"{one.section}, {one.english if (get_language() or 'sv').startswith('en') else one.swedish}"


def _parts(text: str, after: str) -> tuple[tuple[str, bool], ...]:
    """The passage as it stands, in pieces: what of it is masked. From what is left of it after masking."""
    found: list[tuple[str, bool]] = []
    at, rest = 0, after.split("\x00")
    for index, piece in enumerate(rest):
        place = text.find(piece, at) if piece else (len(text) if index == len(rest) - 1 else at)
        if index:
            found.append((text[at:place], True))
        if piece:
            found.append((piece, False))
        at = place + len(piece)
    return tuple((words, hidden) for words, hidden in found if words)


def _shown(publication: Publication, given: MaskForm | None) -> list[PassageShown]:
    content, masks = whole_content(publication), masks_of(publication)
    rows = []
    for number, one in enumerate(passages(content), 1):
        own = [Mask(mask.place and "x#0", mask.words, mask.ground) for mask in masks if mask.place in ("", one.place)]
        done = masked({"x": one.text}, own)
        after = done.content["x"]
        for place in range(1, len(done.grounds) + 1):
            after = after.replace(f"[maskat {place}]", "\x00")
        mine = given is not None and given["place"].value() == one.place
        form = given if mine else MaskForm(auto_id=f"p{number}-%s", initial={"place": one.place, "reach": "everywhere"})
        rows.append(PassageShown(number, one, label("passage", one.field), _parts(one.text, after), form))
    return rows


@needs(Permission.PUBLISH)
@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
def mask(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    publication = publication_for(request, round_id, publication_id)
    if publication.content is not None:
        return redirect("publications:publication", round_id, publication_id)
    form = None
    if request.method == "POST":
        form = MaskForm(request.POST, auto_id="p0-%s")
        if form.is_valid():
            try:
                actions.add_mask(publication=publication, by=request.user, at=timezone.now(), **form.mask)
            except NotYet as refusal:
                form.add_error("words", refusal.reasons[0].text(get_language() or "sv"))
            else:
                messages.success(request, _("Masked."))
                number = next(
                    (n for n, one in enumerate(passages(whole_content(publication)), 1)
                     if one.place == form.cleaned_data["place"]), 1,
                )  # fmt: skip
                return redirect(reverse("publications:mask", args=[round_id, publication_id]) + f"#passage-{number}")
    rows = _shown(publication, form)
    numbers = {row.passage.place: row.number for row in rows}
    asked = ProposalsForm(rows=open_proposals(publication), auto_id="f-%s")
    context = {
        "round": publication.round, "publication": publication, "name": name_of(publication), "rows": rows,
        "asked": asked,
        "proposed": [(*row, [numbers[p] for p in row[0].places if p in numbers]) for row in asked.shown()],
        "masks": [_mask_shown(one, numbers) for one in publication.masks.all()],
        "seen": [(words, [numbers[p] for p in places if p in numbers]) for words, places in still_seen(publication)],
        "form": form,
    }  # fmt: skip
    return render(request, "publications/mask.html", context, status=422 if form and form.errors else 200)


def _mask_shown(one: PublicationMask, numbers: dict[str, int]) -> MaskShown:
    where = _("Passage %(n)d") % {"n": numbers[one.place]} if one.place in numbers else _("Everywhere")
    return MaskShown(one, ground_words(one.ground), where)


@needs(Permission.PUBLISH)
@require_POST
def unmask(request: HttpRequest, round_id: UUID, publication_id: UUID, mask_id: UUID) -> HttpResponse:
    publication = publication_for(request, round_id, publication_id)
    one = get_object_or_404(PublicationMask, pk=mask_id, publication=publication)
    try:
        actions.remove_mask(mask=one, by=request.user, at=timezone.now())
    except NotYet as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("The mask is taken away."))
    return redirect("publications:mask", round_id, publication_id)


@needs(Permission.PUBLISH)
@sensitive_post_parameters()
@require_POST
def proposals(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    publication = publication_for(request, round_id, publication_id)
    if publication.content is None:
        form = ProposalsForm(request.POST, rows=open_proposals(publication))
        form.is_valid()  # a row that is not whole stays a proposal
        answers = form.answers
        try:
            actions.answer_proposals(publication=publication, answers=answers, by=request.user, at=timezone.now())
        except NotYet as refusal:
            refused(request, refusal)
        else:
            n = len(answers)
            messages.success(request, ngettext("%(n)d piece answered.", "%(n)d pieces answered.", n) % {"n": n})
    return redirect("publications:mask", round_id, publication_id)
