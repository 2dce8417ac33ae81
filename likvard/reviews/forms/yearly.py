"""A published table, to be checked and not kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.intake.opening import RefusedFileError
from likvard.reports.yearly_tables import Checked, check_file

LARGEST = 5_000_000  # bytes


class CheckTablesForm(forms.Form):
    file = forms.FileField(
        label=_("Table"), help_text=_("A workbook (.xlsx) or a text file (.csv), at most 5 MB. It is not kept.")
    )

    def __init__(self, *args: object, language: str = "sv", **kwargs: object) -> None:
        self.language = "en" if language == "en" else "sv"
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Checked:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        try:
            return check_file(file.name, file.read())
        except RefusedFileError as refused:
            raise forms.ValidationError(refused.sentence(self.language)) from refused
