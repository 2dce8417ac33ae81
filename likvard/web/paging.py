"""Long lists, a page at a time."""

from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 25


def page_of(request: HttpRequest, rows: QuerySet | Sequence, per_page: int = PER_PAGE) -> Page:
    """The page that `?sida=` names; the first or the last for a number outside."""
    return Paginator(rows, per_page).get_page(request.GET.get("sida"))
