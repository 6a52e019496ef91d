"""What came in: batches, the mapping remembered per source, rows that could not be stored, facts that came too late."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.models.run import Run


class Batch(models.Model):
    """One file on its way in: uploaded, judged, stored, perhaps undone. Every imported fact names its batch."""

    class State(models.TextChoices):
        """Where the file stands."""

        UPLOADED = "uploaded", _("Uploaded")
        JUDGED = "judged", _("Judged")
        STORED = "stored", _("Stored")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Undone")

    uuid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    source = models.CharField(_("source"), max_length=60)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UPLOADED)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m", blank=True)
    file_name = models.CharField(_("file name"), max_length=200)
    file_sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    profile = models.JSONField(_("profile"), default=dict)
    part_of = models.ForeignKey(
        "self", verbose_name=_("workbook"), null=True, on_delete=models.CASCADE, related_name="parts", editable=False
    )
    """The workbook of which this is one sheet; checked, stored and undone with it."""
    skip_bad = models.BooleanField(_("store the good rows only"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.ForeignKey(
        "records.ApiKey", verbose_name=_("API key"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The key with which another program pushed it, in the name of ``by``."""
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    stored_at = models.DateTimeField(_("stored at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("errors"), default=0)
    warned = models.PositiveIntegerField(_("warnings"), default=0)
    late = models.PositiveIntegerField(_("too late"), default=0)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("records:import", args=[self.pk])


class ImportRun(Run):
    """One check or storing of a file by the worker."""

    class Act(models.TextChoices):
        """What is done with the file."""

        CHECK = "check", _("Check")
        STORE = "store", _("Store")

    class Step(models.TextChoices):
        """How far the attempt is."""

        READING = "reading", _("Read the rows and check each")
        COMPARING = "comparing", _("Compare with what is known")

    batch = models.ForeignKey(Batch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="runs")
    act = models.CharField(_("act"), max_length=5, choices=Act)
    confirmed = models.JSONField(_("confirmed"), default=list)
    language = models.CharField(_("language"), max_length=10)
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.READING)
    rows = models.PositiveIntegerField(_("rows done"), default=0)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("cancelled by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Run.Meta):
        verbose_name = _("run of an import")
        verbose_name_plural = _("runs of imports")
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=models.Q(state__in=["queued", "running"]), name="one_run_of_an_import"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.act} {self.state}"


class RowProblem(models.Model):
    """One error or warning of one row: line, column, value and a sentence (kept as code and parameters)."""

    class Severity(models.TextChoices):
        """An error is not stored; a warning is stored and flagged."""

        ERROR = "error", _("Error")
        WARNING = "warning", _("Warning")

    batch = models.ForeignKey(Batch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="problems")
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=200, blank=True)
    value = models.TextField(_("value"), blank=True)
    code = models.CharField(_("code"), max_length=60)
    params = models.JSONField(_("parameters"), default=dict)

    class Meta:
        verbose_name = _("row problem")
        verbose_name_plural = _("row problems")
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["batch", "severity", "row"], name="problem_of_batch")]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.code}"


class ToldRow(models.Model):
    """What a file does to a row, or to some that follow each other and have nothing more to say (IMPORTS §4).

    ``matter`` is a code of `records.imports.matters` or of a kind, ``subject`` what the row is about, ``lines`` are
    fields with what they said and say.
    """

    batch = models.ForeignKey(Batch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="told")
    matter = models.CharField(_("matter"), max_length=30)
    first_row = models.PositiveIntegerField(_("first row"))
    last_row = models.PositiveIntegerField(_("last row"))
    subject = models.CharField(_("what it is about"), max_length=200, blank=True)
    lines = models.JSONField(_("values"), default=list)

    class Meta:
        verbose_name = _("told row")
        verbose_name_plural = _("told rows")
        ordering = ["first_row", "id"]
        indexes = [models.Index(fields=["batch", "matter", "first_row"], name="told_of_batch")]

    def __str__(self) -> str:
        return f"{self.matter} {self.first_row}–{self.last_row}"


class SourceProfile(models.Model):
    """How a source's files are read: remembered, so that next month's file needs no mapping."""

    kind = models.CharField(_("kind"), max_length=40)
    source = models.CharField(_("source"), max_length=60)
    document = models.JSONField(_("profile"))
    headings = models.JSONField(_("headings"), default=list)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("source profile")
        verbose_name_plural = _("source profiles")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="one_profile_per_source")]

    def __str__(self) -> str:
        return f"{self.source} ({self.kind})"


class LateFact(models.Model):
    """A row that would change a final month: not stored, waiting for a person (SCORING §9)."""

    class Decision(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        REOPENED = "reopened", _("Month re-opened, stored")
        DISMISSED = "dismissed", _("Dismissed")

    batch = models.ForeignKey(Batch, verbose_name=_("import"), on_delete=models.PROTECT, related_name="late_facts")
    row = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=100)
    first_day = models.DateField(_("final month"))
    values = models.JSONField(_("values"))
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, default=Decision.WAITING)

    class Meta:
        verbose_name = _("late fact")
        verbose_name_plural = _("late facts")
        ordering = ["id"]
        indexes = [models.Index(fields=["decision"], name="late_fact_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
