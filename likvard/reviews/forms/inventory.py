"""Forms of inventories of experience."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from likvard.analysis.association import reported
from likvard.documents.models import Document
from likvard.quality.models import PinnedFigure
from likvard.reviews.models import Tie

from .findings import Versioned, day_field, text_field

STRENGTHS = (
    (Tie.Strength.STATED.value, gettext_lazy("Stated: the source says so")),
    (Tie.Strength.INDICATED.value, gettext_lazy("Indicated: it follows from what the source says")),
    (Tie.Strength.HYPOTHESIS.value, gettext_lazy("Own hypothesis: we believe so and have grounds")),
)
LEVELS = (
    (Tie.Level.ORGANISER.value, gettext_lazy("The organiser as a whole")),
    (Tie.Level.UNIT.value, gettext_lazy("The school unit")),
)


def area_choices() -> list[tuple[str, str]]:
    """Every problem area in the reader's language."""
    swedish = get_language() != "en"
    return [
        (code, (name.sv if swedish else name.en)[:1].upper() + (name.sv if swedish else name.en)[1:])
        for code, name in reported()[0].items()
    ]


class InventoryForm(Versioned):
    title = forms.CharField(max_length=200, label=pgettext_lazy("inventory", "Title"))
    question = text_field(
        rows=3,
        label=gettext_lazy("The question"),
        help_text=gettext_lazy("What you want to learn from many reviews together."),
    )
    begins = day_field(label=gettext_lazy("From and including"))
    ends = day_field(label=gettext_lazy("To and including"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and begins > ends:
            self.add_error("ends", _("The last day must not come before the first."))
        return cleaned


class InventoryWordsForm(Versioned):
    summary = text_field(
        rows=6,
        label=gettext_lazy("The main point"),
        help_text=gettext_lazy("What many reviews together show, in a few sentences."),
    )
    handling = text_field(
        rows=6,
        label=gettext_lazy("How the problems have been met"),
        help_text=gettext_lazy("What was done, how forcefully and for how long, and what came of it."),
    )
    next_step = text_field(
        rows=6,
        label=gettext_lazy("Next step: hinders to remove"),
        help_text=gettext_lazy("What keeps pupils from support or challenge, and who finds out and removes it."),
    )


class SortForm(forms.Form):
    """One finding: its areas, or why it is left out."""

    source = forms.RegexField(r"^(finding|judged):[0-9a-f-]{36}$", widget=forms.HiddenInput)
    areas = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Problem areas")
    )
    left_out = forms.CharField(required=False, max_length=300, label=gettext_lazy("Or leave it out, because"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["areas"].choices = area_choices()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        areas, left_out = cleaned.get("areas"), (cleaned.get("left_out") or "").strip()
        if areas and left_out:
            self.add_error("left_out", _("Choose areas or a reason to leave it out, not both."))
        elif not self.errors and not areas and not left_out:
            self.add_error("areas", _("Choose at least one area, or say why the finding is left out."))
        return cleaned


class TieForm(forms.Form):
    start = forms.ChoiceField(label=gettext_lazy("This area"))
    end = forms.ChoiceField(label=gettext_lazy("feeds this one"))
    both_ways = forms.BooleanField(required=False, label=gettext_lazy("It goes both ways"))
    level = forms.ChoiceField(choices=LEVELS, label=gettext_lazy("It is said of"), widget=forms.RadioSelect)
    strength = forms.ChoiceField(choices=STRENGTHS, label=gettext_lazy("How strongly"), widget=forms.RadioSelect)
    grounds = text_field(rows=3, required=True, label=gettext_lazy("Grounds"))
    source = forms.CharField(
        required=False, max_length=300, label=gettext_lazy("Source"),
        help_text=gettext_lazy("The report or decision that says so. Not needed for an own hypothesis."),
    )  # fmt: skip
    year = forms.IntegerField(required=False, min_value=1990, max_value=2100, label=gettext_lazy("Year of the source"))
    document = forms.ModelChoiceField(
        Document.objects.none(), required=False, label=gettext_lazy("Document"), empty_label=gettext_lazy("None")
    )

    def __init__(self, *args: Any, documents: QuerySet[Document], **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [("", _("Choose an area")), *area_choices()]
        self.fields["start"].choices = self.fields["end"].choices = choices
        self.fields["document"].queryset = documents

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("start") and cleaned.get("start") == cleaned.get("end"):
            self.add_error("end", _("Choose another area: an area does not feed itself."))
        stated = cleaned.get("strength") not in (None, "", Tie.Strength.HYPOTHESIS.value)
        if stated and not (cleaned.get("source") or "").strip() and not cleaned.get("document"):
            self.add_error("source", _("Say where it is stated, or call it an own hypothesis."))
        return cleaned


class SeenBesideForm(forms.Form):
    area = forms.ChoiceField(label=gettext_lazy("Problem area"))
    figure = forms.ModelChoiceField(
        PinnedFigure.objects.none(), required=False, label=gettext_lazy("A pinned figure"),
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Its own sentence and source are used where you write none."),
    )  # fmt: skip
    text = text_field(
        rows=3, label=gettext_lazy("What it shows"),
        help_text=gettext_lazy("The result in one sentence, with whom it is about."),
    )  # fmt: skip
    source = forms.CharField(required=False, max_length=300, label=gettext_lazy("Source"))

    def __init__(self, *args: Any, figures: QuerySet[PinnedFigure], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["area"].choices = [("", _("Choose an area")), *area_choices()]
        field = self.fields["figure"]
        field.queryset = figures
        field.label_from_instance = lambda one: one.sentence_en if get_language() == "en" else one.sentence_sv

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("figure"):
            for name in ("text", "source"):
                if not (cleaned.get(name) or "").strip():
                    self.add_error(name, _("Needed when no pinned figure is chosen."))
        return cleaned
