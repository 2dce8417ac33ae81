"""When people cannot, and which times suit."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext_lazy as _

from likvard.reviews.models import InterviewSlot, Participant

from .fields import day_field, moment_of, time_field


class BusyForm(forms.Form):
    """When somebody cannot."""

    who = forms.ChoiceField(label=_("Who"))
    role = forms.ChoiceField(
        label=_("Which of them"), required=False, help_text=_("For a participant or one of its units.")
    )
    day = day_field(label=_("Day"))
    until_day = day_field(
        label=_("To and including"), required=False, help_text=_("Only when it is more than one day.")
    )
    starts = time_field(label=_("From"), required=False)
    ends = time_field(label=_("To"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(
        self, *args: Any, staff: Any, participants: Iterable[Participant], roles: Iterable[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"u:{u.pk}": u for u in staff}
        self.places: dict[str, tuple[Participant, Any]] = {}
        names = []
        for one in participants:
            self.places[f"p:{one.pk}"] = (one, None)
            names.append((f"p:{one.pk}", one.organiser.name))
            for unit in one.units.all():
                if not unit.replaced_reason:
                    self.places[f"p:{one.pk}:{unit.school_unit_id}"] = (one, unit.school_unit)
                    words = f"{one.organiser.name}: {unit.school_unit.name}"
                    names.append((f"p:{one.pk}:{unit.school_unit_id}", words))
        self.fields["who"].choices = [*((k, u.name) for k, u in self.people.items()), *names]
        self.fields["role"].choices = [("", _("everybody there")), *roles]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("day"):
            last = data.get("until_day") or data["day"]
            starts = moment_of(data["day"], data.get("starts") or time(0))
            ends = moment_of(last, data["ends"]) if data.get("ends") else moment_of(last + timedelta(days=1), time(0))
            if ends <= starts:
                self.add_error("ends" if data.get("ends") else "until_day", _("It ends before it begins."))
            data["span"] = (starts, ends)
        if data.get("role") and data.get("who") in self.people:
            self.add_error("role", _("An investigator is one person: leave this as it is."))
        return data

    @property
    def somebody(self) -> dict[str, Any]:
        key = self.cleaned_data["who"]
        participant, unit = self.places.get(key, (None, None))
        return {
            "user": self.people.get(key), "participant": participant, "school_unit": unit,
            "role": self.cleaned_data["role"],
        }  # fmt: skip


class AnswerTimeForm(forms.Form):
    """The interviewed answer an offered time."""

    answer = forms.ChoiceField(
        label=_("Does the time suit?"),
        choices=(
            ("accept", _("Yes, it suits")),
            ("counter", _("No, we propose another time")),
            ("decline", _("No, and we have no other to propose")),
        ),
        widget=forms.RadioSelect,
    )
    day = day_field(label=_("Day you propose"), required=False)
    clock = time_field(label=_("Time you propose"), required=False)
    note = forms.CharField(
        label=_("Anything else"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1_000, required=False
    )
    name = forms.CharField(label=_("Your name"), max_length=150)

    def __init__(self, *args: Any, by_link: bool, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        if not by_link:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == "counter":
            for field in ("day", "clock"):
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, _("Say which time you propose."))
            if data.get("day") and data.get("clock"):
                data["starts"] = moment_of(data["day"], data["clock"])
                if data["starts"] <= self.now:
                    self.add_error("day", _("That time has passed. Choose one ahead."))
        return data


def slot_initial(slot: InterviewSlot) -> dict[str, Any]:
    """What the answer form begins with: the answer given before, if any."""
    answer = {"accepted": "accept", "counter_proposed": "counter"}.get(slot.state)
    initial: dict[str, Any] = {"note": slot.note, "name": slot.answered_name}
    if answer:
        initial["answer"] = answer
    if slot.counter_starts:
        local = localtime(slot.counter_starts, get_default_timezone())
        initial |= {"day": local.date(), "clock": local.time()}
    return initial
