"""Days on which somebody is away, and who stands in. Beside unpaid leave, which takes pay too."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class Absence(models.Model):
    """From a day to a day, both inclusive. It moves new work to somebody else and nothing else: posted days, pay and
    figures stay as they are."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to (inclusive)"))
    substitute = models.ForeignKey(
        Person, verbose_name=_("substitute"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_in_order"),
            models.CheckConstraint(
                condition=~models.Q(substitute=models.F("person")),
                name="absence_has_another",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day}"
