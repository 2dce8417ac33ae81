"""The codes of a definition file as people say them, in both languages."""

from likvard.rulebook.words import Words

LANGUAGE = {
    "audit": Words(
        "kvalitetsgranskning: utvecklingsområden, inga sanktioner", "quality audit: development areas, no sanctions"
    ),
    "supervision": Words(
        "tillsyn: brister mot lagen, ingripanden", "supervision: deficiencies against the law, interventions"
    ),
    "dialogue": Words(
        "samtal: överenskommelser, ingen myndighet beslutar", "dialogue: agreements, no authority decides"
    ),
}
LEVEL = {"organiser": Words("huvudman", "organiser"), "unit": Words("skolenhet", "school unit")}
INDIVIDUAL = {
    "always": Words("ja, alltid", "yes, always"),
    "sometimes": Words("i vissa granskningar", "in some reviews"),
    "never": Words("nej", "no"),
}
COUNTED_FROM = {
    "letter": Words("brevet", "the letter"),
    "request": Words("begäran om underlag", "the request for documents"),
    "protocol": Words("protokollet", "the protocol"),
    "decision": Words("beslutet", "the decision"),
    "answer": Words("redovisningen", "the answer"),
}
PHASE = {
    "registered": Words("känt från registret", "known from the register"),
    "announced": Words("aviserat", "announced"),
    "decided": Words("beslutat", "decided"),
    "answered": Words("redovisat", "answered"),
    "closed": Words("avslutat", "closed"),
}
DEADLINE = {
    "contact_person": Words("utse kontaktperson", "name a contact person"),
    "documents": Words("skicka in underlag", "send in documents"),
    "fact_check": Words("rätta sakfel", "correct errors of fact"),
    "response": Words("redovisa åtgärder", "report measures"),
    "follow_up": Words("följa upp", "follow up"),
}
LETTER = {
    "announcement": Words("Brev om att granskningen börjar", "Letter that opens the review"),
    "request": Words("Brev om underlag", "Letter about documents"),
    "interviews": Words("Brev om intervjutider", "Letter about interview times"),
    "fact_check": Words("Brev om faktakontroll", "Letter about the fact-check"),
    "decision": Words("Brev om beslutet", "Letter about the decision"),
    "reminder": Words("Påminnelse", "Reminder"),
}
DECISION = {
    "opening": Words("Inledning", "Opening"),
    "high": Words("I hög utsträckning", "To a high degree"),
    "some": Words("I flera delar", "In several parts"),
    "low": Words("I låg utsträckning", "To a low degree"),
    "strength": Words("Före styrkor", "Before strengths"),
    "development_area": Words("Före utvecklingsområden", "Before development areas"),
    "deficiency": Words("Brist", "Deficiency"),
    "no_deficiency": Words("Ingen brist", "No deficiency"),
    "order": Words("Föreläggande", "Order"),
    "order_with_fine": Words("Föreläggande med vite", "Order under a fine"),
    "remark": Words("Anmärkning", "Remark"),
    "refrain": Words("Avstående från ingripande", "Refraining from intervention"),
    "agreement": Words("Överenskommelse", "Agreement"),
    "no_agreement": Words("Ingen överenskommelse", "No agreement"),
    "answer": Words("Vad som ska redovisas", "What is to be answered"),
    "no_answer": Words("När inget ska redovisas", "When no answer is asked for"),
}
FOLLOW_UP = {
    "in_line": Words("I linje med bedömningen", "In line with the judgement"),
    "further_needed": Words("Mer behövs", "More is needed"),
    "remedied": Words("Avhjälpt", "Remedied"),
    "partly_remaining": Words("Delvis kvar", "Partly remaining"),
    "remaining": Words("Kvar", "Remaining"),
}
CLOSING = {
    "closed": Words("Granskningen avslutas", "The review ends"),
    "open": Words("Granskningen fortsätter", "The review goes on"),
    "no_decisions": Words("Granskning utan egna beslut", "A review without decisions of its own"),
}
SCALE = {
    "high_some_low": Words("låg, flera delar, hög utsträckning", "low, in several parts, high degree"),
    "deficiency": Words("brist eller ingen brist", "deficiency or no deficiency"),
    "four_steps": Words("brist, förbättringsområde, bra, mycket bra", "deficiency, to improve, good, very good"),
}
# What a letter can be filled with.
PLACEHOLDER = {
    "organiser": Words("huvudmannens namn", "the organiser's name"),
    "authority": Words("den som granskar", "who reviews"),
    "kind": Words("granskningsformens namn", "the name of the kind of review"),
    "title": Words("granskningens namn", "the review's name"),
    "theme": Words("frågan som granskas", "the question that is reviewed"),
    "method": Words("hur det går till", "how it is done"),
    "units": Words("skolenheterna som ingår", "the school units that take part"),
    "weeks": Words("veckorna för intervjuer", "the weeks of interviews"),
    "last_day": Words("sista dagen", "the last day"),
    "case_number": Words("ärendets diarienummer", "the case number"),
    "contact_name": Words("vem man frågar", "whom to ask"),
    "contact_email": Words("dennes e-postadress", "that person's e-mail address"),
    "contact_phone": Words("dennes telefon", "that person's telephone"),
    "link": Words("mottagarens egen svarsadress", "the receiver's own address to answer at"),
    "decision_day": Words("beslutets dag", "the decision's day"),
}


def said(table: dict[str, Words], code: str, language: str) -> str:
    """The word for `code`; the code itself when the table has none."""
    return table[code].text(language) if code in table else code
