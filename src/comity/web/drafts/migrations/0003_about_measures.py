# SPDX-License-Identifier: Apache-2.0
"""What a draft is about may be a measure with a return: longer names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("drafts", "0002_files_addresses_notices")]
    operations = [migrations.AlterField("draft", "about", models.CharField(blank=True, max_length=160))]
