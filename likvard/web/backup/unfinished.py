"""Nothing of the site begins its work where a restore was broken off."""

from typing import Any

from django.core.checks import Error, register

from .restoring import is_unfinished


@register()
def no_restore_is_unfinished(**kwargs: Any) -> list[Error]:
    if not is_unfinished():
        return []
    return [Error("A restore was broken off here.", hint="Run likvard site restore again.", id="likvard.E001")]
