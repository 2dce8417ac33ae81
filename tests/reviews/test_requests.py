"""Documents asked for: nothing that is in already, nothing lost, nothing overwritten in silence."""

import io
import zipfile
from datetime import timedelta

import pytest

from likvard.access.queries import grants_of
from likvard.documents import originals, pieces
from likvard.documents.models import Document
from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.reading.errors import Bomb, Broken, Empty, TooLarge, WrongType
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.dispatching import send_dispatches
from likvard.reviews.actions.letters import queue_letters
from likvard.reviews.actions.request_lists import (
    add_listed_item,
    begin_list,
    change_listed_item,
    make_requests,
    remove_listed_item,
    set_already,
)
from likvard.reviews.actions.requests import (
    NotAnswered,
    TooManyFiles,
    answer_item,
    finish_request,
    receive_file,
    remove_file,
)
from likvard.reviews.actions.uploads import (
    TooManyUploads,
    TornOnTheWay,
    begin_upload,
    finish_upload,
    prune_uploads,
    take_piece,
)
from likvard.reviews.models import (
    Case,
    CaseDocument,
    Dispatch,
    DocumentRequest,
    ItemAnswer,
    ItemFile,
    RequestItem,
    Upload,
)
from likvard.reviews.queries.letters import letter_status
from likvard.reviews.queries.requests import request_status, request_with_items, requests_visible_to
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_document, a_unit, a_user, an_organiser
from tests.factories.letters import ANSWER_BY, a_listed_item, a_running_round, a_template, an_address
from tests.factories.rounds import a_participant

pytestmark = pytest.mark.django_db
BY = {"by": None, "link": None, "at": NOW}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def round_():
    return a_running_round(an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY))


@pytest.fixture
def participant(round_):
    organiser = an_organiser("Almviks kommun")
    found = a_participant(round_, organiser, (a_unit(organiser, "Björkskolan"), a_unit(organiser, "Granskolan")))
    an_address(found)
    return found


@pytest.fixture
def items(round_, participant):
    a_listed_item(round_, "Plan för kvalitetsarbetet")
    a_listed_item(round_, "Analys av resultat", level="unit")
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW)
    return list(RequestItem.objects.order_by("ordering", "school_unit__name"))


def a_file(item, content=b"En plan.", name="plan.txt", **given):
    return receive_file(item=item, content=[content], name=name, **{**BY, **given})


def status_of(round_, participant):
    return request_status(round_, today=TODAY)[participant.pk]


# The lists


def test_a_line_for_units_is_asked_of_each_that_is_reviewed(round_, participant):
    a_listed_item(round_, "Plan")
    a_listed_item(round_, "Analys", level="unit")
    participant.units.filter(school_unit__name="Granskolan").update(replaced_reason="Läggs ner.")
    assert make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW) == 1
    assert [(i.text, i.school_unit and i.school_unit.name) for i in RequestItem.objects.all()] == [
        ("Plan", None),
        ("Analys", "Björkskolan"),
    ]


def test_making_lists_again_adds_what_is_new_and_repeats_nothing(round_, participant, items):
    a_listed_item(round_, "Delegationsordning")
    assert make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW) == 0
    assert [i.text for i in request_with_items(DocumentRequest.objects.get())] == [
        "Plan för kvalitetsarbetet", "Analys av resultat", "Analys av resultat", "Delegationsordning",
    ]  # fmt: skip


def test_the_rounds_list_is_begun_changed_and_shortened(round_):
    assert begin_list(round_=round_, by=None, at=NOW) == 7
    assert begin_list(round_=round_, by=None, at=NOW) == 0
    item = add_listed_item(round_=round_, level="organiser", text="Budget", help_text="", by=None, at=NOW)
    assert item.ordering == 7
    change_listed_item(item=item, level="unit", text="Budget per skola", help_text="", by=None, at=NOW)
    remove_listed_item(item=round_.requested_items.first(), by=None, at=NOW)
    assert (round_.requested_items.count(), round_.requested_items.last().text) == (7, "Budget per skola")


def test_what_was_sent_in_an_earlier_round_is_not_asked_for_again(round_, participant, items):
    document = a_file(items[0])[0].document
    later = a_running_round(round_.holder, title="Nästa granskning")
    again = a_participant(later, participant.organiser)
    stranger = a_participant(later, an_organiser("Grannby kommun"))
    a_listed_item(later, "Plan för  Kvalitetsarbetet.")
    make_requests(round_=later, last_day=ANSWER_BY, by=None, at=NOW + timedelta(days=200))
    held = {i.request.participant_id: i.already for i in RequestItem.objects.filter(request__participant__round=later)}
    assert held == {again.pk: document, stranger.pk: None}
    assert request_status(later)[again.pk].complete


