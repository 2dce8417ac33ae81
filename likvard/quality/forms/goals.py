"""A goal: set with a baseline, moved with a reason, ended with what came of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Cause, Goal, PinnedFigure

from .analyses import FigureField, WithVersion, words
from .mandates import DAY

ENDS = (
    (Goal.State.REACHED, _("Reached")),
    (Goal.State.NOT_REACHED, _("Not reached")),
    (Goal.State.DROPPED, _("Dropped: no longer worked on")),
)


class CausesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Cause) -> str:
        return obj.what if len(obj.what) <= 160 else f"{obj.what[:159]}…"


def years(today: date) -> list[tuple[int, str]]:
    """This school year, the last and the next, as people write them."""
    now = today.year if today.month >= 7 else today.year - 1
    return [(year, f"{year}/{(year + 1) % 100:02d}") for year in (now - 1, now, now + 1)]


class _Goal(forms.Form):
    what = words(_("The goal"), 2, help_text=_("For the pupils, not what you will do."))
    pupils = forms.CharField(
        label=_("Which pupils are meant"),
        help_text=_("“Pupils in years 4–6 who read below the national level”. A group, never names."),
        max_length=300,
    )
    indicator = forms.CharField(
        label=_("Indicator"),
        help_text=_("What you will measure it by, and where the figure comes from."),
        max_length=300,
    )
    baseline = FigureField(
        label=_("Baseline: a pinned figure"),
        queryset=PinnedFigure.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    baseline_words = words(
        _("Baseline in words"), 2, required=False, help_text=_("Needed only where there is no figure to begin from.")
    )
    target = forms.CharField(
        label=_("Target"), help_text=_("What the indicator is to be, in a number where it can: “70 %”."), max_length=300
    )
    due_on = forms.DateField(label=_("To be reached by"), widget=DAY)
    owner = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, figures: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["baseline"].queryset = figures
        if not figures.exists():
            del self.fields["baseline"]
        self.fields["owner"].queryset = people
        self.fields["owner"].empty_label = _("Nobody yet")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("baseline") and not cleaned.get("baseline_words", "").strip():
            field = "baseline" if "baseline" in self.fields else "baseline_words"
            self.add_error(field, _("Choose a pinned figure, or say in words where you begin."))
        return cleaned


class GoalForm(_Goal):
    school_year = forms.TypedChoiceField(label=_("School year"), coerce=int)
    unit = forms.ModelChoiceField(label=_("Whose goal is it"), queryset=SchoolUnit.objects.none(), required=False)
    causes = CausesField(
        label=_("Causes that it answers"), queryset=Cause.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    decided_by = forms.CharField(
        label=_("Decided by"), help_text=_("When a board decided the goal: it then stays in sight until it is ended."),
        max_length=200, required=False,
    )  # fmt: skip
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DAY, required=False)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)

    field_order = ("school_year", "unit", "what", "pupils", "indicator", "baseline", "baseline_words", "target",
                   "due_on", "owner", "causes", "decided_by", "decided_on", "paragraph")  # fmt: skip

    def __init__(self, *args: Any, units: Any, causes: Any, whole: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_year"].choices = years(today)
        self.fields["unit"].queryset = units
        self.fields["unit"].empty_label = _("The organiser's") if whole else _("Choose")
        self.fields["unit"].required = not whole
        self.fields["causes"].queryset = causes
        if not causes.exists():
            del self.fields["causes"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("decided_by")) != bool(cleaned.get("decided_on")):
            field = "decided_on" if cleaned.get("decided_by") else "decided_by"
            self.add_error(field, _("A decision has both who decided and a day."))
        return cleaned


class MoveGoalForm(_Goal, WithVersion):
    reason = words(
        _("Why the goal is moved"), 2, help_text=_("What it was before is kept beside it, with this reason.")
    )


class TieGoalForm(forms.Form):
    causes = CausesField(
        label=_("Causes that it answers"), queryset=Cause.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, causes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["causes"].queryset = causes


class EndGoalForm(WithVersion):
    state = forms.ChoiceField(label=_("What came of it"), choices=ENDS, widget=forms.RadioSelect)
    ended_on = forms.DateField(label=_("On what day"), widget=DAY)
    outcome = FigureField(
        label=_("The figure now"), queryset=PinnedFigure.objects.none(), required=False, empty_label=_("None")
    )
    outcome_words = words(_("How do you know"), 3)

    def __init__(self, *args: Any, figures: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["outcome"].queryset = figures
        if not figures.exists():
            del self.fields["outcome"]

    def clean_ended_on(self) -> date:
        day = self.cleaned_data["ended_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day
