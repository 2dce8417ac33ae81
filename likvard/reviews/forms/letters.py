"""The wording of a letter, where it goes, when it was posted, and what came back."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from likvard.reviews.models import LetterTemplate
from likvard.reviews.queries.letter_occasions import RULES
from likvard.reviews.queries.merging import unknown_fields

from .bounces import LARGEST
from .findings import day_field, text_field

APPENDIX_WORDS = (
    ("contact_form", _("form for the contact person")),
    ("scope", _("our kinds of review")),
    ("documents", _("list of documents")),
)


class LetterForm(forms.Form):
    """One template: a heading and a text for each part, and the facts that its fields stand for."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    answer_by = day_field(
        label=_("Last day to answer"), required=False, help_text=_("That day is included. It stands in the letter.")
    )
    interviewees = text_field(
        rows=4, label=_("Whom we want to interview"), help_text=_("One a line, as it stands in the letter.")
    )
    weeks_from = day_field(
        label=_("Interviews from the week of"), required=False, help_text=_("Any day of the first week.")
    )
    weeks_to = day_field(label=_("to the week of"), required=False, help_text=_("Any day of the last week."))
    contact_name = forms.CharField(label=_("Whom to ask: name"), max_length=150)
    contact_title = forms.CharField(label=_("Whom to ask: title"), max_length=150, required=False)
    contact_email = forms.EmailField(label=_("Whom to ask: e-mail"))
    contact_phone = forms.CharField(label=_("Whom to ask: telephone"), max_length=40, required=False)
    appendices = forms.MultipleChoiceField(
        label=_("Enclosed"), choices=APPENDIX_WORDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, template: LetterTemplate) -> None:
        self.template = template
        names = [name for name in self.base_fields if name != "version"]
        initial = {name: getattr(template, name) for name in names} | {"version": template.version}
        super().__init__(data, initial=initial)
        if template.occasion != LetterTemplate.Occasion.OPENING:
            for name in ("interviewees", "weeks_from", "weeks_to"):
                del self.fields[name]
        if template.occasion in (LetterTemplate.Occasion.INTERVIEWS, LetterTemplate.Occasion.FACT_CHECK):
            del self.fields["appendices"]
        if RULES[LetterTemplate.Occasion(template.occasion)].own_last_day:
            del self.fields["answer_by"]
        for number, part in enumerate(template.parts):
            self.fields[f"heading_{number}"] = forms.CharField(
                label=_("Heading"), max_length=120, required=False, initial=part["heading"]
            )
            self.fields[f"text_{number}"] = text_field(rows=5, label=_("Text"), initial=part["text"])

    @property
    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Heading and text of each part, for the page."""
        return [(self[f"heading_{n}"], self[f"text_{n}"]) for n in range(len(self.template.parts))]

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields that are no part of the text."""
        return [field for field in self if not field.name.startswith(("heading_", "text_", "version"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ["subject", "interviewees", *(n for n in self.fields if n.startswith(("heading_", "text_")))]:
            unknown = ", ".join(f"{{{one.name}}}" for one in unknown_fields(cleaned.get(name) or ""))
            if unknown:
                self.add_error(
                    name,
                    gettext("No letter knows the field %(names)s. Choose one from the list beside the text.")
                    % {"names": unknown},
                )
        first, last = cleaned.get("weeks_from"), cleaned.get("weeks_to")
        if first and last and last < first:
            self.add_error("weeks_to", gettext("The last week comes before the first."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """As the template keeps them."""
        given = self.cleaned_data
        kept = {name: given[name] for name in self.base_fields if name in given and name != "version"}
        kept["parts"] = [
            {"key": part["key"], "heading": given[f"heading_{n}"], "text": given[f"text_{n}"]}
            for n, part in enumerate(self.template.parts)
        ]
        return kept


class AddressForm(forms.Form):
    """Where letters to one participant go."""

    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("Leave it empty to send the letter by post.")
    )
    attention = forms.CharField(
        label=_("Addressed to"), max_length=150, required=False, help_text=_("For example Registrator.")
    )
    postal = text_field(rows=3, label=_("Postal address"))


class PostedForm(forms.Form):
    posted_on = day_field(label=_("Posted on"))


class ReturnedForm(forms.Form):
    """E-mails that came back, as the mail program saved them."""

    file = forms.FileField(
        label=_("File with returned e-mails"), help_text=_("One e-mail (.eml) or a whole folder (.mbox).")
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Save fewer e-mails in it."))
        return file.read()
