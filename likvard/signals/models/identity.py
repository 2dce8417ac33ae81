"""The vault's table: who the people of a signal are. Nothing else in the database says it."""

import uuid

from django.db import models

from likvard.signals.sealing import SealedTextField

from .signal import Signal


class Identity(models.Model):
    """One person. Pages call her by her part and letter ("exposed pupil A"); `sealed` holds name and details as JSON.

    With `protected` (sekretessmarkering, skyddad folkbokföring) even those who may read the signal see only "protected
    person" until they open this row by itself and say why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="identities")
    part = models.CharField(max_length=20)
    ordinal = models.PositiveSmallIntegerField()  # 0 = A, within the signal and part
    protected = models.BooleanField(default=False)
    sealed = SealedTextField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["part", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["signal", "part", "ordinal"], name="one_letter_each")]

    @property
    def letter(self) -> str:
        return chr(ord("A") + self.ordinal % 26) + (str(self.ordinal // 26 + 1) if self.ordinal >= 26 else "")
