"""PROMISES 1: a task runs in the company its message names, or not at all."""

from typing import Any

import pytest
from celery import Task

from kpi_portal.celery import CompanyTask, FleetTask, WrongCompany, app
from kpi_portal.lib.company_connection import connection
from records.tasks import sweep_outbox, sweep_outboxes
from tenants import schemas
from tenants.models import Company


def ours() -> "list[Task[..., Any]]":
    app.loader.import_default_modules()
    app.finalize(auto=True)
    return [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]


def test_every_task_is_a_company_task_or_a_fleet_task() -> None:
    assert {task.name for task in ours()} >= {"records.sweep_outbox", "kpi_portal.sweep_outboxes"}
    assert [task.name for task in ours() if not isinstance(task, CompanyTask | FleetTask)] == []


@pytest.mark.parametrize("schema", ["public", "nobody", "", "information_schema"])
def test_every_company_task_refuses_a_message_that_names_no_company(db: None, schema: str) -> None:
    for task in ours():
        if isinstance(task, CompanyTask):
            result = task.apply(args=[1], headers={"_schema_name": schema})
            assert not result.successful(), f"{task.name} ran for {schema!r}"


def test_every_company_task_refuses_a_message_without_a_header(company: Company) -> None:
    for task in ours():
        if isinstance(task, CompanyTask):
            with pytest.raises(WrongCompany):
                task(1)


@pytest.mark.usefixtures("owner")
def test_a_task_of_a_company_that_is_gone_does_not_run_in_public(db: None) -> None:
    gone = schemas.create(schema_name="gone", name="x", domain="gone.localhost")
    schemas.drop(gone)

    result = sweep_outbox.apply(headers={"_schema_name": "gone"})

    assert not result.successful()
    assert connection.schema_name == "public"


def test_a_fleet_task_refuses_to_run_inside_a_company(company: Company) -> None:
    assert not sweep_outboxes.apply(headers={"_schema_name": "acme"}).successful()


def test_a_company_task_runs_in_its_company_and_gives_the_connection_back(db: None) -> None:
    result = sweep_outbox.apply(headers={"_schema_name": "acme"})

    assert result.get() == 0
    assert connection.schema_name == "public"
