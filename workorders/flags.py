"""What is odd about an order, in words. Imports store the codes; nothing is decided by them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _noop

from records.intake.problems import MESSAGES

FLAGS: dict[str, str] = {
    "responded_before_created": _noop("The first response lies before the creation."),
    "completed_before_created": _noop("The completion lies before the creation."),
    "completed_before_responded": _noop("The completion lies before the first response."),
    "ambiguous_hour": _noop("An hour that happened twice (clocks put back) was read as the first."),
    "date_without_time": _noop("A date without a time of day was read as 00:00."),
}


def flag_words(code: str) -> str:
    """The sentence of a flag; of the imports' warnings where it is one of theirs; else the code itself."""
    text = FLAGS.get(code) or MESSAGES.get(code, code)
    return gettext(text) if "%(" not in text else gettext(text).split("%(")[0].rstrip(" ,:;，：；")
