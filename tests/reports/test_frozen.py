"""A checksum that anybody can compute again: of canonical JSON, whatever order the keys come in."""

import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reports.frozen import checksum_of, plain

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def test_what_it_is_of():
    canonical = '{"a":[1,null],"å":"ö"}'
    assert checksum_of({"å": "ö", "a": [1, None]}) == hashlib.sha256(canonical.encode()).hexdigest()


@given(st.dictionaries(st.text(), VALUES))
def test_it_holds_through_storage_and_for_any_order_of_the_keys(content):
    turned = dict(reversed(content.items()))
    assert checksum_of(content) == checksum_of(turned) == checksum_of(json.loads(json.dumps(content)))


@given(st.dictionaries(st.text(), st.text(), min_size=1))
def test_another_word_is_another_checksum(content):
    key = next(iter(content))
    assert checksum_of(content) != checksum_of({**content, key: content[key] + "x"})


def test_what_is_no_json_has_none():
    with pytest.raises(TypeError):
        checksum_of({"day": object()})


@given(VALUES)
def test_plain_values_stay_as_they_are(value):
    assert plain(value) == value == json.loads(json.dumps(value))


def test_days_become_text_and_tuples_lists_all_the_way_down():
    day = date(2026, 11, 22)
    assert plain({"a": (day, {"b": [day, None]})}) == {"a": ["2026-11-22", {"b": ["2026-11-22", None]}]}
