"""conf/ is what the classes of options say, byte for byte, and its presets are valid."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from synth.audio.options import AudioConfig
from synth.cli.conf import conf_files
from synth.core.paths import CONF
from synth.image.options.run import ImageConfig
from synth.image.train.options import TrainConfig
from synth.options import leaves, options_from, parts
from synth.text.options import TextConfig

GROUPS = ("engine", "generator", "layout", "rewrite", "sampler", "shard", "verify")
PRESETS = sorted(f"{path.parent.name}/{path.stem}" for group in GROUPS for path in (CONF / group).iterdir())


def conf(name: str) -> dict[str, object]:
    values = yaml.safe_load((CONF / f"{name}.yaml").read_text(encoding="utf-8"))
    return {key: value for key, value in values.items() if key not in ("defaults", "hydra")}


def flat(values: dict[str, object], prefix: str = "") -> list[str]:
    """Dotted names of all values; an empty mapping is one."""
    names: list[str] = []
    for name, value in values.items():
        names += flat(value, f"{prefix}{name}.") if isinstance(value, dict) and value else [f"{prefix}{name}"]
    return names


@pytest.mark.parametrize("name", conf_files())
def test_a_file_is_as_it_would_be_written(name: str) -> None:
    assert (CONF / name).read_text(encoding="utf-8") == conf_files()[name], "run `python -m synth.cli.conf`"


def test_every_default_file_is_written() -> None:
    assert conf_files().keys() == {"config.yaml", "train.yaml", *(f"{group}/default.yaml" for group in GROUPS)}


def test_the_keys_are_the_leaves_of_the_classes_and_nothing_else() -> None:
    groups = {group: conf(f"{group}/default") for group in GROUPS}
    known = {*leaves(ImageConfig), *leaves(TextConfig), *leaves(AudioConfig)}
    assert sorted(["scene", *flat(conf("config") | groups)]) == sorted(known)
    assert flat(conf("train")) == leaves(TrainConfig)


def test_the_defaults_are_those_of_the_classes() -> None:
    written = conf("config") | {group: conf(f"{group}/default") for group in GROUPS}
    for kind, other in ((ImageConfig, {"scene_folder": Path()}), (TextConfig, {"scene_folder": Path(), "filters": {}})):
        run = options_from(kind, {"scene": "nuclei", "out": "o"})
        own = {name: value for name, value in written.items() if name in {known for known, _ in parts(kind)}}
        assert asdict(run) == own | {"scene": "nuclei", "out": Path("o")} | other
    train = options_from(TrainConfig, {"data": "d", "out": "o"})
    written = conf("train") | {"data": Path("d"), "out": Path("o")}
    assert asdict(train) == written | {"parts": ("prior", "annotator", "generator")}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_valid_and_changes_only_what_the_default_has(preset: str) -> None:
    group = preset.split("/")[0]
    assert conf(preset).keys() <= conf(f"{group}/default").keys()
    kind = TextConfig if group == "rewrite" else ImageConfig
    options_from(kind, {"scene": "s", "out": "o", group: conf(preset)})
