"""How people sign in: by invitation only; nobody can make an account by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from likvard.access import actions
from likvard.access.models import User


class InvitedOnly(DefaultAccountAdapter):
    # In our words, the same whether the address is unknown, the account closed or the password wrong.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address and the password do not belong together. Check both."),
        "invalid_login": _("The e-mail address and the password do not belong together. Check both."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes and try again, or choose a new password."),
        "rate_limited": _("Too many tries. Wait a while and try again."),
        "incorrect_password": _("That is not your password. Check it and try again."),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "enter_current_password": _("Write the password that you have now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address that the person signs in with: the library's own list of addresses is not used here."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondStep(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Wait for the next one in your app and try again."),
    }


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "inputmode": "email"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


def _note(user: User, what: str) -> None:
    actions.note_sign_in_change(user=user, what=what, by=user, at=timezone.now())


@receiver(password_changed)
@receiver(password_reset)
def _password(sender: object, user: User, **kwargs: Any) -> None:
    _note(user, "password_changed")


@receiver(authenticator_added)
def _second_factor_added(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # they come and go with the app
        _note(user, "second_factor_added")


@receiver(authenticator_removed)
def _second_factor_removed(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _note(user, "second_factor_removed")


@receiver(authenticator_reset)
def _recovery_codes_renewed(sender: object, user: User, **kwargs: Any) -> None:
    _note(user, "recovery_codes_renewed")
