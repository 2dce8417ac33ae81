"""The closed list of guards: what must be true before a case takes a step.

A definition file names guards; it never holds a condition of its own. A new condition is a new function here,
with a test. Each guard looks at `Facts` and gives a `Reason` when the step must wait, else `None`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from likvard.rulebook.words import Words
from likvard.terms.dates import format_date

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case when somebody wants to move it. Everything defaults to "not yet"."""

    decision_known: bool = False  # a decision or a follow-up decision lies in the case, or its day is noted
    answer_sent: bool = False  # sent from here, or received by the authority according to a document
    followup_known: bool = False
    closed_by_authority: bool = False  # a document says that the authority ends the review
    closing_day_given: bool = False
    grounds_given: bool = False
    owed_answers: tuple[date, ...] = ()  # last days of answers that nobody has met
    remaining: int = 0  # findings that are neither remedied, in line nor closed


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step must wait: a code for programs, words for people."""

    code: str
    words: Words

    def text(self, language: str) -> str:
        return self.words.text(language)


Guard = Callable[[Facts], Reason | None]


def day_in_words(day: date) -> Words:
    """`21 augusti 2023` and `21 August 2023`."""
    return Words(format_date(day), f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}")


def decision_is_known(facts: Facts) -> Reason | None:
    if facts.decision_known:
        return None
    return Reason(
        "decision_is_known",
        Words(
            "Beslutet finns inte i ärendet. Lägg till beslutet eller ange vilken dag det fattades.",
            "The decision is not in the case. Add the decision or say which day it was made.",
        ),
    )


def no_decision_is_known(facts: Facts) -> Reason | None:
    if not facts.decision_known:
        return None
    return Reason(
        "no_decision_is_known",
        Words("Ett beslut finns i ärendet.", "There is a decision in the case."),
    )


def answer_is_sent(facts: Facts) -> Reason | None:
    if facts.answer_sent:
        return None
    return Reason(
        "answer_is_sent",
        Words(
            "Redovisningen är inte markerad som skickad. Markera den som skickad, så följer dagen med.",
            "The answer is not marked as sent. Mark it as sent, and the day comes with it.",
        ),
    )


def followup_is_known(facts: Facts) -> Reason | None:
    if facts.followup_known:
        return None
    return Reason(
        "followup_is_known",
        Words(
            "Uppföljningsbeslutet finns inte i ärendet. Lägg till det först.",
            "The follow-up decision is not in the case. Add it first.",
        ),
    )


def closing_day_is_given(facts: Facts) -> Reason | None:
    if facts.closing_day_given:
        return None
    return Reason(
        "closing_day_is_given",
        Words("Ange vilken dag ärendet avslutas.", "Say which day the case is closed."),
    )


def grounds_are_given(facts: Facts) -> Reason | None:
    if facts.grounds_given:
        return None
    return Reason(
        "grounds_are_given",
        Words("Skriv varför, så att andra kan förstå det efteråt.", "Write why, so that others can see it later."),
    )


def no_answer_is_owed(facts: Facts) -> Reason | None:
    """An authority that has ended the review asks for nothing more, whatever an old last day says."""
    if facts.closed_by_authority or not facts.owed_answers:
        return None
    day = day_in_words(min(facts.owed_answers))
    return Reason(
        "no_answer_is_owed",
        Words(
            f"Redovisningen senast den {day.sv} är inte skickad. Skicka den, eller markera den sista dagen som"
            " klar om den inte gäller längre.",
            f"The answer due on {day.en} has not been sent. Send it, or mark the last day as done if it no longer"
            " holds.",
        ),
    )


def nothing_remains_or_authority_has_closed(facts: Facts) -> Reason | None:
    """Supervision: a breach of law does not end because the organiser files the case away."""
    if facts.closed_by_authority or facts.remaining == 0:
        return None
    one = facts.remaining == 1
    return Reason(
        "nothing_remains_or_authority_has_closed",
        Words(
            f"{'En brist' if one else f'{facts.remaining} brister'} kvarstår och myndigheten har inte avslutat"
            " tillsynen. Lägg till beslutet som avslutar den, eller visa att bristerna är avhjälpta.",
            f"{'One deficiency' if one else f'{facts.remaining} deficiencies'} remain{'s' if one else ''} and the"
            " authority has not ended the supervision. Add the decision that ends it, or show that the"
            " deficiencies are remedied.",
        ),
    )


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        decision_is_known,
        no_decision_is_known,
        answer_is_sent,
        followup_is_known,
        closing_day_is_given,
        grounds_are_given,
        no_answer_is_owed,
        nothing_remains_or_authority_has_closed,
    )
}

GUARD_WORDS: dict[str, Words] = {
    "decision_is_known": Words("beslutet finns i ärendet", "the decision is in the case"),
    "no_decision_is_known": Words("inget beslut finns i ärendet", "no decision is in the case"),
    "answer_is_sent": Words("redovisningen är skickad", "the answer is sent"),
    "followup_is_known": Words("uppföljningsbeslutet finns i ärendet", "the follow-up decision is in the case"),
    "closing_day_is_given": Words("dagen är angiven", "the day is given"),
    "grounds_are_given": Words("skälen är skrivna", "the grounds are written"),
    "no_answer_is_owed": Words(
        "ingen redovisning väntar, eller myndigheten har avslutat", "no answer is owed, or the authority has closed"
    ),
    "nothing_remains_or_authority_has_closed": Words(
        "ingen brist kvarstår, eller myndigheten har avslutat",
        "no deficiency remains, or the authority has closed",
    ),
}
