"""The rule that proposes problem areas for a finding."""

import pytest

from likvard.analysis.association import reported
from likvard.rulebook.problemareas import codes, proposed


def test_the_rule_knows_every_area_of_the_reported_associations_in_their_order():
    assert codes() == tuple(code for code in codes() if code in reported()[0])
    assert set(codes()) == set(reported()[0])


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("Huvudmannen behöver analysera orsakerna till skillnader i studiero.", ("STY", "KVA", "STR")),
        ("Skolan måste utreda upprepad\nskolfrånvaro skyndsamt.", ("FRV",)),
        ("Elever i behov av särskilt stöd får inte ÅTGÄRDSPROGRAM.", ("STD",)),
        ("Rektor ska se till att undervisningen i modersmål följs upp.", ("LED", "UND")),
        ("Lokalerna är slitna.", ()),
        ("", ()),
        ("Restudieron är inget ord som börjar så.", ()),
    ],
)
def test_areas_are_proposed_by_their_words(text, areas):
    assert proposed(text) == areas
