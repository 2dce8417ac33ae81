"""The words of the primary navigation, and where each leads. A room that opens adds its word here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import Permission

from .guards import grants


@dataclass(frozen=True, slots=True)
class Room:
    """One word of the navigation: the page it opens, and the permission without which it is not shown. `groups` are
    further groups of pages that it holds, beside those under its own address."""

    word: Promise
    view: str
    icon: str
    permission: Permission | None = None
    groups: frozenset[str] = frozenset()
    otherwise: frozenset[str] = frozenset()  # groups of pages that are here for those who have no other room for them


# The parts of the organiser's own quality work, each a group of pages with tabs of their own.
QUALITY = ("state", "causes", "goals", "analysisdays", "surveys", "signals", "resources", "year")


ROOMS = (
    Room(_("To do"), "home:index", "todo"),
    Room(_("Cases"), "reviews:index", "case", Permission.CASE_READ),
    Room(_("Rounds"), "rounds:index", "eye", Permission.ROUND_READ, otherwise=frozenset({"inventory"})),
    Room(_("Dialogues"), "dialogues:index", "people", Permission.DIALOGUE_READ),
    Room(_("Quality"), "state:index", "quality", Permission.QUALITY_READ, frozenset({*QUALITY, "inventory"})),
    Room(_("Documents"), "documents:index", "document", Permission.DOCUMENT_READ),
    Room(_("Data"), "data:index", "school", Permission.DATA_READ),
)


# Staff have nothing else to do here.
REPORTS = (Room(_("Reports and cases"), "signals:cases", "case", Permission.SIGNAL_REPORT),)


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
    """The rooms that this person may enter; the one that holds the present page is marked.

    Who works with no cases has one word only: administration for the system owner, reports for staff.
    """
    found = []
    held = grants(request)
    # An address that leads nowhere has a page of its own, and belongs to no group.
    group = request.resolver_match.namespace if request.resolver_match else ""
    only_administers = held.may(Permission.USERS_MANAGE) and not held.may(Permission.CASE_READ)
    only_reports = held.may(Permission.SIGNAL_REPORT) and not held.may(Permission.CASE_READ)
    rooms = PLACES[:1] if only_administers else REPORTS if only_reports else ROOMS
    open_rooms = [room for room in rooms if room.permission is None or held.may(room.permission)]
    has_a_room = any(group in room.groups for room in open_rooms)
    for room in open_rooms:
        where = address(room.view)
        if where is None:
            continue
        here = request.path == where or (where != "/" and request.path.startswith(where))
        here = here or group in room.groups or (group in room.otherwise and not has_a_room)
        found.append(Way(room.word, where, room.icon, here))
    return found


# Behind the person's menu.
PLACES = (
    Room(_("Administration"), "access:index", "settings", Permission.USERS_MANAGE),
    Room(_("History"), "history:index", "history", Permission.LEDGER_READ),
    Room(_("Own review kinds"), "definitions:index", "edit", Permission.DEFINITION_EDIT),
    Room(_("My account"), "my_account", "person"),
)


def menu_ways(request: HttpRequest) -> list[Way]:
    found = []
    for room in PLACES:
        where = address(room.view)
        if where is None or (room.permission and not grants(request).may(room.permission)):
            continue
        found.append(Way(room.word, where, room.icon, request.path == where))
    return found


@dataclass(frozen=True, slots=True)
class Organisations:
    """The organisations of a person, and the one they have chosen to work in just now (None = all)."""

    all: tuple[Organisation, ...]
    chosen: Organisation | None

    @property
    def several(self) -> bool:
        return len(self.all) > 1

    @property
    def only(self) -> Organisation | None:
        return self.all[0] if len(self.all) == 1 else None


def organisations(request: HttpRequest) -> Organisations:
    held = grants(request).held_in
    return Organisations(held, next((o for o in held if o.pk == request.user.working_in), None))


def may_search(request: HttpRequest) -> bool:
    """Whether there is anything that the person's search could find."""
    return grants(request).may(Permission.CASE_READ) or grants(request).may(Permission.DOCUMENT_READ)
