"""What each role is called and what it means, in the user's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import Role

ROLE: dict[Role, Promise] = {
    Role.SYSTEM_OWNER: _("System owner"),
    Role.DIRECTOR: _("School director"),
    Role.EDITOR: _("Editor"),
    Role.PRINCIPAL: _("Principal"),
    Role.BOARD_READER: _("Board reader"),
    Role.STAFF: _("Staff"),
    Role.REVIEW_LEAD: _("Lead reviewer"),
    Role.REVIEWER: _("Reviewer"),
}
ROLE_MEANS: dict[Role, Promise] = {
    Role.SYSTEM_OWNER: _("Looks after the installation: all organisations, all people, the register. Sees no cases."),
    Role.DIRECTOR: _("Sees and changes everything, sends answers, and gives people their roles."),
    Role.EDITOR: _("Adds documents, creates cases, works with findings and prepares answers."),
    Role.PRINCIPAL: _("Sees and works with what concerns the own school units."),
    Role.BOARD_READER: _("Reads cases; changes nothing."),
    Role.STAFF: _("Reports degrading treatment and follows the own reports. Sees nothing else."),
    Role.REVIEW_LEAD: _("Works as a reviewer, sends, and gives people their roles."),
    Role.REVIEWER: _("Adds documents, creates cases and works with findings."),
}
OF_AN_AUTHORITY = (Role.REVIEW_LEAD, Role.REVIEWER)
OF_AN_ORGANISER = (Role.DIRECTOR, Role.EDITOR, Role.PRINCIPAL, Role.BOARD_READER, Role.STAFF)

REFUSED: dict[str, Promise] = {
    "only_system_owner": _("Only a system owner can do that."),
    "not_your_organisation": _("You do not administer that organisation."),
    "role_needs_organisation": _("This role cannot be given here."),
    "principal_needs_units": _("Choose at least one school unit for the principal."),
    "unit_of_another_organisation": _("A chosen school unit belongs to another organisation."),
    "role_held": _("The person already has this role."),
    "role_ended": _("The role has already ended."),
    "account_closed": _("The account with this e-mail address is closed. A system owner can open it again."),
    "own_role": _("You cannot change your own role or close your own account. Ask somebody else who administers."),
    "roles_elsewhere": _(
        "The person has roles in organisations that you do not administer. End the roles here instead."
    ),
}


def roles_in(organisation: Organisation | None) -> tuple[Role, ...]:
    """The roles that can be given in an organisation; without one, only the system owner's."""
    if organisation is None:
        return (Role.SYSTEM_OWNER,)
    return OF_AN_AUTHORITY if organisation.kind == Organisation.Kind.AUTHORITY else OF_AN_ORGANISER
