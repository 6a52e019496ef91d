"""Acts of cards and appeals as the audit and the ledger name them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "scoring.accept_card": _("Card accepted"),
    "scoring.comment_on_card": _("Card commented on"),
    "scoring.supersede_adjustment": _("Adjustment corrected after an appeal"),
    "appeal": _("Appeal upheld"),
    "scoring.appeal": _("Appeal submitted"),
    "scoring.appeal_again": _("Second round of an appeal submitted"),
    "scoring.add_appeal_file": _("Evidence added to an appeal"),
    "scoring.withdraw_appeal": _("Appeal withdrawn"),
    "scoring.take_appeal": _("Appeal taken on"),
    "scoring.ask_about_appeal": _("More evidence asked for in an appeal"),
    "scoring.answer_about_appeal": _("More evidence given in an appeal"),
    "scoring.answer_appeal": _("Appeal answered"),
}
