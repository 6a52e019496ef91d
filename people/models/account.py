"""Who logs in. One-to-one with a person, only for those who do."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from people.access import Role, allowed
from people.models.person import Person
from people.models.posting import Posting
from people.posts import Post

if TYPE_CHECKING:
    from records.models import ApiKey


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name; making one is the verb ``people.accounts.give_account``."""

    def get_queryset(self) -> "models.QuerySet[Account]":
        """With the person: every page names who is logged in."""
        return super().get_queryset().select_related("person")

    def get(self, *args: Any, **wanted: Any) -> "Account":
        """Whoever logs in is asked with each page whether a posting is one that leads: the menu depends on it."""
        return self._with_posts.get(*args, **wanted)

    @cached_property
    def _with_posts(self) -> "models.QuerySet[Account]":
        """Put together once and never asked itself: it is wanted with every request."""
        leading = Posting.objects.filter(person=models.OuterRef("person")).exclude(post=Post.AGENT)
        return self.get_queryset().annotate(is_posted_to_lead=models.Exists(leading))


class Account(AbstractBaseUser):
    """A log-in of one company, with its roles. Permissions come from ``people.access``, not from tables."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.OneToOneField(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="account")
    roles = ArrayField(models.CharField(max_length=20), verbose_name=_("roles"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    links_given = models.PositiveIntegerField(_("one-time links given"), default=0, editable=False)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("In which the one-time link is written; empty: in that of who gives it."),
    )
    batch = models.ForeignKey(
        "records.Batch", verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    through_key: "ApiKey | None" = None
    """The key with which another program acts in this account's name right now; the audit says so."""

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.person.name

    def has_role(self, *roles: str) -> bool:
        """Whether the account is active and holds any of these roles."""
        return self.is_active and bool(set(roles) & set(self.roles))

    @property
    def role_names(self) -> str:
        """The roles in words, for the menu and lists."""
        return " · ".join(str(Role(role).label) for role in self.roles)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether ``people.access`` grants this verb (on this object)."""
        return allowed(self, perm, obj)

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        """Whether every one of these verbs is granted."""
        return all(self.has_perm(perm, obj) for perm in perms)
