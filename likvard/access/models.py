"""Who may sign in, and which role each person holds where."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.permissions import Role


class UserManager(BaseUserManager["User"]):
    """Django's sign-in asks for this name; creation of users goes through `access.actions`."""

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=2, default="sv")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    # Set per request when a person with several organisations works in one of them; not stored.
    working_in: uuid.UUID | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name_and_title(self) -> str:
        """As papers and choices say who it is: `Åsa Öberg, rektor`."""
        return f"{self.name}, {self.title}" if self.title else self.name


class Membership(models.Model):
    """A role held by a person: in an organisation, in some of its units, or (system owner) in the installation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    school_units = models.ManyToManyField(SchoolUnit, blank=True, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_has_organisation_unless_owner",
                condition=models.Q(role=Role.SYSTEM_OWNER.value, organisation__isnull=True)
                | (~models.Q(role=Role.SYSTEM_OWNER.value) & models.Q(organisation__isnull=False)),
            ),
        ]
