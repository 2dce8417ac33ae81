"""Answering without an account: what a secret opens, what it does not, and that nobody learns which."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from likvard.documents import originals
from likvard.organisations.models import Organisation
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.links import make_link, revoke_link
from likvard.reviews.actions.request_lists import make_requests
from likvard.reviews.models import ContactAnswer, DocumentRequest, ItemFile, PublicLink, RequestItem, Upload
from likvard.rulebook.permissions import Role
from likvard.web import linkdoor
from tests.factories import a_user, an_organiser
from tests.factories.letters import ANSWER_BY, a_listed_item, a_running_round, a_template
from tests.factories.rounds import a_participant
from tests.web.addresses import addresses

pytestmark = pytest.mark.django_db

CONTACT, DOCUMENTS = PublicLink.Purpose.CONTACT, PublicLink.Purpose.DOCUMENTS
VALUES = {"name": "Kim Lund", "title": "utvecklare", "phone": "070-123 45 67", "email": "kim.lund@example.org"}
NOBODY = "0" * 64


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def participant():
    round_ = a_running_round(
        an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY), title="Hemlig titel"
    )
    a_template(round_)
    a_listed_item(round_, "Plan för kvalitetsarbetet")
    a_listed_item(round_, "Delegationsordning")
    found = a_participant(round_, an_organiser("Almviks kommun"))
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=timezone.now())
    DocumentRequest.objects.update(delivered_at=timezone.now())
    return found


def a_secret(participant, purpose, days=30):
    now = timezone.now()
    return make_link(participant=participant, purpose=purpose, expires_at=now + timedelta(days=days), by=None, at=now)


@pytest.fixture
def contact(participant):
    return a_secret(participant, CONTACT).secret


@pytest.fixture
def documents(participant):
    return a_secret(participant, DOCUMENTS).secret


def at(page, secret, *args):
    return reverse(f"links:{page}", args=[secret, *args])


# What does not open


def refusals(participant):
    expired, revoked = a_secret(participant, CONTACT), a_secret(participant, CONTACT)
    PublicLink.objects.filter(pk=expired.link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    revoke_link(link=revoked.link, by=None, at=timezone.now())
    return {
        "a guess": NOBODY,
        "expired": expired.secret,
        "revoked": revoked.secret,
        "another purpose": a_secret(participant, DOCUMENTS).secret,
        "the digest": expired.link.secret_sha256,
    }


def test_a_guess_an_expired_a_revoked_and_a_wrong_one_get_one_and_the_same_answer(participant):
    answers = set()
    for secret in refusals(participant).values():
        for method in ("get", "post"):
            response = getattr(Client(), method)(at("contact", secret), VALUES)
            headers = {k: v for k, v in response.headers.items() if k != "Content-Length"}
            answers.add((response.status_code, response.content, json.dumps(headers, sort_keys=True)))
    assert [status for status, _, _ in answers] == [404]
    page = next(iter(answers))[1].decode()
    assert [word for word in ("Hemlig titel", "Almvik", "Granskningsmyndigheten") if word in page] == []
    assert ContactAnswer.objects.count() == 0


def test_no_page_opens_by_a_guess(participant):
    item = RequestItem.objects.first()
    examples = {"secret": NOBODY, "item_id": item.pk, "file_id": item.pk, "upload_id": item.pk, "slot_id": item.pk}
    opened = {}
    for address in addresses():
        if not str(address).startswith("links:") or set(address.parameters) - set(examples):
            continue
        for method in ("get", "post"):
            cache.clear()
            response = getattr(Client(), method)(address.of(**{p: examples[p] for p in address.parameters}))
            if response.status_code != 404 or "Hemlig titel" in response.content.decode():
                opened[f"{method} {address}"] = response.status_code
    assert opened == {}


def test_a_link_of_one_purpose_opens_nothing_of_the_other(participant, contact, documents):
    item = RequestItem.objects.first()
    for page, args in (("documents", ()), ("answer", (item.pk,)), ("begin_upload", (item.pk,)), ("finish", ())):
        assert Client().post(at(page, contact, *args)).status_code == 404, page
    for page in ("contact", "contact_receipt"):
        assert Client().get(at(page, documents)).status_code == 404, page


def test_a_neighbours_lines_are_not_reached(participant, documents):
    neighbour = a_participant(participant.round, an_organiser("Grannby kommun"))
    make_requests(round_=participant.round, last_day=ANSWER_BY, by=None, at=timezone.now())
    DocumentRequest.objects.update(delivered_at=timezone.now())
    theirs = RequestItem.objects.filter(request__participant=neighbour).first()
    own = RequestItem.objects.filter(request__participant=participant).first()
    upload = Upload.objects.create(item=theirs, name="x", size=3, fingerprint="x", started_at=timezone.now())
    tries = [
        at("answer", documents, theirs.pk),
        at("files", documents, theirs.pk),
        at("begin_upload", documents, theirs.pk),
        at("piece", documents, theirs.pk, upload.pk),
        at("piece", documents, own.pk, upload.pk),
        at("finish_upload", documents, own.pk, upload.pk),
        at("remove_file", documents, own.pk, theirs.pk),
    ]
    given = {"answer": "missing", "note": "", "version": 0}
    assert {Client().post(path, given).status_code for path in tries} == {404}
    assert "Grannby" not in Client().get(at("documents", documents)).content.decode()


def test_the_door_rests_after_many_guesses_and_keeps_no_address(participant, contact):
    stranger = Client(REMOTE_ADDR="192.0.2.17")
    for _ in range(linkdoor.GUESSES):
        assert stranger.get(at("contact", NOBODY)).status_code == 404
    resting = stranger.get(at("contact", contact))
    assert (resting.status_code, resting["Retry-After"]) == (429, "600")
    assert Client(REMOTE_ADDR="192.0.2.18").get(at("contact", contact)).status_code == 200
    assert "192.0.2" not in str(cache._cache.keys())


def test_a_list_that_is_not_delivered_is_nobodys(participant, documents):
    DocumentRequest.objects.update(delivered_at=None)
    assert Client().get(at("documents", documents)).status_code == 404


# What the pages keep to themselves


def test_pages_set_no_cookie_and_tell_nobody_of_their_address(participant, contact, documents):
    for path in (at("contact", contact), at("documents", documents), at("contact", NOBODY)):
        response = Client().get(path)
        assert response.cookies == {}
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "no-store" in response["Cache-Control"]
        page = response.content.decode()
        assert '<meta name="referrer" content="no-referrer">' in page
        assert "http://" not in page.replace("http://www.w3.org", "")


def test_looking_writes_nothing(participant, contact, django_assert_num_queries):
    Client().get(at("contact", contact))
    assert PublicLink.objects.get(purpose=CONTACT).last_used_at is None


def test_forms_are_taken_from_a_page_that_says_no_origin(participant, contact):
    """A page without `Referer` sends `Origin: null`; the secret in the address stands in for the check of it."""
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(at("contact", contact), VALUES | {"send": "1"}, headers={"Origin": "null"})
    assert response.status_code == 302


# The contact person


def test_saved_half_and_gone_on_with(participant, contact):
    path = at("contact", contact)
    response = Client().post(path, {"name": "Kim", "save": "1"}, follow=True)
    assert "Kim" in response.content.decode()
    assert ContactAnswer.objects.get().sent_at is None
    response = Client().post(path, VALUES | {"send": "1"}, follow=True)
    answer = ContactAnswer.objects.get()
    assert (answer.name, answer.receipt in response.content.decode()) == ("Kim Lund", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("title", ""), ("phone", "ring mig"), ("phone", "12"), ("email", "kim"), ("email", "")],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(participant, contact, field, value):
    response = Client().post(at("contact", contact), VALUES | {field: value, "send": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert [v for k, v in VALUES.items() if k != field and v not in page] == []
    assert ContactAnswer.objects.count() == 0


def test_there_is_no_receipt_before_an_answer(participant, contact):
    assert Client().get(at("contact_receipt", contact)).status_code == 404


# Documents


def test_one_line_at_a_time(participant, documents):
    first, second = RequestItem.objects.all()
    Client().post(at("answer", documents, first.pk), {"answer": "elsewhere", "note": "Se webben", "version": 0})
    response = Client().post(at("answer", documents, second.pk), {"answer": "elsewhere", "note": "", "version": 0})
    assert response.status_code == 422
    assert list(RequestItem.objects.values_list("answer", "note")) == [("elsewhere", "Se webben"), ("", "")]


def test_two_at_once_see_both_answers(participant, documents):
    item = RequestItem.objects.first()
    path = at("answer", documents, item.pk)
    Client().post(path, {"answer": "missing", "note": "Finns inte hos oss.", "version": 0})
    response = Client().post(path, {"answer": "elsewhere", "note": "Se webben.", "version": 0})
    page = response.content.decode()
    assert (response.status_code, "Finns inte hos oss." in page, "Se webben." in page) == (409, True, True)


def a_file(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, content)


def test_files_without_a_script_are_each_kept(participant, documents):
    item = RequestItem.objects.first()
    given = {"files": [a_file("plan.txt", b"En plan."), a_file("x.exe", b"MZ\x90"), a_file("mer.txt", b"Mer.")]}
    response = Client().post(at("files", documents, item.pk), given)
    assert (response.status_code, "x.exe" in response.content.decode()) == (422, True)
    assert sorted(ItemFile.objects.values_list("name", flat=True)) == ["mer.txt", "plan.txt"]


def send_in_pieces(documents, item, content, step, browser=None):
    browser = browser or Client()
    about = {"name": "analys.txt", "size": len(content), "fingerprint": "analys:1"}
    begun = browser.post(at("begin_upload", documents, item.pk), about).json()
    return begun, [
        browser.post(
            begun["piece"],
            content[start : start + step],
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(start)},
        )
        for start in range(begun["received"], len(content), step)
    ]


def test_a_large_file_in_pieces(participant, documents):
    item, content = RequestItem.objects.first(), b"En analys av resultaten.\n" * 9000
    begun, answers = send_in_pieces(documents, item, content, 50_000)
    assert [a.status_code for a in answers] == [200] * 5
    response = Client().post(begun["finish"], {"sha256": ""})
    assert (response.status_code, "analys.txt" in response.content.decode()) == (200, True)
    document = ItemFile.objects.get().document
    assert originals.path_of(document.checksum).read_bytes() == content


def test_after_a_dropped_line_it_goes_on_where_it_stopped(participant, documents):
    item, content = RequestItem.objects.first(), b"En analys av resultaten.\n" * 9000
    begun, _ = send_in_pieces(documents, item, content[:50_000] + content[50_000:], 50_000)
    path = begun["piece"]
    again = Client().post(
        path, b"x" * 10, content_type="application/octet-stream", headers={"Upload-Offset": "9999999"}
    )
    assert (again.status_code, again.json()) == (409, {"received": len(content)})
    begun_again, rest = send_in_pieces(documents, item, content, 50_000)
    assert (begun_again["received"], rest) == (len(content), [])


@pytest.mark.parametrize("offset", ["", "-1", "x", "1e3"])
def test_pieces_without_a_place_are_refused(participant, documents, offset):
    item = RequestItem.objects.first()
    begun = Client().post(at("begin_upload", documents, item.pk), {"name": "a", "size": 3, "fingerprint": "1"}).json()
    response = Client().post(
        begun["piece"], b"abc", content_type="application/octet-stream", headers={"Upload-Offset": offset}
    )
    assert response.status_code == 422


def test_a_program_is_refused_in_words(participant, documents):
    item = RequestItem.objects.first()
    begun, _ = send_in_pieces(documents, item, b"MZ\x90\x00", 4)
    response = Client().post(begun["finish"])
    assert (response.status_code, "Filtypen" in response.json()["refused"]) == (422, True)


def test_this_is_all(participant, documents):
    path = at("finish", documents)
    assert Client().post(path).status_code == 422
    for item in RequestItem.objects.all():
        Client().post(at("answer", documents, item.pk), {"answer": "missing", "note": "", "version": 0})
    response = Client().post(path, follow=True)
    assert DocumentRequest.objects.get().receipt in response.content.decode()


# Signed in, in the own case


def test_the_same_pages_in_the_own_case(participant, client_of):
    from likvard.reviews.actions.counterparts import open_counterpart  # noqa: PLC0415

    director = a_user(Role.DIRECTOR, participant.organiser)
    stranger = a_user(Role.DIRECTOR, an_organiser("Grannby kommun"))
    own = open_counterpart(case=participant.case, by=None, at=timezone.now())
    browser = client_of(director)
    path = reverse("participation:contact", args=[own.pk])
    assert "Hemlig titel" in browser.get(path).content.decode()
    assert browser.post(path, VALUES | {"send": "1"}).status_code == 302
    assert ContactAnswer.objects.get().by == director
    item = RequestItem.objects.first()
    given = {"answer": "missing", "note": "", "version": 0}
    assert browser.post(reverse("participation:answer", args=[own.pk, item.pk]), given).status_code == 302
    for page in ("contact", "documents"):
        assert client_of(stranger).get(reverse(f"participation:{page}", args=[own.pk])).status_code == 404


def test_the_reviewers_own_case_is_no_way_in(participant, client_of):
    reviewer = a_user(Role.REVIEW_LEAD, participant.round.holder)
    path = reverse("participation:contact", args=[participant.case.pk])
    assert client_of(reviewer).get(path).status_code == 404


def test_an_answer_from_elsewhere_is_shown_for_correction(participant, contact):
    send_contact(participant=participant, values=VALUES, by=None, link=None, at=timezone.now())
    page = Client().get(at("contact", contact)).content.decode()
    assert (VALUES["name"] in page, "kvitto" in page) == (True, True)
