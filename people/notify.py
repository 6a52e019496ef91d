"""Mail to people of one company."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from kpi_portal.lib.company_connection import connection
from people.models import Account

log = logging.getLogger(__name__)


def send_one_time_link(account: Account, link: str) -> bool:
    """Mail the link at which the password is set. False where there is no address or the mail server refuses."""
    if not account.email:
        return False
    company = connection.tenant
    with override(account.language or settings.LANGUAGE_CODE):
        text = render_to_string(
            "account/mail/one_time_link.txt", {"account": account, "company": company, "link": link}
        )
        subject = _("Your account at %(company)s") % {"company": company.name}
    try:
        return send_mail(subject, text, None, [account.email]) == 1
    except (SMTPException, OSError):
        log.warning("A one-time link could not be mailed to account %s.", account.pk)
        return False
