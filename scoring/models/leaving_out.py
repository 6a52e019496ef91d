"""What somebody wants left out of the figures, or counted again, whose own card counts it: it waits for HR's word."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models import SurveyAnswer
from scoring.querysets import LeavingOutQuerySet
from workorders.models import OrderEvent, WorkOrder


class LeavingOut(models.Model):
    """One such wish: about an order or an answer; ``granted`` is None while it waits."""

    class Kind(models.TextChoices):
        """What is to be done."""

        EXEMPT = "exempt", _("Exempt the order")
        DUPLICATE = "duplicate", _("Mark the order as a duplicate")
        TAKE_BACK = "take_back", _("Count the order again")
        EXCLUDE = "exclude", _("Exclude the answer")
        INCLUDE = "include", _("Count the answer again")

    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind)
    order = models.ForeignKey(WorkOrder, verbose_name=_("order"), null=True, on_delete=models.CASCADE, related_name="+")
    original = models.ForeignKey(
        WorkOrder, verbose_name=_("original order"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    event = models.ForeignKey(
        OrderEvent, verbose_name=_("order event"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    answer = models.ForeignKey(
        SurveyAnswer, verbose_name=_("survey answer"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    granted = models.BooleanField(_("granted"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    word = models.TextField(_("reason of the decision"), blank=True)

    objects = LeavingOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to leave something out")
        verbose_name_plural = _("wishes to leave something out")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "order", "answer"],
                condition=models.Q(decided_at=None),
                nulls_distinct=False,
                name="one_waiting_wish",
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=False) ^ models.Q(answer__isnull=False), name="wish_is_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}"

    @property
    def about(self) -> WorkOrder | SurveyAnswer | None:
        """The order or the answer."""
        return self.order or self.answer

    @property
    def the_order(self) -> WorkOrder | None:
        """The order itself, or the one that was answered about."""
        return self.answer.order if self.answer else self.order
