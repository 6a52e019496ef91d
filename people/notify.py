"""Mail to people of one company."""

import hashlib
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
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


def send(account: Account, *, subject: str, text: str, key: str) -> None:
    """Mail this to the account's address. Raises what the mail server raises, so that the promise is tried again.

    ``key`` names the message: sent twice (a worker killed after the server took it), it is the same message to every
    server and reader that knows messages by their number.
    """
    company = connection.tenant
    number = hashlib.sha256(f"{company.uuid}:{key}".encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{number}@{company.get_primary_domain().domain}>"}
    EmailMessage(subject, text, None, [account.email], headers=headers).send()
