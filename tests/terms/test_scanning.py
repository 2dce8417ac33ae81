"""The quick way gives what the slow way gives."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import interventions, review_kinds, scales

WORDS = [
    "föreläggande", "vid", "vite", "vitesföreläggande", "avstår", "från", "ingripande", "anmärkning", "brist",
    "brister", "avhjälpt", "inte", "kvarstår", "delvis", "i", "hög", "utsträckning", "flera", "delar", "planerad",
    "tillsyn", "regelbunden", "kvalitetsgranskning", "återkallelse", "ytterligare", "åtgärder", "behövs", "linje",
    "med", "bedömning", "skolan", "rektor", "tillsyn under första verksamhetsåret", "ägar- och ledningsprövning",
    "relation",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
SLOW = (
    (scales._pattern("judgement"), scales.find_judgements),
    (scales._pattern("follow_up"), scales.find_follow_ups),
    (interventions._pattern(), interventions.find_interventions),
    (review_kinds._pattern()[0], review_kinds.find_review_kinds),
)


def _same(text: str) -> None:
    for pattern, find in SLOW:
        assert [(f.start, f.end) for f in find(text)] == [m.span() for m in pattern.finditer(text)]


@given(TEXTS)
def test_sentences_of_the_words(text: str) -> None:
    _same(text)
    _same(text.upper())


@given(TEXTS, st.sampled_from(["İ", "ẞ", "\u00ad"]))
def test_letters_that_change_length(text: str, odd: str) -> None:
    _same(f"{odd} {text} {odd}")


def test_the_reading_corpus(shared: Path) -> None:
    for path in sorted((shared / "reading").rglob("*.txt")):
        _same(path.read_text(encoding="utf-8"))
