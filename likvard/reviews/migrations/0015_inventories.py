import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from likvard.ledger.tables import CreateModels


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("documents", "0003_reading_notes"),
        ("organisations", "0001_initial"),
        ("quality", "0004_pinned_figures"),
        ("reviews", "0014_the_list_keeps_its_order"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Inventory",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=200)),
                        ("question", models.TextField(blank=True)),
                        ("begins", models.DateField()),
                        ("ends", models.DateField()),
                        ("summary", models.TextField(blank=True)),
                        ("handling", models.TextField(blank=True)),
                        ("next_step", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField()),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inventories",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at", "title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("begins__lte", models.F("ends"))),
                                name="inventory_begins_before_it_ends",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IssuedInventory",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("issued_on", models.DateField()),
                        ("content", models.JSONField()),
                        ("checksum", models.CharField(max_length=64)),
                        ("issued_at", models.DateTimeField()),
                        (
                            "inventory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issued",
                                to="reviews.inventory",
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("inventory", "number"), name="issued_inventory_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeenBeside",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("area", models.CharField(max_length=3)),
                        ("text", models.TextField()),
                        ("source", models.CharField(max_length=300)),
                        ("added_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "figure",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="quality.pinnedfigure",
                            ),
                        ),
                        (
                            "inventory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seen_beside",
                                to="reviews.inventory",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["added_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text", ""), _negated=True), models.Q(("source", ""), _negated=True)
                                ),
                                name="seen_beside_has_words_and_source",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SortedFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("areas", models.JSONField(default=list)),
                        ("left_out", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="reviews.finding",
                            ),
                        ),
                        (
                            "inventory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sorted",
                                to="reviews.inventory",
                            ),
                        ),
                        (
                            "judged",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="reviews.judgedfinding",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("inventory", "finding"), name="finding_sorted_once"),
                            models.UniqueConstraint(fields=("inventory", "judged"), name="judged_finding_sorted_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finding__isnull", False), ("judged", None)),
                                    models.Q(("finding", None), ("judged__isnull", False)),
                                    _connector="OR",
                                ),
                                name="sorted_is_one_finding",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tie",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("start", models.CharField(max_length=3)),
                        ("end", models.CharField(max_length=3)),
                        ("both_ways", models.BooleanField(default=False)),
                        (
                            "level",
                            models.CharField(choices=[("organiser", "Organiser"), ("unit", "Unit")], max_length=10),
                        ),
                        (
                            "strength",
                            models.CharField(
                                choices=[
                                    ("stated", "Stated"),
                                    ("indicated", "Indicated"),
                                    ("hypothesis", "Hypothesis"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("grounds", models.TextField()),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("added_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "inventory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="reviews.inventory"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["added_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("start", models.F("end")), _negated=True),
                                name="tie_joins_two_areas",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("grounds", ""), _negated=True), name="tie_has_grounds"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("strength", "hypothesis"),
                                    models.Q(("source", ""), _negated=True),
                                    ("document__isnull", False),
                                    _connector="OR",
                                ),
                                name="tie_says_where_it_is_said",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
