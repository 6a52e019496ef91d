"""The company's choices about the desk; one row."""

from datetime import timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.read_once import once


def _minutes(label: Any, default: int, text: Any) -> "models.PositiveSmallIntegerField[int, int]":
    within = [MinValueValidator(1), MaxValueValidator(10_000)]
    return models.PositiveSmallIntegerField(label, default=default, validators=within, help_text=text)


class DeskSettings(models.Model):
    """How long things may wait at the desk before somebody else is told."""

    arrive_minutes = _minutes(
        _("Minutes until somebody is there in an emergency"),
        15,
        _("By the clock, day and night; shown on the board above every filter."),
    )
    to_lead_minutes = _minutes(
        _("Minutes late until who leads the team is asked"),
        60,
        _("An order that is late is first a matter of who has it."),
    )
    to_next_minutes = _minutes(
        _("Minutes late until who leads the whole site is asked too"),
        240,
        _("The next superior; of a site that nobody leads whole, nobody."),
    )

    reopen_days = models.PositiveSmallIntegerField(
        _("Days after the completion in which an order is opened again"),
        default=7,
        validators=[MaxValueValidator(365)],
        help_text=_("Later a new order is made, linked to the old one, which stays completed."),
    )

    class Meta:
        verbose_name = _("settings of the desk")
        verbose_name_plural = _("settings of the desk")

    def __str__(self) -> str:
        return ""

    @classmethod
    def of_the_company(cls) -> "DeskSettings":
        """What was chosen, else the defaults."""
        return once(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))

    @property
    def arrive_within(self) -> timedelta:
        return timedelta(minutes=self.arrive_minutes)
