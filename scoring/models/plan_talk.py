"""What is said about a version of a plan before it holds, and who read it: comments on a draft, read and signed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from scoring.models.plan import PlanVersion
from scoring.querysets import PlanCommentQuerySet


class PlanReader(models.Model):
    """Somebody to whom a draft was shown, or a published version announced.

    ``signed_at``: the person's own *read and signed*. No figure waits for it.
    """

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("plan version"), on_delete=models.CASCADE, related_name="readers"
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(_("announced at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)

    class Meta:
        verbose_name = _("reader of a plan")
        verbose_name_plural = _("readers of a plan")
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="plan_reader_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.person}"


class PlanComment(models.Model):
    """One remark on a draft, on the whole or on an indicator (``dimension.indicator``), and HR's answer."""

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("plan version"), on_delete=models.CASCADE, related_name="comments"
    )
    about = models.CharField(_("about"), max_length=120, blank=True)
    text = models.TextField(_("comment"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = PlanCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on a plan")
        verbose_name_plural = _("comments on a plan")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.author}"
