"""The wording of a round's letters, and letting them go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.letters import LetterRefused, address_for, queue_letters, save_template
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.forms.letters import LetterForm
from likvard.reviews.models import LetterTemplate, Participant
from likvard.reviews.queries.letter_occasions import RULES
from likvard.reviews.queries.letters import letter_status, participants_for_letters
from likvard.reviews.queries.merging import Unfilled, Unknown, problems_of, starting_template
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.tasks import send_waiting
from likvard.web.templatetags.letters import letters_address
from likvard.web.views.reviews.wording import language
from likvard.web.views.rounds import seen

from .listing import occasion_or_404, template_of


def field_words() -> list[tuple[str, str]]:
    """Every merge field and what it becomes."""
    return [
        ("huvudman", _("the organiser's name")),
        ("skolenheter", _("the units that are reviewed")),
        ("myndighet", _("your organisation")),
        ("titel", _("the name of the round")),
        ("slag", _("the kind of review")),
        ("tema", _("the round's theme")),
        ("metod", _("the round's method")),
        ("intervjupersoner", _("whom you want to interview")),
        ("veckor", _("the weeks of the interviews")),
        ("sista_dag", _("the last day to answer")),
        ("svarsadress", _("words for where to answer; the address itself is in the e-mail")),
        ("diarienummer", _("the case number")),
        ("utredare", _("the participant's investigator")),
        ("kontakt", _("whom to ask")),
        ("underlag", _("the list of documents")),
        ("tider", _("the times that are offered, one a line")),
        ("protokoll", _("the protocols to check, one a line, with their last days")),
    ]


def problem_words(problem: Unknown | Unfilled) -> str:
    if isinstance(problem, Unknown):
        return _("The text holds {%(name)s}, which no letter knows.") % {"name": problem.name}
    missing = {
        "sista_dag": _("The last day to answer is not set."),
        "veckor": _("The text speaks of weeks, but no weeks are set."),
        "intervjupersoner": _("The text speaks of whom to interview, but nobody is named."),
    }
    return missing[problem.name]


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, round_id: UUID, occasion: str) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_WORK)
    stored = template_of(round_, occasion_or_404(occasion)) or starting_template(round_, occasion)
    form = LetterForm(request.POST or None, template=stored)
    changed: ChangedMeanwhile | None = None
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            save_template(
                template=stored,
                values=form.values,
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except ChangedMeanwhile as meanwhile:
            changed = meanwhile
            data = request.POST.copy()
            data["version"] = meanwhile.version
            form = LetterForm(data, template=stored)
        except RoundRefuses as closed:
            refused = closed.words.text(language())
        else:
            messages.success(request, _("The letter is saved. Read it as one of the participants gets it."))
            first = participants_for_letters(round_, occasion).first()
            if first is not None:
                return redirect("letters:preview", round_id, first.pk, occasion)
            return redirect(letters_address(round_, occasion))
    context = {
        "round": round_,
        "occasion": occasion,
        "form": form,
        "fields": field_words(),
        "changed": changed,
        "refused": refused,
        "new": stored.version == 0,
    }
    status = 409 if changed or refused else 422 if form.errors else 200
    return render(request, "letters/template.html", context, status=status)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, round_id: UUID, occasion: str) -> HttpResponse:
    """What will happen, in numbers; then it happens in the background."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    stored = template_of(round_, occasion_or_404(occasion))
    problems = [problem_words(p) for p in problems_of(stored)] if stored else [_("The letter is not written yet.")]
    if request.method == "POST" and stored is not None and not problems:
        try:
            done = queue_letters(template=stored, on=timezone.localdate(), by=request.user, at=timezone.now())
        except RoundRefuses as waits:
            problems = [waits.words.text(language())]
        except LetterRefused as refused:
            problems = [problem_words(p) for p in refused.problems]
        else:
            send_waiting.enqueue()
            words = ngettext(
                "%(queued)d letter is in line and goes out now.",
                "%(queued)d letters are in line and go out now.",
                done.queued,
            )
            messages.success(request, words % {"queued": done.queued})
            if done.to_post:
                more = ngettext(
                    "%(count)d letter has no e-mail address: print and post it.",
                    "%(count)d letters have no e-mail address: print and post them.",
                    done.to_post,
                )
                messages.info(request, more % {"count": done.to_post})
            return redirect(letters_address(round_, occasion))
    participants = participants_for_letters(round_, occasion)
    statuses = letter_status(round_, occasion=occasion)
    waiting: list[Participant] = [p for p in participants if statuses[p.pk].state == "none" or statuses[p.pk].untold]
    by_post = [p for p in waiting if not address_for(p, occasion)]
    context = {
        "round": round_,
        "occasion": occasion,
        "template": stored,
        "problems": problems,
        "waiting": waiting,
        "by_post": by_post,
        "by_email": len(waiting) - len(by_post),
        "own_last_day": RULES[LetterTemplate.Occasion(occasion)].own_last_day,
        "planned": round_.state == "planned",
    }
    return render(request, "letters/send.html", context, status=409 if request.method == "POST" else 200)
