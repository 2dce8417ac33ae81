"""Lists of choices are written as Django's own templates write them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.web.widgets import Renderer

THEIRS, OURS = DjangoTemplates(), Renderer()
WORDS = st.text(alphabet="aå<>&\"' 1", max_size=6)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["class", "aria-describedby", "required", "data-x", "lang"]),
    st.one_of(WORDS, st.booleans(), st.integers(0, 9_999)),
)
CHOICE = st.tuples(st.one_of(WORDS, st.integers(0, 9_999)), st.one_of(WORDS, WORDS.map(mark_safe), st.integers()))
CHOICES = st.lists(st.one_of(CHOICE, st.tuples(WORDS.filter(bool), st.lists(CHOICE, max_size=3))), max_size=5)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@settings(deadline=None)
@given(CHOICES, ATTRIBUTES, WORDS)
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_a_list(kind, choices, attributes, value):
    widget = kind(attrs=attributes, choices=choices)
    chosen = value if kind is forms.Select else [value, "1"]
    both = [lines(widget.render("which", chosen, renderer=one)) for one in (THEIRS, OURS)]
    assert both[0] == both[1]


@settings(deadline=None)
@given(st.lists(CHOICE, max_size=5), ATTRIBUTES, WORDS)
@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_the_boxes_of_a_group(kind, choices, attributes, value):
    widget = kind(attrs=attributes, choices=choices)
    chosen = value if kind is forms.RadioSelect else [value]
    both = [
        [forms.boundfield.BoundWidget(widget, data, renderer).tag() for data in widget.subwidgets("which", chosen)]
        for renderer in (THEIRS, OURS)
    ]
    assert both[0] == both[1]
