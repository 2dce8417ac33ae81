"""Every permission of the product, and which role holds which. One scheme: nothing else grants anything.

A role is held within a scope: the whole installation (system owner), one organisation, or some of its school
units (principal). `access.queries.may` combines role, scope and subject.
"""

from enum import StrEnum


class Permission(StrEnum):
    USERS_MANAGE = "users_manage"
    REGISTER_IMPORT = "register_import"
    DOCUMENT_READ = "document_read"
    DOCUMENT_ADD = "document_add"
    READING_REVIEW = "reading_review"
    CASE_READ = "case_read"
    CASE_EDIT = "case_edit"  # create cases, owners, deadlines, closing
    FINDING_WORK = "finding_work"  # causes, measures, evidence
    ANSWER_WRITE = "answer_write"
    ANSWER_SEND = "answer_send"
    LEDGER_READ = "ledger_read"
    ROUND_READ = "round_read"  # rounds that the own organisation runs
    ROUND_RUN = "round_run"  # create, select, send, close
    ROUND_WORK = "round_work"  # requests, interviews, protocols
    JUDGE = "judge"
    DECISION_APPROVE = "decision_approve"
    PUBLISH = "publish"  # mask what is decided, approve what somebody else masked, show it to the public, withdraw it
    DEFINITION_EDIT = "definition_edit"  # draft and publish the own organisation's review kinds
    DIALOGUE_READ = "dialogue_read"
    DIALOGUE_HOLD = "dialogue_hold"  # prepare, note, agree; a principal for own units
    DATA_READ = "data_read"
    DATA_IMPORT = "data_import"
    QUALITY_READ = "quality_read"  # the state of play, causes, goals
    SURVEY_RUN = "survey_run"  # prepare, hand out codes, close; a principal hands out codes in own units
    QUALITY_WORK = "quality_work"  # pin, analyse, set goals; a principal for own units
    RESOURCE_WORK = "resource_work"  # propose how money is divided by need, note what was paid
    RESOURCE_DECIDE = "resource_decide"  # freeze the decided allocation
    INVENTORY_READ = "inventory_read"  # inventories of experience; who may not work with them reads the issued ones
    INVENTORY_WORK = "inventory_work"  # sort what was found, note what feeds what, issue
    SIGNAL_REPORT = "signal_report"  # report degrading treatment; read one's own receipts and the cases one is named in
    SIGNAL_HANDLE = "signal_handle"  # inquire, decide, close; a principal in own units


class Role(StrEnum):
    SYSTEM_OWNER = "system_owner"
    EDITOR = "editor"  # the organiser's editor: utvecklare, kvalitetsstrateg
    DIRECTOR = "director"  # skolchef
    PRINCIPAL = "principal"  # rektor, own units
    BOARD_READER = "board_reader"  # nämnd, presidium, styrelse
    REVIEWER = "reviewer"  # utredare
    REVIEW_LEAD = "review_lead"
    STAFF = "staff"  # medarbetare: everybody who works there must be able to report


# Roles that reach some school units: a principal always, staff where units are named.
ROLES_IN_UNITS = frozenset({Role.PRINCIPAL, Role.STAFF})


P = Permission
_CASE_WORK = frozenset(
    {P.DOCUMENT_READ, P.CASE_READ, P.FINDING_WORK, P.ANSWER_WRITE, P.DIALOGUE_READ, P.DIALOGUE_HOLD, P.DATA_READ}
)
# An organiser's own quality work, all year round; no reviewer has a part in it.
_QUALITY = frozenset({P.QUALITY_READ, P.QUALITY_WORK, P.SURVEY_RUN})
_SIGNALS = frozenset({P.SIGNAL_REPORT, P.SIGNAL_HANDLE})
_EDITOR = _CASE_WORK | {
    P.DOCUMENT_ADD, P.READING_REVIEW, P.CASE_EDIT, P.LEDGER_READ, P.ROUND_READ, P.ROUND_WORK, P.JUDGE, P.DATA_IMPORT,
    P.INVENTORY_READ, P.INVENTORY_WORK, P.PUBLISH,
}  # fmt: skip
_LEAD = _EDITOR | {P.ANSWER_SEND, P.USERS_MANAGE, P.ROUND_RUN, P.DECISION_APPROVE, P.DEFINITION_EDIT}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SYSTEM_OWNER: frozenset({P.USERS_MANAGE, P.REGISTER_IMPORT, P.DATA_READ, P.DATA_IMPORT}),
    Role.EDITOR: _EDITOR | _QUALITY | {P.SIGNAL_REPORT, P.RESOURCE_WORK},
    Role.DIRECTOR: _LEAD | _QUALITY | _SIGNALS | {P.RESOURCE_WORK, P.RESOURCE_DECIDE},
    Role.PRINCIPAL: _CASE_WORK | _QUALITY | _SIGNALS,
    Role.BOARD_READER: frozenset({P.CASE_READ, P.DIALOGUE_READ, P.DATA_READ, P.QUALITY_READ, P.INVENTORY_READ}),
    Role.REVIEWER: _EDITOR,
    Role.REVIEW_LEAD: _LEAD,
    Role.STAFF: frozenset({P.SIGNAL_REPORT}),
}
