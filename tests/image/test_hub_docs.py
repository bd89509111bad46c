"""The page "from a laptop sketch to a GPU run": every command is understood, every shipped file is named."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from synth.cli.hydra import compose
from synth.cli.jobs import run_config
from synth.cli.overrides import read_request
from synth.core.paths import CONF
from synth.image.options.generator import ControlOptions
from synth.image.options.run import ImageConfig
from synth.image.recipe import recipe_of
from synth.image.scene.load import load_scene
from synth.options import leaves

PAGE = (Path(__file__).parents[2] / "docs" / "hub.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)
COMMANDS = [
    line.split("#")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith("synth ")
]
SHIPPED = sorted(path.stem for path in (CONF / "generator").iterdir())


@pytest.fixture
def page_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the page prints, where its commands look for them."""
    monkeypatch.chdir(tmp_path)
    for name, content in re.findall(r"```yaml\n# (\w+\.yaml)\n(.*?)```", PAGE, re.S):
        Path(name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("page_files")
def test_every_command_is_understood(command: str) -> None:
    """As far as a machine without the models can tell: composed, checked, and the first plans' quotas can be met."""
    _, verb, *words = shlex.split(command)
    assert verb in ("generate", "preview")
    (job,) = compose("config", read_request(words), lambda: leaves(ImageConfig))
    config = run_config(job, "image", "out")
    assert isinstance(config, ImageConfig)
    recipe_of(config, load_scene(job.scene))


@pytest.mark.usefixtures("page_files")
def test_the_model_of_ones_own_is_what_the_page_says() -> None:
    (job,) = compose("config", read_request(["scene=street", "generator=./my_sdxl.yaml"]), lambda: leaves(ImageConfig))
    config = run_config(job, "image", "out")
    assert isinstance(config, ImageConfig)
    options = config.generator
    assert (options.kind, options.model, options.steps) == ("controlnet", "SG161222/RealVisXL_V5.0", 25)
    assert options.guidance == 5.0  # from the file that it extends
    assert options.controls["canny"] == ControlOptions(model="models/my-union", scale=0.4, mode=3)


def test_every_shipped_generator_is_in_the_table() -> None:
    assert [name for name in SHIPPED if f"`{name}`" not in PAGE and name not in ("default", "pack", "sketch")] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_hub_ids_are_pinned(name: str) -> None:
    """Whatever a shipped file would download has its commit."""
    text = (CONF / "generator" / f"{name}.yaml").read_text("utf-8")
    models = len(re.findall(r"model: [\w.-]+/[\w.-]+", text))
    assert len(re.findall(r"revision: [0-9a-f]{40}", text)) == models


def test_the_python_of_the_page_is_python() -> None:
    for kind, block in BLOCKS:
        if kind == "python":
            ast.parse(block)
