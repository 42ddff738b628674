import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Coalesce


def from_what_is_known(apps, schema_editor):
    rows = apps.get_model("accounts", "Organisation").objects
    rows.update(verification_at=Coalesce("verified_at", "created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='verification_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(from_what_is_known, migrations.RunPython.noop, elidable=True),
    ]
