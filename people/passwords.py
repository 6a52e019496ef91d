"""What a password must be, said in the user's language."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's rule; its sentence is not translated into Chinese."""

    def get_error_message(self) -> str:
        """Name the length."""
        return ngettext(
            "Too short: at least %(length)d character.",
            "Too short: at least %(length)d characters.",
            self.min_length,
        ) % {"length": self.min_length}
