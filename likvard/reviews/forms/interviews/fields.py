"""Days and times as interviews ask for them."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import get_default_timezone, localtime, make_aware
from django.utils.translation import gettext_lazy as _


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def time_field(**kwargs: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"), **kwargs)


def moment_of(day: date, clock: time) -> datetime:
    """The moment of a wall-clock time in Sweden. Raises `ValidationError` for an hour that the clock skips."""
    moment = make_aware(datetime.combine(day, clock), get_default_timezone())
    # By way of UTC, or the hour that the clock skips would be believed.
    if localtime(moment.astimezone(UTC), get_default_timezone()).time() != clock:
        raise forms.ValidationError(_("The clock skips that hour when summer time begins."))
    return moment.astimezone(UTC)
