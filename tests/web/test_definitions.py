"""The editor of own review kinds."""

import pytest
from django.urls import reverse

from likvard.reviews.actions.definitions import with_day
from likvard.reviews.models import OwnDefinition, Round
from likvard.rulebook.loading import parse
from likvard.rulebook.permissions import Role
from likvard.terms.statutes import format_reference
from likvard.terms.statutes.wordings import changes_after
from tests.factories import TODAY, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def browser(client_of, holder):
    return client_of(a_user(Role.DIRECTOR, holder))


@pytest.fixture
def draft(browser, holder):
    browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "own_review/2026-11-01"})
    return OwnDefinition.objects.get()


def address(page: str, one: OwnDefinition, **more) -> str:
    return reverse(f"definitions:{page}", kwargs={"definition_id": one.pk, **more})


def fields(page) -> dict[str, str]:
    """What the page's form would send if nobody touched it."""
    form = page.context["form"]
    return {name: value for name, value in form.data.items() if not name.endswith("DELETE")}


def changed(browser, one) -> list[tuple[str, str, str]]:
    return [(c["what"], c["key"], c["change"]) for c in browser.get(address("edit", one)).context["changes"]]


def test_a_version_is_drafted_changed_published_and_picked_by_a_round(browser, holder):
    begun = browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "own_review/2026-11-01"})
    one = OwnDefinition.objects.get()
    assert begun["Location"] == address("edit", one)
    page = browser.get(begun["Location"])
    assert (page.context["faults"], page.context["changes"]) == ([], [])
    assert "Inget är ändrat än från versionen av 1 november 2026." in page.content.decode().replace(
        "\N{NO-BREAK SPACE}", " "
    )

    text = one.text.replace("Elever som lätt når målen får större utmaningar.", "Alla elever utmanas.")
    source = address("source", one)
    browser.post(source, {"text": text.replace("\n", "\r\n"), "version": one.version})
    assert changed(browser, one) == [("criterion", "1.3", "changed")]
    assert "utmanas." in browser.get(begun["Location"]).content.decode()

    one.refresh_from_db()
    assert "\r" not in one.text
    wrong = one.text.replace('key = "1.3"', 'key = "1.2"')
    browser.post(source, {"text": wrong, "version": one.version})
    [fault] = browser.get(begun["Location"]).context["faults"]
    assert fault.address == address("area", one, number=1)
    refused = browser.post(address("publish", one), {"day": "2099-01-01"})
    assert refused.status_code == 422
    one.refresh_from_db()
    browser.post(source, {"text": text, "version": one.version})
    refused = browser.post(address("publish", one), {"day": "2020-01-01"})
    assert refused.status_code == 422

    day = page_day(browser, begun["Location"])
    published = browser.post(address("publish", one), {"day": day})
    assert published.status_code == 302
    one.refresh_from_db()
    assert one.state == "published"
    made = browser.post(
        reverse("rounds:create"),
        {"holder": holder.pk, "kind": str(one.pk), "title": "Egen", "opened_on": TODAY.isoformat()},
    )
    assert made.status_code == 302
    round_ = Round.objects.get()
    assert round_.kind_checksum == one.checksum
    assert "Alla elever utmanas." in str(round_.areas)
    assert browser.get(address("text", one)).content.decode() == one.text
    # Its parts are read, not written, from now on.
    for page, more in PARTS:
        assert browser.get(address(page, one, **more)).status_code == 302
        before = one.text
        browser.post(address(page, one, **more), {"seen": "", "sv": "annat"})
        one.refresh_from_db()
        assert one.text == before
    assert "Alla elever utmanas." in browser.get(address("read", one)).content.decode()


PARTS = [
    ("basics", {}), ("areas", {}), ("area", {"number": 1}), ("letters", {}), ("letter", {"letter": "reminder"}),
    ("deadlines", {}), ("steps", {}), ("wordings", {}),
]  # fmt: skip
FORMS = [row for row in PARTS if row[0] not in ("areas", "letters")]


@pytest.mark.parametrize(("page", "more"), FORMS)
def test_a_part_saved_untouched_changes_nothing(browser, draft, page, more):
    before = draft.text
    saved = browser.post(address(page, draft, **more), fields(browser.get(address(page, draft, **more))))
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert draft.text == before


