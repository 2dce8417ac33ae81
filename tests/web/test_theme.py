"""Colours that can be read: WCAG 2.2 contrast of every meaning, light and dark."""

import pytest

from likvard.web.theme import MEANINGS, colour, css, ladder


def luminance(hexadecimal):
    parts = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ["background-default", "background-tinted", "surface-default", "surface-tinted"]
LEAST = [
    ("text-default", [*GROUNDS, "surface-hover"], 7.0),  # body text: AAA
    ("text-subtle", [*GROUNDS, "surface-hover"], 4.5),
    ("border-strong", GROUNDS, 4.5),
    ("border-default", ["background-default", "surface-default"], 3.0),
    ("base-contrast-default", ["base-default", "base-hover", "base-active"], 4.5),
    ("base-contrast-subtle", ["base-default"], 4.5),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", MEANINGS)
def test_contrast(name, dark):
    steps = ladder(MEANINGS[name], dark=dark)
    low = {
        (ink, ground): round(contrast(steps[ink], steps[ground]), 2)
        for ink, grounds, least in LEAST
        for ground in grounds
        if contrast(steps[ink], steps[ground]) < least
    }
    assert low == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", MEANINGS)
def test_states_and_links_can_be_read_on_the_page(name, dark):
    page = ladder(MEANINGS["neutral"], dark=dark)
    ink = ladder(MEANINGS[name], dark=dark)["text-subtle"]
    assert min(contrast(ink, page[ground]) for ground in GROUNDS) >= 4.5


def test_colours_are_what_a_screen_can_show():
    assert [colour(0, 0, 0), colour(1, 0, 0), colour(1, 0.4, 30)] == ["#000000", "#ffffff", "#ffffff"]


def test_the_sheet_has_both_schemes_and_every_meaning():
    sheet = css()
    assert [f"[data-color={name}]" in sheet for name in MEANINGS] == [True] * len(MEANINGS)
    assert "prefers-color-scheme:dark" in sheet
