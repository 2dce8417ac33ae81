"""Codes on paper: made of letters and figures that are not mistaken for one another, known only by their digests."""

from django.utils.crypto import salted_hmac

from likvard.surveys.models import Code

# Without 0 O 1 I L: 31 signs, ten of which make 49 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10


def written(code: str) -> str:
    """As it stands on the paper: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def typed(text: str) -> str:
    """What somebody typed, as the code it may be: capitals, without spaces and dashes."""
    return "".join(sign for sign in text.upper() if sign in ALPHABET)[: 2 * LENGTH]


def digest_of(code: str) -> str:
    """A digest by the installation's key: 49 bits could be tried through against a plain one."""
    return salted_hmac("likvard.surveys.code", code, algorithm="sha256").hexdigest()


def code_row(code: str) -> Code | None:
    """The row of a code, with its unit and survey."""
    return (
        Code.objects.select_related("unit__survey__holder", "unit__school_unit").filter(digest=digest_of(code)).first()
    )
