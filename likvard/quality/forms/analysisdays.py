"""Analysis days planned, moved, closed; a unit's answers, the causes they rest on, sending and giving back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Cause

from .mandates import DAY

PART_WORDS = (
    ("why", _("What do you think it is due to?")),
    ("known", _("What makes you think so? What have you looked at, and what speaks against it?")),
    ("next_step", _("What will you do, and how will you see whether it helps?")),
)


class PlanDaysForm(forms.Form):
    title = forms.CharField(label=_("What you call them"), max_length=200)
    school_year = forms.TypedChoiceField(
        label=_("School year that is analysed"), coerce=int,
        help_text=_("Its goals, and what became of them, stand in the package."),
    )  # fmt: skip
    day = forms.DateField(label=_("Analysis day"), widget=DAY)
    answer_by = forms.DateField(
        label=_("Last day for the unit reports"), help_text=_("That day is included."), widget=DAY
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Units"), queryset=SchoolUnit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    questions = forms.CharField(
        label=_("Your own questions"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line; every unit is asked them. Each unit's figures give three to five more."),
    )  # fmt: skip
    guidance = forms.CharField(
        label=_("What the units should know before the day"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[SchoolUnit], years: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units
        self.fields["school_year"].choices = years

    def clean_questions(self) -> list[str]:
        lines = (line.strip().lstrip("-–• ").strip() for line in self.cleaned_data["questions"].splitlines())
        found = [line for line in lines if line]
        if len(found) > 5:
            raise forms.ValidationError(_("Five questions of your own are enough. Choose those that matter most."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, last = cleaned.get("day"), cleaned.get("answer_by")
        if day and last and last < day:
            self.add_error("answer_by", _("The reports are due before the analysis day. Choose a later day."))
        return cleaned


class AnswerByForm(forms.Form):
    answer_by = forms.DateField(label=_("New last day for the unit reports"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReportAnswerForm(forms.Form):
    """The three texts of one question, with the fingerprints of what the page showed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in PART_WORDS:
            self.fields[name] = forms.CharField(
                label=words, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
            )
            self.fields[f"seen_{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name, _words in PART_WORDS}

    @property
    def seen(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"seen_{name}"] for name, _words in PART_WORDS}


class TieCausesForm(forms.Form):
    causes = forms.ModelMultipleChoiceField(
        label=_("Causes that are known already"), queryset=Cause.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, causes: QuerySet[Cause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["causes"].queryset = causes
        self.fields["causes"].label_from_instance = lambda cause: cause.what


class SendReportForm(forms.Form):
    gaps_known = forms.BooleanField(
        label=_("We send it although some questions have no answer"), required=False
    )  # fmt: skip


class ReturnReportForm(forms.Form):
    reason = forms.CharField(
        label=_("What you would like the unit to go on with"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
