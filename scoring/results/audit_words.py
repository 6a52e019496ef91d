"""Acts of results as the audit and the ledger name them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "award": _("Award decided"),
    "scoring.decide_award": _("Award decided"),
    "scoring.comment_on_award": _("Comment on an award"),
    "scoring.look_for_follow_ups": _("Follow-ups looked for"),
    "scoring.accept_follow_up": _("Follow-up accepted"),
    "scoring.dismiss_follow_up": _("Follow-up dismissed"),
    "scoring.take_off_list": _("Taken off a list"),
    "scoring.suggest_follow_up": _("Promotion or rotation suggested"),
    "scoring.begin_improvement": _("Improvement begun"),
    "scoring.note_improvement": _("Improvement: what was done"),
    "scoring.check_improvement": _("Improvement: effect checked"),
    "scoring.conclude_improvement": _("Improvement concluded"),
}
