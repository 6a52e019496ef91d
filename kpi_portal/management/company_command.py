"""What commands about one company have in common: its name, its month, one clear sentence on bad input."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account
from tenants.models import Company


def with_month(parser: ArgumentParser, *, optional: bool = False) -> None:
    """Add the argument MONTH."""
    parser.add_argument("month", metavar="MONTH", nargs="?" if optional else None, help="The month, like 2026-10.")


def with_actor(parser: ArgumentParser) -> None:
    """Add --by. It is asked for by a sentence and not by the parser, so that whoever calls commands gets one too."""
    parser.add_argument(
        "--by",
        metavar="USERNAME",
        help="The log-in in whose name this is done; it needs the right. Left out, it is the only one.",
    )


def account_named(username: str | None, verb: str) -> Account:
    """The log-in in whose name the command acts; the company's only one where none is named.

    Raises CommandError where there is none, or it lacks the verb (SCORING §1).
    """
    account = _named(username) if username else _only_one()
    if not account.has_perm(verb):
        raise CommandError(f"“{account.username}” may not do this: none of the log-in's roles holds {verb}.")
    return account


def _named(username: str) -> Account:
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise CommandError(f"There is no active log-in “{username}” in this company.")
    return account


def _only_one() -> Account:
    """A company just founded has one log-in: nobody else can be meant."""
    accounts = list(Account.objects.filter(is_active=True)[:2])
    if len(accounts) != 1:
        raise CommandError("Commands act in the name of a person: say who with --by USERNAME.")
    return accounts[0]


def printing() -> AbstractContextManager[None]:
    """The language of the command line: like its help, what a command prints is English, while the files that it
    writes speak their readers' language."""
    return translation.override("en")


def sentence_of(problem: OSError) -> str:
    """What the system said about a file; readers of archives name neither file nor reason apart."""
    return f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem}."


@contextmanager
def refusals_end_it() -> Iterator[None]:
    """What a verb refuses, or the system says of a file, ends the command with that one sentence."""
    try:
        yield
    except ValidationError as refusal:
        with printing():
            raise CommandError(" ".join(refusal.messages)) from None
    except OSError as problem:
        raise CommandError(sentence_of(problem)) from None


class CompanyCommand(BaseCommand):
    """Runs inside the company's schema. Subclasses implement ``run``."""

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names are an interface: other programs call them."""
        parser.add_argument("company", metavar="COMPANY", help="The company's short name, like acme.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the company, do the work, leave its schema."""
        company = Company.objects.filter(schema_name=options["company"]).exclude(schema_name="public").first()
        if company is None:
            raise CommandError(f"There is no company “{options['company']}”.")
        if options.get("month"):
            options["month"] = _month(options["month"])
        before = connection.tenant
        connection.set_tenant(company)
        try:
            with refusals_end_it():
                self.run(**options)
        finally:
            connection.set_tenant(before)

    def run(self, *args: Any, **options: Any) -> None:
        """The command's work."""
        raise NotImplementedError


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as problem:
        raise CommandError(str(problem)) from None
