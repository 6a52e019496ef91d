"""What a company asks of those who log in; one row, made when it is first changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogInRules(models.Model):
    """The company's choices about logging in."""

    second_factor_required = models.BooleanField(
        _("HR and administrators need a second factor"),
        default=True,
        help_text=_("An authenticator app or a passkey beside the password. Grades decide people's pay."),
    )

    class Meta:
        verbose_name = _("rules for logging in")
        verbose_name_plural = _("rules for logging in")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "LogInRules":
        """The company's row, or the rules that hold before anybody changed them."""
        return cls.objects.order_by("pk").first() or cls()
