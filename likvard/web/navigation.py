"""The words of the primary navigation, and where each leads. A room that opens adds its word here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from likvard.rulebook.permissions import Permission

from .guards import grants


@dataclass(frozen=True, slots=True)
class Room:
    """One word of the navigation: the page it opens, and the permission without which it is not shown."""

    word: Promise
    view: str
    icon: str
    permission: Permission | None = None


ROOMS = (
    Room(_("To do"), "home:index", "todo"),
    Room(_("Cases"), "reviews:index", "case", Permission.CASE_READ),
    Room(_("Documents"), "documents:index", "document", Permission.DOCUMENT_READ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the navigation as one person sees it on one page."""

    word: Promise
    address: str
    icon: str
    here: bool


def address(view: str) -> str | None:
    """The address of a page without arguments; None while its room has no such page."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return None


def ways(request: HttpRequest) -> list[Way]:
    """The rooms that this person may enter; the one that holds the present page is marked."""
    found = []
    for room in ROOMS:
        where = address(room.view)
        if where is None or (room.permission and not grants(request).may(room.permission)):
            continue
        here = request.path == where or (where != "/" and request.path.startswith(where))
        found.append(Way(room.word, where, room.icon, here))
    return found


# Behind the person's menu.
PLACES = (
    Room(_("Administration"), "access:index", "settings", Permission.USERS_MANAGE),
    Room(_("History"), "access:history", "history", Permission.LEDGER_READ),
    Room(_("My account"), "access:account", "person"),
)


def menu_ways(request: HttpRequest) -> list[Way]:
    found = []
    for room in PLACES:
        where = address(room.view)
        if where is None or (room.permission and not grants(request).may(room.permission)):
            continue
        found.append(Way(room.word, where, room.icon, request.path == where))
    return found
