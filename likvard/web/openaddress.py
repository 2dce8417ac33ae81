"""The address without an account that a participant has for one purpose, for those who may give it on."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from likvard.reviews.models import Participant, PublicLink
from likvard.reviews.queries.links import open_links, secret_of

PAGES = {PublicLink.Purpose.SLOTS: "links:times", PublicLink.Purpose.FACT_CHECK: "links:fact_checks"}


def open_address(participant: Participant, purpose: str, at: datetime) -> str:
    """The whole address; "" when there is none that opens."""
    for link in open_links(participant, purpose, at):
        if secret := secret_of(link):
            return settings.BASE_URL + reverse(PAGES[PublicLink.Purpose(purpose)], args=[secret])
    return ""
