"""One interview: whom it is with, where, and why it is called off."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.reviews.models import Interview, Participant

from .fields import day_field, moment_of, time_field

MOST_PEOPLE = 20


class PeopleField(forms.CharField):
    """One person on each line: a name, and an e-mail address after a comma when there is one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(max_length=4_000, **kwargs)

    def clean(self, value: Any) -> list[tuple[str, str]]:
        found = []
        address = forms.EmailField(required=False, max_length=254)
        for line in super().clean(value).splitlines():
            name, _comma, email = line.partition(",")
            if not name.strip() and not email.strip():
                continue
            found.append((name.strip()[:150], address.clean(email.strip())))
        if len(found) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(n)d people in an interview."), params={"n": MOST_PEOPLE})
        return found


class InterviewForm(forms.Form):
    """One interview: with whom, how, how long."""

    role = forms.ChoiceField(label=_("With whom"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    mode = forms.ChoiceField(label=_("How"))
    investigator = forms.ModelChoiceField(
        label=_("Investigator"), queryset=User.objects.none(), required=False,
        empty_label=_("the participant's, or whom the plan chooses"),
    )  # fmt: skip
    place = forms.CharField(label=_("Place, number or link"), max_length=200, required=False)
    people = PeopleField(
        label=_("Who takes part"),
        help_text=_("One on each line: name, e-mail address. Pupils are not named."),
        required=False,
    )
    note = forms.CharField(
        label=_("What the interview is about"),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000, required=False,
        help_text=_("Those who are interviewed read it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, staff: Any, roles: Any, modes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles
        self.fields["mode"].choices = modes
        self.fields["investigator"].queryset = staff
        self.fields["investigator"].label_from_instance = lambda user: user.name

    @property
    def changes(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


def interview_initial(one: Interview) -> dict[str, Any]:
    people = "\n".join(f"{p.name}, {p.email}" if p.email else p.name for p in one.people.all())
    return {
        "role": one.role, "minutes": one.minutes, "mode": one.mode, "investigator": one.investigator_id,
        "place": one.place, "people": people, "note": one.note, "version": one.version,
    }  # fmt: skip


class AddInterviewForm(InterviewForm):
    """One more interview, at a participant or one of its units."""

    where = forms.ChoiceField(label=_("Where"))
    field_order = ("where", "role", "minutes", "mode")

    def __init__(self, *args: Any, participants: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[Participant, Any]] = {}
        choices = []
        for one in participants:
            self.places[str(one.pk)] = (one, None)
            choices.append((str(one.pk), one.organiser.name))
            for unit in one.units.all():
                if not unit.replaced_reason:
                    key = f"{one.pk}:{unit.school_unit_id}"
                    self.places[key] = (one, unit.school_unit)
                    choices.append((key, f"{one.organiser.name}: {unit.school_unit.name}"))
        self.fields["where"].choices = choices


class PlaceForm(forms.Form):
    """A time set by hand."""

    investigator = forms.ModelChoiceField(label=_("Investigator"), queryset=User.objects.none())
    day = day_field(label=_("Day"))
    clock = time_field(label=_("Time"))

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investigator"].queryset = staff
        self.fields["investigator"].label_from_instance = lambda user: user.name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("day") and data.get("clock"):
            data["starts"] = moment_of(data["day"], data["clock"])
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)
