"""A last day: moved, given to somebody, added."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from likvard.access.models import User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

WHAT = (
    ("response", _("report measures")),
    ("documents", _("send in documents")),
    ("fact_check", _("fact-check")),
    ("contact_person", _("name a contact person")),
    ("appeal", _("appeal")),
    ("other", pgettext_lazy("deadline", "other")),
)


class MoveDeadlineForm(forms.Form):
    """A new last day and why."""

    to_day = forms.DateField(label=_("New last day"), help_text=_("That day is included."), widget=DAY)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: respite granted by the authority on 12 January, by phone."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_to_day(self) -> date:
        to_day = self.cleaned_data["to_day"]
        if to_day == self.day:
            raise forms.ValidationError(_("This is the last day already. Choose another day."))
        return to_day


class AssignDeadlineForm(forms.Form):
    """Who answers for a last day."""

    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people


class AddDeadlineForm(forms.Form):
    what = forms.ChoiceField(label=_("What is to be done"), choices=WHAT)
    day = forms.DateField(label=_("Last day"), help_text=_("That day is included."), widget=DAY)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
