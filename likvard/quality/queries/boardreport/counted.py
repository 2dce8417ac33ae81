"""What a quality report says of surveys, absence, signals and money: counts and indices after disclosure control, never
persons."""

from likvard.quality.models import AllocatedUnit
from likvard.quality.queries.resources.decided import decided_allocations
from likvard.quality.queries.resources.visibility import allocated_visible_to, allocations_visible_to
from likvard.rulebook.surveys import said
from likvard.signals.queries.counts import Count, KindCounts, absence_counts, counts
from likvard.surveys.models import Survey
from likvard.surveys.queries.results import published_of
from likvard.surveys.queries.visibility import surveys_visible_to
from likvard.terms.dates import format_date

from .scope import Scope, bullets, number_of, parts


def surveys(scope: Scope) -> str:
    """Each area's index of the surveys of the year that are over: everybody's, or the unit's."""
    found = [
        one
        for one in surveys_visible_to(scope.grants).filter(
            holder=scope.holder, last_day__gte=scope.starts, last_day__lte=scope.ends
        )
        if scope.unit is None or one.units.filter(school_unit=scope.unit).exists()
    ]
    told = [text for survey in found if (text := _survey(survey, scope))]
    if not told:
        return "Ingen egen enkät har avslutats under läsåret. Skolenkätens siffror står i läget."
    return parts(
        "Index går från 0 till 10. Siffrorna säger vad de som svarade tycker, inte vad de andra har varit med om.",
        *told,
    )


def _survey(survey: Survey, scope: Scope) -> str:
    made = published_of(survey, on=scope.today)
    if made is None:
        return ""
    code = scope.unit.school_unit_code if scope.unit else ""
    names = {area["key"]: said(area["name"], "sv") for area in survey.questionnaire["areas"]}
    lines = []
    for row in made.rows:
        if row.unit != code or row.group or row.question:
            continue
        if row.value is None:
            lines.append(f"{names[row.area]}: visas inte, för få har svarat.")
        else:
            low, high = _tenth(row.low), _tenth(row.high)
            lines.append(f"{names[row.area]}: {_tenth(row.value)} ({row.n} svar; slumpen kan ge {low}–{high}).")
    return (
        f"{survey.title}, avslutad {format_date(survey.closed_on or survey.last_day)}:\n{bullets(lines)}"
        if lines
        else ""
    )


def _tenth(value: float | None) -> str:
    return "okänt" if value is None else f"{value:.1f}".replace(".", ",")


def _said(count: Count, one: str = "", many: str = "") -> str:
    if count.state == "withheld":
        return "för få för att visas"
    value = count.value or 0
    return number_of(value, one, many) if one else str(value)


def signals(scope: Scope) -> str:
    """Of each kind how many, and whether the law's headline limit was kept."""
    found = counts(scope.holder, year=scope.school_year, today=scope.today)
    kinds = [one for one in found.kinds if one.process.key != "absence"]
    lines = [line for one in kinds if (line := _kind(one, scope))]
    if not lines:
        return "Inga anmälningar om kränkande behandling och inga klagomål är registrerade för läsåret."
    return parts(
        bullets(lines),
        "Få anmälningar behöver inte betyda att det är lugnt, och många inte att det är värre än förut: det beror "
        "också på hur väl det anmäls.",
    )


def _kind(one: KindCounts, scope: Scope) -> str:
    name, limit = one.process.name.sv, one.headline.words.sv
    own = one if scope.unit is None else one.of(scope.unit.pk)
    if own is None or own.total.state == "none":
        return ""
    if own.total.state == "withheld":
        return f"{name}: för få för att visas."
    kept, late = _said(own.in_time), _said(own.late)
    line = f"{name}: {own.total.value}. {limit}: i tid {kept}, försent {late}."
    days = next((timed.median_days for timed in one.limits if timed.limit.headline), None)
    return line + (f" Hälften tog högst {days:.0f} dagar." if days is not None and scope.unit is None else "")


def absence(scope: Scope) -> str:
    found = absence_counts(scope.holder)
    if found is None or not scope.starts <= found.ends <= scope.ends:
        return "Ingen frånvaro är inläst för läsåret."
    when = f"Inläst frånvaro {format_date(found.starts)}–{format_date(found.ends)}."
    rows = [row for row in found.rows if not row.group]
    if scope.unit is not None:
        rows = [row for row in rows if row.unit == scope.unit.name]
        return parts(when, bullets([_absent(row.unit, row.pupils, row.flagged) for row in rows]))
    shares = []
    if found.absent_share is not None:
        shares.append(f"Eleverna var borta {_percent(found.absent_share)} av undervisningstiden.")
    if found.informed_share is not None:
        shares.append(
            f"När frånvaron var ogiltig fick vårdnadshavarna veta det samma dag i {_percent(found.informed_share)} av "
            "fallen."
        )
    return parts(
        " ".join([when, *shares]), bullets([_absent(row.unit, row.pupils, row.flagged) for row in rows]),
    )  # fmt: skip


def _absent(unit: str, pupils: Count, flagged: Count) -> str:
    return f"{unit}: lång eller upprepad frånvaro {_said(flagged, 'elev', 'elever')}, av elever i allt {_said(pupils)}."


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",") + " procent"


def resources(scope: Scope) -> str:
    """Allocations decided for one of the two budget years that the school year lies in."""
    years = (scope.school_year, scope.school_year + 1)
    seen = set(allocations_visible_to(scope.grants).filter(holder=scope.holder).values_list("pk", flat=True))
    found = [one for one in decided_allocations(scope.holder.pk) if one.year in years and one.id in seen]
    if not found:
        return "Ingen fördelning av resurser efter behov är registrerad för läsåret."
    lines = []
    for one in found:
        where = f"{one.decided_by}, {one.paragraph}, {format_date(one.decided_on)}"
        if scope.unit is not None:
            row = allocated_visible_to(scope.grants).filter(allocation_id=one.id, unit=scope.unit).first()
            if row is not None:
                lines.append(f"{one.title} {one.year} ({where}): {_own(row)}")
            continue
        line = f"{one.title} {one.year} ({where}): {_kronor(one.pot)} till {number_of(one.units, 'enhet', 'enheter')}, "
        line += f"varav {_kronor(one.by_need)} flyttas efter behov."
        if one.units > one.unpaid:
            line += f" Utbetalt: {_kronor(one.paid)}."
        line += (
            f" {number_of(one.measures, 'åtgärd', 'åtgärder')} är knutna till pengarna, {one.with_effect} med svar om "
            "effekt." if one.measures else " Inga åtgärder är knutna till pengarna."
        )  # fmt: skip
        lines.append(line)
    return bullets(lines) if lines else "Enheten har ingen del i någon beslutad fördelning för läsåret."


def _own(row: AllocatedUnit) -> str:
    by_need = row.amount - row.equal
    than = "mer" if by_need >= 0 else "mindre"
    return f"{_kronor(row.amount)}, {_kronor(abs(by_need))} {than} än om alla elever fått lika mycket."


def _kronor(value: int) -> str:
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}") + " kronor"
