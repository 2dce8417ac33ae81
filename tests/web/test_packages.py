"""Archive packages that are made behind the page: asked for, made, fetched by those who may, and cleared away."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from likvard.ledger.models import Event
from likvard.reports.archive import verify
from likvard.reviews.actions import packages
from likvard.reviews.models import ArchiveRun
from likvard.rulebook.permissions import Role
from likvard.web.views.rounds import archiving
from tests.factories import NOW, a_participant, a_round, a_user, an_organiser
from tests.factories.interviews import a_protocol

pytestmark = pytest.mark.django_db
STATE = ArchiveRun.State


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def round_(monkeypatch):
    monkeypatch.setattr(archiving, "AT_ONCE", 0)
    found = a_round(an_organiser("Myndigheten", kind="authority"))
    protocol = a_protocol(a_participant(found, an_organiser("Almviks kommun")))
    content = {"title": "Intervju", "statements": []}
    type(protocol).objects.filter(pk=protocol.pk).update(
        state="final", final_on=NOW.date(), checksum="0" * 64, sent_at=NOW, check_until=NOW.date(), content=content
    )
    return found


@pytest.fixture
def lead(round_):
    return a_user(Role.REVIEW_LEAD, round_.holder)


def at(name, round_):
    return reverse(f"rounds:{name}", args=[round_.pk])


@pytest.fixture
def plain_papers(monkeypatch):
    """What a paper looks like is tried elsewhere."""

    def papers(round_):
        yield packages.Entry("papers/protocols/1.pdf", b"PDF", "a final protocol")

    monkeypatch.setattr("likvard.reviews.queries.archive._set_papers", papers)


def test_a_large_package_is_made_behind_the_page_and_fetched(client_of, lead, round_, plain_papers):
    browser = client_of(lead)
    assert browser.get(at("package", round_)).status_code == 404
    assert browser.post(at("archive", round_))["Location"] == at("archive", round_)
    browser.post(at("archive", round_))  # pressed twice is asked for once
    run = ArchiveRun.objects.get()
    assert (run.state, run.of) == (STATE.QUEUED, 1)
    page = browser.get(at("archive", round_)).content.decode()
    assert 'id="archive-run"' in page
    assert '<button class="ds-button" type="submit">' not in page
    part = browser.get(at("archive", round_), HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part

    made = packages.make_package(run_id=run.pk, clock=lambda: NOW)
    assert packages.make_package(run_id=run.pk, clock=lambda: NOW).finished_at == made.finished_at
    assert ArchiveRun.objects.get().done == 1
    content = b"".join(browser.get(at("package", round_)).streaming_content)
    assert verify(io.BytesIO(content)) == ()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.read("papers/protocols/1.pdf") == b"PDF"
        assert json.loads(package.read("manifest.json"))["about"]["round"] == str(round_.pk)
    assert Event.objects.filter(action="round_archived", actor_id=lead.pk).count() == 1


def test_a_package_that_fails_leaves_nothing_and_can_be_asked_for_again(client_of, lead, round_, monkeypatch):
    def papers(round_):
        raise ValueError("no glyph")
        yield

    monkeypatch.setattr("likvard.reviews.queries.archive._set_papers", papers)
    run = packages.ask_for_package(round_=round_, by=lead, at=NOW)
    with pytest.raises(ValueError, match="no glyph"):
        packages.make_package(run_id=run.pk, clock=lambda: NOW)
    run.refresh_from_db()
    assert (run.state, run.error) == (STATE.FAILED, "ValueError")
    assert list(packages.path_of(run).parent.iterdir()) == []
    assert not Event.objects.filter(action="round_archived").exists()
    assert client_of(lead).get(at("package", round_)).status_code == 404
    assert packages.ask_for_package(round_=round_, by=lead, at=NOW).pk != run.pk


def test_packages_are_cleared_away_and_dead_runs_given_up(lead, round_, plain_papers):
    run = packages.ask_for_package(round_=round_, by=lead, at=NOW)
    packages.make_package(run_id=run.pk, clock=lambda: NOW)
    assert packages.path_of(run).is_file()
    dead = packages.ask_for_package(round_=round_, by=lead, at=NOW)
    assert packages.clear_packages(at=NOW + packages.LONGEST + timedelta(minutes=1)) == 0
    dead.refresh_from_db()
    assert dead.state == STATE.FAILED
    assert packages.clear_packages(at=NOW + packages.KEPT + timedelta(days=1)) == 2
    assert not packages.path_of(run).exists()
    assert not ArchiveRun.objects.exists()


def test_only_who_runs_the_round_fetches_its_package(client_of, lead, round_, plain_papers):
    packages.make_package(run_id=packages.ask_for_package(round_=round_, by=lead, at=NOW).pk, clock=lambda: NOW)
    neighbour = a_user(Role.REVIEW_LEAD, an_organiser("En annan myndighet", kind="authority"))
    assert client_of(neighbour).get(at("package", round_)).status_code == 404
    assert client_of(a_user(Role.REVIEWER, round_.holder)).get(at("package", round_)).status_code == 403
