"""Log-ins: given, changed, closed and opened by administrators."""

from functools import partial

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people import accounts, notify, second_factor
from people.access import AGENT, AccountRequest
from people.forms import AccountForm, LogInRulesForm, RolesForm
from people.models import Account, LogInRules, Person


@never_cache
@verb_required("people.manage_accounts")
def give_account(request: AccountRequest, pk: int) -> HttpResponse:
    """A log-in for this person. The answer shows the one-time link; it is shown nowhere else."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = AccountForm(request.POST or None, initial={"username": person.staff_number or "", "roles": [AGENT]})
    give = partial(accounts.give_account, person=person, by=request.user)
    account = attempt(request, give, form=form).result
    if account is not None:
        return _hand_over(request, account)
    title = _("Give %(name)s an account") % {"name": person.name}
    page = FormPage(title=title, back=reverse("people:person", args=[pk]), done="", action=_("Give account"))
    return page.shown(request, form)


@never_cache
@require_POST
@verb_required("people.manage_accounts")
def new_link(request: AccountRequest, pk: int) -> HttpResponse:
    """Another one-time link, for somebody who forgot the password."""
    return _hand_over(request, get_object_or_404(_accounts(request), pk=pk, is_active=True))


def _hand_over(request: AccountRequest, account: Account) -> HttpResponse:
    """Show the link once, and mail it where there is an address."""
    link = accounts.give_link(account=account, by=request.user)
    mailed = notify.send_one_time_link(account, link)
    return render(request, "people/one_time_link.html", {"account": account, "link": link, "mailed": mailed})


@verb_required("people.manage_accounts")
def change_roles(request: AccountRequest, pk: int) -> HttpResponse:
    """Which roles the account holds."""
    account = get_object_or_404(_accounts(request), pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": account.roles})
    page = FormPage(title=_("Change roles"), back=_person_of(account), done=_("The roles hold from the next click on."))
    return page.answer(request, form, partial(accounts.change_roles, account=account, by=request.user))


@verb_required("people.manage_accounts")
def reset_second_factor(request: AccountRequest, pk: int) -> HttpResponse:
    """Somebody lost phone and recovery codes: take their second factor away, after asking once."""
    account = get_object_or_404(_accounts(request), pk=pk, is_active=True)
    page = FormPage(
        title=_("Take the second factor of %(name)s away?") % {"name": account.person.name},
        explanation=_(
            "Make sure that it is really they who ask. Password and sessions end too; hand over a new one-time link."
        ),
        back=_person_of(account),
        done=_("The second factor is taken away."),
        action=_("Take away"),
        dangerous=True,
    )
    act = partial(second_factor.reset, account=account, by=request.user)
    return page.answer(request, forms.Form(request.POST or None), act)


@verb_required("people.manage_accounts")
def log_in_rules(request: AccountRequest) -> HttpResponse:
    """What the company asks of those who log in."""
    form = LogInRulesForm(request.POST or None, instance=LogInRules.current())
    page = FormPage(title=_("Rules for logging in"), back=reverse("people:list"), done=_("The rules hold from now on."))
    return page.answer(request, form, partial(accounts.set_log_in_rules, by=request.user))


@verb_required("people.manage_accounts")
def disable_account(request: AccountRequest, pk: int) -> HttpResponse:
    """Close a log-in, after asking once."""
    account = get_object_or_404(_accounts(request), pk=pk, is_active=True)
    page = FormPage(
        title=_("Close the account of %(name)s?") % {"name": account.person.name},
        explanation=_("All sessions end at once. Cards and history stay. You can open the account again later."),
        back=_person_of(account),
        done=_("The account is closed."),
        action=_("Close account"),
        dangerous=True,
    )
    return page.answer(
        request, forms.Form(request.POST or None), partial(accounts.disable_account, account=account, by=request.user)
    )


@never_cache
@require_POST
@verb_required("people.manage_accounts")
def enable_account(request: AccountRequest, pk: int) -> HttpResponse:
    """Open a closed log-in; it needs a new password, so a link is handed over."""
    account = get_object_or_404(_accounts(request), pk=pk, is_active=False)
    accounts.enable_account(account=account, by=request.user)
    return _hand_over(request, account)


def _accounts(request: AccountRequest) -> QuerySet[Account]:
    visible = Person.objects.visible_to(request.user)
    return Account.objects.select_related("person").filter(person__in=visible)


def _person_of(account: Account) -> str:
    return reverse("people:person", args=[account.person_id])
