"""Complaints, what was done about them step by step, and what they are about (SCORING §4, complaint indicators)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.querysets import EvidenceQuerySet
from evidence.surveys.models import SurveyAnswer
from kpi_portal.lib.attachments import random_name
from people.models import Building, Department, Person, Site
from records.models import Batch, Fact
from records.sources import PORTAL
from workorders.models import WorkOrder

from .querysets import ComplaintQuerySet


class ComplaintTopic(models.Model):
    """A category of complaints or, with a ``parent``, a cause within one: the tree that the company keeps."""

    parent = models.ForeignKey(
        "self", verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="causes"
    )
    name = models.CharField(_("name"), max_length=60)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("cause of complaints")
        verbose_name_plural = _("causes of complaints")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="topic_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return self.name


class Severity(models.TextChoices):
    """Major ones have no 24 hours: somebody was hurt, the media know, or ten households complain."""

    ORDINARY = "ordinary", pgettext_lazy("complaint", "Ordinary")
    MAJOR = "major", pgettext_lazy("complaint", "Major")


class Verdict(models.TextChoices):
    """Against whom a complaint was upheld."""

    UNFOUNDED = "unfounded", pgettext_lazy("complaint", "Not upheld")
    AGENT = "agent", pgettext_lazy("complaint", "Upheld against an agent")
    DEPARTMENT = "department", pgettext_lazy("complaint", "Upheld against a department")
    COMPANY = "company", pgettext_lazy("complaint", "Upheld against the company's rules")


class Complaint(models.Model):
    """One complaint, identified by source + number, whose letters are compared without case.

    What decides a figure are its steps; the columns from ``stands`` on repeat the standing ones for lists
    (``projecting``). All others are words, which may be corrected or erased at any time.
    """

    class Channel(models.TextChoices):
        """How it reached the company."""

        PHONE = "phone", pgettext_lazy("channel", "Phone")
        WECHAT = "wechat", pgettext_lazy("channel", "WeChat")
        FRONT_DESK = "front_desk", pgettext_lazy("channel", "Front desk")
        APP = "app", pgettext_lazy("channel", "App")
        MAIL = "mail", pgettext_lazy("channel", "Mail")
        ORDER = "order", pgettext_lazy("channel", "Work order")
        SURVEY = "survey", pgettext_lazy("channel", "Survey answer")
        HOTLINE = "hotline", pgettext_lazy("channel", "City hotline or media")

    class State(models.TextChoices):
        """Which of the three steps is next; closed after the last."""

        SOOTHE = "soothe", pgettext_lazy("state of a complaint", "To soothe")
        UNDERSTAND = "understand", pgettext_lazy("state of a complaint", "To understand")
        SOLVE = "solve", pgettext_lazy("state of a complaint", "To solve")
        CLOSED = "closed", pgettext_lazy("state of a complaint", "Closed")

    source = models.CharField(_("source"), max_length=60, default=PORTAL)
    number = models.CharField(_("complaint number"), max_length=100)
    batch = models.ForeignKey(
        Batch, verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    channel = models.CharField(_("source channel"), max_length=12, choices=Channel, default=Channel.PHONE)
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(
        Building, verbose_name=_("building"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.CharField(_("room"), max_length=200, blank=True)
    resident = models.CharField(_("resident"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    words = models.TextField(_("what the resident says"), blank=True)
    wish = models.CharField(_("what the resident wants"), max_length=300, blank=True)
    category = models.ForeignKey(
        ComplaintTopic, verbose_name=_("category"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    cause = models.ForeignKey(
        ComplaintTopic, verbose_name=_("cause"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.ForeignKey(
        Person, verbose_name=_("complained about"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.ForeignKey(
        WorkOrder, verbose_name=_("work order"), null=True, on_delete=models.PROTECT, related_name="complaints"
    )
    answer = models.ForeignKey(
        SurveyAnswer, verbose_name=_("survey answer"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    promised_at = models.DateTimeField(_("promised by"), null=True)

    stands = models.BooleanField(_("stands"), default=True)
    received_at = models.DateTimeField(_("received"))
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.ORDINARY)
    is_public = models.BooleanField(_("public incident"), default=False)
    excluded_reason = models.TextField(_("reason for exclusion"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SOOTHE)
    handler = models.ForeignKey(
        Person, verbose_name=_("handled by"), null=True, on_delete=models.PROTECT, related_name="complaints"
    )
    soothed_at = models.DateTimeField(_("soothed"), null=True)
    understood_at = models.DateTimeField(_("understood"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    is_resolved = models.BooleanField(_("resolved"), null=True)
    called_back_at = models.DateTimeField(_("called back"), null=True)
    rating = models.PositiveSmallIntegerField(_("satisfaction"), null=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    against = models.ForeignKey(
        Person, verbose_name=_("upheld against"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [models.UniqueConstraint("source", Lower("number"), name="complaint_once_per_source")]
        indexes = [
            models.Index(fields=["received_at"], name="complaint_received"),
            models.Index(fields=["received_at"], name="complaint_open", condition=~models.Q(state="closed")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("evidence:complaint", args=[self.pk])


class ComplaintStep(Fact):
    """One thing that happened to a complaint, and what it decided: the only source of the figures.

    ``agent`` is whose it is: who handles the complaint from then on (received, assigned), who handled it when it was
    closed, re-opened or called back, against whom it was upheld. ``counts_at`` is the instant by which a final month
    shuts it; empty for what changes no month (``kind.counts_at``).
    """

    class Kind(models.TextChoices):
        """What happened."""

        RECEIVED = "received", pgettext_lazy("complaint", "Received")
        ASSIGNED = "assigned", pgettext_lazy("complaint", "Handed over")
        SOOTHED = "soothed", pgettext_lazy("complaint", "Soothed")
        UNDERSTOOD = "understood", pgettext_lazy("complaint", "Understood")
        CLOSED = "closed", pgettext_lazy("complaint", "Closed")
        REOPENED = "reopened", pgettext_lazy("complaint", "Re-opened")
        CALLED_BACK = "called_back", pgettext_lazy("complaint", "Called back")
        JUDGED = "judged", pgettext_lazy("complaint", "Responsibility decided")

    complaint = models.ForeignKey(
        Complaint, verbose_name=_("complaint"), on_delete=models.PROTECT, related_name="steps"
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("at"))
    counts_at = models.DateTimeField(_("counts in the month of"), null=True)
    agent = models.ForeignKey(Person, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, blank=True)
    is_public = models.BooleanField(_("public incident"), default=False)
    excluded_reason = models.TextField(_("reason for exclusion"), blank=True)
    is_resolved = models.BooleanField(_("resolved"), null=True)
    rating = models.PositiveSmallIntegerField(_("satisfaction"), null=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("words"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["complaint"], condition=models.Q(stands=True, kind="received"), name="complaint_received_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="received") | ~models.Q(severity=""), name="received_has_a_severity"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="closed") | models.Q(is_resolved__isnull=False),
                name="closed_is_resolved_or_not",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="called_back") | models.Q(rating__gte=1, rating__lte=5),
                name="call_back_has_a_rating",
            ),
            models.CheckConstraint(
                condition=(~models.Q(kind="judged") & models.Q(verdict=""))
                | (models.Q(kind="judged") & models.Q(verdict="agent", agent__isnull=False))
                | (models.Q(kind="judged", agent__isnull=True) & ~models.Q(verdict="") & ~models.Q(verdict="agent")),
                name="judged_has_a_verdict",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "at"], name="complaint_step_in_month"),
            models.Index(fields=["complaint", "at"], name="complaint_step_of"),
        ]

    def __str__(self) -> str:
        return str(self.complaint)

    def get_absolute_url(self) -> str:
        return self.complaint.get_absolute_url()


def random_place(file: "ComplaintFile", _name: str) -> str:
    """A name that tells nothing; the company's folder is the storage's business."""
    return f"complaints/{random_name(file.content_type)}"


class ComplaintFile(models.Model):
    """A picture or a letter. It leaves through a view that asks who is in charge of the complaint."""

    complaint = models.ForeignKey(
        Complaint, verbose_name=_("complaint"), on_delete=models.CASCADE, related_name="files"
    )
    file = models.FileField(_("file"), upload_to=random_place)
    file_name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a complaint")
        verbose_name_plural = _("files of complaints")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name
