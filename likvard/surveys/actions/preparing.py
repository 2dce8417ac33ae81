"""A survey is prepared, its codes are made, its last day is moved, it is closed."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.surveys import questionnaires
from likvard.surveys.models import Code, Survey, SurveyUnit, Tally
from likvard.surveys.queries.codes import ALPHABET, LENGTH, digest_of
from likvard.surveys.queries.questionnaire import empty_counts


class ChangedMeanwhile(Exception):  # noqa: N818 - read aloud where it is raised
    """Somebody else changed the survey first; `version` is the stored one."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the survey is at version {version}")
        self.version = version


class SurveyIsOver(Exception):  # noqa: N818 - read aloud where it is raised
    """Its results may have been read: one more answer would show what it said."""


def _day(at: datetime) -> date:
    return localtime(at).date()


def _tell(survey: Survey, action: str, *, by: User | None, at: datetime, before=None, after=None) -> None:
    record(
        action=action, subject_kind="survey", subject_id=survey.id, by=by, at=at, organisation=survey.holder_id,
        before=before, after=after,
    )  # fmt: skip


def _locked(survey: Survey, version: int, on: date) -> Survey:
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if stored.version != version:
        raise ChangedMeanwhile(stored.version)
    if stored.closed_on is not None or stored.last_day < on:
        raise SurveyIsOver
    return stored


@transaction.atomic
def prepare_survey(
    *,
    holder: Organisation,
    template: str,
    title: str,
    areas: Iterable[str] = (),
    units: Iterable[SchoolUnit],
    opens_on: date,
    last_day: date,
    by: User | None,
    at: datetime,
) -> Survey:
    """A survey of the questionnaire `template`, whole or only some `areas` of it, in these units of the holder.

    Raises `KeyError` for an unknown questionnaire and `ValueError` without units, for units of another organiser and
    when the last day comes before the first.
    """
    found = questionnaires()[template]
    chosen = tuple(areas) or tuple(area.key for area in found.areas)
    asked = list(units)
    if not asked or any(unit.organisation_id != holder.pk for unit in asked):
        raise ValueError("a survey is run in units of the organiser's own")
    if last_day < opens_on:
        raise ValueError("the last day comes before the first")
    survey = Survey.objects.create(
        holder=holder, title=title, template=template, questionnaire=found.to_json(chosen), opens_on=opens_on,
        last_day=last_day, created_at=at,
    )  # fmt: skip
    for unit in asked:
        made = SurveyUnit.objects.create(survey=survey, school_unit=unit)
        # All the places that answers can be counted in stand there from the start, so that none tells when it came.
        Tally.objects.create(unit=made, counts=empty_counts(survey.questionnaire))
    _tell(
        survey, "survey_prepared", by=by, at=at,
        after={"template": template, "checksum": found.checksum, "units": len(asked), "last_day": last_day},
    )  # fmt: skip
    return survey


@transaction.atomic
def make_codes(*, unit: SurveyUnit, number: int, replace: bool, by: User | None, at: datetime) -> tuple[str, ...]:
    """New codes for a unit, each to be used once. They are shown now and never again: only their digests are kept.

    `replace` makes those that nobody has used worthless, for papers that were lost. Raises `SurveyIsOver`.
    """
    if not 1 <= number <= 5000:
        raise ValueError("between 1 and 5000 codes at a time")
    stored = SurveyUnit.objects.select_for_update(of=("self",)).select_related("survey").get(pk=unit.pk)
    if stored.survey.closed_on is not None or stored.survey.last_day < _day(at):
        raise SurveyIsOver
    if replace:
        Code.objects.filter(unit=stored, spent=False).delete()
    codes: set[str] = set()
    while len(codes) < number:
        codes.add("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
    # In the order of their digests, which tells nothing of the order on the paper.
    Code.objects.bulk_create(Code(digest=one, unit=stored) for one in sorted(map(digest_of, codes)))
    stored.asked = Code.objects.filter(unit=stored).count()
    stored.save(update_fields=["asked"])
    _tell(
        stored.survey, "survey_codes_made", by=by, at=at,
        after={"unit": stored.school_unit_id, "number": number, "replace": replace},
    )  # fmt: skip
    return tuple(codes)


@transaction.atomic
def move_last_day(*, survey: Survey, last_day: date, version: int, by: User | None, at: datetime) -> Survey:
    """Another last day, while the survey is not over. Raises `SurveyIsOver`, `ChangedMeanwhile` and `ValueError` for a
    day that has passed."""
    stored = _locked(survey, version, _day(at))
    if last_day < max(_day(at), stored.opens_on):
        raise ValueError("the new last day has passed")
    if last_day != stored.last_day:
        before = {"last_day": stored.last_day}
        stored.last_day = last_day
        stored.version += 1
        stored.save(update_fields=["last_day", "version"])
        _tell(stored, "survey_last_day_moved", by=by, at=at, before=before, after={"last_day": last_day})
    return stored


@transaction.atomic
def close_survey(*, survey: Survey, version: int, by: User | None, at: datetime) -> Survey:
    """No more answers from now on; the results can be read. Raises `SurveyIsOver` and `ChangedMeanwhile`."""
    stored = _locked(survey, version, _day(at))
    stored.closed_on = _day(at)
    stored.version += 1
    stored.save(update_fields=["closed_on", "version"])
    _tell(stored, "survey_closed", by=by, at=at, after={"closed_on": stored.closed_on})
    return stored
