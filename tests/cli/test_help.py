"""`--help` lists every key of the classes of options, and nothing else."""

from __future__ import annotations

import re

import pytest

from synth.audio.options import AudioConfig
from synth.cli import main
from synth.cli.key_help import KINDS_PAGES
from synth.cli.knobs import flat
from synth.image.options.run import ImageConfig
from synth.image.train.options import TrainConfig
from synth.kinds import KINDS, kind_of
from synth.options import leaves
from synth.text.fit.options import SceneFitOptions
from synth.text.options import TextConfig

KEY = re.compile(r"^  ([\w.]+)=(.*?)  +\S", re.MULTILINE)


def shown(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


def keys(text: str) -> dict[str, str]:
    """Key -> default, from the first heading of keys on, without those of scenes."""
    options = text[text.index("\nkeys") :].partition("\nkeys of a scene of kind")[0]
    return dict(KEY.findall(options))


RUN = list(dict.fromkeys([*leaves(ImageConfig), *leaves(TextConfig), *leaves(AudioConfig)]))


@pytest.mark.parametrize(("command", "known"), [("generate", RUN), ("preview", RUN), ("train", leaves(TrainConfig))])
def test_every_leaf_is_listed_once(command: str, known: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(command, capsys)
    assert sorted(keys(text)) == sorted(known)
    assert max(map(len, text.splitlines())) <= 100


def test_the_keys_of_a_fitted_scene_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "fit=scene", "--help"])
    found = keys(capsys.readouterr().out)
    assert list(found) == leaves(SceneFitOptions)
    assert (found["k"], found["values"], found["epsilon"]) == ("5", "{}", "1.0")


def test_defaults_bounds_and_help_stand_beside_the_key(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown("generate", capsys)
    assert keys(text)["verify.min_iou"] == "0.5"
    assert keys(text)["generator.controls"] == "{}"
    assert "  workers=1                 Processes that make and verify samples" in text
    assert "is planned anew, each with\n" + " " * 32 + "its own pixel seed; null: what the pack's card says" in text
    assert "[above 0, at most 1]" in text
    assert (
        text.index("keys of every scene:") < text.index("  seed=0") < text.index("keys of scenes of kind image only:")
    )


def test_a_preview_has_a_count_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(shown("preview", capsys))["count"] == "12"


@pytest.mark.parametrize("kind", [ImageConfig, TextConfig, AudioConfig, TrainConfig])
def test_every_knob_says_what_it_is_and_what_it_takes(kind: type) -> None:
    assert [name for name, knob in flat(kind, {}) if not knob.help.endswith(".") or not knob.takes] == []


@pytest.mark.parametrize(
    ("kind", "some"),
    [
        ("image", {"scene.canvas.width": "256", "scene.objects": "???", "scene.generator": "null"}),
        ("document", {"scene.dpi": "150", "scene.degrade.profile": "clean", "scene.locale": "en_US"}),
        ("text", {"scene.noise.typo": "0.0", "scene.duplicates.near": "null", "scene.rewrite": "null"}),
    ],
)
def test_the_keys_of_scenes_stand_under_their_kind(
    kind: str, some: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    section = (
        shown("generate", capsys).partition(f"keys of a scene of kind {kind} (docs/")[2].partition("\nkeys of ")[0]
    )
    found = dict(KEY.findall(section))
    assert some.items() <= found.items()
    top = {key.split(".")[1] for key in found}
    assert top == set(kind_of(kind).scene().model_fields) - {"kind", "gone"}
    assert KINDS_PAGES.keys() == KINDS.keys()


@pytest.mark.parametrize("command", ["generate", "preview", "train"])
def test_examples_stand_below_their_heading(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(command, capsys)
    assert re.search(r"\n\nexamples of key=value:\n  \w+=", text)
    assert text.index("examples of") < text.index("options:") < text.index("\nkeys")
