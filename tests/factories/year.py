"""Events of the year, made through their actions, as people make them."""

from datetime import timedelta

from likvard.organisations.models import Organisation
from likvard.quality.actions.year import add_event
from likvard.quality.models import YearEvent

from .days import NOW, TODAY


def an_event(holder: Organisation, title: str = "Kvartalssamtal", **fields) -> YearEvent:
    fields.setdefault("kind", "dialogue")
    fields.setdefault("starts", TODAY + timedelta(days=5))
    fields.setdefault("by", None)
    return add_event(holder=holder, title=title, at=NOW, **fields)
