"""Nobody can tie an answer to a code: not by what is stored, nor by the order or the time in which it was."""

import itertools
import logging

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likvard.ledger.models import Event
from likvard.surveys.actions import CodeIsSpent, answer
from likvard.surveys.models import Code, Survey, SurveyUnit, Tally
from likvard.surveys.queries.questionnaire import question_keys
from tests.factories import TODAY, a_unit, an_organiser
from tests.factories.surveys import a_survey, answers_like, codes_for

pytestmark = pytest.mark.django_db


def everything_stored() -> list[tuple]:
    """Each row of the room's tables with each column, and the number that the database itself gives a row."""
    rows: list[tuple] = []
    own = "rowid" if connection.vendor == "sqlite" else "xmin::text"
    with connection.cursor() as cursor:
        for model in (Survey, SurveyUnit, Code, Tally):
            cursor.execute(f"select {own}, * from {model._meta.db_table}")
            rows += cursor.fetchall()
    return rows


@pytest.fixture
def asked():
    organiser = an_organiser()
    unit = a_unit(organiser)
    survey = a_survey(organiser, [unit])
    return survey, unit


SHEETS = (("girl", 0), ("boy", 1), ("unsaid", 2), ("girl", 3))


def test_who_answered_what_and_in_which_order_leaves_no_trace(asked):
    """The proof: whoever answers what, with whichever code and in whichever order, the tables come out the same to the
    byte. What is the same for every answer to a question cannot answer it."""
    survey, unit = asked
    codes = sorted(codes_for(survey, unit, len(SHEETS)))
    spare = codes_for(survey, unit, 1)
    before = [(row.pk, row.counts) for row in Tally.objects.all()]
    stored = []
    for sheets in itertools.permutations(SHEETS):
        for code, (group, place) in zip(codes, sheets, strict=True):
            answer(code=code, group=group, answers=answers_like(survey, place), on=TODAY)
        if connection.vendor == "sqlite":
            stored.append(everything_stored())
        Code.objects.filter(unit__survey=survey).update(spent=False)
        for key, counts in before:
            Tally.objects.filter(pk=key).update(counts=counts)
    assert len({str(one) for one in stored}) <= 1
    assert spare


def test_the_database_itself_does_not_tell_which_code_was_spent_last(asked):
    """PostgreSQL marks each row with the transaction that wrote it: codes and counts must all bear the same mark."""
    survey, unit = asked
    codes = codes_for(survey, unit, 5)
    for number, code in enumerate(codes[:3]):
        answer(code=code, group="girl", answers=answers_like(survey, number), on=TODAY)
    if connection.vendor != "postgresql":
        # The same seen from outside: one statement writes every code of the unit.
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - only this branch asks

        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            answer(code=codes[3], group="boy", answers=answers_like(survey, 0), on=TODAY)
        (written,) = [q["sql"] for q in asked_for if q["sql"].startswith('UPDATE "surveys_code"')]
        assert 'WHERE "surveys_code"."unit_id" =' in written
        return
    with connection.cursor() as cursor:
        cursor.execute("select xmin::text from surveys_code union select xmin::text from surveys_tally")
        assert len(cursor.fetchall()) == 1


def test_no_row_points_from_a_code_to_an_answer():
    """All that both tables know is the unit; no column holds a time, a number in a row or a person."""
    columns = {model: {f.name for f in model._meta.concrete_fields} for model in (Code, Tally)}
    assert columns == {Code: {"digest", "unit", "spent"}, Tally: {"unit", "counts"}}
    kinds = {f.get_internal_type() for model in columns for f in model._meta.concrete_fields}
    assert kinds == {"CharField", "ForeignKey", "BooleanField", "OneToOneField", "JSONField"}


def test_an_answer_writes_nothing_in_the_ledger_or_the_log(asked, caplog):
    survey, unit = asked
    (code,) = codes_for(survey, unit, 1)
    events = Event.objects.count()
    with caplog.at_level(logging.DEBUG):
        answer(code=code, group="girl", answers=answers_like(survey, 0), on=TODAY)
    assert Event.objects.count() == events
    assert code not in caplog.text


def test_a_sheet_is_torn_into_its_answers(asked):
    """Two people who answered crosswise and two who answered straight leave the same counts: sheets are not kept."""
    survey, unit = asked
    first, second, *rest = question_keys(survey.questionnaire)
    codes = codes_for(survey, unit, 4)
    answer(code=codes[0], group="girl", answers={first: 0, second: 3}, on=TODAY)
    answer(code=codes[1], group="girl", answers={first: 3, second: 0}, on=TODAY)
    crosswise = Tally.objects.get().counts
    Tally.objects.update(counts={g: {"people": 0, "answers": {k: [0] * 5 for k in (first, second, *rest)}}
                                 for g in ("girl", "boy", "unsaid")})  # fmt: skip
    answer(code=codes[2], group="girl", answers={first: 0, second: 0}, on=TODAY)
    answer(code=codes[3], group="girl", answers={first: 3, second: 3}, on=TODAY)
    assert Tally.objects.get().counts == crosswise


def test_codes_are_kept_as_digests_and_in_no_order_of_the_paper(asked):
    survey, unit = asked
    codes = codes_for(survey, unit, 40)
    kept = list(Code.objects.order_by("digest").values_list("digest", flat=True))
    assert not set(codes) & set(kept)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("select digest from surveys_code order by rowid")
            assert [row[0] for row in cursor.fetchall()] == kept


def test_a_code_is_used_once(asked):
    survey, unit = asked
    (code,) = codes_for(survey, unit, 1)
    answer(code=code, group="girl", answers=answers_like(survey, 0), on=TODAY)
    counts = Tally.objects.get().counts
    with pytest.raises(CodeIsSpent):
        answer(code=code, group="boy", answers=answers_like(survey, 1), on=TODAY)
    assert Tally.objects.get().counts == counts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets=st.lists(st.tuples(st.sampled_from(["girl", "boy", "unsaid"]), st.integers(0, 4)), max_size=6))
def test_every_answer_is_counted_and_no_other(asked, sheets):
    survey, unit = asked
    zero = {g: {"people": 0, "answers": {k: [0] * 5 for k in question_keys(survey.questionnaire)}}
            for g in ("girl", "boy", "unsaid")}  # fmt: skip
    Tally.objects.update(counts=zero)
    if sheets:
        for code, (group, place) in zip(codes_for(survey, unit, len(sheets)), sheets, strict=True):
            answer(code=code, group=group, answers=answers_like(survey, place), on=TODAY)
    counts = Tally.objects.get().counts
    for group, held in counts.items():
        own = [place for g, place in sheets if g == group]
        assert held["people"] == len(own)
        assert all(places == [own.count(p) for p in range(5)] for places in held["answers"].values())
