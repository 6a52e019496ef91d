"""Acts of talks as the audit names them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "scoring.save_talk": _("Draft of a talk kept"),
    "scoring.sign_talk": _("Talk signed by whoever leads"),
    "scoring.explain_card": _("Card explained"),
    "scoring.confirm_talk": _("Talk signed by the agent"),
    "scoring.decline_talk": _("Signature under a talk refused"),
    "scoring.finish_talk_item": _("Item of a plan done"),
    "scoring.look_at_talk_item": _("Item of a plan looked at"),
    "scoring.note_moment": _("Moment noted"),
    "scoring.withdraw_moment": _("Note of a moment withdrawn"),
}
