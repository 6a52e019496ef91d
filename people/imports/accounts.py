"""Import of accounts: who logs in, with which roles. Whoever is given one gets a one-time link, by mail or on paper."""

import re
from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import override

from kpi_portal.lib.canonical import plain_tree
from people import accounts
from people.access import Role
from people.directory import DirectoryKind
from people.models import Account, Person
from records.imports.context import Counts, ImportContext
from records.imports.differing import differences
from records.imports.fields import LANGUAGES, Field, FieldType, Offered
from records.imports.judging import JudgedRow, Note
from records.imports.matters import CHANGED, NEW, UNCHANGED
from records.imports.reading import Values
from records.imports.upserting import rows_concern, undo_rows
from records.models import Batch

BETWEEN_ROLES = re.compile(r"[,，;；、/+\n]+")
SAID = ("roles", "email", "language")
"""What a file may change of an account that is known."""


class Accounts(DirectoryKind):
    """One row: a person who is known, and the roles of the log-in. Only who gives accounts on their page may import
    them, and nobody changes their own.

    A user name is for ever: without one it is the staff number, else the e-mail address.
    """

    code = "accounts"
    verb = "people.manage_accounts"
    label = _("Accounts")
    fields = (
        Field(name="person", label=_("Person"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "姓名", "人员"), help=_("Staff number, or the name where it is unique.")),
        Field(name="roles", label=_("Roles"), required=True, example=_("Agent"), aliases=("角色", "权限"),
              help=_("One or several, with a comma between them, as the portal calls them.")),
        Field(name="username", label=_("User name"), type=FieldType.IDENTIFIER, max_length=60,
              aliases=("用户名", "登录名", "账号"), help=_("Empty: the staff number, else the e-mail address.")),
        Field(name="email", label=_("E-mail"), max_length=254, example="wang.fang@example.com",
              aliases=("邮箱", "电子邮箱", "email", "e-mail"),
              help=_("The one-time link is mailed there; without an address it is printed.")),
        Field(name="language", label=_("Language"), type=FieldType.CHOICE, labels=dict(settings.LANGUAGES),
              choices={"zh-hans": ("zh", "中文", "Chinese"), "en": ("英文", "英语")}, aliases=("语言",),
              help=_("Of mail and slip. Empty: that of the portal.")),
    )  # fmt: skip
    refers = {"person": "person"}
    messages = {
        "no_such_role": _noop("“%(role)s” is not a role; there are: %(allowed)s."),
        "not_an_address": _noop("This is not an e-mail address."),
        "no_user_name": _noop("%(name)s has no staff number; give a user name or an e-mail address."),
        "user_name_taken": _noop("The user name %(username)s belongs to %(name)s."),
        "other_user_name": _noop("%(name)s logs in as %(username)s already; user names are not changed by a file."),
        "has_left": _noop("%(name)s does not work here any more."),
    }

    def offered(self) -> Mapping[str, Offered]:
        """People, and the roles in the reader's words."""
        return {**super().offered(), "roles": Offered("", "", lambda: [str(role.label) for role in Role])}

    def check(self, values: Values, note: Note) -> None:
        """Roles become their codes; the address has the form of one."""
        known = _roles()
        words = [word.strip() for word in BETWEEN_ROLES.split(str(values["roles"])) if word.strip()]
        for word in words:
            if word.casefold() not in known:
                note.error("roles", "no_such_role", role=word, allowed=", ".join(str(role.label) for role in Role))
        found = {known.get(word.casefold()) for word in words}
        values["roles"] = cast(Any, [role for role in Role.values if role in found])
        email = str(values.get("email") or "")
        try:
            validate_email(email or "none@example.com")
        except forms.ValidationError:
            note.error("email", "not_an_address")

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find each person, the account that is known, and the user name of a new one."""
        super().look_up(context, rows)
        people = Person.objects.in_bulk([row.values["person_id"] for row in rows if row.values["person_id"]])
        present = {account.person_id: account for account in Account.objects.select_related("person")}
        taken = {account.username.casefold(): account.person for account in present.values()}
        for row in rows:
            person = people.get(cast(int, row.values["person_id"]))
            if person is not None:
                row.values["whose"], row.values["account"] = cast(Any, person), cast(Any, present.get(person.pk))
                _name(context, row, person, taken)

    def key(self, values: Values) -> Hashable:
        """A person has one account."""
        return values["person_id"]

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Give new accounts, with a link for who has an address; change those that are known."""
        counts = Counts()
        for row in rows:
            account = cast("Account | None", row.values["account"])
            said = _said(row.values)
            if account is not None and all(getattr(account, name) == value for name, value in said.items()):
                counts.unchanged += 1
                context.telling.row(row.number, UNCHANGED)
            elif context.is_about_its_author(row.number, [cast(int, row.values["person_id"])]):
                pass
            elif account is not None:
                before = copy(account)
                _change(context, account, said)
                counts.changed += 1
                [lines] = differences([(before, account)], said)
                context.telling.row(row.number, CHANGED, str(account), lines)
            else:
                _give(context, row.values, said)
                counts.created += 1
                context.telling.row(row.number, NEW)
        return counts

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether it gave or changed this person's account."""
        return rows_concern(batch, Account.objects.filter(person=person))

    def undo(self, batch: Batch) -> int:
        """Take back accounts that nobody has used; who has logged in keeps the account. Changed ones are as before."""
        used = Account.objects.filter(batch=batch).exclude(last_login=None)
        names = [str(account) for account in used.select_related("person")]
        used.update(batch=None)
        if names:
            batch.detail.setdefault("stays", {})[Account._meta.label] = names
        return undo_rows(batch, Account)


