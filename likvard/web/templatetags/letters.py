"""Addresses of a round's letters."""

from django import template

from likvard.reviews.models import Round
from likvard.web.views.letters.listing import letters_address as address_of

register = template.Library()


@register.simple_tag
def letters_address(round_: Round, occasion: str) -> str:
    """The list of the occasion's letters."""
    return address_of(round_, occasion)
