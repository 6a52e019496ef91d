"""What residents said (SCORING §3, ``satisfaction``)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from people.models import Person, Site
from records.models import Fact
from workorders.models import WorkOrder

LONGEST_KEY = 100
SCORES = {
    "attitude": _("attitude"),
    "expertise": _("expertise"),
    "communication": _("communication"),
    "resolution": _("solution"),
}
"""What a resident may rate apart (态度、专业、沟通、解决): fields of an answer, 1–5, empty where nothing was said."""
TOP_SCORE, SURELY = 5, 10
CHANNELS = (("phone", _("Telephone")), ("link", _("One-time link")))


def score_field(words: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    """One of ``SCORES``, as a column."""
    return models.PositiveSmallIntegerField(words, null=True)


class SurveyAnswer(Fact):
    """One answer. ``invitation`` names what was asked; of several answers to one invitation the first counts.

    ``agent`` is frozen on the invitation when the order was completed. ``rating`` is on a scale that ends at ``top``;
    it counts as rating × 5 / top. ``recommend`` is 0–10, empty where it was not asked or not said. ``receipt`` is what
    the resident was given to check later that the answer was kept as it was given; empty where nobody was given one.
    """

    invitation = models.CharField(_("invitation"), max_length=LONGEST_KEY)
    order = models.ForeignKey(
        WorkOrder, verbose_name=_("work order"), null=True, on_delete=models.PROTECT, related_name="answers"
    )
    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="survey_answers"
    )
    site = models.ForeignKey(Site, verbose_name=_("site"), null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))
    rating = models.DecimalField(_("rating"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    top = models.PositiveSmallIntegerField(_("top of the scale"), default=5)
    attitude = score_field(SCORES["attitude"])
    expertise = score_field(SCORES["expertise"])
    communication = score_field(SCORES["communication"])
    resolution = score_field(SCORES["resolution"])
    recommend = models.PositiveSmallIntegerField(_("would recommend"), null=True)
    tags = ArrayField(models.CharField(max_length=12), verbose_name=_("tags"), default=list, db_default=[])
    comment = models.TextField(_("comment"), blank=True)
    receipt = models.CharField(_("receipt"), max_length=12, blank=True, default="", db_default="")
    channel = models.CharField(
        _("by which channel"), max_length=12, blank=True, default="", db_default="", choices=CHANNELS
    )
    excluded_reason = models.TextField(_("reason for exclusion"), blank=True)
    excluded_by = models.ForeignKey(
        Person, verbose_name=_("excluded by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    followed_up: "FollowUp | None" = None
    to_follow_up = False
    """What lists say of a bad one (``follow_ups.tell``)."""
    is_later = False
    """Whether another to its invitation came first (``counting.with_later``)."""

    class Meta(Fact.Meta):
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(rating__gte=0, rating__lte=models.F("top"), top__gt=0), name="rating_on_its_scale"
            ),
            *(
                models.CheckConstraint(condition=models.Q(**{f"{name}__range": (1, TOP_SCORE)}), name=f"{name}_of_five")
                for name in SCORES
            ),
            models.CheckConstraint(condition=models.Q(recommend__lte=SURELY), name="recommend_of_ten"),
        ]
        indexes = [
            models.Index(fields=["answered_at"], name="answer_in_month"),
            models.Index(fields=["source", "invitation"], name="answer_to_invitation"),  # which answer was the first?
            models.Index(fields=["receipt"], name="answer_of_receipt", condition=~models.Q(receipt="")),
        ]

    @property
    def apart(self) -> list[tuple[Any, int]]:
        """What was rated apart, with its name."""
        said = ((name, getattr(self, name)) for name in SCORES)
        return [(SCORES[name], score) for name, score in said if score is not None]

    @property
    def says_anything(self) -> bool:
        """Beside the rating: words, tags, single scores, or what was done about it."""
        return bool(self.comment or self.tags or self.apart or self.excluded_reason or self.followed_up)

    @property
    def is_bad(self) -> bool:
        """Two of five or less."""
        return self.rating * 5 <= 2 * self.top


class FollowUp(models.Model):
    """What came of a bad answer: somebody spoke with the resident and notes how it ended. It moves no figure.

    ``answer`` is the revision that was read; a follow-up holds for every revision of it.
    """

    answer = models.ForeignKey(
        SurveyAnswer, verbose_name=_("survey answer"), on_delete=models.PROTECT, related_name="follow_ups"
    )
    note = models.TextField(_("note"))
    by = models.ForeignKey(Person, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("follow-up of an answer")
        verbose_name_plural = _("follow-ups of answers")
        constraints = [models.UniqueConstraint(fields=["answer"], name="followed_up_once")]

    def __str__(self) -> str:
        return self.note