def _roles() -> dict[str, str]:
    """Every word for a role, case-folded → its code."""
    found = {role.casefold(): role for role in Role.values}
    for language in LANGUAGES:
        with override(language):
            found |= {str(role.label).casefold(): role.value for role in Role}
    return found


def _name(context: ImportContext, row: JudgedRow, person: Person, taken: dict[str, Person]) -> None:
    """Under which name the person logs in, which is nobody else's."""
    account = cast("Account | None", row.values["account"])
    given = str(row.values.get("username") or "")
    if account is not None:
        if given and given.casefold() != account.username.casefold():
            params = {"name": person.name, "username": account.username}
            context.error(row.number, "username", "other_user_name", value=given, **params)
        return
    if not person.is_active:
        context.error(row.number, "person", "has_left", value=row.values["person"], name=person.name)
    name = given or person.staff_number or str(row.values.get("email") or "")[:60]
    if not name:
        context.error(row.number, "username", "no_user_name", name=person.name)
    owner = taken.setdefault(name.casefold(), person)
    if owner.pk != person.pk:
        context.error(row.number, "username", "user_name_taken", value=name, username=name, name=owner.name)
    row.values["username"] = name


def _said(values: Values) -> dict[str, Any]:
    """What the row says of the account; a column that the file lacks says nothing."""
    said = {name: values[name] for name in SAID if name in values}
    return {name: "" if value is None else value for name, value in said.items()}


def _give(context: ImportContext, values: Values, said: Mapping[str, Any]) -> None:
    person = cast(Any, values["whose"])
    by, batch = context.batch.by, context.batch
    account = accounts.give_account(person=person, username=str(values["username"]), by=by, batch=batch, **said)
    if account.email:
        accounts.promise_link(account, why=f"import:{batch.pk}")


def _change(context: ImportContext, account: Account, said: Mapping[str, Any]) -> None:
    former = {name: getattr(account, name) for name in SAID}
    context.former.append([Account._meta.label, account.pk, plain_tree({name: former[name] for name in said})])
    accounts.change_account(account=account, by=context.batch.by, **{**former, **said})


KIND = Accounts()
