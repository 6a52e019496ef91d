"""What somebody looks at on the board again and again."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Account

MOST = 8


class SavedFilter(models.Model):
    """One account's own tab above the board or the list of orders: a name for what stands in the address."""

    class Page(models.TextChoices):
        """Where it stands."""

        BOARD = "board", _("Order board")
        LIST = "list", _("Work orders")

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+")
    page = models.CharField(_("page"), max_length=5, choices=Page, default=Page.BOARD)
    name = models.CharField(_("name"), max_length=20)
    query = models.CharField(_("filter"), max_length=500)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "page", "name"], name="filter_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """What it shows."""
        return f"{reverse(f'workorders:{self.page}')}?{self.query}"
