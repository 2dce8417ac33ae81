"""No text makes a reader crash or run away: long repetitions of everything that a pattern holds on to."""

import time

import pytest

from likvard.terms import (
    amounts,
    case_numbers,
    dates,
    interventions,
    municipalities,
    organisation_numbers,
    personal_numbers,
    review_kinds,
    scales,
    school_forms,
    school_unit_codes,
    statutes,
    terms_and_years,
    weeks,
)

pytestmark = pytest.mark.slow

READERS = [
    amounts.find_amounts, case_numbers.find_candidates, dates.find_written_dates, dates.find_date_ranges,
    interventions.find_interventions, municipalities.find_mentions, organisation_numbers.find_organisation_numbers,
    personal_numbers.find_personal_numbers, review_kinds.find_review_kinds, scales.find_follow_ups,
    scales.find_judgements, school_forms.find_school_forms, school_unit_codes.find_school_unit_codes,
    statutes.find_citations, terms_and_years.find_school_years, terms_and_years.find_terms, weeks.find_days_in_weeks,
    weeks.find_written_weeks,
]  # fmt: skip
PARTS = [
    "1, ", "1 och ", "den ", "1 kap. ", "§ ", "1 § ", " ", "1-", "20", "vecka 1, ", "v. 1–2, ", "SI 2020:", "BUN ",
    "föreläggande a b c d ", "brist ", "Lilla ", "1 kap. 1, ", "12 a och b ", "dnr ", "läsåret 2020/2021 och ",
    "2020:1 ", "1 000 ", "mars ", "1 mars ", "ägar- och ledningsprövning ", "1\n", "i linje med ", "a", "1", "Å",
    "kap § ", "1 kap. 1 § första stycket och ", "skollagen ", "\u00ad", "\x00", "\U0001f600",
]  # fmt: skip
LENGTH, SECONDS = 40_000, 2.0


@pytest.mark.parametrize("find", READERS, ids=lambda find: f"{find.__module__.split('.')[-1]}.{find.__name__}")
def test_repetitions(find) -> None:
    slow = []
    for part in PARTS:
        text = part * (LENGTH // len(part))
        begun = time.process_time()
        find(text)
        if time.process_time() - begun > SECONDS:
            slow.append(part)
    assert slow == []
