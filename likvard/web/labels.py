"""The words for every code that a page shows: one table per kind of code, in the user's language.

Codes are those of the reading record, the cases and the deadlines. A page asks `label("judgement", "low")`;
a form asks `choices("judgement")`. A code without a word is shown as it is, so that nothing is hidden.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise | str]

DOCUMENT_TYPE: Words = {
    "decision": _("decision"),
    "followup_decision": _("decision after follow-up"),
    "information_letter": _("information letter"),
    "report_page": _("page about a report"),
    "press_release": _("press release"),
    "board_memo": _("memorandum to the board"),
    "minutes": _("minutes"),
    "response": _("answer from the organiser"),
    "statistics_page": _("statistics page"),
    "register_line": _("line from the register"),
    "other": _("other document"),
}
REVIEW_KIND: Words = {
    "planned_quality_audit": _("planned quality audit"),
    "extended_quality_audit": _("extended quality audit"),
    "thematic_quality_audit": _("thematic quality audit"),
    "planned_supervision": _("planned supervision"),
    "targeted_supervision": _("targeted supervision"),
    "thematic_supervision": _("thematic supervision"),
    "establishment_control": _("establishment control"),
    "first_year_supervision": _("first-year supervision"),
    "owner_and_management_review": _("review of owners and management"),
    "education_inspection": _("education inspection"),
    "quality_dialogue": _("quality dialogue"),
    "independent_dialogue": _("quality dialogue with independent operators"),
    "quarterly_talk": _("quarterly talk"),
    "own_review": _("own review"),
    "report_of_concern": _("report of concern"),
    "other": _("other review"),
}
ORGANISER_KIND: Words = {
    "municipality": _("municipality"),
    "region": _("region"),
    "state": _("the state"),
    "independent": _("independent organiser"),
    "authority": _("authority"),
}
SCHOOL_FORM: Words = {
    "preschool": _("preschool"),
    "preschool_class": _("preschool class"),
    "compulsory": _("compulsory school"),
    "adapted_compulsory": _("adapted compulsory school"),
    "upper_secondary": _("upper secondary school"),
    "adapted_upper_secondary": _("adapted upper secondary school"),
    "school_age_educare": _("school-age educare"),
    "adult": _("adult education"),
    "pedagogical_care": _("pedagogical care"),
    "sami": _("Sami school"),
    "special": _("special school"),
}
JUDGEMENT: Words = {
    "high": _("to a high degree"),
    "some": _("in several parts"),
    "low": _("to a low degree"),
    "deficiency": _("deficiency"),
    "no_deficiency": _("no deficiency"),
}
JUDGEMENT_LEVEL = JUDGEMENT  # the same levels where the scale itself is spoken of
JUDGED_KIND: Words = {
    "development_area": _("development area"),
    "deficiency": _("deficiency"),
    "strength": _("strength"),
    "success_factor": _("success factor"),
}
EVIDENCE_KIND: Words = {
    "statement": _("statement of a protocol"),
    "document": _("place in a document"),
    "figure": _("figure"),
    "note": _("what was seen"),
    "criterion": _("judgement of a criterion"),
}
PUBLICATION_STATE: Words = {
    "draft": pgettext_lazy("publication", "being prepared"),
    "approved": pgettext_lazy("publication", "approved"),
    "published": pgettext_lazy("publication", "published"),
    "replaced": pgettext_lazy("publication", "replaced by a later version"),
    "withdrawn": pgettext_lazy("publication", "withdrawn"),
}
PUBLICATION_SUBJECT: Words = {
    "decision": _("decision"),
    "follow_up": _("decision after follow-up"),
    "report": _("overall report"),
}
# The fields of a decision or report, as whoever masks sees them beside each passage.
PASSAGE: Words = {
    "title": _("title"),
    "review": _("kind of review"),
    "authority": _("authority"),
    "organiser": _("organiser"),
    "unit": _("unit"),
    "case_number": _("case number"),
    "number": _("number of the decision"),
    "decided_by": _("who decided"),
    "reporting": _("who presented the case"),
    "others": _("who else took part"),
    "name": _("name of the area"),
    "name_note": _("note on names"),
    "introduction": _("background"),
    "opening": _("opening"),
    "legal_basis": _("legal basis"),
    "level_words": _("level"),
    "verdict": _("judgement"),
    "earlier": _("earlier judgement"),
    "account": _("reasons"),
    "strengths": _("strength"),
    "text": _("wording"),
    "texts": _("wording"),
    "what": _("measure"),
    "shown_by": _("how it can be checked"),
    "intervention_words": _("intervention"),
    "intervention_text": _("wording of the intervention"),
    "outcome_words": _("outcome"),
    "answer_text": _("on the answer"),
    "closing_text": _("how the case goes on"),
    "court": _("court"),
    "strengths_intro": _("introduction to strengths"),
    "development_intro": _("introduction to development areas"),
    "wordings": _("provisions"),
    "replaces": _("replaced decision"),
    "theme": _("theme"),
    "summary": _("summary"),
    "method": _("method"),
    "method_changed": _("change of method"),
    "sample": _("sample"),
    "area": _("area"),
    "criterion": _("criterion"),
    "words": _("level"),
}
DECISION_STATE: Words = {
    "draft": pgettext_lazy("decision", "draft"),
    "approved": pgettext_lazy("decision", "approved"),
    "issued": pgettext_lazy("decision", "issued"),
}
SERVICE_WAY: Words = {
    "digital": _("delivered in Likvärd"),
    "email": _("by e-mail"),
    "post": _("by post"),
    "served": _("formally served"),
}
FOLLOW_UP_BASIS: Words = {
    "effect": _("shown effect"),
    "visit": _("a visit"),
    "neither": _("neither was needed: signed reason"),
}
FOLLOW_UP: Words = {
    "in_line": _("work begun in line with the judgement"),
    "further_needed": _("further measures needed"),
    "remedied": _("remedied"),
    "partly_remaining": _("remains in part"),
    "remaining": _("remains"),
}
FINDING_KIND: Words = {
    "development_area": _("development area"),
    "deficiency": _("deficiency"),
}
FINDING_STATE: Words = {
    "open": pgettext_lazy("finding", "open"),
    **FOLLOW_UP,
    "closed": pgettext_lazy("finding", "closed"),
}
CASE_STATE: Words = {
    "registered": _("known from the register"),
    "announced": _("announced"),
    "decided": _("decided"),
    "answered": _("answered"),
    "closed": pgettext_lazy("case", "closed"),
}
DEADLINE: Words = {
    "contact_person": _("name a contact person"),
    "documents": _("send in documents"),
    "fact_check": _("fact-check"),
    "response": _("report measures"),
    "follow_up": _("follow up"),
    "appeal": _("appeal"),
    "other": pgettext_lazy("deadline", "other"),
}
CLOSING_OUTCOME: Words = {
    "effect_shown": _("the effect is there and is shown"),
    "no_longer_applies": _("it no longer applies"),
    "not_reached": _("the effect was not reached"),
}
MEASURE_STATE: Words = {
    "planned": pgettext_lazy("measure", "planned"),
    "ongoing": pgettext_lazy("measure", "under way"),
    "done": pgettext_lazy("measure", "done"),
    "dropped": pgettext_lazy("measure", "dropped"),
}
EFFECT: Words = {
    "effect": _("an effect is shown"),
    "activity_only": _("done, but no effect is shown"),
    "too_early": _("too early to say"),
}
PERIOD: Words = {
    "interviews": _("interviews"),
    "visit": _("visit"),
    "information": _("information"),
    "evaluation": _("evaluation"),
    "review": pgettext_lazy("period", "review"),
    "other": pgettext_lazy("period", "other"),
}
INTERVENTION: Words = {
    "order": _("order"),
    "order_with_fine": _("order under a fine"),
    "remark": _("remark"),
    "refrain": _("no intervention although a deficiency exists"),
    "revocation": _("approval revoked"),
    "ban": _("ban on operation"),
    "state_measures": _("state measures for correction"),
}
OUTCOME: Words = {
    "closed": _("the review is closed"),
    "open": _("something remains to be reported"),
    "no_decisions": _("the review takes no decisions"),
}
PERSON_ROLE: Words = {
    "decides": _("decides"),
    "reports": _("presents the case"),
    "investigator": _("investigator"),
    "contact": _("contact"),
    "press": _("press contact"),
    "author": _("author"),
}
DOCUMENT_PART: Words = {
    "letter": pgettext_lazy("document", "letter"),
    "decision": _("decision"),
    "followup": _("decision after follow-up"),
    "response": _("answer from the organiser"),
    "evidence": _("evidence"),
    "other": _("other document"),
}
TIMELINE: Words = {
    "decision": _("decision"),
    "earlier_decision": _("earlier decision"),
    "visit": _("visit"),
    "deadline_passed": _("deadline that has passed"),
    "mandate": _("mandate"),
    "deadline": _("last day"),
    "meeting": _("meeting"),
    "response": _("answer"),
    "interviews": _("interviews"),
    "start": _("start"),
    "evaluation": _("evaluation"),
    "received": _("answer received"),
    "registered": _("registered"),
    "published": _("published"),
    "other": _("event"),
}
# Why the reader is not sure of a value: what it means and what to look at, in plain words.
DOUBT: Words = {
    "uncertain": _("The reader is not sure. Compare with the document."),
    "ambiguous": _("The document allows several readings. Choose the right one."),
    "damaged": _("The text is damaged here. Compare with the original."),
    "letters": _("Letters were damaged here and have been mended. Compare with the original."),
    "confused": _("Signs that look alike may have been mixed up here. Compare with the original."),
    "year_missing": _("The document does not say which year. Correct the day."),
    "pages_disagree": _("The pages of the document say different things. Compare them."),
    "look_alike_name": _("The name is like another one. Compare with the original."),
    "unlisted_name": _("The name is in no list that the reader knows. Check that this is the organiser."),
    "statute_not_named": _("It is not clear which law the paragraph belongs to."),
}
# What each field of the record is called.
FIELD: Words = {
    "document_type": _("Type of document"),
    "review_kind": _("Kind of review"),
    "review_kind_printed": _("Name in the document"),
    "case_number": _("Case number"),
    "related_case_numbers": _("Other case numbers"),
    "date": _("Date of the document"),
    "received": _("Answer received on"),
    "outcome": _("Outcome"),
    "authority": _("Authority"),
    "organiser": _("Organiser"),
    "municipality_code": _("Municipality"),
    "school_unit": _("School unit"),
    "school_forms": _("School forms"),
    "area": _("Area"),
    "judgement": _("Judgement"),
    "finding": _("Finding"),
    "follow_up": _("Judgement at follow-up"),
    "area_intervention": _("Intervention in the area"),
    "area_deadline": _("Last day for the area"),
    "area_legal_basis": _("Legal basis of the area"),
    "legal_basis": _("Legal basis"),
    "deadline": _("Last day"),
    "period": _("Period"),
    "intervention": _("Intervention"),
    "person": _("Person"),
    "event": _("Event"),
}
# What each part of a value made of several parts is called.
PART: Words = {
    "name": _("Name"),
    "kind": pgettext_lazy("part", "Kind"),
    "date": _("Day"),
    "what": _("What it concerns"),
    "from": _("First day"),
    "to": _("Last day"),
    "fine_sek": _("Fine in kronor"),
    "title": _("Title"),
    "role": _("Role"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "text": pgettext_lazy("part", "Text"),
    "value": _("Value"),
}
GROUP: Words = {
    "what": _("What it is"),
    "who": _("Who it concerns"),
    "areas": _("Areas and findings"),
    "deadlines": _("Last days and periods"),
    "interventions": _("Interventions"),
    "people": _("People"),
    "timeline": _("Other dated events"),
}

INTERVIEW_ROLE: Words = {
    "presidium": _("presidium"),
    "administration": _("administration of the organiser"),
    "director": _("school director"),
    "area_manager": _("area manager"),
    "principal": _("principal"),
    "pupils": _("pupils"),
    "teachers": _("teachers"),
    "student_health": _("student health"),
    "guardians": _("guardians"),
    "other": pgettext_lazy("interviewed", "others"),
}
INTERVIEW_MODE: Words = {
    "telephone": _("by telephone"),
    "video": _("by video"),
    "visit": _("on a visit"),
}
SLOT_STATE: Words = {
    "unplanned": pgettext_lazy("interview", "without a time"),
    "proposed": pgettext_lazy("interview", "proposed by the plan"),
    "offered": pgettext_lazy("interview", "offered"),
    "accepted": pgettext_lazy("interview", "accepted"),
    "counter_proposed": pgettext_lazy("interview", "another time proposed"),
    "declined": pgettext_lazy("interview", "does not suit"),
    "cancelled": pgettext_lazy("interview", "cancelled"),
    "held": pgettext_lazy("interview", "held"),
}
PROTOCOL_STATE: Words = {
    "draft": pgettext_lazy("protocol", "draft"),
    "checking": pgettext_lazy("protocol", "with the organiser for fact-check"),
    "checked": pgettext_lazy("protocol", "fact-checked"),
    "final": pgettext_lazy("protocol", "final"),
}
CORRECTION_STATE: Words = {
    "proposed": pgettext_lazy("correction", "proposed"),
    "accepted": pgettext_lazy("correction", "accepted"),
    "rejected": pgettext_lazy("correction", "not accepted"),
}


ROUND_STEP: Words = {
    "letter": pgettext_lazy("step", "letter"),
    "contact": pgettext_lazy("step", "contact person"),
    "documents": pgettext_lazy("step", "documents"),
    "interviews": pgettext_lazy("step", "interviews"),
    "protocols": pgettext_lazy("step", "protocols"),
    "judgements": pgettext_lazy("step", "judgements"),
    "decisions": pgettext_lazy("step", "decisions"),
    "answer": pgettext_lazy("step", "answer"),
}

# What the parts of a definition of a review kind are called.
DEFINITION_PART: Words = {
    "purpose": pgettext_lazy("definition", "purpose"),
    "force": pgettext_lazy("definition", "legal force"),
    "scope": pgettext_lazy("definition", "scope"),
    "names": pgettext_lazy("definition", "names"),
    "statutes": pgettext_lazy("definition", "statutes"),
    "individual_decisions": pgettext_lazy("definition", "decisions of their own"),
    "scale": pgettext_lazy("definition", "scale"),
    "area": pgettext_lazy("definition", "area"),
    "criterion": pgettext_lazy("definition", "criterion"),
    "deadline": pgettext_lazy("definition", "last day"),
    "letter": pgettext_lazy("definition", "letter"),
    "decision": pgettext_lazy("definition", "wording of decisions"),
    "follow_up": pgettext_lazy("definition", "wording of follow-up"),
    "closing": pgettext_lazy("definition", "closing words"),
    "phase": pgettext_lazy("definition", "phase"),
    "steps": pgettext_lazy("definition", "step"),
}

TABLES: Mapping[str, Words] = {
    "document_type": DOCUMENT_TYPE,
    "review_kind": REVIEW_KIND,
    "organiser_kind": ORGANISER_KIND,
    "school_form": SCHOOL_FORM,
    "judgement": JUDGEMENT,
    "judgement_level": JUDGEMENT_LEVEL,
    "judged_kind": JUDGED_KIND,
    "evidence_kind": EVIDENCE_KIND,
    "decision_state": DECISION_STATE,
    "publication_state": PUBLICATION_STATE,
    "publication_subject": PUBLICATION_SUBJECT,
    "passage": PASSAGE,
    "service_way": SERVICE_WAY,
    "follow_up_basis": FOLLOW_UP_BASIS,
    "follow_up": FOLLOW_UP,
    "finding_kind": FINDING_KIND,
    "finding_state": FINDING_STATE,
    "case_state": CASE_STATE,
    "deadline": DEADLINE,
    "closing_outcome": CLOSING_OUTCOME,
    "measure_state": MEASURE_STATE,
    "effect": EFFECT,
    "period": PERIOD,
    "intervention": INTERVENTION,
    "outcome": OUTCOME,
    "person_role": PERSON_ROLE,
    "document_part": DOCUMENT_PART,
    "interview_role": INTERVIEW_ROLE,
    "interview_mode": INTERVIEW_MODE,
    "slot_state": SLOT_STATE,
    "protocol_state": PROTOCOL_STATE,
    "correction_state": CORRECTION_STATE,
    "timeline": TIMELINE,
    "doubt": DOUBT,
    "field": FIELD,
    "part": PART,
    "group": GROUP,
    "round_step": ROUND_STEP,
    "definition_part": DEFINITION_PART,
}


def label(table: str, code: str | None) -> str:
    """The word for `code`; the code itself when the table has none; empty for no code."""
    if not code:
        return ""
    return str(TABLES[table].get(code, code))


def choices(table: str) -> list[tuple[str, Promise | str]]:
    """(code, word) pairs for a select, in the table's own order."""
    return list(TABLES[table].items())
