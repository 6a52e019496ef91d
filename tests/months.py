"""A month brought to a state as the database allows it, where a test is not about the steps themselves."""

from django.utils import timezone

from kpi_portal.lib.month import Month
from people.models import Account, Person
from records import months
from records.models import MonthRecord, MonthState
from scoring import closing, publishing
from scoring.models import MonthReopening

STEPS = (MonthState.COMPUTED, MonthState.PUBLISHED, MonthState.FINAL)


def bring_to(state: MonthState, month: Month) -> MonthRecord:
    """One step after another, from wherever it stands."""
    record = months.record_for(month)
    places = list(MonthState)
    for step in STEPS:
        if places.index(MonthState(record.state)) < places.index(step) <= places.index(state):
            record.state, fields = step, ["state"]
            if step == MonthState.PUBLISHED:
                record.published_by, fields = publisher(), ["state", "published_by"]
            elif step == MonthState.FINAL:
                record.finalised_by, fields = finaliser(), ["state", "finalised_by"]
            record.save(update_fields=fields)
    return record


def make_final(month: Month) -> MonthRecord:
    """Through the verbs, in three names: closed with what is there, published, final."""
    closing.run_close(closing.request_close(month=month, by=closer(), ring=False).pk)
    publishing.publish_month(month=month, by=publisher())
    return publishing.finalise_month(month=month, by=finaliser())


def closer() -> Account:
    """In whose name a month is closed, where a test is not about that."""
    return Account.objects.filter(roles__contains=["hr"], is_active=True).order_by("pk")[0]


def publisher() -> Account:
    """Who publishes, where a test is not about that."""
    return Account.objects.get(username="hr")


def finaliser() -> Account:
    """Who makes final: somebody else."""
    return Account.objects.get(username="administrator")


def open_again(month: Month) -> MonthRecord:
    """Two people re-open it."""
    record = months.record_for(month)
    one, other = Account.objects.order_by("pk")[:2]
    asked = MonthReopening.objects.create(month=record, reason="迟到的事实", asked_by=one)
    asked.confirmed_by, asked.confirmed_at = other, timezone.now()
    asked.save()
    record.state = MonthState.COMPUTED
    record.save(update_fields=["state"])
    return record


def second_hr() -> Account:
    """Somebody else who may make final what 周敏 published: user name ``hr2``."""
    person = Person.objects.create(name="吴兰", staff_number="H002")
    return Account.objects.create(username="hr2", person=person, roles=["hr"], password="!")
