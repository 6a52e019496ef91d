"""Django's makemessages, told one more name: sentences that are translated only when somebody reads them."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collects ``_noop("…")`` too, as the tables of import problems mark their sentences."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_noop"]
