"""Whose card of which month a request is about, and what of it this reader may see."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404

from kpi_portal.lib.month import Month
from people.access import AccountRequest
from people.models import Account, Person
from records.models import MonthRecord
from reports import running_card
from reports.card_view import Sheet, sheet_of
from scoring import cards
from scoring.appeals import of_version
from scoring.engine import card as engine
from scoring.labels import Labels
from scoring.models import AppealRound, Card, ProvisionalCard
from scoring.running import cards_so_far

MOST_VERSIONS = 10_000


@dataclass(frozen=True)
class Choice:
    """A visible agent and the card chosen; ``card`` is None where the month has none to show this reader.

    ``so_far`` is the card of a month that still runs, which has no other. ``version`` is set for a version that no
    longer stands, ``trial`` for a second card by a trial plan.
    """

    agent: Person
    month: Month
    card: Card | None
    version: int | None
    own: bool
    sees_pay: bool
    so_far: ProvisionalCard | None = None

    @cached_property
    def sheet(self) -> Sheet:
        """The card with the names around it, without money for whom it is not."""
        if self.so_far is not None:
            return running_card.sheet_of(self.so_far)
        if self.card is None:
            raise Http404
        whole = sheet_of(self.card)
        return whole if self.sees_pay else whole.without_pay()

    @property
    def tree(self) -> engine.Card:
        """The card as it was frozen."""
        return self.sheet.card

    def line(self, indicator: str) -> tuple[Card | ProvisionalCard, engine.Line]:
        """The stored card and its line of this indicator; 404 for one that the plan does not use."""
        line = next((line for line in self.tree.lines if line.code == indicator), None)
        stored = self.card or self.so_far
        if stored is None or line is None:
            raise Http404
        return stored, line

    @property
    def is_draft(self) -> bool:
        """Not published: agents do not see it yet."""
        return self.card is not None and not self.card.month.is_shown_to_agents

    @cached_property
    def versions(self) -> list[tuple[Card, AppealRound | None]]:
        """All versions of this card, newest first, each with the answer to an appeal that made it."""
        if self.card is None:
            return []
        found = list(cards.versions(self.card).select_related("close", "ledger_entry"))
        answers = of_version.upheld(found)
        return [(version, answers.get(version.pk)) for version in found]

    @property
    def upheld(self) -> AppealRound | None:
        """The answer to an appeal that made this version."""
        return next((answer for version, answer in self.versions if self.card and version.pk == self.card.pk), None)

    @property
    def state(self) -> MonthRecord | None:
        """The month's row; None where nobody touched the month yet."""
        stored = self.card or self.so_far
        if stored is not None:
            return stored.month
        return MonthRecord.objects.filter(first_day=self.month.first_day).first()

    @property
    def query(self) -> str:
        """What an address adds to lead to this very card: version, trial plan; nothing for the one that counts."""
        named = {"version": self.version, "trial": self.tree.plan if self.tree.trial else None}
        return urlencode({name: value for name, value in named.items() if value})

    @property
    def label(self) -> Labels:
        """The words on the card; today's where the month has none."""
        stored = self.card or self.so_far
        if stored is not None:
            return stored.label
        return Labels(name=self.agent.name, staff_number=self.agent.staff_number or "")

    def file_name(self, extension: str, part: str = "") -> str:
        """``2026-10-A001.pdf``."""
        return "-".join(filter(None, (str(self.month), self.label.code, part))) + f".{extension}"


def choose(request: AccountRequest, month: Month, agent: int) -> Choice:
    """The choice that an address names. 404 for somebody this account may not see in that month."""
    account = request.user
    person = get_object_or_404(Person.objects.visible_in(month, account), pk=agent)
    version, trial = _number(request.GET.get("version", "")), request.GET.get("trial", "")
    seen = Card.objects.visible_to(account).filter(agent=person, month__first_day=month.first_day)
    seen = seen.filter(is_trial=bool(trial), **({"plan__code": trial} if trial else {}))
    seen = seen.filter(version=version) if version else seen.current()
    found: Card | None = seen.select_related("agent", "plan", "team", "site", "month", "ledger_entry").first()
    if found is None and (version or trial):
        raise Http404
    own = person.pk == account.person_id
    outdated = version if found and not found.is_current else None
    so_far = None if found else cards_so_far.of(account, person, month)
    return Choice(person, month, found, outdated, own, own or account.has_perm("people.view_bonus"), so_far)


def latest_own(account: Account) -> Card | None:
    """The latest card of one's own that is shown to its owner."""
    own = Card.objects.visible_to(account).current().filter(agent=account.person_id, is_trial=False)
    latest: Card | None = own.select_related("month").order_by("-month__first_day").first()
    return latest


def _number(text: str) -> int | None:
    """A version's number; 404 for anything else."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 6):
        raise Http404
    return min(int(text), MOST_VERSIONS)
