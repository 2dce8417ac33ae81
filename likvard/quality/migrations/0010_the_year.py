"""The year with its events, the quality report with its sections, and memos of a report.

The database refuses to change a report that has been issued, as it refuses for memos; that trigger is made anew, for
SQLite drops it with the table that takes a new column.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from likvard.ledger.tables import CreateModels, RunStatements

FROZEN = {
    "memo": ("an issued memo never changes", ("issued_on", "content", "checksum", "texts", "number", "series_id",
                                              "report_id")),
    "qualityreport": ("an issued quality report never changes", ("issued_on", "content", "checksum", "holder_id",
                                                                 "unit_id", "school_year", "title", "board")),
}  # fmt: skip
NAMES = {"memo": "issued_memo", "qualityreport": "issued_quality_report"}


def _changed(columns, word):
    return " OR ".join(f"NEW.{column} {word} OLD.{column}" for column in columns)


def _drop(schema_editor, table):
    name = NAMES[table]
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS quality_{name}_no_update")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS quality_{name}_no_update ON quality_{table}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS quality_refuse_{name}()")


def _make(schema_editor, table, columns):
    name, (says, _) = NAMES[table], FROZEN[table]
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER quality_{name}_no_update BEFORE UPDATE ON quality_{table} "
            f"WHEN OLD.issued_on IS NOT NULL AND ({_changed(columns, 'IS NOT')}) "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION quality_refuse_{name}() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$ "
        "LANGUAGE plpgsql"
    )
    schema_editor.execute(
        f"CREATE TRIGGER quality_{name}_no_update BEFORE UPDATE ON quality_{table} FOR EACH ROW "
        f"WHEN (OLD.issued_on IS NOT NULL AND ({_changed(columns, 'IS DISTINCT FROM')})) "
        f"EXECUTE FUNCTION quality_refuse_{name}()"
    )


def before(apps, schema_editor):
    _drop(schema_editor, "memo")


def after(apps, schema_editor):
    for table, (_, columns) in FROZEN.items():
        _make(schema_editor, table, columns)


def undo_after(apps, schema_editor):
    for table in FROZEN:
        _drop(schema_editor, table)


def undo_before(apps, schema_editor):
    _make(schema_editor, "memo", [column for column in FROZEN["memo"][1] if column != "report_id"])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('organisations', '0001_initial'),
        ('quality', '0009_decided_allocations_stay'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='QualityReport',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quality_reports', to='organisations.organisation')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.schoolunit')),
                    ('school_year', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('board', models.CharField(blank=True, max_length=200)),
                    ('drafted_on', models.DateField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('issued_on', models.DateField(blank=True, null=True)),
                    ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('content', models.JSONField(blank=True, null=True)),
                    ('checksum', models.CharField(blank=True, max_length=64)),
                    ('figures', models.ManyToManyField(blank=True, related_name='quality_reports', to='quality.pinnedfigure')),
                ],
                options={
                    'ordering': ['-school_year', 'unit__name', '-created_at'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checksum', ''), ('content__isnull', True), ('issued_on__isnull', True)), models.Q(('content__isnull', False), ('issued_on__isnull', False), models.Q(('checksum', ''), _negated=True)), _connector='OR'), name='quality_report_issued_is_locked'), models.UniqueConstraint(condition=models.Q(('issued_on', None), ('unit', None)), fields=('holder', 'school_year'), name='one_draft_of_the_organisers_report'), models.UniqueConstraint(condition=models.Q(('issued_on', None), ('unit__isnull', False)), fields=('unit', 'school_year'), name='one_draft_of_a_units_report')],
                },
            ),
            migrations.CreateModel(
                name='ReportSection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='quality.qualityreport')),
                    ('key', models.CharField(max_length=20)),
                    ('drafted', models.TextField(blank=True)),
                    ('text', models.TextField(blank=True)),
                    ('ending', models.CharField(blank=True, choices=[('', 'Not Said'), ('decision', 'Decision'), ('measure', 'Measure'), ('no_change', 'No Change')], max_length=10)),
                    ('decision', models.TextField(blank=True)),
                    ('because', models.TextField(blank=True)),
                    ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('changed_at', models.DateTimeField(null=True)),
                    ('measures', models.ManyToManyField(blank=True, related_name='report_sections', to='quality.measure')),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='section_once_per_quality_report')],
                },
            ),
            migrations.CreateModel(
                name='YearEvent',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_events', to='organisations.organisation')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.schoolunit')),
                    ('national', models.CharField(blank=True, max_length=60)),
                    ('kind', models.CharField(max_length=20)),
                    ('title', models.CharField(blank=True, max_length=200)),
                    ('note', models.TextField(blank=True)),
                    ('starts', models.DateField(blank=True, null=True)),
                    ('ends', models.DateField(blank=True, null=True)),
                    ('repeats', models.CharField(choices=[('once', 'Once'), ('day', 'Day'), ('week', 'Week')], default='once', max_length=10)),
                    ('about', models.CharField(blank=True, max_length=80)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='year_events', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(blank=True, max_length=20)),
                    ('left_out', models.BooleanField(default=False)),
                    ('removed_on', models.DateField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['starts', 'created_at'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ends__gte', models.F('starts')), ('starts__isnull', False)), models.Q(('ends', None), ('starts', None), models.Q(('national', ''), _negated=True)), _connector='OR'), name='year_event_has_days_or_a_rule'), models.CheckConstraint(condition=models.Q(models.Q(('national', ''), _negated=True), models.Q(('title', ''), _negated=True), _connector='OR'), name='year_event_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('left_out', True), _negated=True), models.Q(('national', ''), _negated=True), _connector='OR'), name='own_event_is_not_left_out'), models.UniqueConstraint(condition=models.Q(models.Q(('national', ''), _negated=True), ('removed_on', None)), fields=('holder', 'national'), name='national_event_taken_up_once')],
                },
            ),
            migrations.CreateModel(
                name='YearMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='quality.yearevent')),
                    ('school_year', models.PositiveSmallIntegerField()),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.schoolunit')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['school_year', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('event', 'school_year', 'unit'), name='year_event_done_once_by_a_unit'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('event', 'school_year'), name='year_event_done_once')],
                },
            ),
        ]),
        RunStatements(before, undo_before, elidable=False),
        migrations.AlterField(
            model_name='memo',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memos', to='quality.series'),
        ),
        migrations.AddField(
            model_name='memo',
            name='report',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memos', to='quality.qualityreport'),
        ),
        migrations.AddConstraint(
            model_name='memo',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='memo_number_once_of_a_report'),
        ),
        migrations.AddConstraint(
            model_name='memo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('report__isnull', False), ('series', None)), models.Q(('report', None), ('series__isnull', False)), _connector='OR'), name='memo_of_dialogues_or_of_a_report'),
        ),
        RunStatements(after, undo_after, elidable=False),
    ]
