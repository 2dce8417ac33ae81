"""One participant's letter: on the screen, as PDF and as Word."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from likvard.reports.letter import Address, LetterContent, from_json, letter_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.models import Letter, LetterTemplate, Participant, Round
from likvard.reviews.queries.letter_occasions import RULES, told_in
from likvard.reviews.queries.letters import participants_for_letters
from likvard.reviews.queries.links import open_links, secret_of
from likvard.reviews.queries.merging import merger, problems_of, starting_template
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs
from likvard.web.letter_mail import address_of
from likvard.web.views.rounds import seen

from .listing import occasion_or_404, template_of


def content_of(round_: Round, participant: Participant, occasion: str) -> tuple[LetterContent, bool]:
    """The last letter as it was merged, else the next one as it would be merged today; True for the latter."""
    letter = Letter.objects.filter(participant=participant, occasion=occasion).last()
    told = told_in(occasion, [participant]).get(participant.pk)
    if letter is not None and not (told and told.of):
        return from_json(letter.content), False
    template = template_of(round_, occasion) or starting_template(round_, occasion)
    return merger(template).letter(participant, on=timezone.localdate(), told=told), True


def _wanted(request: HttpRequest, round_id: UUID, participant_id: UUID, occasion: str) -> tuple[Round, Participant]:
    round_ = seen.round_for(request, round_id)
    seen.participant_for(request, round_id, participant_id)
    return round_, get_object_or_404(participants_for_letters(round_, occasion_or_404(occasion)), pk=participant_id)


@needs(Permission.ROUND_READ)
@require_GET
def preview(request: HttpRequest, round_id: UUID, participant_id: UUID, occasion: str) -> HttpResponse:
    round_, participant = _wanted(request, round_id, participant_id, occasion)
    if broken := _broken(round_, occasion):
        return render(request, "letters/broken.html", {"round": round_, "occasion": occasion, "problems": broken})
    content, draft = content_of(round_, participant, occasion)
    everyone = list(participants_for_letters(round_, occasion))
    place = next((n for n, one in enumerate(everyone) if one.pk == participant.pk), 0)
    context = {
        "round": round_,
        "participant": participant,
        "occasion": occasion,
        "draft": draft,
        "paper": letter_paper(content, status=_("Draft – not sent") if draft else ""),
        "before": everyone[place - 1] if place else None,
        "after": everyone[place + 1] if place + 1 < len(everyone) else None,
        "place": place + 1,
        "of": len(everyone),
    }
    return render(request, "letters/preview.html", context)


def _broken(round_: Round, occasion: str) -> tuple:
    """Fields that no letter knows; such a template came from elsewhere than the page that writes it."""
    template = template_of(round_, occasion)
    return tuple(p for p in problems_of(template) if type(p).__name__ == "Unknown") if template else ()


def _paper(request: HttpRequest, round_id: UUID, participant_id: UUID, occasion: str) -> tuple[Paper, str]:
    """`?post` prints the address of the form too: paper cannot be clicked, and is opened by its receiver alone."""
    round_, participant = _wanted(request, round_id, participant_id, occasion)
    content, draft = content_of(round_, participant, occasion)
    addresses: tuple[Address, ...] = ()
    if "post" in request.GET and seen.abilities(request, round_)["work"]:
        purpose = RULES[LetterTemplate.Occasion(occasion)].purpose
        for link in open_links(participant, purpose, timezone.now())[:1]:
            if secret := secret_of(link):
                addresses = (Address(_("Open this address in a browser:"), address_of(purpose, secret)),)
    name = slugify(f"brev {participant.organiser.name}") or "brev"
    return letter_paper(content, status=_("Draft – not sent") if draft else "", addresses=addresses), name


@needs(Permission.ROUND_READ)
@require_GET
def pdf(request: HttpRequest, round_id: UUID, participant_id: UUID, occasion: str) -> HttpResponse:
    paper, name = _paper(request, round_id, participant_id, occasion)
    return download(render_pdf(paper).content, "application/pdf", f"{name}.pdf")


@needs(Permission.ROUND_READ)
@require_GET
def word(request: HttpRequest, round_id: UUID, participant_id: UUID, occasion: str) -> HttpResponse:
    paper, name = _paper(request, round_id, participant_id, occasion)
    return download(render_word(paper), WORD, f"{name}.docx")
