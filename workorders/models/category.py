"""What residents ask for, as the company sorts it: categories, each with the problems that come up again and again."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Department, Person


class OrderCategory(models.Model):
    """One category of the company's tree. ``problems`` are pairs of words and whether that is an emergency.
    Its department usually does the work, and of that ``executor`` where one is named.

    An order keeps the words it was entered with: changing the tree changes no order.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    problems: Any = models.JSONField(_("problems"), default=list)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_use = models.BooleanField(_("offered"), default=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    executor = models.ForeignKey(
        Person, verbose_name=_("done by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_emergency = models.BooleanField(_("every problem of it is an emergency"), default=False)

    class Meta:
        verbose_name = _("category of orders")
        verbose_name_plural = _("categories of orders")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
