"""What is odd about an order, in words. Imports store the codes of their warnings; nothing is decided by them."""

from collections import defaultdict

from django.utils.translation import gettext

from records.imports.problems import MESSAGES
from workorders.imports.rules import MESSAGES as OF_ORDERS


def flag_words(code: str) -> str:
    """The sentence of the warning that the code stands for; a code nobody knows is shown as it is.

    The row's values are not kept with the flag, so a place-holder in the sentence reads “…”.
    """
    text = OF_ORDERS.get(code) or MESSAGES.get(code)
    return gettext(text) % defaultdict(lambda: "…") if text else code
