"""manage.py create_company acme --name 翠湖物业 --domain acme.localhost --admin-email a@example.com"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.validators import validate_email

from kpi_portal.create_company import found_company
from kpi_portal.management.company_command import refusals_end_it
from tenants.owner import as_owner


class Command(BaseCommand):
    """Make a company: its schema, the plan ``standard`` in force, and a first administrator."""

    help = (
        "Make a property company with a schema of its own and print the one-time link with which its first "
        "administrator sets a password. Nothing is left behind when it fails."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Names are an interface: other programs call them."""
        parser.add_argument("schema", metavar="SHORT_NAME", help="2–40 small letters, digits and _; names the schema.")
        parser.add_argument("--name", required=True, help="The company's name as people read it, like 翠湖物业.")
        parser.add_argument("--domain", required=True, help="The host name that leads to it, like acme.localhost.")
        parser.add_argument("--admin-email", required=True, help="E-mail address and user name of the administrator.")
        parser.add_argument("--time-zone", default="Asia/Shanghai", help="Where its months begin (%(default)s).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found the company, or say in one sentence why not."""
        with refusals_end_it():
            validate_email(options["admin_email"])
            with as_owner():
                founded = found_company(
                    schema_name=options["schema"],
                    name=options["name"],
                    domain=options["domain"].lower(),
                    admin_email=options["admin_email"],
                    time_zone=options["time_zone"],
                )
        self.stdout.write(f"{founded.company.name} ({founded.company.schema_name}) is ready.")
        self.stdout.write(f"Set the password of {founded.administrator.username} once, within three days, at")
        self.stdout.write(founded.link)
