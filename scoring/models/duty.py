"""What whoever leads owes by a day, or answers for: the facts of ``interviews_on_time_rate``, ``reviews_on_time_rate``
and ``appeals_upheld_rate`` (SCORING §4)."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from scoring.duties.seen import DutyQuerySet
from scoring.models.appeal import Appeal
from scoring.models.talk import Talk


class Duty(models.Model):
    """A talk or a review of one card that ``person`` owes, or an appeal against what ``person`` scored.

    ``day`` decides the month in which it counts: the last day of a talk or review, which nothing moves, or the day on
    which the appeal was decided. ``done_on`` and ``done_by`` say who did it first. The database makes ``result`` of
    them, the one column beside day and person that a figure reads: so that what is done late in a final month is
    noted and changes nothing.
    """

    class Kind(models.TextChoices):
        """What it is."""

        TALK = "talk", _("Talk")
        REVIEW = "review", pgettext_lazy("duty", "Review")
        APPEAL = "appeal", pgettext_lazy("duty", "Appeal")

    class Excuse(models.TextChoices):
        """Why it counts for nobody. Empty: it counts."""

        PUBLISHED = "published", _("the month was published before its day")
        APPEALED = "appealed", _("left out by an upheld appeal")

    class Result(models.TextChoices):
        """What becomes of it in a figure; ``by_another``: in time, by somebody who did not owe it."""

        EXCUSED = "excused", _("left out")
        UPHELD = "upheld", pgettext_lazy("duty", "upheld")
        REJECTED = "rejected", pgettext_lazy("duty", "rejected")
        MISSED = "missed", _("not done by its day")
        MET = "met", _("done by its day")
        BY_ANOTHER = "by_another", _("done in time by somebody else")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    person = models.ForeignKey(Person, verbose_name=_("whose duty"), on_delete=models.PROTECT, related_name="duties")
    day = models.DateField(_("day"))
    agent = models.ForeignKey(Person, verbose_name=_("whose card"), on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("month of the card"))
    talk = models.OneToOneField(Talk, verbose_name=_("talk"), null=True, on_delete=models.PROTECT, related_name="duty")
    appeal = models.ForeignKey(
        Appeal, verbose_name=_("appeal"), null=True, on_delete=models.PROTECT, related_name="duties"
    )
    done_on = models.DateField(_("done on"), null=True)
    done_by = models.ForeignKey(
        Person, verbose_name=_("done by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    upheld = models.BooleanField(_("upheld"), default=False)
    excuse = models.CharField(_("why it is left out"), max_length=10, choices=Excuse, blank=True)
    result = models.GeneratedField(
        verbose_name=_("result"),
        expression=Case(
            When(~Q(excuse=""), then=Value("excused")),
            When(kind="appeal", upheld=True, then=Value("upheld")),
            When(kind="appeal", then=Value("rejected")),
            When(Q(done_on=None) | Q(done_on__gt=F("day")), then=Value("missed")),
            When(done_by=F("person"), then=Value("met")),
            default=Value("by_another"),
        ),
        output_field=models.CharField(max_length=10, choices=Result),
        db_persist=True,
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty of a leading post")
        verbose_name_plural = _("duties of leading posts")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_day", "agent"], condition=Q(kind="review"), name="one_review_owed_of_a_card"
            ),
            models.UniqueConstraint(fields=["appeal", "person", "day"], name="one_duty_of_an_appeal_and_day"),
            models.CheckConstraint(condition=Q(first_day__day=1), name="duty_about_a_month"),
            models.CheckConstraint(condition=~Q(person=F("agent")), name="nobody_owes_themselves"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="duty_is_done_whole",
            ),
        ]
        indexes = [models.Index(fields=["kind", "day"], name="duties_of_a_month")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.agent}"
