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


class Role(StrEnum):
    SYSTEM_OWNER = "system_owner"
    EDITOR = "editor"  # the organiser's editor: utvecklare, kvalitetsstrateg
    DIRECTOR = "director"  # skolchef
    PRINCIPAL = "principal"  # rektor, own units
    BOARD_READER = "board_reader"  # nämnd, presidium, styrelse
    REVIEWER = "reviewer"  # utredare
    REVIEW_LEAD = "review_lead"


P = Permission
_CASE_WORK = frozenset({P.DOCUMENT_READ, P.CASE_READ, P.FINDING_WORK, P.ANSWER_WRITE})
_EDITOR = _CASE_WORK | {P.DOCUMENT_ADD, P.READING_REVIEW, P.CASE_EDIT, P.LEDGER_READ}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SYSTEM_OWNER: frozenset({P.USERS_MANAGE, P.REGISTER_IMPORT}),
    Role.EDITOR: _EDITOR,
    Role.DIRECTOR: _EDITOR | {P.ANSWER_SEND, P.USERS_MANAGE},
    Role.PRINCIPAL: _CASE_WORK,
    Role.BOARD_READER: frozenset({P.CASE_READ}),
    Role.REVIEWER: _EDITOR,
    Role.REVIEW_LEAD: _EDITOR | {P.USERS_MANAGE, P.ANSWER_SEND},
}
