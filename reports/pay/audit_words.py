"""Acts of pay as the audit and the ledger name them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "pay": _("Pay released"),
    "reports.enter_pay_item": _("Pay item entered"),
    "reports.take_back_pay_item": _("Pay item taken back"),
    "reports.save_pay_columns": _("Columns of the payroll file changed"),
    "reports.make_pay_batch": _("Pay batch made"),
    "reports.note_pay_row": _("Word of one row of a pay batch"),
    "reports.hand_over_pay_batch": _("Pay batch handed over for release"),
    "reports.send_back_pay_batch": _("Pay batch sent back to its maker"),
    "reports.withdraw_pay_batch": _("Pay batch withdrawn"),
    "reports.release_pay_batch": _("Pay batch released"),
    "reports.fetch_pay_batch": _("Payroll file of a batch fetched"),
    "reports.mark_pay_batch": _("Pay batch marked as paid"),
    "reports.bundle_cards": _("All cards of a month put into one file"),
    "reports.fetch_cards": _("All cards of a month fetched"),
    "reports.pay_out_month": _("Month paid out"),
}
