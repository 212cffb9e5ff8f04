"""The four floors, held against the real import graph: every import runs down."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("bot", "engine", "models", "data")
MOST_LINES = 400

MAY_IMPORT = {
    "bot": {"bot", "engine"},
    "engine": {"engine", "models"},
    "models": {"models", "data"},
    "data": {"data"},
}
"""Which floors a floor's files may name, lazily or not; a floor skipped is a floor not to be known."""

HEAVY = ("torch", "cv2", "numpy", "scipy", "skimage", "PIL", "psd_tools", "models", "data")
"""What a bot's host need not have in memory. Lazy imports inside a function that a worker runs are fine."""

PLATFORMS = {"discord", "telegram", "aiogram"}


def files(*folders: str) -> list[Path]:
    return sorted(p for f in folders for p in (ROOT / f).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Every absolute module name that a file imports, at its top or inside a function."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            base = importlib.util.resolve_name(dots + (node.module or ""), package) if dots else node.module or ""
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def relative(paths: list[Path]) -> list[str]:
    return [str(p.relative_to(ROOT)) for p in paths]


@pytest.mark.parametrize("name", relative(files(*FLOORS)))
def test_imports_run_down(name: str) -> None:
    floor = name.split("/")[0]
    upward = {m for m in imported(ROOT / name) if m.split(".")[0] in set(FLOORS) - MAY_IMPORT[floor]}
    assert not upward, f"{name} imports {sorted(upward)}; {floor} may import {sorted(MAY_IMPORT[floor])}"


@pytest.mark.parametrize("name", relative(files("engine", "models", "data")))
def test_only_the_bot_knows_chat_platforms(name: str) -> None:
    assert not {m.split(".")[0] for m in imported(ROOT / name)} & PLATFORMS


def test_importing_any_bot_module_brings_in_no_picture_library() -> None:
    """All bot modules in one fresh interpreter, one after the other, so that the guilty one is named."""
    modules = [module_name(p) for p in files("bot") if p.name != "__main__.py"]
    script = (
        "import importlib, sys\n"
        f"heavy = {HEAVY!r}\n"
        f"for name in {modules!r}:\n"
        "    importlib.import_module(name)\n"
        "    found = [h for h in heavy if h in sys.modules]\n"
        "    if found:\n"
        "        sys.exit(f'{name} brings in {found}')\n"
        "print(len(sys.modules))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", ["bot", "bot.cli", "engine"])
def test_a_light_module_stays_light(name: str) -> None:
    """Alone in its interpreter: nothing that another module brought in can hide its own imports."""
    script = f"import {name}, sys; print(*[h for h in {HEAVY!r} if h in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == ""


def reads_environment(path: Path) -> bool:
    """Whether the file touches os.environ or os.getenv, under whichever name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "getenvb"}:
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            return any(alias.name in {"environ", "environb", "getenv", "getenvb"} for alias in node.names)
    return False


def test_only_settings_reads_the_environment() -> None:
    guilty = [n for n in relative(files(*FLOORS)) if reads_environment(ROOT / n) and n != "bot/settings.py"]
    assert not guilty, f"{guilty}: make it a field of bot.settings.Settings and hand it in"


def test_files_are_short() -> None:
    lines = {
        n: (ROOT / n).read_text(encoding="utf-8").count("\n") for n in relative(files(*FLOORS, "tests", "benchmarks"))
    }
    long = {n: count for n, count in lines.items() if count >= MOST_LINES}
    assert not long, f"one subject a file, under {MOST_LINES} lines: {long}"


def test_the_readers_see_lazy_relative_and_renamed_imports(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text("def f():\n    from os import getenv as g\n", encoding="utf-8")
    assert reads_environment(sample)
    sample.write_text("import os\nhome = os.path.join('a')\n", encoding="utf-8")
    assert not reads_environment(sample)
    assert {"engine.pipeline", "engine.request"} <= set(imported(ROOT / "engine" / "__init__.py"))
