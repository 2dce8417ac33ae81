"""A file of absence on its way in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import Organisation

MOST_BYTES = 50_000_000


class AbsenceFileForm(forms.Form):
    holder = forms.ModelChoiceField(label=_("Whose pupils"), queryset=Organisation.objects.none())
    file = forms.FileField(
        label=_("File with absence"),
        help_text=_(
            "A table (CSV or Excel) with a row for each pupil and day, or an SS 12000 answer with aggregatedAttendance."
        ),
    )

    def __init__(self, *args: Any, holders: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = list(holders)
        self.only = held[0] if len(held) == 1 else None
        if self.only is not None:
            del self.fields["holder"]
        else:
            self.fields["holder"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in held])

    @property
    def whose(self) -> Organisation:
        return self.only or self.cleaned_data["holder"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 50 MB. Divide it by term or by unit."))
        return file
