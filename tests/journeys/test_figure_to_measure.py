"""A quality officer from a falling figure to a directed measure with its baseline and what it is compared with.

Once on own figures of a municipality that does not exist, in Swedish; once on a real municipality's open figures, in
English.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.datasets.actions import import_dataset, publish
from likvard.datasets.queries.state import units_of_municipality
from likvard.intake.own import Mapping
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Analysis, Cause, Comparison, Goal, Measure, PinnedFigure
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_unit, a_user, an_organiser
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)
ALL_SUBJECTS = "year9_all_subjects_share|compulsory|9|||"
COLUMNS = {"Skolenhetskod": "school_unit_code", "Läsår": "period", "Årskurs": "year_group",
           "Alla ämnen": "all_subjects_share", "Antal": "pupils"}  # fmt: skip


def almvik() -> tuple[Organisation, SchoolUnit]:
    """Three schools with own results; one of them falls."""
    organiser = an_organiser("Almviks kommun", municipality_code="9999")
    shares = {"Björkbackens skola": (79, 78, 76, 67, 55), "Hamnskolan": (70, 72, 71, 73, 74),
              "Strandskolan": (68, 66, 67, 65, 66)}  # fmt: skip
    lines = ["Skolenhetskod;Läsår;Årskurs;Alla ämnen;Antal"]
    units = []
    for name, values in shares.items():
        units.append(a_unit(organiser, name))
        lines += [f"{units[-1].school_unit_code};{2021 + at}/{22 + at};9;{value};64" for at, value in enumerate(values)]
    editor = a_user(Role.EDITOR, organiser)
    import_dataset(
        content="\n".join([*lines, ""]).encode(), name="resultat.csv", holder=organiser, by=editor, at=NOW,
        mapping=Mapping("results", COLUMNS, title="Resultat"),
    )  # fmt: skip
    publish(by=editor, at=NOW)
    return organiser, units[0]


def borlange() -> tuple[Organisation, SchoolUnit]:
    organiser = an_organiser("Borlänge kommun", municipality_code="2081")
    code = next(code for code, name in units_of_municipality("2081").items() if name == "Maserskolan")
    return organiser, a_unit(organiser, "Maserskolan", school_unit_code=code, municipality_code="2081")


@pytest.mark.parametrize(("place", "language", "size"), [(almvik, "sv", "desk"), (borlange, "en", "phone")])
def test_from_a_falling_figure_to_a_measure(place, language, signed_in, assert_accessible):
    organiser, unit = place()
    t, today = Words(language), timezone.localdate()
    page = signed_in(a_user(Role.EDITOR, organiser, name="Elsa Bergkvist"))
    page.goto("/")
    speak(page, t)

    # The figure is pinned, and asked about.
    page.goto(f"/nulage/skola-{unit.school_unit_code}/siffra/?serie={ALL_SUBJECTS}")
    page.get_by_role("button", name=t("Pin this figure")).click()
    page.get_by_role("link", name=t("Ask why it is so")).first.click()
    page.get_by_label(t("The question")).fill("Varför når färre målen?")
    page.get_by_label(t("A change over the years")).check()
    assert_accessible(page)
    page.get_by_role("button", name=t("Begin"), exact=True).click()

    # Step by step: what is seen, a possible cause, how it was tested, the judgement.
    figure = PinnedFigure.objects.get()
    expect(page.locator(f"input[name=figures][value='{figure.pk}']")).to_be_checked()
    page.get_by_label(t("What we see")).fill("Mest i matematik.")
    assert_accessible(page)
    page.get_by_role("button", name=t("Save and go on"), exact=True).click()
    page.get_by_label(t("A possible cause")).fill("Stödet ligger efter skoldagen")
    page.get_by_label(t("A hinder: it keeps pupils from the support they need")).check()
    page.get_by_label(t("What would we see if it were so")).fill("De som åker buss går mer sällan dit.")
    page.get_by_label(t("What else could it be")).fill("De kan ha andra skäl.")
    assert_accessible(page)
    page.get_by_role("button", name=t("Save and go on"), exact=True).click()
    page.get_by_label(t("An observation: lesson visits, documents, timetables")).check()
    page.get_by_label(t("Which one")).fill("Närvaron vid stödet under fyra veckor")
    page.get_by_label(t("What you found")).fill("Var femte av dem som åker buss kom.")
    page.get_by_label(t("It speaks for the cause")).check()
    assert_accessible(page)
    page.get_by_role("button", name=t("Save and go on"), exact=True).click()
    page.get_by_label(t("What we saw speaks for it")).check()
    expect(page.get_by_label(t("2. The difference remains given intake"))).to_have_count(0)
    page.get_by_label(t("1. It describes how things are")).check()
    page.get_by_label(t("In your own words")).fill("Resultatet beror på bussen.")
    assert_accessible(page)
    page.get_by_role("button", name=t("Save and go on"), exact=True).click()
    page.get_by_role("button", name=t("Keep and go on")).click()

    # The conclusion, with the word that says too much pointed out.
    page.get_by_label(t("Conclusion")).fill("Ett hinder som vi kan ta bort.")
    page.get_by_role("button", name=t("Conclude the analysis")).click()
    expect(page.locator(".lv-notice").get_by_text("beror på")).to_be_visible()
    assert_accessible(page)
    assert Analysis.objects.get().state == "concluded"

    # A goal with the pinned figure as its baseline.
    page.locator(".lv-next").get_by_role("link", name=t("Set a goal")).click()
    expect(page.locator("select[name=baseline]")).to_have_value(str(figure.pk))
    page.get_by_label(t("The goal"), exact=True).fill("Fler når målen i alla ämnen")
    page.get_by_label(t("Which pupils are meant")).fill("Elever i årskurs 9 som åker buss")
    page.get_by_label(t("Indicator")).fill("Alla ämnen, årskurs 9")
    page.get_by_label(t("Target")).fill("70 %")
    page.get_by_label(t("To be reached by")).fill(str(today + timedelta(days=200)))
    assert_accessible(page)
    page.get_by_role("button", name=t("Set the goal")).click()

    # A measure that is directed, and what it is compared with before it begins.
    page.locator(".lv-next").get_by_role("link", name=t("Plan a measure")).click()
    page.get_by_label(t("What is to be done")).fill("Stöd på skoldagen")
    page.locator("input[name=starts_on]").fill(str(today + timedelta(days=30)))
    page.get_by_label(t("How many pupils does the problem concern")).fill("40")
    page.get_by_label(t("How many of them does it reach")).fill("10")
    assert_accessible(page)
    page.get_by_role("button", name=t("Note the measure")).click()
    expect(page.get_by_text(t("Fewer than half: is it enough?"))).to_be_visible()
    assert_accessible(page)
    page.locator(".lv-next").get_by_role("link", name=t("Choose what to compare with")).click()
    if place is borlange:
        # The open figures of a school hold its results of one year: the page says so, and what to do instead.
        expect(page.get_by_text(t("No figures to follow these units by"))).to_be_visible()
    else:
        page.get_by_label(t("What is to be compared")).select_option(ALL_SUBJECTS)
        page.get_by_role("button", name=t("Find units to compare with")).click()
        assert_accessible(page)
        page.get_by_role("button", name=t("Settle the comparison")).click()
        expect(page.get_by_text(t("chosen before the measure began"))).to_be_visible()
    assert_accessible(page)

    goal, measure, cause = Goal.objects.get(), Measure.objects.get(), Cause.objects.get()
    assert (goal.baseline, goal.unit, list(goal.causes.all())) == (figure, unit, [cause])
    assert (measure.goal, measure.cause, list(measure.units.all())) == (goal, cause, [unit])
    assert (cause.kind, cause.step) == ("hinder_support", 1)
    settled = [(chosen.before_start, len(chosen.units) >= 2) for chosen in Comparison.objects.all()]
    assert settled == ([] if place is borlange else [(True, True)])
    page.goto("/mal/")
    expect(page.get_by_role("link", name="Fler når målen i alla ämnen")).to_be_visible()
    assert_accessible(page)
