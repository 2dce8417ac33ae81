"""The demo's people on the sign-in page: shown only where LIKVARD_DEMO=1, never in a real installation."""

from dataclasses import dataclass

from django.conf import settings

from likvard.access.words import ROLE


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One person of the demo: who, what this sign-in shows, and the words that let them in."""

    name: str
    role: str
    organisation: str
    shows: str
    email: str
    password: str


def demo_sign_ins() -> list[DemoSignIn]:
    """The people of the demo's story; none where the demo is not shown."""
    if not settings.DEMO:
        return []
    from likvard.web.demo.story import ORGANISATIONS, PASSWORD, PEOPLE  # noqa: PLC0415 - large, and only the demo's

    names = {organisation.key: organisation.name for organisation in ORGANISATIONS}
    return [
        DemoSignIn(
            name=person.name,
            role=str(ROLE[person.role]),
            organisation=names.get(person.organisation or "", ""),
            shows=person.shows,
            email=person.email,
            password=PASSWORD,
        )
        for person in PEOPLE
    ]
