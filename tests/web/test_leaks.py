"""Two organisers in one installation never see each other: every address, every role, every foreign thing.

Nothing here lists pages. A new page is walked as soon as it has an address; a new kind of parameter makes the test
fail until `houses.py` has an example of it.
"""

import re

import pytest
from django.db import connection
from django.urls import reverse

from likvard.ledger.models import Event
from likvard.rulebook.permissions import Role
from tests.factories import a_user
from tests.web.addresses import addresses
from tests.web.houses import SHARED, a_house

pytestmark = pytest.mark.django_db

# Whoever holds the secret in the address is let in by it: that is what these addresses are for.
CAPABILITIES = {"home:feed", "welcome", "account_reset_password_from_key", "answering:questionnaire"}
# The open form for complaints is there for everybody; tests/signals tries what it tells.
CAPABILITIES |= {"signals:complain"}
# What is published is for everybody; tests/web/test_public.py tries that nothing else is.
CAPABILITIES |= {str(a) for a in addresses() if str(a).startswith("public:")}
# Answers without an account; tests/web/test_links.py tries what these secrets open and what they do not.
CAPABILITIES |= {str(a) for a in addresses() if str(a).startswith("links:")}


def first_quickly(*roles: Role) -> list:
    """The first role is tried in every run; the others walk the same pages and are left to the whole check."""
    return [roles[0], *(pytest.param(role, marks=pytest.mark.slow) for role in roles[1:])]


ADDRESSES = [a for a in addresses() if str(a) not in CAPABILITIES]
# An event of the whole country is nobody's thing: everybody sees it, beside what the own organisation does of it.
NOBODYS = {"year:national"}
WITH_THINGS = [a for a in ADDRESSES if a.parameters and str(a) not in NOBODYS]
LISTS = [a for a in ADDRESSES if not a.parameters]
CLOSED = {403, 404, 405}

# Addresses that show a thing without its word: what they answer somebody who may come in.
WITHOUT_THE_WORD = {
    "documents:page_image": "a picture",
    "documents:state": "a fragment that says how far the reading is",
    "answers:pdf": "compressed",
    "letters:pdf": "compressed",
    "letters:word": "compressed",
    "answers:word": "compressed",
    "documents:case": "leads on to the case that the document already stands in",
    "decisions:pdf": "compressed",
    "decisions:word": "compressed",
    "overall:pdf": "compressed",
    "overall:word": "compressed",
    "overall:sheets": "compressed",
    "publications:pdf": "compressed",
    "answers:begin": "begins the answer by POST",
    "interviews:progress": "a fragment that says how far the plan is",
    "protocols:pdf": "compressed",
    "protocols:word": "compressed",
    "participation:fact_checks": "leads on to the only protocol",
    "participation:fact_check_pdf": "compressed",
    "dialogues:sheet_pdf": "compressed",
    "dialogues:memo_pdf": "compressed",
    "dialogues:memo_word": "compressed",
    "analysisdays:pdf": "compressed",
    "year:pdf": "compressed",
    "year:word": "compressed",
    "year:memo_pdf": "compressed",
    "year:memo_word": "compressed",
    "year:issue": "leads back to the sections that are not finished",
    "analysisdays:word": "compressed",
    "state:file": "a figure that the address names",
    "causes:example": "shared with nobody yet",
    "surveys:rate": "a fragment that says how many have answered",
    "inventory:pdf": "compressed",
    "inventory:word": "compressed",
    "resources:pdf": "compressed",
    "resources:word": "compressed",
    "resources:picture": "a picture of points without names",
}


@pytest.fixture
def ours():
    return a_house("Tranvik")


@pytest.fixture
def theirs():
    return a_house("Granby")


def says(response, word: str) -> bool:
    # A file that is read to its end closes itself.
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return word.lower() in body.decode("utf-8", "replace").lower() or word.lower() in str(response.headers).lower()


def test_every_parameter_has_an_example(ours):
    unknown = {p: str(a) for a in ADDRESSES for p in a.parameters if p not in ours.values}
    assert unknown == {}, "give House.values in tests/web/houses.py an example of each"


def test_the_house_could_leak(ours, client_of):
    """What follows is worth nothing if the pages are empty: those who belong here see their own word."""
    insiders = [client_of(ours.people[Role.DIRECTOR]), client_of(ours.people[Role.EDITOR])]
    silent = []
    for address in WITH_THINGS:
        responses = [browser.get(address.of(**ours.values)) for browser in insiders]
        shown = [r for r in responses if says(r, ours.word) and r.status_code == 200]
        if {r.status_code for r in responses} <= {403, 405} or str(address) in WITHOUT_THE_WORD:
            continue
        if not shown:
            silent.append((str(address), [r.status_code for r in responses]))
    assert silent == []


@pytest.mark.parametrize(
    "role", first_quickly(Role.DIRECTOR, *(r for r in Role if r not in (Role.DIRECTOR, Role.SYSTEM_OWNER)))
)
def test_the_neighbour_finds_no_door_open(ours, theirs, client_of, role):
    """Every page, file and fragment of ours, asked for and written to by each of their people."""
    browser = client_of(theirs.people[role])
    before = Event.objects.filter(scope_organisation=str(ours.organisation.pk)).count()
    open_doors = {}
    for address in WITH_THINGS:
        for method in ("get", "post"):
            response = getattr(browser, method)(address.of(**ours.values))
            if response.status_code not in CLOSED or says(response, ours.word):
                open_doors[f"{method} {address}"] = response.status_code
    assert open_doors == {}
    assert Event.objects.filter(scope_organisation=str(ours.organisation.pk)).count() == before


