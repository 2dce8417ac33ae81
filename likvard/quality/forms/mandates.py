"""A mandate: given, ended."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.quality.models import Mandate

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class GiveMandateForm(forms.Form):
    what = forms.CharField(
        label=_("What is to be done"),
        help_text=_("In the words of the decision."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decided_by = forms.CharField(label=_("Who decided"), max_length=200)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DAY)
    paragraph = forms.CharField(
        label=_("Paragraph"), help_text=_("As the minutes have it, for example § 56."), max_length=40, required=False
    )
    due_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave empty when the decision has none: then it counts as late after a year."),
        widget=DAY,
        required=False,
    )
    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (due := cleaned.get("due_on")) and (decided := cleaned.get("decided_on")) and due < decided:
            self.add_error("due_on", _("The last day lies before the decision. Check the two days."))
        return cleaned


class EndMandateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How did it end"),
        choices=((Mandate.State.DONE, _("It is done")), (Mandate.State.DROPPED, _("A new decision took it back"))),
        widget=forms.RadioSelect,
    )
    ended_on = forms.DateField(label=_("On what day"), widget=DAY)
    grounds = forms.CharField(
        label=_("What was done, or which decision took it back"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, decided_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided_on, self.today = decided_on, today

    def clean_ended_on(self) -> date:
        day = self.cleaned_data["ended_on"]
        if day < self.decided_on:
            raise forms.ValidationError(_("That is before the decision. Check the day."))
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day
