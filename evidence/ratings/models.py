"""What others say of an agent for a month: other departments (SCORING §3, ``collaboration``), the team, its leader (§4,
``peer_rating``, ``supervisor_rating``)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.querysets import EvidenceQuerySet
from kpi_portal.lib.read_once import once
from people.models import Department, Person
from records.models import Fact

from .querysets import DepartmentRatingQuerySet, PeerRatingQuerySet

LOWEST, HIGHEST = Decimal(1), Decimal(5)
FEWEST = 3
"""Of two raters, one who reads the mean knows what the other said."""
LOW = Decimal(2)
"""A colleague's rating with so many or fewer needs words."""


class DepartmentRating(Fact):
    """One rating 1–5 given for a month by a department other than the agent's own."""

    agent = models.ForeignKey(
        Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="department_ratings"
    )
    department = models.ForeignKey(Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(Person, verbose_name=_("rater"), null=True, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("for the month"))
    rating = models.DecimalField(_("rating"), max_digits=3, decimal_places=2)
    comment = models.TextField(_("comment"), blank=True)
    by_own_department = models.BooleanField(
        _("by the own department"),
        default=False,
        editable=False,
        help_text=_("As it was when the rating was given; who is transferred later keeps the ratings."),
    )

    objects = DepartmentRatingQuerySet.as_manager()

    is_enough = is_named = False
    """Whether enough have rated the agent, and enough of each department (``with_enough``); what nobody counted, no."""

    class Meta(Fact.Meta):
        verbose_name = _("department rating")
        verbose_name_plural = _("department ratings")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=models.Q(rating__gte=1, rating__lte=5), name="rating_from_1_to_5"),
            models.CheckConstraint(condition=models.Q(first_day__day=1), name="rating_for_a_month"),
        ]
        indexes = [models.Index(fields=["first_day"], name="rating_in_month")]

    @property
    def said_by(self) -> str:
        """The department, where that names nobody."""
        return str(self.department) if self.is_named else gettext("Another department")


class ColleagueRating(Fact):
    """One rating 1–5 of an agent for a month."""

    agent = models.ForeignKey(Person, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(Person, verbose_name=_("rater"), null=True, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("for the month"))
    rating = models.DecimalField(_("rating"), max_digits=3, decimal_places=2)
    comment = models.TextField(_("comment"), blank=True)

    class Meta(Fact.Meta):
        abstract = True
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(rating__gte=1, rating__lte=5, first_day__day=1), name="%(class)s_of_a_month"
            ),
        ]
        indexes = [models.Index(fields=["first_day"], name="%(class)s_month")]


class PeerRating(ColleagueRating):
    """What somebody of the same team says. The rater is kept, so that they can change their mind, and shown to nobody.

    ``promised`` is how many raters there had to be, when this was said, before anything of it is shown or counted.
    """

    promised = models.PositiveSmallIntegerField(_("raters that were promised"))

    objects = PeerRatingQuerySet.as_manager()

    class Meta(ColleagueRating.Meta):
        verbose_name = _("peer rating")
        verbose_name_plural = _("peer ratings")


class SupervisorRating(ColleagueRating):
    """What the leader of the team says; everybody knows who that is."""

    objects = EvidenceQuerySet.as_manager()

    class Meta(ColleagueRating.Meta):
        verbose_name = _("supervisor's rating")
        verbose_name_plural = _("supervisors' ratings")


class RatingRules(models.Model):
    """The company's choices about ratings. One row; a company that never chose has these defaults."""

    minimum_raters = models.PositiveSmallIntegerField(
        _("Peers who must have rated before anything is shown"),
        default=3,
        validators=[MinValueValidator(FEWEST), MaxValueValidator(20)],
        help_text=_("For each agent and month. What was rated under a higher number keeps it."),
    )
    asks_peers = models.BooleanField(
        _("Ask the members of a team to rate each other"),
        default=False,
        help_text=_("Each month, on everybody's home, from a week before its end."),
    )
    asks_leaders = models.BooleanField(
        _("Ask who leads a team to rate its members"), default=False, help_text=_("At the same time.")
    )

    class Meta:
        verbose_name = _("rules of ratings")
        verbose_name_plural = _("rules of ratings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="rating_rules_one_row")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def of_the_company(cls) -> "RatingRules":
        """What holds."""
        return once(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))
