import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_reading_notes'),
        ('reviews', '0016_issued_inventories_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='letter',
            options={'ordering': ['merged_at', 'number']},
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='letter_once',
        ),
        migrations.AddField(
            model_name='letter',
            name='number',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='protocol',
            name='told_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='protocols', to='reviews.letter'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('participant', 'occasion', 'number'), name='letter_once'),
        ),
    ]
