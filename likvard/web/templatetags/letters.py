"""Addresses of a round's letters."""

from django import template
from django.urls import reverse

from likvard.reviews.models import LetterTemplate, Round

Occasion = LetterTemplate.Occasion
# How each letter is asked for in the address of the list.
WORDS = {
    Occasion.OPENING: "",
    Occasion.DOCUMENTS: "underlag",
    Occasion.INTERVIEWS: "tider",
    Occasion.FACT_CHECK: "faktagranskning",
}
register = template.Library()


@register.simple_tag
def letters_address(round_: Round, occasion: str) -> str:
    """The list of the occasion's letters."""
    word = WORDS[Occasion(occasion)]
    return reverse("letters:index", args=[round_.pk]) + (f"?brev={word}" if word else "")