def test_a_document_of_the_case_with_the_same_name_counts_and_an_old_one_does_not(round_, participant):
    other = a_participant(round_, an_organiser("Grannby kommun"))
    for one, at in ((participant, NOW), (other, NOW - timedelta(days=500))):
        document = a_document(round_.holder, name="Plan_för_kvalitetsarbetet.pdf", uploaded_at=at)
        CaseDocument.objects.create(case=one.case, document=document, part="evidence", added_at=at)
    a_listed_item(round_, "Plan för kvalitetsarbetet")
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW)
    held = dict(RequestItem.objects.values_list("request__participant", "already__name"))
    assert held == {participant.pk: "Plan_för_kvalitetsarbetet.pdf", other.pk: None}


def test_another_holders_documents_are_never_named(round_, participant):
    theirs = an_organiser("Annan myndighet", kind=Organisation.Kind.AUTHORITY)
    elsewhere = a_participant(a_running_round(theirs), participant.organiser)
    document = a_document(theirs, name="Plan för kvalitetsarbetet.pdf")
    CaseDocument.objects.create(case=elsewhere.case, document=document, part="evidence", added_at=NOW)
    a_listed_item(round_, "Plan för kvalitetsarbetet")
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW)
    assert RequestItem.objects.get().already is None


def test_the_reviewer_may_ask_after_all(round_, participant, items):
    document = a_document(round_.holder)
    set_already(item=items[0], document=document, by=None, at=NOW)
    assert status_of(round_, participant).asked == 2
    set_already(item=items[0], document=None, by=None, at=NOW)
    assert status_of(round_, participant).asked == 3


# Answers


def test_three_kinds_of_answer(round_, participant, items):
    answer_item(item=items[0], answer="missing", note="", version=0, **BY)
    answer_item(item=items[1], answer="elsewhere", note="Se kommunens webb.", version=0, **BY)
    answer_item(item=items[2], answer="exists", note="", version=0, **BY)
    assert (status_of(round_, participant).answered, status_of(round_, participant).complete) == (2, False)
    a_file(items[2])
    assert status_of(round_, participant).complete


def test_two_who_answer_at_once_are_told_and_both_answers_are_kept(items):
    answer_item(item=items[0], answer="missing", note="Finns inte.", version=0, **BY)
    with pytest.raises(ChangedMeanwhile) as told:
        answer_item(item=items[0], answer="elsewhere", note="Se webben.", version=0, **BY)
    assert (told.value.current["note"], told.value.mine["note"]) == ("Finns inte.", "Se webben.")
    answer_item(item=items[0], answer="elsewhere", note="Se webben.", version=told.value.version, **BY)
    assert list(ItemAnswer.objects.values_list("note", flat=True)) == ["Finns inte.", "Se webben."]


def test_the_same_answer_twice_is_one(items):
    for _ in range(2):
        answer_item(item=items[0], answer="missing", note="", version=0, **BY)
    assert ItemAnswer.objects.count() == 1


def test_it_is_not_finished_while_lines_wait(round_, participant, items):
    answer_item(item=items[0], answer="missing", note="", version=0, **BY)
    request = items[0].request
    with pytest.raises(NotAnswered) as left:
        finish_request(request=request, **BY)
    assert {item.pk for item in left.value.items} == {items[1].pk, items[2].pk}
    for item in items[1:]:
        a_file(item, content=f"Analys {item.pk}".encode())
    first = finish_request(request=request, **BY)
    again = finish_request(request=request, **{**BY, "at": NOW + timedelta(days=1)})
    assert (first.receipt, first.done_at) == (again.receipt, again.done_at)
    assert status_of(round_, participant).done_on == TODAY


def test_the_receipt_goes_to_the_contact_person(round_, participant, items):
    values = {"name": "Kim", "title": "", "phone": "", "email": "kim@example.org"}
    send_contact(participant=participant, values=values, **BY)
    for item in items:
        answer_item(item=item, answer="missing", note="", version=0, **BY)
    done, mails = finish_request(request=items[0].request, **BY), []
    send_dispatches(at=NOW, deliver=mails.append)
    assert {(m.what, m.receipt, m.to) for m in mails if m.what == "documents_receipt"} == {
        ("documents_receipt", done.receipt, "kim@example.org")
    }


# Files


def test_a_file_is_an_original_of_the_reviewer_and_evidence_of_its_case(round_, participant, items):
    row, new = a_file(items[0], link=None)
    assert (new, row.document.holder) == (True, round_.holder)
    items[0].refresh_from_db()
    assert items[0].answer == "exists"
    assert originals.path_of(row.document.checksum).read_bytes() == b"En plan."
    assert participant.case.documents.get().part == "evidence"
    assert a_file(items[0]) == (row, False)


