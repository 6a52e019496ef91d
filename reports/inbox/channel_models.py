"""Groups of a work app to which the company's portal writes how many people have something to do."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """A group's bot, or the company's own app: which service, its key (locked by ``kpi_portal.lib.vault``), what is
    posted, at which hour."""

    class Service(models.TextChoices):
        """Whose bot or app."""

        WECOM = "wecom", _("WeCom group bot")
        DINGTALK = "dingtalk", _("DingTalk group bot")
        FEISHU = "feishu", _("Feishu group bot")
        WECOM_APP = "wecom_app", _("WeCom app")
        DINGTALK_APP = "dingtalk_app", _("DingTalk app")
        FEISHU_APP = "feishu_app", _("Feishu app")

    BOTS = (Service.WECOM, Service.DINGTALK, Service.FEISHU)
    APPS = (Service.WECOM_APP, Service.DINGTALK_APP, Service.FEISHU_APP)

    name = models.CharField(_("name"), max_length=60, unique=True)
    service = models.CharField(_("service"), max_length=12, choices=Service)
    locked_key = models.TextField(_("bot key"), editable=False)
    locked_secret = models.TextField(_("secret"), blank=True, editable=False)
    areas = ArrayField(models.CharField(max_length=20), verbose_name=_("what is posted"))
    hour = models.PositiveSmallIntegerField(_("hour"), default=9, validators=[MaxValueValidator(23)])
    next_at = models.DateTimeField(_("next post"), editable=False)
    posted_at = models.DateTimeField(_("last post"), null=True, editable=False)
    error = models.TextField(_("last error"), blank=True, editable=False)

    class Meta:
        verbose_name = _("group bot")
        verbose_name_plural = _("group bots")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=models.Q(hour__lte=23), name="channel_hour_of_a_day")]

    def __str__(self) -> str:
        return self.name
