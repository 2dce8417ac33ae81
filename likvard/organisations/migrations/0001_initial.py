import django.db.models.deletion
import uuid
from likvard.ledger.tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='RegisterImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(max_length=200)),
                    ('checksum', models.CharField(max_length=64)),
                    ('imported_at', models.DateTimeField()),
                    ('valid_on', models.DateField()),
                    ('counts', models.JSONField(default=dict)),
                    ('log', models.JSONField(default=list)),
                ],
                options={
                    'ordering': ['-imported_at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('municipality', 'Municipality'), ('region', 'Region'), ('state', 'State'), ('independent', 'Independent'), ('authority', 'Authority')], max_length=20)),
                    ('name', models.CharField(max_length=200)),
                    ('organisation_number', models.CharField(blank=True, max_length=10, null=True, unique=True)),
                    ('municipality_code', models.CharField(blank=True, max_length=4)),
                    ('legal_form', models.CharField(blank=True, max_length=100)),
                    ('school_forms', models.JSONField(default=list)),
                    ('search_name', models.CharField(blank=True, db_index=True, max_length=200)),
                    ('from_register', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['name'],
                    'indexes': [models.Index(fields=['municipality_code'], name='organisatio_municip_bb0bdb_idx')],
                },
            ),
            migrations.CreateModel(
                name='SchoolUnit',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('school_unit_code', models.CharField(max_length=8, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('municipality_code', models.CharField(blank=True, db_index=True, max_length=4)),
                    ('school_forms', models.JSONField(default=list)),
                    ('school_years', models.JSONField(default=list)),
                    ('orientation', models.CharField(blank=True, max_length=20)),
                    ('status', models.CharField(default='AKTIV', max_length=10)),
                    ('search_name', models.CharField(blank=True, db_index=True, max_length=200)),
                    ('from_register', models.BooleanField(default=False)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='school_units', to='organisations.organisation')),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='OrganisationPeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='organisations.organisation')),
                ],
                options={
                    'ordering': ['valid_from'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('organisation',), name='one_name_of_an_organisation_now'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='organisation_period_forwards')],
                },
            ),
            migrations.CreateModel(
                name='SchoolUnitPeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('municipality_code', models.CharField(blank=True, max_length=4)),
                    ('school_forms', models.JSONField(default=list)),
                    ('status', models.CharField(max_length=10)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('school_unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='organisations.schoolunit')),
                ],
                options={
                    'ordering': ['valid_from'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('school_unit',), name='one_state_of_a_unit_now'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='unit_period_forwards')],
                },
            ),
        ]),
    ]
