"""The search: Swedish letters, beginnings of words, nobody else's things, and no question that breaks it."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likvard.access.queries import grants_of
from likvard.documents import actions, queries
from likvard.documents.models import Document, SearchEntry
from likvard.documents.searching import MOST_BYTES, Question, excerpt, folded, index_terms, words
from likvard.reviews.queries import visible_to as cases_visible_to
from tests.factories import NOW, TODAY, a_case, a_user, an_organiser

from .readings import a_read_document

WORDS = "Beslut för Kärrskolan och Höglandets förskola, dnr SI 2022:4573. Læring à la carte på Åsön."


def test_words_are_letters_and_digits_in_small():
    assert words("Kärr-skolan, SI 2022:4573 (ÅÄÖ)") == ["kärr", "skolan", "si", "2022", "4573", "åäö"]


@pytest.mark.parametrize(
    ("word", "bare"),
    [("kärr", "karr"), ("åäö", "aao"), ("é", "e"), ("ø", "o"), ("skola", "skola"), ("læring", "laring")],
)
def test_folded(word, bare):
    assert folded(word) == bare


@pytest.fixture
def holder(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return an_organiser()


@pytest.fixture
def eva(holder):
    return a_user(organisation=holder, name="Eva")


def entry(holder, title, text="", kind="document", **more):
    thing = Document.objects.create(
        holder=holder, checksum=f"{SearchEntry.objects.count():064x}", name=title, media_type="text/plain", size=1,
        uploaded_at=NOW,
    ) if kind == "document" else a_case(holder, title=title)  # fmt: skip
    actions.keep_findable(kind=kind, subject_id=thing.id, holder=holder, title=title, text=text, dated=None, **more)
    return thing


def found(user, asked):
    grants = grants_of(user, TODAY)
    return queries.search(
        Question.of(asked),
        documents=queries.visible_to(grants),
        cases=cases_visible_to(grants),
        holders=grants.organisations,
    )


@pytest.mark.parametrize(
    ("asked", "hit"),
    [
        ("kärrskolan", True), ("karrskolan", True), ("KARRSK", True), ("kär", True), ("kar", True),
        ("kårr", False), ("käör", False), ("hoglandets forskola", True), ("höglandets forskola", True),
        ("hoglandets förskola", True), ("åson", False), ("åsön", True), ("ason", True), ("2022:4573", True),
        ("SI 2022:45", True), ("4572", False), ("laring", True), ("skolan", False), ("beslut nothing", False),
    ],
)  # fmt: skip
def test_swedish_letters_and_beginnings(holder, eva, asked, hit):
    entry(holder, "a.txt", WORDS)
    assert bool(found(eva, asked).hits) is hit


def test_hits_in_titles_come_first_then_the_newest(holder, eva):
    entry(holder, "old.txt", "lugn och ro")
    entry(holder, "lugn.txt", "")
    entry(holder, "new.txt", "lugn och ro")
    assert [hit.title for hit in found(eva, "lugn").hits] == ["lugn.txt", "new.txt", "old.txt"]


def test_more_than_fits_is_told(holder, eva):
    for n in range(4):
        entry(holder, f"{n}.txt", "lugn")
    grants = grants_of(eva, TODAY)
    given = {
        "documents": queries.visible_to(grants),
        "cases": cases_visible_to(grants),
        "holders": grants.organisations,
    }
    three = queries.search(Question.of("lugn"), **given, limit=3)
    assert ([h.title for h in three.hits], three.more) == (["3.txt", "2.txt", "1.txt"], True)
    assert not queries.search(Question.of("lugn"), **given, limit=4).more


def test_a_neighbour_finds_nothing(holder):
    entry(holder, "a.txt", WORDS)
    entry(holder, "Granskning av Kärrskolan", WORDS, kind="case")
    neighbour = a_user(organisation=an_organiser("Bergviks kommun"))
    assert found(neighbour, "kärrskolan") == queries.Found((), more=False)


def test_a_board_reader_finds_cases_but_no_documents(holder):
    entry(holder, "a.txt", WORDS)
    case = entry(holder, "Granskning av Kärrskolan", "", kind="case")
    reader = a_user("board_reader", holder)
    assert [(h.kind, h.subject_id) for h in found(reader, "kärrskolan").hits] == [("case", case.id)]


def test_a_person_without_a_role_finds_nothing(holder):
    entry(holder, "a.txt", WORDS)
    assert found(a_user(None), "kärrskolan").hits == ()


def test_the_index_follows_changes_and_deletions(holder, eva):
    document = entry(holder, "a.txt", "första ordet")
    actions.keep_findable(
        kind="document", subject_id=document.id, holder=holder, title="a.txt", text="andra", dated=None
    )
    assert (len(found(eva, "första").hits), len(found(eva, "andra").hits)) == (0, 1)
    actions.forget(kind="document", subject_id=document.id)
    assert found(eva, "andra").hits == ()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO documents_searchindex(documents_searchindex) VALUES ('integrity-check')")


def test_a_document_that_is_read_is_found_by_its_text_and_by_its_name(holder, eva):
    document = a_read_document(holder, name="kvartalsbrev.txt")
    assert [h.subject_id for h in found(eva, "kvartals").hits] == [document.id]
    assert [h.subject_id for h in found(eva, "karrskolan undervisning").hits] == [document.id]


def test_rebuilding_makes_the_same_index(holder, eva):
    a_read_document(holder)
    before = list(SearchEntry.objects.order_by("id").values())
    SearchEntry.objects.update(terms="", text="")
    assert list(actions.rebuild_index()) == [1]
    assert list(SearchEntry.objects.order_by("id").values()) == before


questions = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'*()^:-+{}åÅſıß AND OR NOT NEAR \\&|!<>$%_", max_size=40),
    st.sampled_from(['"', "' OR 1=1 --", "a* NEAR b", "^", "{title}: x", "\x00", "ᦰ", "a" * 500, "ﬁnns ½ ²"]),
)


@pytest.mark.django_db
@given(questions)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_the_search(eva, asked):
    found(eva, asked)


@pytest.mark.django_db
@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_of_a_text_finds_it(holder, eva, text):
    SearchEntry.objects.all().delete()
    Document.objects.all().delete()
    entry(holder, "a.txt", text.replace("\x00", ""))
    for word in words(text.replace("\x00", ""))[:4]:
        assert len(found(eva, word).hits) == 1, word


@given(st.text(max_size=300), questions)
def test_an_excerpt_is_a_piece_of_the_text(text, asked):
    pieces = excerpt(text, Question.of(asked))
    said = "".join(p.text for p in pieces if p.text not in ("… ", " …"))
    assert "".join(said.split()) in "".join(text.split())
    assert all(p.text for p in pieces)


def test_an_excerpt_marks_what_was_asked_for():
    pieces = excerpt("x " * 200 + "Beslut för Kärrskolan i Almvik. " + "y " * 200, Question.of("karr almvik"))
    assert [p.text for p in pieces if p.hit] == ["Kärrskolan", "Almvik"]
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")


def test_the_terms_of_a_huge_text_stay_within_what_databases_take(holder):
    text = " ".join(f"ord{n:x}å" for n in range(200_000))
    assert len(index_terms(holder=holder.id, title="t", text=text).encode()) <= MOST_BYTES + 100


def test_rare_words_among_common_ones_are_found_in_all_sizes(holder, eva, monkeypatch):
    """PostgreSQL looks for the rare words first; what is found is the same whichever way is gone."""
    stranger = an_organiser("Bergviks kommun")
    rows = []
    for n in range(400):
        whose, words_ = (stranger if n % 2 else holder), f"vanligt ärende rad{n:04}" + (" lugnt" if n < 20 else "")
        thing = Document(holder=whose, checksum=f"{n:064x}", name=f"sak {n}", size=1, uploaded_at=NOW)
        rows.append((thing, words_))
    Document.objects.bulk_create([thing for thing, _ in rows])
    SearchEntry.objects.bulk_create(
        SearchEntry(
            holder=thing.holder, kind="document", subject_id=thing.id, title=thing.name, text=text,
            terms=index_terms(holder=thing.holder_id, title=thing.name, text=text),
        ) for thing, text in rows
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    names = {
        "vanligt rad0042": ["sak 42"], "rad0042 ärende vanligt": ["sak 42"], "vanligt rad0043": [],
        "vanligt rad00": [f"sak {n}" for n in range(98, -1, -2)][:30], "vanligt saknas": [],
        "ärende lugnt": [f"sak {n}" for n in range(18, -1, -2)],
    }  # fmt: skip
    for few in (queries.FEW, 3, 0):
        monkeypatch.setattr(queries, "FEW", few)
        for asked, expected in names.items():
            assert [hit.title for hit in found(eva, asked).hits] == expected, (few, asked)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(queries, "FEW", 3)
        few = queries._few(Question.of("vanligt rad0042"), [holder.id], title=False)
        assert few == list(SearchEntry.objects.filter(title="sak 42").values_list("id", flat=True))