def test_the_organisers_own_case_keeps_what_was_sent(round_, participant, items):
    a_user(Role.DIRECTOR, participant.organiser)
    template = a_template(round_, "documents")
    queue_letters(template=template, on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=lambda mail: None)
    item = RequestItem.objects.select_related("request__participant__case__counterpart").get(pk=items[0].pk)
    a_file(item)
    own = Case.objects.get(holder=participant.organiser)
    assert sorted(d.part for d in own.documents.all()) == ["letter", "response"]
    assert {d.document.holder for d in own.documents.all()} == {participant.organiser}
    assert own.deadlines.get().what == "documents"


def test_the_same_bytes_may_answer_two_lines(items):
    a_file(items[1], name="analys björk.txt")
    a_file(items[2], name="analys gran.txt")
    assert (ItemFile.objects.count(), Document.objects.count()) == (2, 1)
    assert [f.name for f in ItemFile.objects.order_by("name")] == ["analys björk.txt", "analys gran.txt"]


def test_a_file_taken_back_no_longer_answers_but_stays_as_it_came(round_, participant, items):
    row, _ = a_file(items[0])
    remove_file(file=row, **BY)
    assert status_of(round_, participant).answered == 0
    assert Document.objects.count() == 1
    again, new = a_file(items[0])
    assert (new, again.pk != row.pk) == (True, True)


def test_a_line_takes_so_many_files(items, monkeypatch):
    monkeypatch.setattr("likvard.reviews.actions.requests.MAX_FILES", 2)
    for number in range(2):
        a_file(items[0], content=b"%d" % number)
    with pytest.raises(TooManyFiles):
        a_file(items[0], content=b"3")


def zipped(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Empty),
        (b"MZ\x90\x00 a program named plan.pdf", WrongType),
        (zipped({"evil.exe": b"x"}), WrongType),
        (b"PK\x03\x04 torn", Broken),
        (zipped({"word/document.xml": b"0" * 70_000_000}), Bomb),
        (zipped({"word/document.xml": b"<a/>", "word/media/x.bin": b"0" * 5_000_000}), Bomb),
    ],
    ids=["empty", "program", "package", "torn", "bomb", "ratio"],
)
def test_files_that_are_refused_leave_nothing(settings, items, content, error):
    with pytest.raises(error):
        a_file(items[0], content=content, name="plan.pdf")
    items[0].refresh_from_db()
    assert (items[0].answer, ItemFile.objects.count(), Document.objects.count()) == ("", 0, 0)
    assert [p for p in originals.root().rglob("*") if p.is_file()] == []


# Files in pieces


CONTENT = b"En mening om analysen av resultat.\n" * 4000
SIZE = len(CONTENT)


def begin(item, name="analys.txt", size=SIZE, mark="1"):
    return begin_upload(item=item, name=name, size=size, fingerprint=mark, **BY)


def test_a_dropped_line_loses_nothing(items):
    upload = begin(items[0])
    assert take_piece(upload=upload, offset=0, data=CONTENT[:50_000]) == 50_000
    again = begin(items[0])  # another page, another day
    assert (again.pk, pieces.received(again.pk.hex)) == (upload.pk, 50_000)
    with pytest.raises(pieces.OutOfStep) as told:
        take_piece(upload=again, offset=90_000, data=b"x")
    assert told.value.at == 50_000
    assert take_piece(upload=again, offset=0, data=CONTENT[:50_000]) == 50_000  # sent twice
    assert take_piece(upload=again, offset=50_000, data=CONTENT[50_000:]) == len(CONTENT)
    row, new = finish_upload(upload=again, digest="", **BY)
    assert (new, originals.path_of(row.document.checksum).read_bytes()) == (True, CONTENT)
    assert (Upload.objects.count(), pieces.received(upload.pk.hex)) == (0, 0)


def test_a_file_is_not_finished_before_it_is_whole(items):
    upload = begin(items[0])
    take_piece(upload=upload, offset=0, data=CONTENT[:10])
    with pytest.raises(pieces.OutOfStep):
        finish_upload(upload=upload, digest="", **BY)
    assert ItemFile.objects.count() == 0


def test_a_crash_between_document_and_line_is_mended_by_the_next_try(items, monkeypatch):
    upload = begin(items[0])
    take_piece(upload=upload, offset=0, data=CONTENT)
    with monkeypatch.context() as patched:
        patched.setattr("likvard.reviews.actions.requests.CaseDocument.objects.get_or_create", _dies)
        with pytest.raises(KeyboardInterrupt):
            finish_upload(upload=upload, digest="", **BY)
    assert (ItemFile.objects.count(), Upload.objects.count()) == (0, 1)
    row, new = finish_upload(upload=upload, digest="", **BY)
    assert (new, row.document.size) == (True, len(CONTENT))


