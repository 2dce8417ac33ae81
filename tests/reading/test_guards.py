"""Quick noes follow their patterns: what a guard lets no line past, its pattern matches nowhere."""

import re
from re import _parser as parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reading.fields import findings
from likvard.reading.fields.areas import judge
from likvard.reading.lines import furniture, known

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


def _openings(pattern: re.Pattern[str], length: int = 2) -> set[str]:
    """The first two characters of everything the pattern can match, letters in small, as a search finds them."""
    found = set()
    for one in _branches(pattern):
        if one[:1].isalpha() and len(one) >= length:
            found.add(one[:length].lower())
    return found


def _branches(pattern: re.Pattern[str]) -> list[str]:
    """What each way through a pattern begins with, its first four characters, optional parts in and out."""
    return sorted(_heads(list(parser.parse(pattern.pattern, pattern.flags)), 4))


def _heads(items: list, length: int) -> set[str]:
    """Beginnings, of at most `length` characters, of what a list of parsed items matches. Classes stand as "#"."""
    heads = {""}
    for op, value in items:
        if all(len(head) >= length for head in heads):
            break
        name = str(op)
        if name == "LITERAL":
            nexts = {chr(value)}
        elif name == "SUBPATTERN":
            nexts = _heads(list(value[3]), length)
        elif name == "BRANCH":
            nexts = {head for way in value[1] for head in _heads(list(way), length)}
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = value
            once = _heads(list(inner), length)
            nexts = (once if most else set()) | ({""} if least == 0 else set())
        elif name == "IN":
            nexts = {chr(v) for kind, v in value if str(kind) == "LITERAL"} | (
                {"#"} if any(str(kind) != "LITERAL" for kind, _ in value) else set()
            )
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            nexts = {""}
        else:
            nexts = {"#"}
        heads = {(head + tail)[:length] if len(head) < length else head for head in heads for tail in nexts}
    return heads


@pytest.mark.parametrize(
    ("pattern", "guard"),
    [
        (furniture._ATOM, furniture._ATOM_OPENS),
        (furniture._ALONE, furniture._ALONE_OPENS),
        (known.KNOWN_HEADINGS, known._KNOWN_OPENS),
    ],
    ids=["atom", "alone", "known heading"],
)
def test_openings_are_those_of_the_pattern(pattern, guard):
    printed = {opening for opening in _openings(pattern) if "#" not in opening}
    assert {o for o in printed if o.isalpha() or o[1] == "."} - set(guard) == set()


def test_known_headings_are_short():
    # `is_known_heading` asks the length first.
    longest = max(len(way) for way in _ways(known.KNOWN_HEADINGS.pattern))
    assert longest < 60


def _ways(pattern: str) -> list[str]:
    """The alternatives of a pattern, longest reading: an upper bound of what each matches."""
    inside = pattern[3 : pattern.rindex(")[")]
    ways, depth, start = [], 0, 0
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            ways.append(inside[start:place])
            start = place + 1
    ways.append(inside[start:])
    return [re.sub(r"\(\?:|\)\??|\[[^]]*\]|\\d\{\d\}", "", way.replace("|", "")) for way in ways]


TRIGGERS = st.sampled_from(
    [
        "Ett utvecklingsarbete behöver inledas inom följande delar:",
        "Utvecklingsområde:",
        "Utvecklingsområden i beslutet från 2021:",
        "Följande behöver utvecklas",
        "Följande delar:",
        "Skolan behöver:",
        "Huvudmannen måste utveckla sitt arbete med elevhälsa:",
        "Utvecklingsbehovet är: Rektorn behöver följa upp.",
        "Skolan uppfyller inte författningskraven avseende att:",
        "Skolan uppfyller i dag inte kraven på att elever får stöd.",
        "Huvudmannen följer inte bestämmelserna om att",
        "Skolan lever inte upp till kraven.",
        "Huvudmannen måste se till att:",
        "Bristen består i att:",
        "Följande brister har konstaterats",
        "Brister:",
        "Brist enligt beslutet:",
        "Åtgärder",
        "Kommunen ska särskilt:",
        "Kommunen ska vidta följande åtgärder",
        "Bolaget ska genomföra detta:",
    ]
)


@given(TRIGGERS, st.sampled_from(["", "Tillsynen visar annat. ", "Vidare gäller att "]))
def test_what_opens_a_list_holds_a_trigger_word(sentence, before):
    text = (before + sentence).lower()
    told = (findings._DEVELOPMENT, findings._DEFICIENCY, findings._MEASURES)
    if any(pattern.search(text) for pattern in told) or findings._DEFICIENCY_LEAD.match(text):
        assert any(word in text for word in findings._TRIGGER_WORDS)


@pytest.mark.parametrize(
    "pattern", [findings._DEVELOPMENT, findings._DEFICIENCY, findings._MEASURES, findings._DEFICIENCY_LEAD]
)
def test_every_way_to_open_a_list_holds_a_trigger_word(pattern):
    for way in _told_by(pattern):
        assert any(word.strip() in way for word in findings._TRIGGER_WORDS), way


def _told_by(pattern: re.Pattern[str]) -> list[str]:
    """The alternatives of a pattern with their marks taken out: words that must stand are left."""
    depth, start, ways = 0, 0, []
    source = pattern.pattern
    for place, sign in enumerate(source):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            ways.append(source[start:place])
            start = place + 1
    ways.append(source[start:])
    return [way.replace(r"\s+", " ").replace("(?:", "") for way in ways]


FOLLOW_UPS = [
    "Ytterligare kvalitetshöjande åtgärder behövs.",
    "Det behövs ytterligare insatser.",
    "Arbetet ligger i linje med beslutet.",
    "Det motsvarar vad som begärdes.",
    "Skolan har påbörjat ett arbete.",
    "Bristen kvarstår delvis.",
    "Bristen är delvis avhjälpt.",
    "Bristen är avhjälpt.",
    "Bristerna har åtgärdats.",
    "Bristen anses rättad.",
    "Bristen kvarstår.",
    "Bristen har inte åtgärdats.",
    "Skolan gör fortfarande inte rätt.",
]


@pytest.mark.parametrize("sentence", FOLLOW_UPS)
def test_follow_up_sentences_pass_their_guard(sentence):
    assert judge.follow_up(sentence) is not None
    assert judge.follow_up(sentence.upper()) is not None
