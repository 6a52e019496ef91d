"""A hostile file costs the process that reads it little, and the one that asked nothing (PROMISES 12)."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from kpi_portal.lib.tables import ErrorCell, limits, open_table
from tests.database import CHECKOUT
from tests.kpi_portal.hostile_files import FILES
from tests.kpi_portal.hostile_workbooks import book
from tests.refusals import refused

MEGABYTE = 1 << 20
PROCESSOR_S = 3
READ_AND_MEASURE = """
import json, resource, sys
from pathlib import Path
from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.tables import open_table
code = ""
try:
    with open_table(Path(sys.argv[1]), whole=True):
        pass
except Refused as problem:
    code = problem.code
children = resource.getrusage(resource.RUSAGE_CHILDREN)
own = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(json.dumps([code, children.ru_maxrss * 1024, children.ru_utime + children.ru_stime, int(own) * 1024]))
"""


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_at_little_cost(name: str, tmp_path: Path) -> None:
    """Seconds of the processor, which a busy machine does not stretch as it does those of the clock; measured from a
    process of its own, because a child is charged with what its parent held when it was started. PROMISES say one
    second, which the slowest of these files needs on a slow machine: what gets past a limit takes a minute."""
    make, expected = FILES[name]
    file = tmp_path / "hostile"
    file.write_bytes(make())
    command = [sys.executable, "-c", READ_AND_MEASURE, str(file)]
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    code, memory, processor, own_memory = json.loads(answer.stdout)
    assert code == expected
    assert memory < 100 * MEGABYTE
    assert processor < PROCESSOR_S
    assert own_memory < 60 * MEGABYTE


def test_a_process_that_says_nothing_is_stopped_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_SILENCE_S", 0)
    with refused("too_slow"), open_table(b"a,b\r\n1,2\r\n"):
        pass


def test_the_reading_process_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "spy"
    spy.write_text(
        '#!/bin/sh\nprintf \'{"refused":"several_files","params":{"names":"%s"}}\\n\' "$(env | tr "\\n" " ")"\n'
    )
    spy.chmod(0o700)
    monkeypatch.setenv("KPI_SECRET_KEY", "canary-of-a-secret")
    monkeypatch.setattr("kpi_portal.lib.tables.apart.COMMAND", (str(spy),))
    with refused("several_files") as refusal, open_table(b"a,b\r\n"):
        pass
    assert "PATH=" in str(refusal.value.params["names"])
    assert "canary" not in str(refusal.value.params["names"])


def test_a_workbook_without_references_is_read_cell_after_cell() -> None:
    row = '<row><c t="inlineStr"><is><t>{}</t></is></c><c><v>{}</v></c><c t="e"><v>#REF!</v></c></row>'
    with open_table(book(row.format("a", "1.5") + row.format("b", "12345678901234567"))) as table:
        found = [row[:2] for row in table.rows()]
    assert found == [(2, ["a", Decimal("1.5"), "#REF!"]), (3, ["b", 12345678901234567, "#REF!"])]
    assert isinstance(found[0][1][2], ErrorCell)


def test_rows_may_be_left_half_read_and_begun_again() -> None:
    content = b"a,b\r\n" + b"1,2\r\n" * 200_000
    with open_table(content) as table:
        first = next(table.rows())
        again = table.rows()
        assert [next(again), sum(1 for _ in again)] == [first, 199_999]
