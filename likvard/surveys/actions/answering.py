"""Somebody sends her answers: the code is spent, the answers are added to the unit's counts, and that is all.

No event is written in the ledger here, alone of all actions: its time and its order would stand beside the answer.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import BooleanField, Case, F, Value, When

from likvard.surveys.models import Code, Tally
from likvard.surveys.queries.codes import digest_of
from likvard.surveys.queries.questionnaire import groups_of, options_of, question_keys


class CodeIsSpent(Exception):  # noqa: N818 - read aloud where it is raised
    """The code has been used, or has been replaced by another, since the page was opened."""


class SurveyIsShut(Exception):  # noqa: N818 - read aloud where it is raised
    """It has not opened yet, or its last day has passed."""


class NothingAnswered(Exception):  # noqa: N818 - read aloud where it is raised
    """Not one question has an answer."""


@transaction.atomic
def answer(*, code: str, group: str, answers: Mapping[str, int], on: date) -> None:
    """Counts the answers (question → place of the option, the last being "don't know") in the code's unit.

    `group` is what she says of herself ("girl", "boy", "unsaid"), "" where nobody is asked. Raises `CodeIsSpent`,
    `SurveyIsShut`, `NothingAnswered` and `ValueError` for an answer that the questionnaire does not have.
    """
    digest = digest_of(code)
    found = Code.objects.select_related("unit__survey").filter(digest=digest).first()
    if found is None:
        raise CodeIsSpent
    survey = found.unit.survey
    if not survey.opens_on <= on <= survey.last_day or survey.closed_on is not None:
        raise SurveyIsShut
    options, known = options_of(survey.questionnaire), set(question_keys(survey.questionnaire))
    if not answers:
        raise NothingAnswered
    if group not in groups_of(survey.questionnaire) or not set(answers) <= known:
        raise ValueError("the questionnaire has no such question or group")
    if not all(0 <= place <= options for place in answers.values()):
        raise ValueError("the questionnaire has no such option")
    # One row holds the unit's counts: whoever has it locked counts alone.
    tally = Tally.objects.select_for_update().get(unit=found.unit_id)
    if not Code.objects.filter(digest=digest, spent=False).exists():
        raise CodeIsSpent
    # Every code of the unit is written again, spent or not. Otherwise the database's own mark of the last change to a
    # row (xmin in PostgreSQL) would tie this code to the counts that change in the same transaction.
    Code.objects.filter(unit=found.unit_id).update(
        spent=Case(When(digest=digest, then=Value(True)), default=F("spent"), output_field=BooleanField())
    )
    counts = tally.counts
    counts[group]["people"] += 1
    for question, place in answers.items():
        counts[group]["answers"][question][place] += 1
    tally.save(update_fields=["counts"])
