"""Who must be in no table."""

from django.db import models


class ProtectedPerson(models.Model):
    """A person with protected personal data, by a keyed code of the identity number or of a register's id: enough to
    leave out their rows, useless without the installation's key."""

    code = models.CharField(max_length=26, unique=True)

    class Meta:
        ordering = ["code"]