@pytest.mark.parametrize("role", first_quickly(Role.DIRECTOR, Role.EDITOR))
def test_our_things_are_not_reached_through_theirs(ours, theirs, client_of, role):
    """Their own case in the address with our finding in it, and every other such mixture."""
    browser = client_of(theirs.people[role])
    before = Event.objects.filter(scope_organisation=str(ours.organisation.pk)).count()
    open_doors = {}
    for address in WITH_THINGS:
        things = [p for p in address.parameters if p.endswith("_id")]
        for foreign in things if len(things) > 1 else []:
            path = address.of(**(theirs.values | {foreign: ours.values[foreign]}))
            for method in ("get", "post"):
                response = getattr(browser, method)(path)
                if response.status_code not in CLOSED or says(response, ours.word):
                    open_doors[f"{method} {address} {foreign}"] = response.status_code
    assert open_doors == {}
    assert Event.objects.filter(scope_organisation=str(ours.organisation.pk)).count() == before


@pytest.mark.parametrize("role", first_quickly(Role.DIRECTOR, *(r for r in Role if r != Role.DIRECTOR)))
def test_no_list_search_or_count_tells_of_the_neighbour(ours, theirs, client_of, role):
    user = a_user(Role.SYSTEM_OWNER) if role == Role.SYSTEM_OWNER else theirs.people[role]
    browser = client_of(user)
    told = {}
    for address in LISTS:
        if role == Role.SYSTEM_OWNER and str(address) in ("access:index",):
            continue  # the system owner sees the names of organisations, by which they are administered
        for query in ("", f"?q={SHARED}", f"?q={SHARED}&sida=1"):
            response = browser.get(address.of() + query)
            if says(response, ours.word):
                told[f"{address}{query}"] = response.status_code
    assert told == {}


def test_the_search_finds_our_own(ours, theirs, client_of):
    """The search above would have found something: it does for those who may see it."""
    response = client_of(ours.people[Role.EDITOR]).get(reverse("documents:search"), {"q": SHARED})
    assert (says(response, ours.word), says(response, theirs.word)) == (True, False)


# The state of play of one's own organisation: open figures of every school, and one's own units' own figures.
OPEN_TO_PRINCIPALS = {f"state:{name}" for name in ("place", "area", "stands_out", "falling", "figure")}


def test_a_principal_sees_nothing_of_other_units(ours, client_of):
    browser = client_of(ours.outsider)
    # Whom one works with and what the schools are called is no secret within an organisation.
    public = (ours.organisation.name, f"{ours.word}skolan", *(person.name for person in ours.people.values()))
    # The principal administers nobody and reads no history; the rest of the organiser's case is closed too.
    open_doors = {}
    for address in WITH_THINGS:
        for method in ("get", "post"):
            response = getattr(browser, method)(address.of(**ours.values))
            if str(address) in OPEN_TO_PRINCIPALS and not re.search(ours.word, _without(public, response)):
                continue
            if response.status_code not in CLOSED:
                open_doors[f"{method} {address}"] = response.status_code
    assert open_doors == {}
    told = {}
    for address in LISTS:
        response = browser.get(address.of() + f"?q={SHARED}")
        if re.search(ours.word, _without(public, response)):
            told[str(address)] = response.status_code
    assert told == {}


def _without(names: tuple[str, ...], response) -> str:
    """The page without these names."""
    text = response.content.decode("utf-8", "replace")
    for name in names:
        text = text.replace(name, "")
    return text


def test_the_system_owner_reads_nobodys_cases(ours, client_of):
    browser = client_of(a_user(Role.SYSTEM_OWNER))
    opened = []
    for address in WITH_THINGS:
        if {"case_id", "document_id", "deadline_id", "measure_id"} & set(address.parameters):
            opened += [
                str(address)
                for m in (browser.get, browser.post)
                if m(address.of(**ours.values)).status_code not in CLOSED
            ]
    assert opened == []


def test_a_calendar_shows_its_owners_cases_and_stops_with_the_role(ours, theirs, client):
    path = reverse("home:feed", args=[ours.values["secret"]])
    feed = client.get(path).content.decode()
    assert (ours.word in feed, theirs.word in feed) == (True, False)
    ours.people[Role.DIRECTOR].memberships.update(valid_to="2021-01-01")
    assert ours.word not in client.get(path).content.decode()


def writes_of(browser, path):
    """The statements of a request that were not reading; a session may remember what its visitor does."""
    found = []

    def watch(execute, sql, params, many, context):
        reads = sql.lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "WITH", "EXPLAIN"))
        if not reads and "django_session" not in sql:
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        response = browser.get(path)
        says(response, "")
    return found


@pytest.mark.parametrize("role", first_quickly(Role.EDITOR, Role.DIRECTOR, Role.PRINCIPAL, Role.SYSTEM_OWNER))
def test_looking_changes_nothing(ours, client_of, role):
    """No GET writes: a link in a letter, a crawler or a prefetching browser can do no harm."""
    browser = client_of(a_user(Role.SYSTEM_OWNER) if role == Role.SYSTEM_OWNER else ours.people[role])
    wrote = {}
    for address in addresses():
        if found := writes_of(browser, address.of(**ours.values)):
            wrote[str(address)] = found
    assert wrote == {}
