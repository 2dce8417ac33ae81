"""Forms of a whole version of a review kind: begun, written as text, published."""

from django import forms
from django.utils.translation import gettext_lazy

from likvard.organisations.models import Organisation
from likvard.reviews.forms.findings import Versioned, day_field

LONGEST_DEFINITION = 200_000  # characters


class NewDefinitionForm(forms.Form):
    holder = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None)
    base = forms.ChoiceField(
        label=gettext_lazy("Begin from"),
        help_text=gettext_lazy("The new version starts as a copy of this one, and what you change is shown beside it."),
    )

    def __init__(self, data: object = None, *, holders: object, bases: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["holder"].queryset = holders
        self.fields["base"].choices = bases
        only = list(holders[:2])
        if len(only) == 1:
            self.fields["holder"].initial = only[0].pk
            self.fields["holder"].widget = forms.HiddenInput()


class DefinitionTextForm(Versioned):
    text = forms.CharField(
        label=gettext_lazy("The definition"),
        max_length=LONGEST_DEFINITION,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 32, "spellcheck": "true", "lang": "sv", "class": "ds-input lv-code"}),
    )

    def clean_text(self) -> str:
        # A form sends line ends of two signs; the file has one, and its checksum is of that.
        return self.cleaned_data["text"].replace("\r\n", "\n").rstrip("\n") + "\n"


class PublishForm(forms.Form):
    day = day_field(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("New rounds can judge by it from that day. After that it never changes."),
    )
