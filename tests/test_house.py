"""The repository keeps its own rules: the tree that the architecture page draws, the two commands, the floors."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFIG_DOOR = {
    "synth/cli/completion.py",
    "synth/cli/hydra.py",
    "synth/cli/jobs.py",
    "synth/cli/tagger.py",
    "synth/cli/parse.py",
}
JINJA_HOOKS = {"synth/text/grammar/check.py", "synth/text/grammar/environment.py"}
"""Where the names of Jinja2's own nodes and hooks stand."""


def tracked(*patterns: str) -> list[str]:
    done = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def drawn_tree() -> set[str]:
    """The entries of the tree in docs/architecture.md, as paths; a folder ends in a slash."""
    (block,) = re.findall(r"```tree\n(.*?)```", read("docs/architecture.md"), re.DOTALL)
    entries, parent = set(), ""
    for line in block.splitlines():
        name = line.split()[0]
        parent = "" if not line.startswith(" ") else parent
        entries.add(parent + name)
        parent = name if not line.startswith(" ") else parent
    return entries


def test_the_tree_is_as_the_architecture_page_draws_it() -> None:
    top = {f"{name.split('/')[0]}/" for name in tracked() if "/" in name and not name.startswith(".")}
    package = {name if name.count("/") == 1 else "/".join(name.split("/")[:2]) + "/" for name in tracked("synth")}
    drawn = drawn_tree()
    assert top == {entry for entry in drawn if entry.count("/") == 1 and entry.endswith("/")}
    assert package - {"synth/__init__.py", "synth/__main__.py"} == drawn - top


def test_ci_runs_the_checks_and_the_tests_and_fails_with_them() -> None:
    script = read(".ci/run")
    assert "set -euo pipefail" in script
    assert re.findall(r"^make \w+$", script, re.MULTILINE) == ["make test", "make check"]
    assert os.access(ROOT / ".ci/run", os.X_OK)
    for tool in ("ruff check", "ruff format --check", "lint-imports", "pyright"):
        assert tool in read("Makefile")
        assert tool.removesuffix(" --check") in read(".pre-commit-config.yaml")


def test_ci_counts_what_skipped_in_every_run(tmp_path: Path) -> None:
    case = '<testcase classname="t" name="{}">{}</testcase>'
    skipped = '<skipped message="no browser" />'
    runs = [
        [case.format("a", ""), case.format("b", skipped), case.format("c", skipped)],
        [case.format("b", ""), case.format("c", skipped)],
        [case.format("a", "<failure />")],
    ]
    for number, cases in enumerate(runs):
        (tmp_path / f"{number}.xml").write_text(f"<testsuite>{''.join(cases)}</testsuite>", encoding="utf-8")
    told = [
        subprocess.run(
            [sys.executable, ROOT / ".ci/count.py", *sorted(tmp_path.glob("*.xml"))[:number]],
            capture_output=True,
            text=True,
            check=False,
        )
        for number in (2, 3)
    ]
    assert [one.stdout for one in told] == [
        "skipped 1: no browser\n2 passed, 0 failed, 1 skipped\n",
        "skipped 1: no browser\n1 passed, 1 failed, 1 skipped\n",
    ]
    assert [one.returncode for one in told] == [0, 1]


def test_the_constraints_pin_every_dependency_exactly() -> None:
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", read("constraints.txt"), re.MULTILINE))
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in pins}
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[<>=\[]", requirement)[0] for requirement in wanted} <= names
    assert pins["torch"] == "2.13.0"
    assert not re.search(r"https?:|file:|@", read("constraints.txt"))


def test_configuration_stops_at_the_door() -> None:
    past = [n for n in tracked("synth/*.py") if re.search(r"\b(cfg|kwargs|OmegaConf|DictConfig)\b", read(n))]
    assert set(past) <= CONFIG_DOOR | JINJA_HOOKS


def test_no_file_names_a_machine_or_leaves_work_undone() -> None:
    undone = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "/" + "work/", "/" + "root/"]))
    texts = [name for name in tracked() if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".cfg", ""}]
    assert [name for name in texts if undone.search(read(name))] == []
    assert tracked("*utils.py") == []


def test_the_floors_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_importing_synth_is_light() -> None:
    code = "import sys, synth; assert not {'numpy', 'torch', 'hydra', 'pydantic'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
