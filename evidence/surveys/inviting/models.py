"""Who is asked how satisfied they are: invitations, the one-time links given out for them, the company's rules."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.surveys.models import SurveyAnswer
from kpi_portal.lib.read_once import once
from people.models import Building, Person, Site
from people.visibility import rows_seen
from records.months import company_zone
from workorders.models import WorkOrder

if TYPE_CHECKING:
    from people.models import Account


class SurveySettings(models.Model):
    """How the company asks. One row; a company that never chose has these defaults.

    ``seen_to`` is the key of the last event of orders that was looked at; ``next_seen_to`` takes its place an hour
    after ``next_seen_at``, so that what a long transaction commits late is found too.
    """

    is_on = models.BooleanField(_("residents are asked about completed orders"), default=True)
    valid_days = models.PositiveSmallIntegerField(
        _("a link holds for so many days"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    remind_after_days = models.PositiveSmallIntegerField(
        _("reminded after so many days"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    phone = models.CharField(_("telephone for residents"), max_length=30, blank=True)
    seen_to = models.BigIntegerField(default=0, editable=False)
    next_seen_to = models.BigIntegerField(default=0, editable=False)
    next_seen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        app_label = "evidence"
        verbose_name = _("rules of surveys")
        verbose_name_plural = _("rules of surveys")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="survey_settings_one_row")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def of_the_company(cls) -> "SurveySettings":
        """What holds; not stored where nobody chose."""
        return once(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations as sentences."""

    def visible_to(self, account: "Account") -> "InvitationQuerySet":
        """Those whose answer counts for people whom the account sees; what counts for nobody, for who sees all."""
        month = TruncMonth("invited_at", tzinfo=company_zone(), output_field=DateField())
        return rows_seen(self, account, whose="agent", month=month)

    def waiting(self, now: datetime) -> "InvitationQuerySet":
        """Those that nobody answered yet, by link or by telephone, and that still can be."""
        answers = SurveyAnswer.objects.filter(stands=True, order=OuterRef("order"))
        return self.filter(answered_at=None, expires_at__gt=now).exclude(Exists(answers))

    def to_remind(self, now: datetime) -> "InvitationQuerySet":
        """Those whose first link was given out so long ago as the company's rules say, and no reminder yet."""
        since = now - timedelta(days=SurveySettings.of_the_company().remind_after_days)
        links = InvitationLink.objects.filter(invitation=OuterRef("pk"))
        reminders = links.filter(given=InvitationLink.Given.REMINDER)
        return self.waiting(now).filter(Exists(links.filter(made_at__lte=since))).exclude(Exists(reminders))


class Invitation(models.Model):
    """A resident is asked once about a completed order. ``agent`` is frozen: whoever was responsible when it was
    completed is credited with the answer, whatever is re-assigned later (SCORING §3, credit).

    ``key`` is what answers name; ``not_done`` counts how often the resident said that it is not done.
    """

    key = models.CharField(_("invitation"), max_length=100, unique=True)
    order = models.OneToOneField(
        WorkOrder, verbose_name=_("work order"), null=True, on_delete=models.PROTECT, related_name="invitation"
    )
    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="invitations"
    )
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(
        Building, verbose_name=_("building"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    not_done = models.PositiveSmallIntegerField(_("said to be not done"), default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        app_label = "evidence"
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["invited_at"], name="invited_in_month")]

    def __str__(self) -> str:
        return str(self.order or self.key)

    @property
    def has_expired(self) -> bool:
        """Whether it is too late to answer."""
        return self.expires_at <= timezone.now()


class InvitationLink(models.Model):
    """A link that was given out: 128 random bits, of which only the hash is kept, so that none can be printed again.

    An invitation may have several, on a slip and in a reminder; each works once.
    """

    class Given(models.TextChoices):
        """How it reached the resident."""

        SHOWN = "shown", _("Shown as a code")
        SLIP = "slip", _("Slip")
        REMINDER = "reminder", _("Reminder")

    invitation = models.ForeignKey(
        Invitation, verbose_name=_("invitation"), on_delete=models.CASCADE, related_name="links"
    )
    token_hash = models.CharField(_("hash of the link"), max_length=64, unique=True)
    given = models.CharField(_("given as"), max_length=8, choices=Given)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(_("used"), null=True)
    from_agents_address = models.BooleanField(
        _("answered from where its agent uses the portal"), default=False, db_default=False, editable=False
    )
    answer = models.OneToOneField(
        SurveyAnswer, verbose_name=_("survey answer"), null=True, on_delete=models.PROTECT, related_name="link"
    )

    class Meta:
        app_label = "evidence"
        verbose_name = _("link of an invitation")
        verbose_name_plural = _("links of invitations")

    def __str__(self) -> str:
        return f"{self.invitation} · {self.get_given_display()}"
