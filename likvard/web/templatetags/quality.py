"""The parts of the organiser's own quality work, as tabs."""

from dataclasses import dataclass

from django import template
from django.template.context import RequestContext
from django.urls import resolve
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from likvard.quality.models import PinnedFigure
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants
from likvard.web.navigation import address

register = template.Library()

SECTIONS = (
    ("state", _("State of play")),
    ("causes", _("Causes")),
    ("goals", _("Goals and measures")),
    ("analysisdays", _("Analysis days")),
    ("surveys", _("Surveys")),
    ("signals", _("Signals")),
    ("resources", _("Resources")),
    ("year", _("The year")),
)


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    word: Promise
    address: str


@register.simple_tag(takes_context=True)
def quality_sections(context: RequestContext) -> list[Section]:
    """The parts that this person may enter: each part's first page says by its own guard who may."""
    found = []
    for key, word in SECTIONS:
        where = address(f"{key}:index")
        if where is None:
            continue
        guard = getattr(resolve(where).func, "guard", None)
        if isinstance(guard, Permission) and not grants(context["request"]).may(guard):
            continue
        found.append(Section(key, word, where))
    return found


@register.filter
def pinned_sentence(figure: PinnedFigure) -> str:
    """What a pinned figure says, in the reader's language."""
    return figure.sentence_sv if get_language() == "sv" else figure.sentence_en


@register.filter
def pinned_cannot_say(figure: PinnedFigure) -> str:
    return figure.cannot_say_sv if get_language() == "sv" else figure.cannot_say_en
