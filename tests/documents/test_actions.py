"""What the documents room writes: one transaction, one event, nothing lost."""

from dataclasses import replace

import pytest

from likvard.documents import actions, queries
from likvard.documents.models import Document, Reading, SearchEntry, ValueReview
from likvard.ledger import actions as ledger
from likvard.ledger.models import Event
from likvard.reading.errors import Encrypted, TooManyPages
from tests.factories import NOW, a_user, an_organiser

from .readings import OUTCOME, TEXT, a_read_document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def eva(holder):
    return a_user(organisation=holder, name="Eva")


@pytest.fixture
def anna(holder):
    return a_user(organisation=holder, name="Anna")


def events():
    return [(e.action, e.subject_kind) for e in Event.objects.order_by("id")]


def review(document, field, verdict, by, value=None, seen=None):
    return actions.review_value(
        reading=document.reading, field=field, verdict=verdict, value=value, seen=seen, by=by, at=NOW
    )


def test_a_new_document_waits_to_be_read(holder, eva):
    added = actions.add_document(holder=holder, content=[TEXT.encode()], name="beslut.txt", by=eva, at=NOW)
    assert added.new
    assert added.document.reading.state == Reading.State.WAITING
    assert events() == [("document_added", "document")]
    assert "beslut" not in str(Event.objects.get().after)


def test_the_same_file_twice_is_the_same_document(holder, eva):
    first = actions.add_document(holder=holder, content=[b"one"], name="a.txt", by=eva, at=NOW)
    again = actions.add_document(holder=holder, content=[b"one"], name="b.txt", by=eva, at=NOW)
    assert (again.document, again.new) == (first.document, False)
    assert Document.objects.count() == 1
    assert len(events()) == 1


def test_two_organisations_with_the_same_file_have_one_each(holder):
    other = an_organiser("Bergviks kommun")
    one = actions.add_document(holder=holder, content=[b"one"], name="a.txt", by=None, at=NOW)
    two = actions.add_document(holder=other, content=[b"one"], name="a.txt", by=None, at=NOW)
    assert (one.new, two.new, one.document != two.document) == (True, True, True)


def test_the_document_is_not_there_without_its_event(holder, monkeypatch):
    def broken(**_):
        raise RuntimeError("the ledger is broken")

    monkeypatch.setattr(ledger, "record", broken)
    with pytest.raises(RuntimeError):
        actions.add_document(holder=holder, content=[b"one"], name="a.txt", by=None, at=NOW)
    assert (Document.objects.count(), Reading.objects.count(), SearchEntry.objects.count()) == (0, 0, 0)


def test_reading_keeps_text_record_and_what_is_left(holder):
    reading = a_read_document(holder).reading
    assert (reading.state, reading.left, reading.doubts_left) == (Reading.State.READ, 13, 4)
    assert reading.text == TEXT
    assert events() == [("document_added", "document"), ("document_read", "document")]


@pytest.mark.parametrize(
    ("error", "words"),
    [(Encrypted(), "skyddat med lösenord"), (TooManyPages(limit=500), "fler än 500 sidor")],
)
def test_a_document_that_cannot_be_read_says_why(holder, error, words):
    def refuse(path, name):
        raise error

    document = actions.add_document(holder=holder, content=[b"one"], name="a.txt", by=None, at=NOW).document
    actions.read_original(document_id=document.id, clock=lambda: NOW, using=refuse)
    reading = Reading.objects.get(document=document)
    assert (reading.state, reading.error) == (Reading.State.FAILED, error.code)
    assert words in queries.reading_error(reading).message("sv")


def test_a_fault_of_ours_fails_the_reading_and_can_be_tried_again(holder, eva, caplog):
    def broken(path, name):
        raise ZeroDivisionError

    document = actions.add_document(holder=holder, content=[b"one"], name="a.txt", by=None, at=NOW).document
    actions.read_original(document_id=document.id, clock=lambda: NOW, using=broken)
    document.reading.refresh_from_db()
    assert (document.reading.state, document.reading.error) == (Reading.State.FAILED, actions.UNEXPECTED)
    actions.read_again(document=document, by=eva, at=NOW)
    actions.read_original(document_id=document.id, clock=lambda: NOW, using=lambda path, name: OUTCOME)
    document.reading.refresh_from_db()
    assert (document.reading.state, document.reading.error) == (Reading.State.READ, "")


def test_reading_twice_does_nothing_the_second_time(holder):
    document = a_read_document(holder)
    actions.read_original(document_id=document.id, clock=lambda: NOW, using=lambda path, name: 1 / 0)
    assert Reading.objects.get(document=document).state == Reading.State.READ


def test_an_original_that_is_gone_is_told(holder):
    document = actions.add_document(holder=holder, content=[b"one"], name="a.txt", by=None, at=NOW).document
    Document.objects.filter(pk=document.pk).update(checksum="0" * 64)
    actions.read_original(document_id=document.id, clock=lambda: NOW)
    assert Reading.objects.get(document=document).error == "not_found"


