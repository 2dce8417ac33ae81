"""What the steps of the demo's story may lean on."""

from typing import Protocol

from likvard.access.models import User
from likvard.organisations.models import Organisation, SchoolUnit

from .days import StoryDays


class Stage(Protocol):
    """What the loader has put up by the time the steps are played, by the story's own names."""

    days: StoryDays
    organisations: dict[str, Organisation]
    units: dict[str, SchoolUnit]
    people: dict[str, User]