@pytest.mark.parametrize(
    ("page", "more", "field", "value", "told"),
    [
        ("basics", {}, "purpose_sv", "Ett nytt syfte.", ("purpose", "", "changed")),
        ("basics", {}, "individual_decisions", "never", ("individual_decisions", "", "changed")),
        ("basics", {}, "name-0-sv", "egen tillsyn", ("names", "", "changed")),
        ("area", {"number": 1}, "criterion-2-sv", "Alla elever\r\nutmanas.", ("criterion", "1.3", "changed")),
        ("area", {"number": 1}, "level", "organiser", ("area", "1", "changed")),
        ("letter", {"letter": "reminder"}, "subject_sv", "{title}: svar saknas", ("letter", "reminder", "changed")),
        ("deadlines", {}, "response_days", "120", ("deadline", "response", "changed")),
        ("steps", {}, "decided_sv", "Beslut fattat", ("phase", "decided", "changed")),
        ("steps", {}, "step-4-requires", ["grounds_are_given"], ("steps", "close", "changed")),
        ("wordings", {}, "decision-high_sv", "Kvaliteten är hög.", ("decision", "high", "changed")),
        ("wordings", {}, "closing-open_en", "It goes on.", ("closing", "open", "changed")),
    ],
)
def test_a_field_changes_its_own_thing_and_nothing_else(browser, draft, page, more, field, value, told):
    there = address(page, draft, **more)
    sent = fields(browser.get(there))
    assert field in sent
    assert browser.post(there, {**sent, field: value}).status_code == 302
    assert changed(browser, draft) == [told]


def test_criteria_and_areas_are_added_and_taken_away_with_their_numbers_kept(browser, draft):
    there = address("area", draft, number=1)
    keys = [c.key for c in found(draft).areas[0].criteria]
    browser.post(there, {**fields(browser.get(there)), "criterion-1-DELETE": "on"})
    added = browser.post(there, {**fields(browser.get(there)), "add": "1"})
    assert added["Location"] == f"{there}#last"
    page = browser.get(there)
    last = len(page.context["form"].rows.forms) - 1
    [fault] = [f for f in page.context["faults"] if f.steps[-1] == "sv"]
    assert fault.address == f"{there}#id_criterion-{last}-sv"
    sent = {**fields(page), f"criterion-{last}-sv": "Ny.", f"criterion-{last}-en": "New."}
    browser.post(there, {**sent, f"criterion-{last}-statutes": "4 kap. 3 och 5 §§ skollagen"})
    area = found(draft).areas[0]
    new = f"1.{len(keys) + 1}"
    assert [c.key for c in area.criteria] == [keys[0], *keys[2:], new]
    assert area.criteria[-1].statutes == ("4 kap. 3 § skollagen", "4 kap. 5 § skollagen")
    assert set(area.criteria[-1].statutes) <= set(area.statutes)

    areas = address("areas", draft)
    number = len(found(draft).areas) + 1
    made = browser.post(areas, {"sv": "Elevhälsa", "en": "Pupil health", "level": "unit"})
    assert made["Location"] == address("area", draft, number=number)
    assert browser.post(f"{made['Location']}?remove=1")["Location"] == areas
    browser.post(f"{there}?remove=1")
    assert {c for c in changed(browser, draft) if c[0] == "area"} == {("area", "1", "removed")}


def found(one: OwnDefinition):
    one.refresh_from_db()
    return parse(with_day(one.text, TODAY).encode(), f"{one.kind}/{TODAY.isoformat()}.toml")


def test_faults_stand_at_their_fields_and_are_saved_all_the_same(browser, draft):
    there = address("area", draft, number=1)
    sent = {**fields(browser.get(there)), "criterion-0-sv": "", "criterion-1-statutes": "kap fyra"}
    assert browser.post(there, sent).status_code == 302
    page = browser.get(there)
    rows = page.context["form"].rows.forms
    assert [(row.prefix, sorted(row.errors)) for row in rows if row.errors] == [
        ("criterion-0", ["sv"]), ("criterion-1", ["statutes"]),
    ]  # fmt: skip
    assert "kap fyra" in page.content.decode()
    letter = address("letter", draft, letter="reminder")
    browser.post(letter, {**fields(browser.get(letter)), "body_sv": "Ring {telefon}."})
    assert sorted(browser.get(letter).context["form"].errors) == ["body_sv"]
    assert {f.address.partition("#")[2] for f in browser.get(address("edit", draft)).context["faults"]} == {
        "id_criterion-0-sv", "id_criterion-1-statutes", "id_body_sv",
    }  # fmt: skip


def test_what_is_no_day_or_number_is_refused_with_what_was_written(browser, draft):
    there = address("deadlines", draft)
    page = browser.post(there, {**fields(browser.get(there)), "response_days": "snart"})
    assert page.status_code == 422
    assert "snart" in page.content.decode()
    there = address("basics", draft)
    assert browser.post(there, {**fields(browser.get(there)), "name-0-since": "nyss"}).status_code == 422


def test_two_who_write_different_parts_lose_nothing_and_the_same_part_is_shown(browser, draft):
    basics, wordings = address("basics", draft), address("wordings", draft)
    first, second, third = (fields(browser.get(where)) for where in (basics, wordings, basics))
    assert browser.post(basics, {**first, "purpose_sv": "Först."}).status_code == 302
    assert browser.post(wordings, {**second, "decision-high_sv": "Sedan."}).status_code == 302
    page = browser.post(basics, {**third, "purpose_sv": "Sist."})
    assert page.status_code == 409
    assert [words for _name, words in page.context["theirs"]] == ["Först."]
    assert found(draft).purpose.sv == "Först."
    assert browser.post(basics, fields(page)).status_code == 302
    assert found(draft).purpose.sv == "Sist."
    assert found(draft).decision["high"].sv == "Sedan."


