"""Staff numbers are compared without case, and a number that was given up stays the person's former one."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_days_of_final_months")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="staff_number",
            field=models.CharField(blank=True, max_length=40, null=True, verbose_name="staff number"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("staff_number"),
                name="person_staff_number_once",
                violation_error_message="Somebody has this staff number already.",
            ),
        ),
        migrations.CreateModel(
            name="FormerStaffNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, verbose_name="staff number")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_staff_numbers",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "former staff number",
                "verbose_name_plural": "former staff numbers",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("number"), name="former_staff_number_once"
                    )
                ],
            },
        ),
    ]
