"""What runs in production is what runs in development and in the tests."""

import subprocess
from pathlib import Path

import yaml

from kpi_portal.lib import fonts
from kpi_portal.lib.paths import CHECKOUT

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]


def test_the_images_start_web_worker_and_beat_with_the_commands_of_development() -> None:
    for line in (CHECKOUT / "Procfile").read_text().splitlines():
        name, command = line.split(": ", 1)
        setting, start = command.split(" exec ")
        assert setting == f"KPI_PROCESS={COMPOSE[name]['environment']['KPI_PROCESS']}"
        assert start == COMPOSE[name]["command"]


def test_broker_and_cache_of_production_are_two_databases_and_the_broker_evicts_nothing() -> None:
    environment = COMPOSE["web"]["environment"]
    assert environment["KPI_REDIS_URL"] != environment["KPI_CACHE_URL"]
    assert "--maxmemory-policy noeviction" in COMPOSE["valkey"]["command"]


def test_every_setting_that_stops_a_production_start_is_explained_in_the_example() -> None:
    example = (CHECKOUT / ".env.example").read_text()
    for name in ("SECRET_KEY", "LEDGER_KEY", "EMAIL_URL", "MAIL_FROM", "PUBLIC_DOMAIN", "ALLOWED_HOSTS"):
        assert f"KPI_{name}=" in example


def test_only_our_two_families_are_seen_with_the_private_fonts() -> None:
    seen = subprocess.run(
        ["fc-list", ":", "family"],
        env={"FONTCONFIG_FILE": str(fonts.fontconfig_file()), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert set(seen.split("\n")) - {""} == {fonts.FAMILY, fonts.FAMILY_OF_RARE_CHARACTERS}
    assert Path(fonts.fontconfig_file()).is_absolute()