def _dies(*args, **kwargs):
    raise KeyboardInterrupt


def test_what_was_torn_on_the_way_is_sent_again(items):
    upload = begin(items[0])
    take_piece(upload=upload, offset=0, data=CONTENT)
    with pytest.raises(TornOnTheWay):
        finish_upload(upload=upload, digest="0" * 64, **BY)
    assert (Upload.objects.count(), ItemFile.objects.count()) == (0, 0)


def test_more_than_was_said_is_refused(items):
    upload = begin(items[0], size=10)
    with pytest.raises(ValueError, match="larger"):
        take_piece(upload=upload, offset=0, data=b"12345678901")


@pytest.mark.parametrize(("size", "error"), [(0, Empty), (-1, Empty), (50_000_001, TooLarge)])
def test_sizes_that_are_refused_before_a_byte_comes(items, size, error):
    with pytest.raises(error):
        begin(items[0], size=size)


def test_only_so_many_uploads_at_once(items, monkeypatch):
    monkeypatch.setattr("likvard.reviews.actions.uploads.MAX_OPEN", 2)
    begin(items[0], mark="1")
    begin(items[1], mark="2")
    with pytest.raises(TooManyUploads):
        begin(items[2], mark="3")


def test_a_refused_file_is_not_kept_in_pieces(items):
    upload = begin(items[0], size=4)
    take_piece(upload=upload, offset=0, data=b"MZ\x90\x00")
    with pytest.raises(WrongType):
        finish_upload(upload=upload, digest="", **BY)
    assert (Upload.objects.count(), pieces.received(upload.pk.hex)) == (0, 0)


def test_what_nobody_goes_on_with_is_taken_away(items):
    begin(items[0], mark="1")
    kept = begin_upload(
        item=items[1], name="b", size=9, fingerprint="2", by=None, link=None, at=NOW + timedelta(days=3)
    )
    take_piece(upload=kept, offset=0, data=b"x")
    assert prune_uploads(before=NOW + timedelta(days=1)) == 1
    assert list(Upload.objects.all()) == [kept]


# Reminders and doors


def test_the_silent_are_reminded_of_documents_and_those_who_answered_are_not(round_, participant, items):
    other = a_participant(round_, an_organiser("Grannby kommun"))
    an_address(other, "grannby@example.org")
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW)
    queue_letters(template=a_template(round_, "documents"), on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=lambda mail: None)
    for item in items:
        answer_item(item=item, answer="missing", note="", version=0, **BY)
    mails = []
    send_dispatches(at=NOW.replace(month=12, day=9), deliver=mails.append)
    assert [(m.to, m.what, m.days_left) for m in mails] == [("grannby@example.org", "documents_reminder", 0)]
    assert request_status(round_)[other.pk].reminders == 1


def test_documents_are_asked_of_the_contact_person(round_, participant, items):
    values = {"name": "Kim", "title": "", "phone": "", "email": "kim@example.org"}
    send_contact(participant=participant, values=values, **BY)
    queue_letters(template=a_template(round_, "documents"), on=TODAY, by=None, at=NOW)
    assert Dispatch.objects.get(what="letter").to == "kim@example.org"


def test_a_request_is_seen_only_when_it_is_delivered_and_only_by_its_own(round_, participant, items):
    director, neighbour = a_user(Role.DIRECTOR, participant.organiser), a_user(Role.DIRECTOR, an_organiser("Grannby"))
    seen = lambda user: list(requests_visible_to(grants_of(user, TODAY)))  # noqa: E731
    assert seen(director) == []
    queue_letters(template=a_template(round_, "documents"), on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=lambda mail: None)
    assert (seen(director), seen(neighbour)) == ([DocumentRequest.objects.get()], [])


def test_the_history_knows_no_notes_or_names_of_files(items):
    answer_item(item=items[0], answer="elsewhere", note="Fråga Kim Lund", version=0, **BY)
    a_file(items[1], name="Kim Lunds analys.txt")
    assert "Kim" not in str(list(Event.objects.values("after", "before", "reason")))


def test_status_asks_the_same_number_of_questions_whatever_the_round(round_, django_assert_max_num_queries):
    a_listed_item(round_)
    for number in range(12):
        a_participant(round_, an_organiser(f"Kommun {number}"))
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW)
    with django_assert_max_num_queries(4):
        assert len(request_status(round_, today=TODAY)) == 12
    assert len(letter_status(round_)) == 12
