"""What people write about people, cleaned."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.organisations.queries import units_of
from likvard.rulebook.permissions import ROLES_IN_UNITS, Role

from .models import User
from .words import ROLE, roles_in


class RoleForm(forms.Form):
    """A role in one organisation; for a principal, in which of its units; for staff too where that is wanted."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    school_units = forms.ModelMultipleChoiceField(
        label=_("School units"),
        help_text=_("Only for a principal, and for staff who work in some units only."),
        queryset=SchoolUnit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_in(organisation)
        self.fields["role"].choices = [(role.value, ROLE[role]) for role in roles]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value
        if organisation is None or Role.PRINCIPAL not in roles:
            del self.fields["school_units"]
        else:
            self.fields["school_units"].queryset = units_of(organisation)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        units = cleaned.get("school_units")
        if cleaned.get("role") == Role.PRINCIPAL and not units:
            self.add_error("school_units", _("Choose at least one school unit for the principal."))
        # A director's list of units would say nothing: the role reaches all of them.
        cleaned["school_units"] = list(units or []) if cleaned.get("role") in ROLES_IN_UNITS else []
        return cleaned


class InviteForm(RoleForm):
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation is sent here, and the address is what the person signs in with."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(
        label=_("Title"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="sv")
    field_order = ["name", "email", "title", "language", "role", "school_units"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class DetailsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.CharField(
        label=_("Title"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


class WelcomeForm(forms.Form):
    """The first password of an invited person, written twice."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three or four words that do not belong together are easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class SearchForm(forms.Form):
    q = forms.CharField(max_length=200, required=False)