@pytest.mark.parametrize("text", ["[purpose", 'kind = "own_review"\narea = "x"\n', "name = [1]\n"])
def test_a_text_that_no_field_can_show_is_mended_as_text(browser, draft, text):
    browser.post(address("source", draft), {"text": text, "version": draft.version})
    for page, more in PARTS:
        if page != "area":
            assert browser.get(address(page, draft, **more))["Location"] == address("source", draft)
    assert browser.get(address("area", draft, number=1)).status_code == 404
    for page in ("edit", "read", "source"):
        assert browser.get(address(page, draft)).context["faults"]


def test_a_law_change_names_the_criteria_that_it_touches(browser, draft):
    change = changes_after(found(draft).valid_from)[-1]
    there = address("area", draft, number=1)
    section = format_reference(change.sections[0])
    browser.post(there, {**fields(browser.get(there)), "criterion-0-statutes": section})
    [(told, touched)] = browser.get(address("edit", draft)).context["law"]
    assert told == change
    assert "1.1" in [one.criterion.key for one in touched]
    assert f"SFS {change.sfs}" in browser.get(there).content.decode()
    assert change.sfs in browser.get(address("areas", draft)).content.decode()


def page_day(browser, address) -> str:
    return browser.get(address).context["publish"].initial["day"].isoformat()


def test_another_organisation_neither_sees_nor_picks_it(browser, client_of, holder):
    browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "own_review/2026-11-01"})
    one = OwnDefinition.objects.get()
    day = page_day(browser, reverse("definitions:edit", args=[one.pk]))
    browser.post(reverse("definitions:publish", args=[one.pk]), {"day": day})
    other = an_organiser("Granby kommun")
    stranger = client_of(a_user(Role.DIRECTOR, other))
    assert stranger.get(reverse("definitions:edit", args=[one.pk])).status_code == 404
    assert stranger.get(reverse("definitions:text", args=[one.pk])).status_code == 404
    made = stranger.post(
        reverse("rounds:create"),
        {"holder": other.pk, "kind": str(one.pk), "title": "Lånad", "opened_on": TODAY.isoformat()},
    )
    assert made.status_code == 422
    assert client_of(a_user(Role.EDITOR, holder)).get(reverse("definitions:index")).status_code == 403


def test_a_draft_is_thrown_away(browser, holder):
    browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "planned_quality_audit/2026-11-01"})
    one = OwnDefinition.objects.get()
    assert browser.post(reverse("definitions:drop", args=[one.pk])).status_code == 302
    assert OwnDefinition.objects.count() == 0


def test_phases_that_cannot_be_reached_or_left_are_told_at_their_own_fields(browser, draft):
    there = address("steps", draft)
    page = browser.get(there)
    steps = [row["name"].value() for row in page.context["form"].rows]
    sent = fields(page) | {f"step-{steps.index('answer')}-DELETE": "on"}
    browser.post(there, sent)
    page = browser.get(there)
    [fault] = page.context["faults"]
    assert (fault.part, fault.address) == ("steps", f"{there}#id_answered_sv")
    assert page.context["form"].errors["answered_sv"] == ["Läget ”answered” går inte att nå från ”registered”"]

    left = [row["name"].value() for row in page.context["form"].rows]
    sent = fields(page) | {f"step-{left.index('resume')}-DELETE": "on"}
    close = left.index("close")
    browser.post(there, {**sent, f"step-{close}-sources": ["registered", "announced", "decided"]})
    page = browser.get(there)
    assert page.context["form"].errors["answered_sv"] == ["Inget steg leder dit eller därifrån"]
    browser.post(there, fields(page) | {"answered_sv": "", "answered_en": ""})
    assert browser.get(there).context["faults"] == []
    assert [phase.state for phase in found(draft).phases] == ["registered", "announced", "decided", "closed"]


def test_a_step_is_added_with_its_guards(browser, draft):
    there = address("steps", draft)
    added = browser.post(there, {**fields(browser.get(there)), "add": "1"})
    assert added["Location"] == f"{there}#last"
    page = browser.get(there)
    last = len(page.context["form"].rows.forms) - 1
    assert {fault.address for fault in page.context["faults"]} == {
        f"{there}#id_step-{last}-sv",
        f"{there}#id_step-{last}-en",
    }
    given = {
        "sv": "Avskriv",
        "en": "Strike out",
        "sources": ["decided"],
        "target": "closed",
        "requires": ["grounds_are_given"],
    }
    browser.post(there, fields(page) | {f"step-{last}-{name}": value for name, value in given.items()})
    step = found(draft).lifecycle.step("decided", "own_step_1")
    assert (step.requires, step.target, step.records) == (("grounds_are_given",), "closed", "case_closed")
    assert browser.get(there).context["faults"] == []
