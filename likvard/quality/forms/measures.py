"""A measure of the quality work: directed, with its cost, its time and how one will see that it helped."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Cause, Goal, Mandate, Measure

from .analyses import words
from .causes import UnitsField
from .mandates import DAY

STATES = (
    (Measure.State.PLANNED, pgettext_lazy("measure", "planned")),
    (Measure.State.ONGOING, pgettext_lazy("measure", "under way")),
    (Measure.State.DONE, pgettext_lazy("measure", "done")),
    (Measure.State.DROPPED, pgettext_lazy("measure", "dropped")),
)


class GoalField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Goal) -> str:
        return obj.what if len(obj.what) <= 110 else f"{obj.what[:109]}…"


class CauseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Cause) -> str:
        return obj.what if len(obj.what) <= 110 else f"{obj.what[:109]}…"


class MandateField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Mandate) -> str:
        return f"{obj.decided_on} {obj.paragraph} {obj.what[:80]}"


class MeasureForm(forms.Form):
    """`change` adds state and version. Goal, cause and mandate are asked for only where there are any."""

    what = words(_("What is to be done"), 3)
    goal = GoalField(label=_("Goal that it answers"), queryset=Goal.objects.none(), required=False)
    cause = CauseField(
        label=_("Cause that it works on"), help_text=_("A hinder is removed rather than worked around."),
        queryset=Cause.objects.none(), required=False,
    )  # fmt: skip
    pupils = forms.CharField(
        label=_("Which pupils is it directed to"), help_text=_("A group, never names."), max_length=300
    )
    units = UnitsField(
        label=_("Which units"), queryset=SchoolUnit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    compensatory = forms.BooleanField(
        label=_("Compensatory: directed to pupils with lesser conditions for reaching the goals"), required=False
    )
    concerned = forms.IntegerField(
        label=_("How many pupils does the problem concern"), min_value=1, max_value=1_000_000, required=False
    )
    reach = forms.IntegerField(
        label=_("How many of them does it reach"), min_value=0, max_value=1_000_000, required=False
    )
    intensity = forms.CharField(
        label=_("How much, and for how long"),
        help_text=_("“Four lessons a week for two terms”. Small efforts seldom turn what has long been low."),
        max_length=300, required=False,
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Begins"), widget=DAY, required=False)
    until = forms.DateField(label=_("Last day"), widget=DAY, required=False)
    expected_change = words(_("What it should change"), 2, required=False)
    seen_from = forms.DateField(
        label=_("When that should show"), help_text=_("You are asked for the effect from that day."), widget=DAY,
        required=False,
    )  # fmt: skip
    seen_by = words(_("How one will see it"), 2, required=False)
    cost = forms.IntegerField(label=_("Cost, kronor"), min_value=0, max_value=2_000_000_000, required=False)
    owner = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)
    mandate = MandateField(label=_("Mandate that it carries out"), queryset=Mandate.objects.none(), required=False)
    decided_by = forms.CharField(label=_("Decided by"), max_length=200, required=False)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DAY, required=False)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)

    def __init__(
        self, *args: Any, goals: Any, causes: Any, units: Any, people: Any, mandates: Any, change: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, rows in (("goal", goals), ("cause", causes), ("mandate", mandates), ("units", units)):
            self.fields[name].queryset = rows
            if name != "units":
                self.fields[name].empty_label = _("None")
            if not rows.exists():
                del self.fields[name]
        self.fields["owner"].queryset = people
        self.fields["owner"].empty_label = _("Nobody yet")
        if change:
            self.fields["state"] = forms.ChoiceField(label=_("State"), choices=STATES, widget=forms.RadioSelect)
            self.fields["result"] = words(_("What has been done so far"), 2, required=False)
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (begins := cleaned.get("starts_on")) and (last := cleaned.get("until")) and last < begins:
            self.add_error("until", _("The last day lies before the first. Check the two days."))
        if bool(cleaned.get("decided_by")) != bool(cleaned.get("decided_on")):
            field = "decided_on" if cleaned.get("decided_by") else "decided_by"
            self.add_error(field, _("A decision has both who decided and a day."))
        return cleaned
