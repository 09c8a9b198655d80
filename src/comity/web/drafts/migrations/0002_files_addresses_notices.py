# SPDX-License-Identifier: Apache-2.0
"""Files of drafts, addresses of delegations, who was told of what."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("party", models.CharField(max_length=12)),
                ("address", models.EmailField(max_length=254)),
                ("sent_at", models.DateTimeField()),
                ("problem", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name="draft",
            name="about",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=12)),
                ("address", models.EmailField(max_length=254)),
                ("language", models.CharField(default="en", max_length=2)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("party", "address"), name="an_address_is_listed_once")],
            },
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=100)),
                ("content", models.BinaryField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="enclosures", to="drafts.draft"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("draft", "digest"), name="a_file_is_enclosed_once")],
            },
        ),
    ]
