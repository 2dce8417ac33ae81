"""The one-time link with which an invited person chooses a password.

A link is a signed text: who, issued when, and a trace of the password as it was. It stops working when the
password has been set (the trace no longer fits), when its days have passed, and when the account is closed.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from .models import User

VALID = timedelta(days=7)
SALT = "likvard.access.invitation"


def _trace(user: User) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()[:16]


def token(user: User, *, at: datetime) -> str:
    """The last part of the link's address."""
    content = {"user": str(user.pk), "at": int(at.timestamp()), "trace": _trace(user)}
    return signing.dumps(content, salt=SALT, compress=False)


def invited(token: str, *, at: datetime) -> User | None:
    """The person whom the link lets in, or None when it is wrong, used, or older than seven days."""
    try:
        content = signing.loads(token, salt=SALT)
        user = User.objects.get(pk=UUID(content["user"]), is_active=True)
    except (signing.BadSignature, User.DoesNotExist, ValueError, KeyError, TypeError):
        return None
    age = at.timestamp() - content["at"]
    if not 0 <= age <= VALID.total_seconds() or content["trace"] != _trace(user):
        return None
    return user
