"""Forms of an organisation's own review kinds: the whole, and each part with fields of its own."""

from .areas import AreaForm, NewAreaForm
from .basics import BasicsForm
from .deadlines import DeadlinesForm
from .letters import LetterWordingForm
from .parts import PartForm
from .steps import StepsForm
from .whole import DefinitionTextForm, NewDefinitionForm, PublishForm
from .wordings import WordingsForm

__all__ = [
    "AreaForm",
    "BasicsForm",
    "DeadlinesForm",
    "DefinitionTextForm",
    "LetterWordingForm",
    "NewAreaForm",
    "NewDefinitionForm",
    "PartForm",
    "PublishForm",
    "StepsForm",
    "WordingsForm",
]
