"""The quick searches find what the slow ones find."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.terms import review_kinds, school_forms
from likvard.terms.scanning import matches_from, matches_near

PATTERN = re.compile(r"(?<!\w)(?:gran(?:en)?|tall(?:\w*)|gran och tall)(?!\w)", re.IGNORECASE)
PARTS = st.lists(
    st.sampled_from(["gran", "Granen", "TALL", "tallar", "och", " ", ", ", "x", "İ", "gran och tall"]), max_size=30
)


def _spans(matches):
    return [match.span() for match in matches]


@given(PARTS)
def test_matches_from_their_beginnings_are_all_matches(parts):
    text = "".join(parts)
    assert _spans(matches_from(PATTERN, text, ("gran", "tall"))) == _spans(PATTERN.finditer(text))


@given(PARTS)
def test_matches_near_their_words_are_all_matches(parts):
    text = "".join(parts)
    near = matches_near(PATTERN, text, ("gran", "tall"), before=20, after=20)
    assert _spans(near) == _spans(PATTERN.finditer(text))


@pytest.mark.parametrize("written", [one for form in school_forms.all_school_forms() for one in form.written])
@given(data=st.data())
@settings(max_examples=10)
def test_every_printed_form_of_school_has_its_beginning(written, data):
    plain = written.split("(?=")[0]  # what follows is no part of the word
    word = data.draw(st.from_regex(re.compile(plain, re.ASCII), fullmatch=True))
    assert word.lower().startswith(school_forms._BEGINNINGS)


@pytest.mark.parametrize("kind", review_kinds.all_review_kinds(), ids=lambda kind: kind.code)
def test_every_name_of_a_review_is_found_by_its_beginning(kind):
    pattern, _ = review_kinds._pattern()
    for name in kind.names:
        for printed in (name.name, name.name.upper(), f"Efter {name.name}s beslut"):
            slow = _spans(pattern.finditer(printed))
            assert slow, printed
            assert _spans(matches_from(pattern, printed, review_kinds._beginnings())) == slow
