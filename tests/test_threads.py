"""Nothing crosses companies (PROMISES 1): threads of one process that serve two companies at the same time.

``KPI_REQUESTS`` sets how many requests are made in all; the promise names 10,000, the suite makes 320.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

from django.db import connections
from django.test import Client

from kpi_portal.lib.company_connection import connection
from people.models import Person
from tenants.models import Company
from tests.cast import COMPANIES, PASSWORD

REQUESTS = int(os.environ.get("KPI_REQUESTS", "320"))
THREADS = 8
CANARIES = {"acme": "只在翠湖的人", "birch": "只在白桦的人"}


def test_threads_that_serve_two_companies_never_mix_them_up(own_database: str) -> None:
    sessions = {schema: logged_in(schema).cookies for schema in COMPANIES}

    def visit(thread: int) -> list[str]:
        browsers = {schema: browser(schema, sessions[schema]) for schema in COMPANIES}
        mistakes = []
        for n in range(REQUESTS // THREADS):
            own, other = ("acme", "birch") if (n + thread) % 2 else ("birch", "acme")
            body = browsers[own].get("/people/").content.decode()
            if CANARIES[own] not in body or CANARIES[other] in body:
                mistakes.append(f"thread {thread}, request {n}, {own}: {body[:200]}")
        connections.close_all()
        return mistakes

    with ThreadPoolExecutor(THREADS) as threads:
        mistakes = [mistake for found in threads.map(visit, range(THREADS)) for mistake in found]

    assert mistakes == []


def browser(schema: str, cookies: SimpleCookie) -> Client:
    """A browser of one thread at one company, in the session of its administrator."""
    client = Client(headers={"host": f"{schema}.localhost"})
    client.cookies = cookies
    return client


def logged_in(schema: str) -> Client:
    """The administrator's browser at one company, which has a person that the other has not."""
    with Company.objects.get(schema_name=schema):
        Person.objects.create(name=CANARIES[schema])
    client = Client(headers={"host": f"{schema}.localhost"})
    client.post("/accounts/login/", {"login": "administrator", "password": PASSWORD})
    connection.set_schema_to_public()
    return client
