"""The recipes of `docs/recipes/`: every command that a page prints is run, one after the other, in one folder."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from synth.image.packs.pack import find_pack
from synth.image.train.annotator import SegmentRecipe
from synth.image.train.generator import FlowRecipe
from tests.text.fit.orders import ordinary
from tests.tiny_pack import WIDTHS

RECIPES = Path(__file__).parents[1] / "docs" / "recipes"
FILES = re.compile(r"```(?:yaml|typst|jinja)\n(?:#|//|\{#) ([\w.]+)(?: #\})?\n(.*?)```", re.S)
"""A block that is a file: its first line, a comment, is its name."""


def commands(name: str, count: int) -> list[list[str]]:
    """The words of each command of a page, of few samples and one step of training."""
    blocks = re.findall(r"```sh\n(.*?)```", (RECIPES / name).read_text("utf-8"), re.S)
    found = []
    for line in (line for block in blocks for line in block.splitlines()):
        small = re.sub(r"(?<= )count=\d+", f"count={count}", line)
        found.append(shlex.split(re.sub(r"(?<= )budget=\w+", "steps=1 batch_size=2 crop_px=32", small)))
    assert found
    assert all(words[0] == "synth" for words in found)
    return [words[1:] for words in found]


def run_all(found: Sequence[Sequence[str]]) -> None:
    for words in found:
        assert main(list(words)) == 0, shlex.join(words)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the files which the pages print."""
    for page in RECIPES.glob("*.md"):
        for file, text in FILES.findall(page.read_text("utf-8")):
            assert not (tmp_path / file).exists(), f"{page.name}: a second {file}"
            (tmp_path / file).write_text(re.sub(r"(?<=width: |eight: )256", "64", text), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_recipe_is_followed_here_and_named_in_the_list() -> None:
    pages = {path.name for path in RECIPES.glob("*.md")} - {"README.md"}
    names = ("few-real-texts", "form-pages", "pii-texts", "rare-cases", "replace-pictures", "sweep", "your-own-texts")
    assert pages == {f"{name}.md" for name in names}
    index = (RECIPES / "README.md").read_text("utf-8")
    assert all(f"[{page}]({page})" in index for page in pages)


def test_replace_pictures(corpus: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One step trains no pack: the shipped one stands in for what the page's two hours make."""
    monkeypatch.setattr("synth.image.train.prior.CALIBRATION_PLANS", 3)
    monkeypatch.setattr("synth.image.train.annotator.SegmentRecipe", partial(SegmentRecipe, widths=WIDTHS))
    monkeypatch.setattr("synth.image.train.generator.FlowRecipe", partial(FlowRecipe, widths=WIDTHS))
    monkeypatch.setattr("synth.image.train.fit.start_of", lambda *_: None)
    shutil.copytree(corpus, "hospital")
    found = commands("replace-pictures.md", count=1)
    run_all([words for words in found if words[0] == "train"])
    shutil.rmtree("packs/hospital")
    shutil.copytree(find_pack("nuclei"), "packs/hospital")
    run_all([words for words in found if words[0] != "train"])
    assert (here / "data/hospital/annotations.json").is_file()


def test_rare_cases(capsys: pytest.CaptureFixture[str]) -> None:
    tenths = [words for words in commands("rare-cases.md", count=10) if "scene=pii_email" in words]
    run_all([words for words in commands("rare-cases.md", count=4) if "scene=pii_email" not in words] + tenths)
    said = capsys.readouterr().out
    assert all(case in said for case in ("hidden_in_fog", "red", "passports"))


@pytest.mark.slow
def test_sweep(here: Path) -> None:
    found = commands("sweep.md", count=1)
    run_all(found)
    assert len(list(here.rglob("sweep.html"))) == len(found)


def test_pii_texts(here: Path) -> None:
    run_all(commands("pii-texts.md", count=6))
    assert "SL-" in (here / "data/schaden/text.jsonl").read_text("utf-8")


def test_few_real_texts(here: Path) -> None:
    run_all(commands("few-real-texts.md", count=400))
    wanted = {"card lost": 3, "PIN": 2}
    rows = [{"text": f"text {n}", "label": label} for label, count in wanted.items() for n in range(count)]
    (here / "fifty.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", (RECIPES / "few-real-texts.md").read_text("utf-8"), re.S)
    made: dict[str, Any] = {}
    exec(block, made)
    assert set(made["labels"][5:]) == {"card lost", "PIN", "balance"}
    assert sum(made["weights"][:5]) == pytest.approx(sum(made["weights"][5:]))
    assert len(made["texts"]) == len(made["labels"]) == len(made["weights"])


def test_your_own_texts(here: Path) -> None:
    lines = (json.dumps(row) + "\n" for row in ordinary())
    (here / "tickets.jsonl").write_text("".join(lines), encoding="utf-8")
    run_all(commands("your-own-texts.md", count=20))
    made = map(json.loads, (here / "data/tickets/text.jsonl").read_text("utf-8").splitlines())
    assert {row["attributes"]["label"] for row in made} == {"ask", "stop"}


def test_form_pages(here: Path) -> None:
    run_all(commands("form-pages.md", count=4))
    assert len((here / "data/visits/documents.jsonl").read_text("utf-8").splitlines()) == 4
