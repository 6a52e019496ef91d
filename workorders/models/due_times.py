"""How long an order may take, as the company's standard says: by category and priority, from a day on (SCORING §4)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

OTHERS = ""
"""The row of a table that holds for every category without a row of its own."""


class DueTimes(models.Model):
    """One version of the table. It holds for orders created from its day on, until the next one does.

    ``minutes`` is category → priority → minutes; a cell that is not there takes that of ``OTHERS``, and where that is
    missing too nothing is due. ``around_the_clock`` are the priorities whose time passes by day and night; that of the
    others passes while the company serves. An order keeps the time that it was given when it was created.
    """

    from_day = models.DateField(_("from"), unique=True)
    minutes: Any = models.JSONField(_("minutes"), default=dict, blank=True)
    around_the_clock: Any = models.JSONField(_("around the clock"), default=list, blank=True)

    class Meta:
        verbose_name = _("due times of orders")
        verbose_name_plural = _("due times of orders")
        ordering = ["-from_day"]

    def __str__(self) -> str:
        return f"{self.from_day:%Y-%m-%d}"
