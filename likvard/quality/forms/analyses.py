"""The steps of a cause analysis, one form each."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Analysis, Cause, CauseKind, Check, Dialogue, Hypothesis, PinnedFigure

from .mandates import DAY

ABOUT = (
    (Analysis.About.LOW, _("A low result")),
    (Analysis.About.HIGH, _("A high result")),
    (Analysis.About.DIFFERENCE, _("A difference between groups or units")),
    (Analysis.About.CHANGE, _("A change over the years")),
)
KINDS = (
    (CauseKind.CONDITIONS, _("In the conditions that the organiser gives: staff, time, groups, leadership")),
    (CauseKind.TEACHING, _("In how the teaching is done")),
    (CauseKind.HINDER_SUPPORT, _("A hinder: it keeps pupils from the support they need")),
    (CauseKind.HINDER_CHALLENGE, _("A hinder: it keeps pupils from enough challenge")),
)
HOW = (
    (Check.How.FIGURE, _("A figure")),
    (Check.How.DIALOGUE, _("A dialogue: what pupils, staff or the principal said")),
    (Check.How.OBSERVATION, _("An observation: lesson visits, documents, timetables")),
)
POINTS = (
    (Check.Points.FOR, _("It speaks for the cause")),
    (Check.Points.AGAINST, _("It speaks against the cause")),
    (Check.Points.NEITHER, _("It says neither")),
)
LADDER = (
    (1, _("1. It describes how things are")),
    (2, _("2. The difference remains given intake")),
    (3, _("3. The two move together at the same unit over time")),
    (4, _("4. The change after a measure, against units chosen beforehand")),
    (5, _("5. A lot or a threshold decided who was concerned")),
)
JUDGEMENTS = (
    (Hypothesis.Judgement.SUPPORTED, _("What we saw speaks for it")),
    (Hypothesis.Judgement.NOT_SUPPORTED, _("What we saw speaks against it")),
    (Hypothesis.Judgement.UNDECIDED, _("What we saw does not suffice")),
)


def words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


def figure_words(figure: PinnedFigure) -> str:
    return figure.sentence_en if get_language() == "en" else figure.sentence_sv


class FiguresField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: PinnedFigure) -> str:
        return figure_words(obj)


class FigureField(forms.ModelChoiceField):
    def label_from_instance(self, obj: PinnedFigure) -> str:
        told = figure_words(obj)
        return told if len(told) <= 110 else f"{told[:109].rstrip()}…"


class DialogueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Dialogue) -> str:
        return f"{obj.day} {obj.party.name}"


class WithVersion(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class BeginAnalysisForm(forms.Form):
    question = forms.CharField(
        label=_("The question"),
        help_text=_("One question that begins with why, about pupils: “Why do so few boys pass Swedish in year 9?”"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about = forms.ChoiceField(
        label=_("What it is about"),
        help_text=_("High results are analysed in the same way as low ones: what works can be used by others."),
        choices=ABOUT,
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(label=_("School unit"), queryset=SchoolUnit.objects.none(), required=False)
    owner = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)
    due_on = forms.DateField(label=_("To be finished by"), widget=DAY, required=False)

    def __init__(self, *args: Any, units: Any, people: Any, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].empty_label = _("The organiser as a whole") if whole else _("Choose")
        self.fields["unit"].required = not whole
        self.fields["owner"].queryset = people
        self.fields["owner"].empty_label = _("Nobody yet")


class QuestionForm(WithVersion):
    question = forms.CharField(label=_("The question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    about = forms.ChoiceField(label=_("What it is about"), choices=ABOUT, widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)
    due_on = forms.DateField(label=_("To be finished by"), widget=DAY, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        self.fields["owner"].empty_label = _("Nobody yet")


class SeeForm(WithVersion):
    """What is seen: pinned figures, and words for what no figure tells."""

    figures = FiguresField(
        label=_("Pinned figures"),
        help_text=_("They stay as they were when they were pinned, with their source."),
        queryset=PinnedFigure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = words(
        _("What we see"),
        4,
        required=False,
        help_text=_("For whom, since when, in which subjects and groups. What is seen, not yet why."),
    )

    def __init__(self, *args: Any, figures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figures"].queryset = figures
        if not figures:
            del self.fields["figures"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("figures") and not cleaned.get("seen", "").strip():
            self.add_error("seen", _("Choose a pinned figure, or say in words what you see."))
        return cleaned


class HypothesisForm(forms.Form):
    what = words(
        _("A possible cause"),
        2,
        help_text=_("Something that you can do something about. Not the pupils, not their homes."),
    )
    kind = forms.ChoiceField(label=_("Where it lies"), choices=KINDS, widget=forms.RadioSelect)
    expected = words(
        _("What would we see if it were so"),
        3,
        required=False,
        help_text=_(
            "Something that could turn out otherwise. “Then classes with less reading time have lower results.”"
        ),
    )
    rival = words(
        _("What else could it be"),
        2,
        required=False,
        help_text=_("The best other explanation. Without one no cause can be supported."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CheckForm(forms.Form):
    how = forms.ChoiceField(label=_("What did you look at"), choices=HOW, widget=forms.RadioSelect)
    looked_at = forms.CharField(
        label=_("Which one"),
        help_text=_(
            "“Reading time in the timetables of the four classes”, “talks with twelve pupils in year 8”. No names."
        ),
        max_length=500,
    )
    figure = FigureField(
        label=_("Pinned figure"), queryset=PinnedFigure.objects.none(), required=False, empty_label=_("None")
    )
    step = forms.TypedChoiceField(
        label=_("How far does the comparison reach"),
        help_text=_("Only for figures. What is no figure describes: step 1."),
        choices=LADDER,
        coerce=int,
        empty_value=1,
        required=False,
        widget=forms.RadioSelect,
        initial=1,
    )
    dialogue = DialogueField(
        label=_("Dialogue"), queryset=Dialogue.objects.none(), required=False, empty_label=_("None")
    )
    found = words(_("What you found"), 3)
    points = forms.ChoiceField(label=_("Which way does it point"), choices=POINTS, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Day"), widget=DAY)

    def __init__(self, *args: Any, figures: Any, dialogues: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["figure"].queryset = figures
        self.fields["dialogue"].queryset = dialogues
        if not figures.exists():
            del self.fields["figure"]
        if not dialogues.exists():
            del self.fields["dialogue"]

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") != Check.How.FIGURE and (cleaned.get("step") or 1) > 1:
            self.add_error("step", _("Only a figure can reach further than step 1."))
        return cleaned


class JudgeForm(WithVersion):
    """`carried` is how far the checks reach; steps above it are no choice."""

    judgement = forms.ChoiceField(label=_("What does it amount to"), choices=JUDGEMENTS, widget=forms.RadioSelect)
    step = forms.TypedChoiceField(
        label=_("How strongly"),
        help_text=_("As far as the checks reach, or less. The sentence is written after it."),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    grounds = words(_("In your own words"), 3, required=False)

    def __init__(self, *args: Any, carried: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step, said) for step, said in LADDER if carried and step <= carried]
        if not carried:
            del self.fields["step"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("judgement") == Hypothesis.Judgement.SUPPORTED:
            if "step" not in self.fields:
                self.add_error("judgement", _("Nothing that you looked at speaks for it yet. Test it first."))
            elif not cleaned.get("step"):
                self.add_error("step", _("Say how strongly."))
        return cleaned


class KeepForm(forms.Form):
    """One more case of a cause that is known, or a new one."""

    cause = forms.ChoiceField(label=_("Which cause is it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, causes: Sequence[Cause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.causes = {str(cause.pk): cause for cause in causes}
        self.fields["cause"].choices = [
            ("", _("A new cause")),
            *(
                (key, cause.what if len(cause.what) <= 160 else f"{cause.what[:159]}…")
                for key, cause in self.causes.items()
            ),
        ]

    def clean_cause(self) -> Cause | None:
        return self.causes.get(self.cleaned_data["cause"])


class ConcludeForm(WithVersion):
    conclusion = words(
        _("Conclusion"),
        5,
        help_text=_("What you now think it comes from, how sure you are, and what you do not know."),
    )


class ShareForm(WithVersion):
    lesson = words(
        _("What others can take along"),
        4,
        help_text=_(
            "Everyone in the organisation can read this, the question, the figures and the conclusion. No names."
        ),
    )


def theirs(form: forms.Form, current: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Label and words of each value that somebody else saved meanwhile."""
    for name, value in current.items():
        if name in form.fields:
            choices = dict(getattr(form.fields[name], "choices", ()) or ()) if isinstance(value, str | int) else {}
            said = getattr(value, "name", value) if not isinstance(value, str) else value
            yield str(form.fields[name].label), str(choices.get(value, "" if said is None else said))
