"""What a memo to the board begins with: only what is recorded. Written in Swedish, for that is what a board reads."""

from datetime import date
from typing import Any

from likvard.quality.models import Agreement, Dialogue, Memo, Series
from likvard.reports.memo import PARTS, MemoContent, from_json
from likvard.terms.dates import format_date

from .dialogues import EvaluationResult, evaluation_result
from .mandates import late_by

# A board cannot decide without these.
NEEDED = ("proposals", "summary", "economy", "children")


def content_of(memo: Memo, *, dated: date | None = None, signed_by: str = "") -> MemoContent:
    """The memo as its paper is made from: the frozen content when it is issued."""
    if memo.content is not None:
        return from_json(memo.content)
    texts = memo.texts
    return MemoContent(
        title=texts.get("title", ""),
        organiser=memo.holder.name,
        board=texts.get("board", ""),
        proposals=tuple(texts.get("proposals", [])),
        parts={part: texts.get(part, "") for part in PARTS},
        dated=dated,
        signed_by=signed_by,
    )


def lacking(memo: Memo) -> tuple[str, ...]:
    """The needed parts that are still empty."""
    return tuple(part for part in NEEDED if not memo.texts.get(part))


def drafted(series: Series, *, today: date) -> dict[str, Any]:
    """The words a memo begins with. Economy and the child's best stay empty: a person must judge them."""
    year = _year_to_tell_of(series, today)
    result = evaluation_result(series, year)
    board = series.mandate.decided_by if series.mandate else ""
    return {
        "title": series.title,
        "board": board,
        "proposals": _proposals(series, result),
        "summary": _summary(series, result, today),
        "matter": _matter(series),
        "background": _background(series, year, today),
        "evaluation": _evaluation(result),
        "proposal": _model(series),
        "economy": "",
        "children": "",
    }


def _year_to_tell_of(series: Series, today: date) -> int:
    last = Dialogue.objects.filter(party__series=series, state=Dialogue.State.HELD).order_by("-held_on").first()
    return last.held_on.year if last else today.year


def _proposals(series: Series, result: EvaluationResult) -> list[str]:
    if series.state == Series.State.PROPOSED:
        proposals = [f"Modellen för {_lower(series.title)} godkänns."]
        if series.evaluation_due:
            proposals.append(f"Utvärderingen av modellen redovisas senast den {format_date(series.evaluation_due)}.")
        return proposals
    proposals = []
    if result.answered:
        proposals.append(f"Utvärderingen av {_lower(series.title)} {result.year} godkänns.")
    if series.trial_until:
        proposals.append("Modellen fastställs och gäller tills vidare.")
    return proposals


def _summary(series: Series, result: EvaluationResult, today: date) -> str:
    if series.state == Series.State.PROPOSED:
        return f"Förvaltningen föreslår en modell för {_lower(series.title)}."
    counts = _counts(series, result.year, today)
    text = f"Under {result.year} hölls {_number(counts['held'], 'samtal', 'samtal')}"
    text += f" med {_number(counts['parties'], 'part', 'parter')}."
    if result.answered:
        text += f" {result.answered} av {result.asked} har svarat på utvärderingen."
    return text


def _matter(series: Series) -> str:
    mandate = series.mandate
    if mandate is None:
        return ""
    where = f", {mandate.paragraph}" if mandate.paragraph else ""
    text = f"{mandate.decided_by} gav den {format_date(mandate.decided_on)}{where} uppdraget: {mandate.what}"
    if mandate.due_on:
        text += f"\n\nUppdraget skulle vara klart senast den {format_date(mandate.due_on)}."
    return text


def _background(series: Series, year: int, today: date) -> str:
    """What was done and what was not: a board is told both."""
    counts = _counts(series, year, today)
    lines = []
    if series.decided_on and series.state != Series.State.PROPOSED:
        where = f", {series.paragraph}" if series.paragraph else ""
        lines.append(f"Modellen beslutades den {format_date(series.decided_on)}{where}.")
        if series.trial_until:
            lines.append(f"Den gäller på prov till och med den {format_date(series.trial_until)}.")
        lines.append(
            f"Enligt modellen hålls {series.times_a_year} samtal om året med varje part. "
            f"Under {year} hölls {counts['held']}, {counts['planned']} är planerade "
            f"och {counts['cancelled']} ställdes in."
        )
    elif not counts["held"]:
        lines.append("Inga samtal enligt uppdraget är registrerade.")
    if series.mandate and (late := late_by(series.mandate, today)):
        # With dialogues held, what is missing is only that somebody says that it is done.
        done = "inte antecknat som genomfört" if counts["held"] else "inte genomfört"
        lines.append(f"Uppdraget är {done}. Det är {_number(late, 'dag', 'dagar')} sent.")
    if agreements := counts["agreements"]:
        lines.append(
            f"Samtalen ledde till {_number(agreements, 'överenskommelse', 'överenskommelser')}. "
            f"{counts['done']} är {'genomförd' if counts['done'] == 1 else 'genomförda'}, "
            f"varav {counts['effect']} med visad effekt."
            + (f" {counts['open']} pågår, varav {counts['late']} har passerat sin sista dag." if counts["open"] else "")
        )
    return "\n\n".join(lines)


def _evaluation(result: EvaluationResult) -> str:
    if not result.answered:
        return ""
    lines = [f"{result.answered} av {result.asked} har svarat. Betyget går från 1 (inte alls) till 4 (helt)."]
    rows = [
        f"- {p.purpose}: {_decimal(p.mean)} i snitt av {_number(p.answered, 'svar', 'svar')}"
        for p in result.purposes
        if p.mean is not None
    ]
    if rows:
        lines.append("\n".join(rows))
    if result.keep:
        lines.append("Det här vill parterna behålla:\n" + "\n".join(f"- {_one_line(text)}" for text in result.keep))
    if result.change:
        lines.append("Det här vill parterna ändra:\n" + "\n".join(f"- {_one_line(text)}" for text in result.change))
    return "\n\n".join(lines)


def _model(series: Series) -> str:
    times = {1: "en gång", 2: "två gånger", 4: "fyra gånger"}.get(series.times_a_year, f"{series.times_a_year} gånger")
    lines = [f"Samtalen hålls {times} om året och leds av {series.led_by or 'skolchefen'}."]
    if series.purposes:
        lines.append("Syften:\n" + "\n".join(f"- {purpose}" for purpose in series.purposes))
    if series.agenda:
        lines.append("Dagordning:\n" + "\n".join(f"- {topic['heading']}" for topic in series.agenda))
    return "\n\n".join(lines)


def _counts(series: Series, year: int, today: date) -> dict[str, int]:
    dialogues = list(
        Dialogue.objects.filter(party__series=series, day__year=year).order_by().values_list("state", "party_id")
    )
    agreements = list(
        Agreement.objects.filter(dialogue__party__series=series, dialogue__day__year=year)
        .order_by()
        .values_list("state", "effect", "until")
    )
    held = [party for state, party in dialogues if state == Dialogue.State.HELD]
    still_open = [until for state, _, until in agreements if state == Agreement.State.OPEN]
    return {
        "held": len(held),
        "parties": len(set(held)),
        "planned": sum(state == Dialogue.State.PLANNED for state, _ in dialogues),
        "cancelled": sum(state == Dialogue.State.CANCELLED for state, _ in dialogues),
        "agreements": len(agreements),
        "done": sum(state == Agreement.State.DONE for state, *_ in agreements),
        "effect": sum(effect == Agreement.Effect.EFFECT for _, effect, _ in agreements),
        "open": len(still_open),
        "late": sum(until < today for until in still_open),
    }


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
