"""The two ways in to what a participant answers: by the address of a letter, or signed in, in the own case.

The pages are the same; a door knows who comes, and where each of its addresses leads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from likvard.access.models import User
from likvard.reviews.models import Case, Participant, PublicLink
from likvard.reviews.queries import scope_of, visible_to
from likvard.reviews.queries.requests import own_participant
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.linkdoor import by_link

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """`by` is None and `link` set for whoever comes by an address; `key` is what its addresses begin with."""

    participant: Participant
    by: User | None
    link: PublicLink | None
    case: Case | None
    key: str

    @property
    def signed_in(self) -> bool:
        return self.link is None

    @property
    def base(self) -> str:
        return "participation/own_base.html" if self.signed_in else "links/base.html"

    def to(self, page: str, *args: object) -> str:
        """The address of a page behind this door."""
        space = "participation" if self.signed_in else "links"
        return reverse(f"{space}:{page}", args=[self.key, *args])

    @property
    def who(self) -> dict:
        return {"by": self.by, "link": self.link}


def doors(purpose: str) -> Callable[[View], tuple[View, View]]:
    """Two views of one page: `(public, signed in)`. The page gets the request, the door and what its address holds."""

    def open_both(page: View) -> tuple[View, View]:
        @by_link(purpose)
        @wraps(page)
        def public_page(request: HttpRequest, link: PublicLink, *args: object, **kwargs: object) -> HttpResponse:
            door = Door(link.participant, None, link, None, request.link_secret)
            return page(request, door, *args, **kwargs)

        @needs(Permission.ANSWER_WRITE)
        @wraps(page)
        def own_page(request: HttpRequest, case_id: UUID, *args: object, **kwargs: object) -> HttpResponse:
            case = get_object_or_404(visible_to(grants(request), Permission.ANSWER_WRITE), pk=case_id)
            participant = own_participant(case)
            # What is answered for the whole organiser is not a single unit's to answer.
            if participant is None or not _whole(request, case):
                raise Http404
            return page(request, Door(participant, request.user, None, case, str(case.pk)), *args, **kwargs)

        own_page.guard = Permission.ANSWER_WRITE
        return public_page, own_page

    return open_both


def _whole(request: HttpRequest, case: Case) -> bool:
    held = grants(request).with_permission(Permission.ANSWER_WRITE)
    return any(g.organisation == case.holder_id and g.units is None for g in held) and grants(request).may(
        Permission.ANSWER_WRITE, scope_of(case)
    )