def test_confirm_correct_dismiss_and_take_back(holder, eva):
    document = a_read_document(holder)
    review(document, "case_number", "confirmed", eva)
    review(document, "date", "corrected", eva, "2024-05-17")
    review(document, "school_units[0]", "dismissed", eva)
    review(document, "doubtful[1]", "confirmed", eva)
    record = queries.reviewed(document.reading)
    assert (record["case_number"], record["date"], record["school_units"]) == ("SI 2024:4711", "2024-05-17", [])
    assert record["deadlines"] == [{"date": "2024-11-18", "what": "response", "key": "doubtful[1]"}]
    review(document, "date", "withdrawn", eva)
    assert queries.reviewed(document.reading)["date"] == "2024-05-16"
    document.reading.refresh_from_db()
    assert (document.reading.left, document.reading.doubts_left) == (10, 3)


def test_words_reach_the_ledger_only_as_digests(holder, eva):
    document = a_read_document(holder)
    review(document, "people[0]", "corrected", eva, {"name": "Kajsa Kavat", "title": None, "role": "decides",
                                                     "email": None, "phone": None})  # fmt: skip
    event = Event.objects.order_by("-id").first()
    assert event.action == "reading_value_corrected"
    assert event.after["value"]["role"] == "decides"
    assert event.after["value"]["name"].keys() == {"sha256", "length"}
    assert "Kajsa" not in str([e.after for e in Event.objects.all()]) + str([e.before for e in Event.objects.all()])


def test_two_people_and_one_value_the_second_is_told_and_nothing_is_lost(holder, eva, anna):
    document = a_read_document(holder)
    first = review(document, "date", "corrected", anna, "2024-05-18", seen=0)
    with pytest.raises(actions.SaidMeanwhileError) as told:
        review(document, "date", "confirmed", eva, seen=0)
    assert (told.value.said.by, told.value.said.value) == ("Anna", "2024-05-18")
    assert queries.reviewed(document.reading)["date"] == "2024-05-18"
    review(document, "date", "corrected", eva, "2024-05-19", seen=first.id)
    assert queries.reviewed(document.reading)["date"] == "2024-05-19"
    assert list(ValueReview.objects.order_by("id").values_list("value", flat=True)) == ["2024-05-18", "2024-05-19"]


def test_one_person_may_change_her_mind_in_two_windows(holder, eva):
    document = a_read_document(holder)
    review(document, "date", "confirmed", eva, seen=0)
    review(document, "date", "dismissed", eva, seen=0)
    assert queries.reviewed(document.reading)["date"] is None


def test_two_people_add_to_the_same_list_at_once(holder, eva, anna):
    document = a_read_document(holder)
    one = review(document, "deadlines[+]", "corrected", eva, {"date": "2025-01-01", "what": "other"}, seen=0)
    two = review(document, "deadlines[+]", "corrected", anna, {"date": "2025-02-01", "what": "other"}, seen=0)
    assert (one.field, two.field) == ("deadlines[0]", "deadlines[1]")
    assert [d["date"] for d in queries.reviewed(document.reading)["deadlines"]] == ["2025-01-01", "2025-02-01"]


@pytest.mark.parametrize("field", ["nothing", "deadlines[5]", "areas[9].findings[+]", "case_number[+]", "doubtful[77]"])
def test_a_value_that_the_reading_does_not_have_is_refused(holder, eva, field):
    document = a_read_document(holder)
    with pytest.raises(KeyError):
        review(document, field, "corrected", eva, "x", seen=0)
    assert ValueReview.objects.count() == 0


def test_nothing_cannot_be_confirmed(holder, eva):
    document = a_read_document(holder)
    with pytest.raises(ValueError, match="whole"):
        review(document, "received", "confirmed", eva)


def test_confirm_all_that_are_sure_leaves_the_doubtful(holder, eva):
    document = a_read_document(holder)
    review(document, "date", "dismissed", eva)
    assert actions.confirm_sure(reading=document.reading, by=eva, at=NOW) == 8
    document.reading.refresh_from_db()
    assert (document.reading.left, document.reading.doubts_left) == (4, 4)
    assert queries.reviewed(document.reading)["date"] is None
    assert Event.objects.filter(action="reading_values_confirmed").count() == 1
    assert actions.confirm_sure(reading=document.reading, by=eva, at=NOW) == 0
    assert Event.objects.filter(action="reading_values_confirmed").count() == 1


def test_a_reading_with_nothing_left_is_reviewed_until_something_is_taken_back(holder, eva):
    document = a_read_document(holder)
    actions.confirm_sure(reading=document.reading, by=eva, at=NOW)
    for row in queries.rows_of(document.reading):
        if row.doubtful:
            review(document, row.key, "dismissed", eva)
    document.reading.refresh_from_db()
    assert document.reading.state == Reading.State.REVIEWED
    review(document, "doubtful[1]", "withdrawn", eva)
    document.reading.refresh_from_db()
    assert (document.reading.state, document.reading.left) == (Reading.State.READ, 1)


def test_what_the_extraction_noted_of_its_pages_is_kept():
    document = a_read_document(an_organiser(), outcome=replace(OUTCOME, notes=["ocr:1", "ocr_failed:2"]))
    assert document.reading.notes == ["ocr:1", "ocr_failed:2"]
