"""A cause by itself: what it is, which units share it, how it ended."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Cause

from .analyses import KINDS, WithVersion, words
from .mandates import DAY


class UnitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: SchoolUnit) -> str:
        return obj.name


class CauseForm(WithVersion):
    what = words(_("The cause"), 3)
    kind = forms.ChoiceField(label=_("Where it lies"), choices=KINDS, widget=forms.RadioSelect)
    units = UnitsField(
        label=_("Units that share it"),
        help_text=_("None: the organiser as a whole."),
        queryset=SchoolUnit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units


class EndCauseForm(WithVersion):
    state = forms.ChoiceField(
        label=_("How did it end"),
        choices=(
            (Cause.State.REMOVED, _("It is gone: the hinder is removed or the condition changed")),
            (Cause.State.SET_ASIDE, _("It was set aside: later checks spoke against it")),
        ),
        widget=forms.RadioSelect,
    )
    ended_on = forms.DateField(label=_("On what day"), widget=DAY)
    grounds = words(_("How do you know"), 3)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ended_on(self) -> date:
        day = self.cleaned_data["ended_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day
