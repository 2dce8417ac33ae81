"""Each guard: the facts that let a step through, and the reason people get when it must wait."""

from datetime import date

import pytest

from likvard.rulebook.guards import GUARD_WORDS, GUARDS, Facts

DAY = date(2027, 1, 15)

#                        guard, facts that hold it back, facts that let it through
TABLE = [
    ("decision_is_known", Facts(), Facts(decision_known=True)),
    ("no_decision_is_known", Facts(decision_known=True), Facts()),
    ("answer_is_sent", Facts(), Facts(answer_sent=True)),
    ("followup_is_known", Facts(), Facts(followup_known=True)),
    ("closing_day_is_given", Facts(), Facts(closing_day_given=True)),
    ("grounds_are_given", Facts(), Facts(grounds_given=True)),
    ("no_answer_is_owed", Facts(owed_answers=(DAY,)), Facts()),
    ("no_answer_is_owed", Facts(owed_answers=(DAY,)), Facts(owed_answers=(DAY,), closed_by_authority=True)),
    ("nothing_remains_or_authority_has_closed", Facts(remaining=2), Facts()),
    ("nothing_remains_or_authority_has_closed", Facts(remaining=2), Facts(remaining=2, closed_by_authority=True)),
]


@pytest.mark.parametrize(("name", "held", "free"), TABLE)
def test_guard_holds_back_and_lets_through(name, held, free):
    reason = GUARDS[name](held)
    assert reason is not None
    assert reason.code == name
    assert reason.text("sv") != reason.text("en")
    assert GUARDS[name](free) is None


def test_every_guard_is_in_the_table_and_has_words():
    assert {row[0] for row in TABLE} == set(GUARDS) == set(GUARD_WORDS)


def test_owed_answer_names_the_first_last_day():
    reason = GUARDS["no_answer_is_owed"](Facts(owed_answers=(date(2027, 3, 1), DAY)))
    assert "senast den 15 januari 2027" in reason.text("sv")
    assert "due on 15 January 2027" in reason.text("en")


@pytest.mark.parametrize(
    ("remaining", "sv", "en"),
    [(1, "En brist kvarstår", "One deficiency remains "), (3, "3 brister kvarstår", "3 deficiencies remain ")],
)
def test_remaining_deficiencies_are_counted_in_words(remaining, sv, en):
    reason = GUARDS["nothing_remains_or_authority_has_closed"](Facts(remaining=remaining))
    assert reason.text("sv").startswith(sv)
    assert reason.text("en").startswith(en)
