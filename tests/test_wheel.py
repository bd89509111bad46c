"""The wheel carries scenes, configuration and packs, and works from any folder without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path) -> str:
    """The standard output of a command that must succeed, and that no PYTHONPATH leads to the checkout."""
    told = [str(word) for word in words]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(told, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    run(*pip, ROOT, cwd=folder)
    (found,) = folder.glob("synth-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that has the wheel; its dependencies are borrowed from this one."""
    venv = tmp_path_factory.mktemp("clean") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv.parent)
    packages = run(venv / "bin/python", "-c", "import site; print(site.getsitepackages()[0])", cwd=venv.parent).strip()
    Path(packages, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", venv / "bin/python", "install", "--quiet", "--no-deps")
    run(*pip, "--ignore-installed", wheel, cwd=venv.parent)
    return venv / "bin"


def test_the_wheel_holds_every_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("scenes", "synth/_data/scenes"), ("conf", "synth/_data/conf")):
        files = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*.yaml")]
        assert files
        assert {f"{inside}/{path.as_posix()}" for path in files} <= names
    tracked = run("git", "ls-files", "synth", cwd=ROOT).splitlines()
    assert set(tracked) <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/"))]


def test_it_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import synth; print(synth.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed.parent))
    assert '"objects"' in run(installed / "synth", "schema", cwd=tmp_path)
    assert "crowded_touching" in run(installed / "synth", "generate", "--cfg", "job", "scene=nuclei_rare", cwd=tmp_path)
    run(installed / "synth", "preview", "scene=street", "count=2", cwd=tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")] == ["outputs/street-preview.png"]
