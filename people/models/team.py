"""Agents led by a supervisor (班组)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.person import Person
from people.querysets import TeamQuerySet


class Team(models.Model):
    """A team; a posting names it, an order may carry one."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    supervisor = models.ForeignKey(
        Person, verbose_name=_("supervisor"), null=True, blank=True, on_delete=models.PROTECT, related_name="teams_led"
    )
    is_active = models.BooleanField(_("active"), default=True)
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
