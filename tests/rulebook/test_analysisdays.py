"""Questions that figures raise, and the rule that reads whether an answer names a cause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.rulebook.analysisdays import Candidate, choose, hint, kinds
from likvard.rulebook.words import Words

CASES = [
    # a cause in the conditions or in teaching
    ("Resultaten i matematik föll eftersom vi bytte lärare tre gånger under hösten.", "names_cause"),
    (
        "Lästiden varierar mellan klasserna, vilket gör att grupperna får olika mycket övning i avkodning.",
        "names_cause",
    ),
    ("Skillnaden beror på att speciallärarens tid har lagts på en enda årskurs.", "names_cause"),
    ("Meritvärdet steg tack vare gemensam planering och fasta lektionsstarter.", "names_cause"),
    (
        "Vi ser att oron på rasterna hänger kvar in på lektionerna. Det hindrar lugna uppstarter efter lunch.",
        "names_cause",
    ),
    ("Fler pojkar saknar betyg p.g.a. hög frånvaro på eftermiddagarna.", "names_cause"),
    ("Results fell because the reading groups were cancelled in spring.", "names_cause"),
    ("Andelen var 61,5 procent 2024. Orsaken är att stödet sattes in först efter jul.", "names_cause"),
    # figures with other words
    ("Meritvärdet har sjunkit från 231 till 219 och ligger under rikssnittet.", "restates"),
    ("Resultaten sjönk eftersom färre elever nådde målen.", "restates"),
    ("Pojkarnas resultat är lägre än flickornas. Andelen behöriga är 84 procent.", "restates"),
    ("Skillnaden beror på att pojkarna har lägre betyg än flickorna.", "restates"),
    ("The share of pupils who passed fell from 80 to 72 per cent.", "restates"),
    ("78 %", "restates"),
    # honest not knowing
    ("Vi vet inte vad nedgången beror på.", "says_unknown"),
    ("Det är oklart varför flickorna har fallit, eftersom årskullen är liten och lärarna nya.", "says_unknown"),
    ("We do not know what caused the fall among the older pupils.", "says_unknown"),
    # something else than figures, but no cause
    ("Vi ska införa läsgrupper och följa upp dem varje månad med arbetslagen.", "no_cause_found"),
    ("Beror det på för lite lästid i de lägre årskurserna?", "no_cause_found"),
    ("Personalen har diskuterat frågan på två konferenser och läst forskning.", "no_cause_found"),
    ("", "empty"),
    ("  \n ", "empty"),
]


@pytest.mark.parametrize(("text", "reading"), CASES)
def test_the_rule_reads_words_as_it_says(text, reading):
    assert hint(text).reading == reading


def test_the_sentence_that_decided_is_shown():
    text = "Andelen var 61 procent. Det beror på att stödet kom igång sent på våren. Vi går vidare."
    assert hint(text).because == "Det beror på att stödet kom igång sent på våren."


def test_a_linked_cause_is_a_named_one():
    assert hint("Meritvärdet föll.", linked=1).reading == "names_cause"
    assert hint("", linked=2).reading == "names_cause"


@given(st.text(max_size=300), st.integers(0, 2))
def test_any_text_gets_some_reading(text, linked):
    found = hint(text, linked=linked)
    assert found.reading in ("names_cause", "says_unknown", "restates", "no_cause_found", "empty")
    assert (found.reading == "empty") == (not text.strip() and not linked)


@given(st.lists(st.sampled_from([text for text, _ in CASES if text.strip()]), min_size=1, max_size=4))
def test_more_sentences_never_take_a_named_cause_away(texts):
    alone = {hint(text).reading for text in texts}
    if "names_cause" in alone:
        assert hint("\n".join(texts)).reading == "names_cause"


def a_candidate(kind, ref, strength=1.0):
    return Candidate(kind, ref, Words(f"meritvärdet {ref}", f"the merit value {ref}"), strength)


def test_three_general_questions_when_the_figures_raise_none():
    assert [q.kind for q in choose([])] == ["general"] * 3


def test_a_high_result_is_asked_about_beside_the_low_ones():
    many = [a_candidate("worse", str(n), n) for n in range(5)] + [a_candidate("behind", f"b{n}") for n in range(4)]
    asked = choose([*many, a_candidate("ahead", "x")])
    assert [q.kind for q in asked] == ["worse", "worse", "behind", "behind", "ahead"]
    assert [q.key for q in asked[:2]] == ["worse:4", "worse:3"]
    assert asked[0].words.sv.startswith("Meritvärdet 4 har fallit")
    (risen, *_) = choose([Candidate("worse", "a", Words("frånvaron", "absence"), 1.0, high=True)])
    assert risen.words.sv.startswith("Frånvaron har stigit")
    assert risen.words.en.startswith("Absence has risen")


@given(
    st.lists(st.tuples(st.sampled_from(sorted(kinds())), st.integers(0, 9), st.floats(0, 5)), max_size=25, unique=True)
)
def test_three_to_five_questions_whatever_comes_and_in_whatever_order(told):
    candidates = [a_candidate(kind, str(ref), strength) for kind, ref, strength in told]
    asked = choose(candidates)
    assert 3 <= len(asked) <= 5
    assert choose(reversed(candidates)) == asked
    for kind in kinds().values():
        assert sum(q.kind == kind.key for q in asked) <= kind.many
    about = [q.candidate.ref for q in asked if q.candidate]
    assert len(about) == len(set(about)) >= min(len({c.ref for c in candidates}), 1)
