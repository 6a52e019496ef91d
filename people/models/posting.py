"""Who worked where, dated; unpaid leave; the bonus base."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.person import Person
from people.models.places import Site
from people.models.team import Team
from people.posts import Post
from people.querysets import PostingQuerySet


class Posting(models.Model):
    """Person × site (or company-wide) × team × post, from a day to a day, both inclusive (SCORING §1)."""

    Post = Post

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="postings")
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    post = models.CharField(_("post"), max_length=20, choices=Post, default=Post.AGENT)
    share = models.DecimalField(
        _("share of full time (%)"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        help_text=_("Of somebody part-time: 50 for half the hours. It takes the bonus base in proportion."),
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to (inclusive)"), null=True, blank=True)
    is_presumed = models.BooleanField(
        _("presumed"),
        default=False,
        editable=False,
        help_text=_("Nobody stated it: an import named the person. It yields to the first posting that is stated."),
    )
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")),
                name="posting_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(share__gt=0) & models.Q(share__lte=100), name="posting_share_of_full_time"
            ),
            models.UniqueConstraint(
                fields=["person", "site", "post", "first_day"], nulls_distinct=False, name="posting_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.site or ''} {self.first_day}"


class UnpaidLeave(models.Model):
    """Days that do not count as posted (SCORING §7), both ends inclusive."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="leave")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to (inclusive)"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("unpaid leave")
        verbose_name_plural = _("unpaid leave")
        ordering = ["-first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="leave_days_in_order"),
            models.UniqueConstraint(fields=["person", "first_day", "last_day"], name="leave_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day}"


class BonusBase(models.Model):
    """The monthly bonus base in yuan, from a month on (SCORING §5, step 9)."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="bonus_bases")
    from_first_day = models.DateField(_("from month"))
    amount = models.DecimalField(
        _("bonus base (yuan)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("bonus base")
        verbose_name_plural = _("bonus bases")
        ordering = ["person", "-from_first_day"]
        constraints = [
            models.UniqueConstraint(fields=["person", "from_first_day"], name="bonus_base_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="bonus_base_not_negative"),
            models.CheckConstraint(condition=models.Q(from_first_day__day=1), name="bonus_base_from_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.from_first_day:%Y-%m}: {self.amount}"
