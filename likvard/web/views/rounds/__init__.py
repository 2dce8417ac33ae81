"""Rounds of review as the reviewing side works in them."""

from .listing import create, index
from .page import round_page

__all__ = ["create", "index", "round_page"]
