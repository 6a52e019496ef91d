"""Which order says the same as another: what ``marked_duplicate`` names in words, as a link."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workorders.models.work_order import WorkOrder


class MergedOrder(models.Model):
    """Written with the mark and gone with it; only the original counts. No figure is counted from here."""

    order = models.OneToOneField(
        WorkOrder, verbose_name=_("order"), primary_key=True, on_delete=models.CASCADE, related_name="merged_into"
    )
    into = models.ForeignKey(
        WorkOrder, verbose_name=_("original order"), on_delete=models.CASCADE, related_name="merged"
    )

    class Meta:
        verbose_name = _("merged order")
        verbose_name_plural = _("merged orders")

    def __str__(self) -> str:
        return f"{self.order} → {self.into}"
