"""What a participant fills in, and what the reviewer asks for."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from likvard.documents.forms import FilesField
from likvard.reviews.models import RequestedItem, RequestItem

from .findings import day_field, text_field

_PHONE = re.compile(r"\+?[\d\s()/-]{6,40}")


class ContactForm(forms.Form):
    """Four fields. A draft needs none of them; what is there is kept as it was written."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        error_messages={"required": _("Write the name of the contact person.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    title = forms.CharField(
        label=pgettext_lazy("person", "Title"),
        max_length=150,
        error_messages={"required": _("Write the person's title, for example utvecklare.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=40,
        error_messages={"required": _("Write a telephone number.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Write an e-mail address."),
            "invalid": _("Write the whole address, for example namn@kommun.se."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if not _PHONE.fullmatch(phone) or sum(c.isdigit() for c in phone) < 6:
            raise forms.ValidationError(_("Write the number with digits, for example 08-123 45 67."))
        return phone

    def as_draft(self) -> dict[str, str]:
        """What has been written so far, cut to what fits."""
        return {name: str(self.data.get(name, "")).strip()[: field.max_length] for name, field in self.fields.items()}


class ItemAnswerForm(forms.Form):
    """One line answered."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=(
            (RequestItem.Answer.EXISTS, _("It exists, and we send it in")),
            (RequestItem.Answer.MISSING, _("It does not exist")),
            (RequestItem.Answer.ELSEWHERE, _("See something else")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    note = text_field(
        rows=2,
        label=_("Note"),
        help_text=_("Where we find it, or what we need to know."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == RequestItem.Answer.ELSEWHERE and not cleaned.get("note"):
            self.add_error("note", _("Write what we should look at instead, and where it is."))
        return cleaned


class ItemFilesForm(forms.Form):
    files = FilesField(
        label=_("Files"),
        help_text=_("PDF, Word, text, web page or scanned image. At most 50 MB each."),
        error_messages={"required": _("Choose at least one file."), "empty": _("The file is empty. Choose another.")},
        allow_empty_file=True,
    )


class BeginUploadForm(forms.Form):
    """What a browser says of a file before it sends it in pieces."""

    name = forms.CharField(max_length=255)
    size = forms.IntegerField()
    fingerprint = forms.CharField(max_length=200)


class ListedItemForm(forms.Form):
    """A line of the round's list."""

    text = forms.CharField(
        label=_("Document"),
        max_length=300,
        help_text=_("One existing document a line, by the name that it usually has."),
    )
    level = forms.ChoiceField(
        label=_("Asked of"),
        choices=(
            (RequestedItem.Level.ORGANISER, _("the organiser")),
            (RequestedItem.Level.UNIT, _("each school unit that is reviewed")),
        ),
    )
    help_text = text_field(rows=2, label=_("Explanation"))


class MakeRequestsForm(forms.Form):
    last_day = day_field(label=_("Last day"))
