"""Events of the year: an own one, and what one does of a national one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import YearEvent
from likvard.rulebook.permissions import Role

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KINDS = (
    ("dialogue", pgettext_lazy("year event", "Dialogues")),
    ("analysis", pgettext_lazy("year event", "Analysis")),
    ("survey", pgettext_lazy("year event", "Survey")),
    ("board", pgettext_lazy("year event", "To the board")),
    ("budget", pgettext_lazy("year event", "Budget and resources")),
    ("plan", pgettext_lazy("year event", "Plan")),
    ("statistics", pgettext_lazy("year event", "Statistics")),
    ("tests", pgettext_lazy("year event", "Tests")),
    ("grades", pgettext_lazy("year event", "Grades")),
    ("count", pgettext_lazy("year event", "Count day")),
    ("other", pgettext_lazy("year event", "Something else")),
)
ROLES = (
    ("", _("Nobody in particular")),
    (Role.EDITOR.value, _("Every editor")),
    (Role.DIRECTOR.value, _("The school director")),
    (Role.PRINCIPAL.value, _("Every principal, for the own units")),
    (Role.BOARD_READER.value, _("Those who read for the board")),
)
REPEATS = (
    (YearEvent.Repeats.ONCE, _("Once")),
    (YearEvent.Repeats.DAY, _("Every school year, the same day")),
    (YearEvent.Repeats.WEEK, _("Every school year, the same week and weekday")),
)


class _Days(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day lies before the first. Check the two days."))
        elif ends and not starts and "starts" not in self.errors:
            self.add_error("starts", _("Write the first day too."))
        elif starts:
            cleaned["ends"] = ends or starts
        return cleaned


class EventForm(_Days):
    title = forms.CharField(label=_("What happens"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    starts = forms.DateField(label=_("First day"), widget=DAY)
    ends = forms.DateField(
        label=_("Last day"), help_text=_("Leave empty for a single day."), widget=DAY, required=False
    )
    repeats = forms.ChoiceField(label=_("How often"), choices=REPEATS, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(label=_("Only for one unit"), queryset=SchoolUnit.objects.none(), required=False)
    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet"),
        help_text=_("It stands on To do of whoever answers for it, from two weeks before."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Or a role"), choices=ROLES, required=False)
    about = forms.ChoiceField(label=_("What it is about"), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, people: Any, units: Any, about: Iterable[tuple[str, Any]], whole: bool, **kwargs: Any
    ) -> None:
        """`whole`: the person works with all of the organisation; else the event is of one of her units."""
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        self.fields["unit"].queryset = units
        self.fields["about"].choices = [("", _("Nothing in particular")), *about]
        if whole:
            self.fields["unit"].empty_label = _("The whole organisation")
        else:
            self.fields["unit"].required = True
            self.fields["unit"].label = _("For which unit")
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("owner") and cleaned.get("role"):
            self.add_error("role", _("Choose a person or a role, not both."))
        return cleaned


class NationalForm(_Days):
    starts = forms.DateField(
        label=_("First day this school year"), widget=DAY, required=False,
        help_text=_("When you know the day. Leave empty to let the usual time stand."),
    )  # fmt: skip
    ends = forms.DateField(
        label=_("Last day"), help_text=_("Leave empty for a single day."), widget=DAY, required=False
    )
    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet"),
        help_text=_("It stands on To do of whoever answers for it, from two weeks before."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Or a role"), choices=ROLES, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    left_out = forms.BooleanField(label=_("It does not concern us"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("owner") and cleaned.get("role"):
            self.add_error("role", _("Choose a person or a role, not both."))
        return cleaned


class YearVersionForm(forms.Form):
    version = forms.IntegerField()


class MarkForm(forms.Form):
    school_year = forms.IntegerField(min_value=1990, max_value=2200)
    undo = forms.BooleanField(required=False)
