"""Whom an address without an account lets in, and to what: the only door of pages that need no sign-in."""

import hashlib
import hmac
from datetime import datetime

from django.utils.crypto import salted_hmac

from likvard.reviews.models import Participant, PublicLink, Round

NOT_A_SECRET = 200  # characters; longer addresses are nobody's
_SALT = "likvard.reviews.links"


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def signature_of(link_id: object) -> str:
    """The link's secret: the installation's key signs the link's own random number (HMAC-SHA256, RFC 2104).

    Nothing that is stored can open the address, and yet a reminder can give the same address again.
    """
    return salted_hmac(_SALT, str(link_id), algorithm="sha256").hexdigest()


def secret_of(link: PublicLink) -> str | None:
    """The secret again, for a letter or a reminder; None when the installation's key has changed since."""
    secret = signature_of(link.pk)
    return secret if hmac.compare_digest(digest_of(secret), link.secret_sha256) else None


def link_for(secret: str, purpose: str, at: datetime) -> PublicLink | None:
    """The link that `secret` opens for `purpose` at this moment.

    None for a guess, an expired or revoked link, one of another purpose and one of a participant that has left the
    round: whoever asks is told nothing about which. Every one of them costs one look-up by digest.
    """
    if len(secret) > NOT_A_SECRET:
        secret = ""
    digest = digest_of(secret)
    link = (
        PublicLink.objects.filter(secret_sha256=digest)
        .select_related("participant__round__holder", "participant__organiser", "participant__case")
        .first()
    )
    opens = (
        link is not None
        and hmac.compare_digest(link.secret_sha256, digest)
        and link.purpose == purpose
        and link.revoked_at is None
        and at < link.expires_at
        and link.participant.state == Participant.State.SELECTED
        and link.participant.round.state != Round.State.CLOSED
    )
    return link if opens else None


def open_links(participant: Participant, purpose: str, at: datetime) -> list[PublicLink]:
    """The participant's links of the purpose that still open, the newest first."""
    return list(
        PublicLink.objects.filter(
            participant=participant, purpose=purpose, revoked_at__isnull=True, expires_at__gt=at
        ).order_by("-created_at", "-id")
    )
