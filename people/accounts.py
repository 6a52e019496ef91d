"""How people come to log in, and how it ends: accounts are given, links are used once, nobody signs up."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.links import whole
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account, LogInRules, Person, Role
from records import audit, outbox
from records.models import Batch


class _OneTimeToken(PasswordResetTokenGenerator):
    """Bound to company, account, password and a number: using it, or giving a newer one, makes it void."""

    key_salt = "people.accounts.one_time_link"

    def _make_hash_value(self, user: Account, timestamp: int) -> str:
        return f"{connection.tenant.uuid}:{user.links_given}:{super()._make_hash_value(user, timestamp)}"


_one_time_token = _OneTimeToken()


@transaction.atomic
def give_account(  # noqa: PLR0913 — one argument for each field
    *,
    person: Person,
    username: str,
    roles: Sequence[str],
    email: str = "",
    language: str = "",
    batch: Batch | None = None,
    by: Account | None,
) -> Account:
    """A log-in for this person, without a password yet: hand over ``one_time_link`` of it.

    Raises Refused where the user name is taken (upper and lower case are the same), the person has a log-in
    already, or a role is unknown.
    """
    if Account.objects.filter(username__iexact=username).exists():
        sentence = _("Somebody of this company logs in with this name already.")
        raise Refused(sentence, code="name_taken", field="username")
    if Account.objects.filter(person=person).exists():
        raise Refused(_("%(name)s has an account already."), code="has_account", params={"name": person.name})
    account = Account(person=person, username=username, email=email, language=language, batch=batch)
    account.roles = _known(roles)
    account.set_unusable_password()
    account.full_clean()
    account.save()
    audit.record(by=by, verb="people.give_account", subject=account, detail={"roles": account.roles})
    return account


@transaction.atomic
def change_roles(*, account: Account, roles: Sequence[str], by: Account | None) -> None:
    """Give an account these roles and no others; they hold from its next request on."""
    before, account.roles = account.roles, _known(roles)
    if by is not None and by.pk == account.pk and Role.ADMINISTRATOR not in account.roles:
        sentence = _("You cannot take the administrator's role from yourself.")
        raise Refused(sentence, code="for_oneself", field="roles")
    _refuse_own_gain(account, set(account.roles) - set(before), by)
    account.save(update_fields=["roles"])
    audit.record(by=by, verb="people.change_roles", subject=account, detail={"before": before, "after": account.roles})


def _refuse_own_gain(account: Account, gained: set[str], by: Account | None) -> None:
    """Nobody takes a role for themselves where somebody else could give it: rules that bind HR are the administrator's,
    and what the administrator may not decide is HR's."""
    if by is None or by.pk != account.pk or not gained:
        return
    others = Account.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True).exclude(pk=by.pk)
    if others.exists():
        sentence = _("Another administrator gives you this role; nobody takes one for themselves.")
        raise Refused(sentence, code="for_oneself", field="roles")


@transaction.atomic
def change_account(*, account: Account, roles: Sequence[str], email: str, language: str, by: Account | None) -> Account:
    """Give an account these roles, this address for its mail and the language of it."""
    if set(roles) != set(account.roles):
        change_roles(account=account, roles=roles, by=by)
    values = {"email": email, "language": language}
    return audited_save.change(account, values, verb="people.change_account", by=by)


@transaction.atomic
def disable_account(*, account: Account, by: Account | None) -> None:
    """Close the log-in. Every session of it ends, and stays ended if it is enabled again."""
    if by is not None and by.pk == account.pk:
        raise Refused(_("You cannot disable your own account."), code="for_oneself")
    account.is_active = False
    account.set_unusable_password()  # sessions carry a hash of the password
    account.save(update_fields=["is_active", "password"])
    audit.record(by=by, verb="people.disable_account", subject=account)


@transaction.atomic
def enable_account(*, account: Account, by: Account | None) -> None:
    """Open the log-in again. It has no password: hand over ``one_time_link`` of it."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    audit.record(by=by, verb="people.enable_account", subject=account)


@transaction.atomic
def set_log_in_rules(*, second_factor_required: bool, by: Account | None) -> LogInRules:
    """What the company asks of those who log in; whoever lacks a second factor sets one up at the next click."""
    rules = LogInRules.current()
    rules.second_factor_required = second_factor_required
    rules.save()
    detail = {"second_factor_required": second_factor_required}
    audit.record(by=by, verb="people.set_log_in_rules", subject=rules, detail=detail)
    return rules


def one_time_link(account: Account) -> str:
    """Address at which the account's password can be set, once, within ``PASSWORD_RESET_TIMEOUT`` seconds (3 days).

    Every link given before is void from now on.
    """
    Account.objects.filter(pk=account.pk).update(links_given=F("links_given") + 1)
    account.refresh_from_db(fields=["links_given"])
    return whole(reverse("set_password", args=[int_to_base36(account.pk), _one_time_token.make_token(account)]))


def give_link(*, account: Account, by: Account) -> str:
    """The same, handed to whoever asked for it: it opens somebody's log-in, so the audit keeps who had it."""
    link = one_time_link(account)
    audit.record(by=by, verb="people.give_link", subject=account)
    return link


def link_lasts_until() -> datetime:
    """When a link that is given now becomes void."""
    return timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def promise_link(account: Account, *, why: str = "") -> None:
    """Let a worker mail the account a link; it is made when it is sent. The same `why` again is the same promise."""
    key = f"link:{account.pk}:{why or uuid.uuid4().hex}"
    outbox.promise(task="people.send_link", key=key, payload={"account": account.pk})


def never_used() -> QuerySet[Account]:
    """Accounts whose owner has not chosen a password yet."""
    return Account.objects.filter(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)


def account_of_link(key: str, token: str) -> Account | None:
    """The account whose unused, unexpired link this is; None for anything else."""
    try:
        account = Account.objects.get(pk=base36_to_int(key), is_active=True)
    except (Account.DoesNotExist, ValueError, OverflowError):
        return None
    return account if _one_time_token.check_token(account, token) else None


@transaction.atomic
def set_first_password(*, account: Account, token: str, password: str) -> bool:
    """Use the link: set the password. False where somebody used it a moment ago. Ends the account's sessions."""
    locked = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if not _one_time_token.check_token(locked, token):
        return False
    locked.set_password(password)
    locked.save(update_fields=["password"])
    audit.record(by=locked, verb="people.set_password", subject=locked)
    return True


def _known(roles: Sequence[str]) -> list[str]:
    """The roles, each once, in the order of Role."""
    if unknown := set(roles) - set(Role.values):
        named = {"role": ", ".join(sorted(unknown))}
        raise Refused(_("%(role)s is not a role."), code="no_such_role", params=named, field="roles")
    return [role for role in Role.values if role in roles]
