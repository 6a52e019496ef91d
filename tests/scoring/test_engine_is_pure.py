"""The engine needs nothing but Python, and the same input gives the same bytes anywhere (PROMISES 8; DESIGN, doors)."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIB = [ROOT / "kpi_portal" / "lib" / name for name in ("rounding.py", "month.py", "canonical.py")]
SCORE_PATH = [*sorted((ROOT / "scoring" / "engine").glob("*.py")), *LIB]

IMPORT_BLOCKED = """
import sys, pkgutil, importlib

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "celery", "django_tenants", "psycopg"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
import scoring.engine
for module in pkgutil.iter_modules(scoring.engine.__path__):
    importlib.import_module(f"scoring.engine.{module.name}")
print("imported")
"""

DIGEST_OF_MONTHS = """
import decimal, hashlib, sys
from random import Random
sys.path.insert(0, ".")
from kpi_portal.lib.canonical import canonical
from scoring.engine.fingerprint import fingerprint
from scoring.engine.score import score_month
from tests.scoring import golden
from tests.scoring.months_at_random import draw
decimal.getcontext().prec = int(sys.argv[1])
months = [golden.months(golden.read(path)) for path in golden.golden_files()]
months += [draw(Random(seed)).months for seed in range(40)]
digest = hashlib.sha256()
for month in months:
    for card in score_month(month):
        digest.update(canonical(card.to_frozen()) + fingerprint(card).encode())
print(digest.hexdigest())
"""


def test_the_engine_imports_where_django_and_celery_are_blocked() -> None:
    assert _python("-c", IMPORT_BLOCKED) == "imported"


def test_another_hash_seed_zone_language_and_decimal_context_change_no_byte() -> None:
    shanghai = _python("-c", DIGEST_OF_MONTHS, "28", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LANG="zh_CN.UTF-8")
    elsewhere = _python("-c", DIGEST_OF_MONTHS, "6", PYTHONHASHSEED="4242", TZ="America/St_Johns", LANG="C")
    assert shanghai == elsewhere
    assert len(shanghai) == 64


@pytest.mark.parametrize("path", SCORE_PATH, ids=lambda path: path.name)
def test_no_float_stands_in_the_score_path(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"line {node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id in ("float", "round")), f"line {node.lineno}"


@pytest.mark.parametrize("path", SCORE_PATH, ids=lambda path: path.name)
def test_no_clock_and_no_chance_stand_in_the_score_path(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow", "environ"))
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        assert not {"random", "secrets", "os"} & set(names)


def _python(*arguments: str, **environment: str) -> str:
    environ = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
