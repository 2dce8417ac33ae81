"""Events in words: what was done (the page sets who and when before it), and what each changed value is called.

`SENTENCES` has one entry for every action that the code records; a test compares the two.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES: dict[str, Promise] = {
    # cases
    "case_opened": _("opened the case"),
    "case_details_changed": _("changed the details of the case"),
    "case_document_added": _("added a document to the case"),
    "case_announced": _("noted that the review is announced"),
    "case_decided": _("noted that the decision has come"),
    "case_answered": _("noted that the answer is given"),
    "case_resumed": _("took the case up again after the answer"),
    "case_closed": _("closed the case"),
    "case_reopened": _("opened the case again"),
    "case_merged": _("took in another case of the same review"),
    "case_merged_into": _("found the case to be the same review as another"),
    # rounds of review
    "round_created": _("made a round of review"),
    "round_changed": _("changed the details of the round"),
    # findings
    "finding_found": _("added a finding"),
    "finding_state_changed": _("changed the state of a finding"),
    "finding_owner_changed": _("changed who answers for a finding"),
    "finding_causes_written": _("wrote about the causes of a finding"),
    "finding_closed": _("closed a finding"),
    "evidence_added": _("added evidence to a finding"),
    "evidence_removed": _("removed evidence from a finding"),
    "evidence_restored": _("put removed evidence back"),
    # measures
    "measure_added": _("added a measure"),
    "measure_changed": _("changed a measure"),
    "measure_moved": _("moved a measure to another finding"),
    # mandates and dialogues
    "mandate_given": _("noted a mandate that the board gave"),
    "mandate_ended": _("noted how a mandate ended"),
    "mandate_taken_up": _("took a mandate up again"),
    "dialogue_series_proposed": _("proposed a model for dialogues"),
    "dialogue_series_changed": _("changed a model for dialogues"),
    "dialogue_series_decided": _("noted the decision on a model for dialogues"),
    "dialogue_series_ended": _("ended a series of dialogues"),
    "dialogue_party_added": _("added a party to the dialogues"),
    "dialogue_party_left": _("noted that a party takes no more part in the dialogues"),
    "dialogue_planned": _("planned a dialogue"),
    "dialogue_moved": _("moved a dialogue to another day"),
    "dialogue_text_written": _("wrote about a topic of a dialogue"),
    "dialogue_preparation_shared": _("shared the preparation for a dialogue"),
    "dialogue_held": _("noted that a dialogue has been held"),
    "dialogue_cancelled": _("cancelled a dialogue"),
    "agreement_made": _("noted what a dialogue agreed on"),
    "agreement_moved": _("moved the last day of an agreement"),
    "agreement_ended": _("noted what came of an agreement"),
    "dialogues_evaluated": _("evaluated a year of dialogues"),
    "memo_begun": _("began a memo to the board"),
    "memo_written": _("wrote in a memo to the board"),
    "memo_issued": _("issued a memo to the board"),
    # last days
    "deadline_added": _("added a last day"),
    "deadline_moved": _("moved a last day"),
    "deadline_assigned": _("changed who keeps a last day"),
    "deadline_met": _("noted that a last day was kept"),
    "deadline_reopened": _("noted that a last day was not kept after all"),
    "reminder_sent": _("sent a reminder of a last day"),
    "calendar_address_made": _("made an address for the own calendar"),
    "calendar_address_revoked": _("took back the address for the own calendar"),
    # answers
    "answer_begun": _("began an answer"),
    "answer_introduction_written": _("wrote the introduction of the answer"),
    "answer_item_written": _("wrote what the answer says of a finding"),
    "answer_wording_set_aside": _("let another wording of the answer stand"),
    "answer_sent": _("marked the answer as sent"),
    # addresses without an account
    "public_link_made": _("made an address for a participant"),
    "public_link_prolonged": _("let an address of a participant work longer"),
    "public_link_revoked": _("took back an address of a participant"),
    # documents and readings
    "document_added": _("added a document"),
    "document_read": _("read a document"),
    "document_not_read": _("could not read a document"),
    "document_reading_restarted": _("had a document read again"),
    "reading_value_confirmed": _("confirmed a value of the reading"),
    "reading_value_corrected": _("corrected a value of the reading"),
    "reading_value_dismissed": _("dismissed a value of the reading"),
    "reading_value_withdrawn": _("took back a verdict on a value of the reading"),
    "reading_values_confirmed": _("confirmed all values that the reader was sure of"),
    # people
    "person_created": _("made an account for a person"),
    "person_details_changed": _("changed name or title"),
    "invitation_sent": _("sent an invitation"),
    "role_given": _("gave a role"),
    "role_ended": _("ended a role"),
    "account_closed": _("closed an account"),
    "account_reopened": _("opened a closed account again"),
    "language_chosen": _("chose a language"),
    "password_set": _("chose a first password"),
    "password_changed": _("changed the password"),
    "second_factor_added": _("turned on the second step of signing in"),
    "second_factor_removed": _("turned off the second step of signing in"),
    "recovery_codes_renewed": _("made new recovery codes"),
    # organisers and school units
    "organisation_added": _("added an organisation"),
    "school_unit_added": _("added a school unit"),
    "register_imported": _("imported the school unit register"),
}

# What a changed value is called on the page; a value that is not here (checksums, versions) is not shown there.
FIELDS: dict[str, Promise] = {
    "case_number": _("Case number"),
    "kind": pgettext_lazy("history", "Kind"),
    "state": _("State"),
    "outcome": _("Outcome"),
    "owner": _("Answers for it"),
    "causes": _("Causes"),
    "text": pgettext_lazy("history", "Wording"),
    "what": _("What"),
    "until": _("Last day"),
    "expected_change": _("What it should change"),
    "seen_by": _("How one will see it"),
    "done_on": _("Done on"),
    "result": _("Result"),
    "day": _("Day"),
    "met_on": _("Kept on"),
    "reason": _("Why"),
    "introduction": _("Introduction"),
    "measures": _("Measures"),
    "done_when": _("Done when"),
    "by_whom": _("By whom"),
    "effect": _("Effect"),
    "remains": _("What remains"),
    "number": _("Number"),
    "sent_on": _("Sent on"),
    "part": _("Part in the case"),
    "document": _("Document"),
    "role": _("Role"),
    "units": _("School units"),
    "language": _("Language"),
    "name": _("Name"),
    "title": _("Title"),
    "closed_on": _("Closed on"),
    "decided_on": _("Decided on"),
    "grounds": _("Grounds"),
    "closing_grounds": _("Grounds"),
    "state_grounds": _("Grounds"),
    "closing_outcome": _("Outcome"),
    "findings": _("Findings"),
    "deadlines": _("Last days"),
    "doubtful": _("Doubtful"),
    "note": _("Note"),
    "field": _("Value"),
    "to": _("To"),
}

REASONS: dict[str, Promise] = {
    "by_hand": _("by hand"),
    "delivered": _("the reviewer delivered it"),
    "changed": _("a new role took its place"),
    "account_closed": _("the account was closed"),
}


def sentence(action: str) -> str:
    """What was done, as a predicate: `moved a last day`. An action from an older version without words is named."""
    return str(SENTENCES.get(action, action.replace("_", " ")))
