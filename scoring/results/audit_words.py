"""Acts of results as the audit and the ledger name them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "award": _("Award decided"),
    "scoring.decide_award": _("Award decided"),
    "scoring.comment_on_award": _("Comment on an award"),
}
