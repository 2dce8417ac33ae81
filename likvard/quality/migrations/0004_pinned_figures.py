"""Pinned figures, and the database's own refusal to change one."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from likvard.ledger.tables import RunStatements

SQLITE = """
CREATE TRIGGER quality_pinned_figure_no_update BEFORE UPDATE ON quality_pinnedfigure
WHEN NEW.holder_id IS NOT OLD.holder_id
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.about_code IS NOT OLD.about_code
    OR NEW.about_name IS NOT OLD.about_name
    OR NEW.measure IS NOT OLD.measure
    OR NEW."group" IS NOT OLD."group"
    OR NEW.subject IS NOT OLD.subject
    OR NEW.sex IS NOT OLD.sex
    OR NEW.period IS NOT OLD.period
    OR NEW.year IS NOT OLD.year
    OR NEW.value IS NOT OLD.value
    OR NEW.low IS NOT OLD.low
    OR NEW.high IS NOT OLD.high
    OR NEW.n IS NOT OLD.n
    OR NEW.state IS NOT OLD.state
    OR NEW.kind IS NOT OLD.kind
    OR NEW.points IS NOT OLD.points
    OR NEW.sentence_sv IS NOT OLD.sentence_sv
    OR NEW.sentence_en IS NOT OLD.sentence_en
    OR NEW.cannot_say_sv IS NOT OLD.cannot_say_sv
    OR NEW.cannot_say_en IS NOT OLD.cannot_say_en
    OR NEW.source IS NOT OLD.source
    OR NEW.pinned_at IS NOT OLD.pinned_at
BEGIN SELECT RAISE(ABORT, 'a pinned figure never changes'); END
"""
SQLITE_UNDO = "DROP TRIGGER IF EXISTS quality_pinned_figure_no_update"
POSTGRES = """
CREATE FUNCTION quality_refuse_pinned_figure() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'a pinned figure never changes';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER quality_pinned_figure_no_update BEFORE UPDATE ON quality_pinnedfigure FOR EACH ROW
WHEN (NEW.holder_id IS DISTINCT FROM OLD.holder_id
    OR NEW.unit_id IS DISTINCT FROM OLD.unit_id
    OR NEW.about_code IS DISTINCT FROM OLD.about_code
    OR NEW.about_name IS DISTINCT FROM OLD.about_name
    OR NEW.measure IS DISTINCT FROM OLD.measure
    OR NEW."group" IS DISTINCT FROM OLD."group"
    OR NEW.subject IS DISTINCT FROM OLD.subject
    OR NEW.sex IS DISTINCT FROM OLD.sex
    OR NEW.period IS DISTINCT FROM OLD.period
    OR NEW.year IS DISTINCT FROM OLD.year
    OR NEW.value IS DISTINCT FROM OLD.value
    OR NEW.low IS DISTINCT FROM OLD.low
    OR NEW.high IS DISTINCT FROM OLD.high
    OR NEW.n IS DISTINCT FROM OLD.n
    OR NEW.state IS DISTINCT FROM OLD.state
    OR NEW.kind IS DISTINCT FROM OLD.kind
    OR NEW.points::text IS DISTINCT FROM OLD.points::text
    OR NEW.sentence_sv IS DISTINCT FROM OLD.sentence_sv
    OR NEW.sentence_en IS DISTINCT FROM OLD.sentence_en
    OR NEW.cannot_say_sv IS DISTINCT FROM OLD.cannot_say_sv
    OR NEW.cannot_say_en IS DISTINCT FROM OLD.cannot_say_en
    OR NEW.source::text IS DISTINCT FROM OLD.source::text
    OR NEW.pinned_at IS DISTINCT FROM OLD.pinned_at)
EXECUTE FUNCTION quality_refuse_pinned_figure();
"""
POSTGRES_UNDO = """
DROP TRIGGER IF EXISTS quality_pinned_figure_no_update ON quality_pinnedfigure;
DROP FUNCTION IF EXISTS quality_refuse_pinned_figure();
"""


def forward(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def backward(apps, schema_editor):
    schema_editor.execute(SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRES_UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("quality", "0003_issued_memos_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PinnedFigure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("about_code", models.CharField(blank=True, max_length=60)),
                ("about_name", models.CharField(blank=True, max_length=200)),
                ("measure", models.CharField(db_index=True, max_length=80)),
                ("group", models.CharField(blank=True, max_length=300)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("period", models.CharField(blank=True, max_length=40)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("value", models.FloatField(blank=True, null=True)),
                ("low", models.FloatField(blank=True, null=True)),
                ("high", models.FloatField(blank=True, null=True)),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("value", "Value"),
                            ("approximate", "Approximate"),
                            ("withheld", "Withheld"),
                            ("none", "None"),
                            ("missing", "Missing"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("figure", "Figure"), ("gap", "Gap"), ("change", "Change")],
                        default="figure",
                        max_length=10,
                    ),
                ),
                ("points", models.JSONField(default=list)),
                ("sentence_sv", models.TextField()),
                ("sentence_en", models.TextField()),
                ("cannot_say_sv", models.TextField(blank=True)),
                ("cannot_say_en", models.TextField(blank=True)),
                ("source", models.JSONField(default=dict)),
                ("pinned_at", models.DateTimeField()),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pinned_figures",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "pinned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pinned_figures",
                        to="organisations.schoolunit",
                    ),
                ),
            ],
            options={
                "ordering": ["-pinned_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("value", "approximate")), ("value", None), _connector="OR"),
                        name="pinned_hidden_figure_has_no_value",
                    )
                ],
            },
        ),
        RunStatements(forward, backward, elidable=False),
    ]
