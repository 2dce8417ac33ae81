"""Merging texts: whatever two people write, no wording of either disappears unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reviews.actions.conflicts import ChangedMeanwhile, fingerprint, merge
from likvard.reviews.models import AnswerItem

TEXTS = st.text(max_size=8)
FIELDS = ("result", "remains")
STATES = st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXTS))


@given(base=STATES, theirs=STATES, mine=STATES)
def test_each_text_is_mine_theirs_or_shown_in_both(base, theirs, mine):
    row = AnswerItem(**theirs)
    seen = {name: fingerprint(text) for name, text in base.items()}
    torn = {
        name
        for name in FIELDS
        if mine[name] != theirs[name] and base[name] != theirs[name] and mine[name] != base[name]
    }
    if torn:
        with pytest.raises(ChangedMeanwhile) as told:
            merge(row, mine=mine, seen=seen)
        assert told.value.current == {name: theirs[name] for name in torn}
        assert told.value.mine == {name: mine[name] for name in torn}
        return
    changes = merge(row, mine=mine, seen=seen)
    after = theirs | changes
    for name in FIELDS:
        # What I changed stands; what I left alone is as the other left it.
        assert after[name] == (theirs[name] if mine[name] == base[name] else mine[name])


@given(base=TEXTS, mine=TEXTS)
def test_alone_one_always_saves(base, mine):
    changes = merge(AnswerItem(result=base), mine={"result": mine}, seen={"result": fingerprint(base)})
    assert changes == ({} if base == mine else {"result": mine})


@given(theirs=TEXTS, mine=TEXTS)
def test_without_a_mark_nothing_is_written_over(theirs, mine):
    row = AnswerItem(result=theirs)
    try:
        changes = merge(row, mine={"result": mine}, seen={})
    except ChangedMeanwhile:
        assert mine != theirs
    else:
        assert (changes, mine) == ({}, theirs)
