"""Packs of unknown origin: one line for whatever is wrong in them, and what is left can be planned and loaded."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from synth.cli import main
from synth.core.errors import PackError
from synth.core.seeds import rng_for
from synth.image.packs.network import UNET, check_networks
from synth.image.packs.pack import CARD, PRIOR, Pack, load_pack
from synth.image.plan.prior import FittedPrior
from tests.damage import BYTES, wounded
from tests.tiny_pack import DOMAINS, TINY_SCENE, WIDTHS

JSON_FILES = (PRIOR, "generator/unet/config.json", "annotator/config.json")
WEIGHTS = ("generator/unet", "annotator")


def opened(folder: Path) -> None:
    """Read all of a pack that torch is not needed for, and draw a layout of each domain."""
    pack = load_pack(str(folder))
    check_networks(pack)
    prior = FittedPrior(pack.prior)
    assert pack.reference is not None
    for value in pack.card.variable.values:
        layout = prior.draw_layout({pack.card.variable.name: value}, 32, 24, rng_for(0, 0, value))
        assert all(np.isfinite(polygon).all() for polygon in layout.polygons)
        assert all(math.isfinite(number) for number in layout.style.values())


def refused(folder: Path) -> str:
    with pytest.raises(PackError) as caught:
        opened(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 900
    return message


@pytest.fixture
def copy(tiny_pack: Pack, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_pack.folder, tmp_path / "copy"))


def test_any_wound_of_its_files_is_one_line_or_harmless(
    tiny_pack: Pack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        name=st.sampled_from([*JSON_FILES, *JSON_FILES, CARD, *(f"{part}/{WEIGHTS_NAME}" for part in WEIGHTS)]),
        wound=st.sampled_from(["lose", "double", *["junk"] * 4, "bytes", "cut"]),
        numbers=st.lists(st.integers(0, 10**6), min_size=3, max_size=3),
    )
    def law(name: str, wound: str, numbers: list[int]) -> None:
        folder = Path(shutil.copytree(tiny_pack.folder, tmp_path_factory.mktemp("room") / "pack"))
        path, left = folder / name, iter(numbers)

        def pick(most: int) -> int:
            return next(left) % max(most, 1)

        data = path.read_bytes()
        if name.endswith(".json") and wound not in ("bytes", "cut"):
            path.write_text(wounded(data.decode(), wound, pick))
        elif name == CARD and wound not in ("bytes", "cut"):
            path.write_text(wounded(json.dumps(yaml.safe_load(data)), wound, pick))
        elif wound == "cut":
            path.write_bytes(data[: pick(len(data))])
        else:
            at = pick(min(len(data), 4000))
            path.write_bytes(data[:at] + BYTES[pick(len(BYTES))] + data[at:])
        message = ""
        try:
            opened(folder)
        except PackError as error:
            message = str(error)
        assert message.isprintable()
        assert len(message) < 900
        shutil.rmtree(folder.parent)

    law()


WEIGHTS_NAME = "diffusion_pytorch_model.safetensors"


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """What changes the tensors of a file."""

    def do(path: Path) -> None:
        tensors = dict(load_file(path))
        change(tensors)
        save_file(tensors, path)

    return do


def set_first(value: float) -> Callable[[dict[str, Any]], None]:
    def change(tensors: dict[str, Any]) -> None:
        tensors["conv_in.bias"] = np.full_like(tensors["conv_in.bias"], value)

    return change


BAD_WEIGHTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "NaN": (changed(set_first(math.nan)), "conv_in.bias: got infinity or NaN; finite numbers are needed"),
    "infinity": (changed(set_first(math.inf)), "conv_in.bias: got infinity or NaN; finite numbers are needed"),
    "whole numbers": (
        changed(lambda tensors: tensors.update({"conv_in.bias": np.zeros(16, np.int32)})),
        "conv_in.bias: got 'I32'; numbers as F16 or F32 are needed",
    ),
    "another shape": (
        changed(lambda tensors: tensors.update({"conv_in.weight": np.zeros((16, 4, 3, 3), np.float16)})),
        "conv_in.weight: got [16, 4, 3, 3]; a tensor of the shape [16, ",
    ),
    "half of the file": (lambda path: path.write_bytes(path.read_bytes()[:-100]), "a whole file of safetensors"),
    "a huge head": (lambda path: path.write_bytes(b"\xff" * 8 + path.read_bytes()[8:]), "a whole file of safetensors"),
    "nothing": (lambda path: path.write_bytes(b""), "a whole file of safetensors"),
    "a pickle": (lambda path: path.write_bytes(b"\x80\x02}q\x00."), "a whole file of safetensors"),
}


@pytest.mark.parametrize("part", WEIGHTS)
@pytest.mark.parametrize("what", BAD_WEIGHTS)
def test_weights_that_no_network_has(copy: Path, part: str, what: str) -> None:
    damage, message = BAD_WEIGHTS[what]
    damage(copy / part / WEIGHTS_NAME)
    assert message in refused(copy)


@pytest.mark.parametrize("part", WEIGHTS)
def test_a_tensor_that_is_missing_is_found_when_the_network_is_filled(copy: Path, part: str) -> None:
    from synth.image.generate.pack import make_pack_generator
    from synth.image.generate.protocol import Sampling
    from synth.image.verify.annotator import load_annotator

    changed(lambda tensors: tensors.pop("conv_out.weight"))(copy / part / WEIGHTS_NAME)
    pack = load_pack(str(copy))
    load = partial(load_annotator, pack) if part == "annotator" else partial(make_pack_generator, pack, Sampling())
    with pytest.raises(PackError, match=r"safetensors: got .*conv_out\.weight.*; the weights that config\.json desc"):
        load()


def test_what_every_network_says_is_what_ours_say() -> None:
    from synth.image.generate.flow import flow_unet

    made = {"_class_name": "UNet2DModel", **flow_unet(3, 5, WIDTHS).config}
    assert {key: made[key] for key in UNET} == UNET


def with_value(path: Path, keys: str, value: object) -> None:
    record = json.loads(path.read_text())
    *parents, last = keys.split(".")
    at = record
    for key in parents:
        at = at[int(key) if isinstance(at, list) else key]
    at[last] = value
    path.write_text(json.dumps(record))


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        ("block_out_channels", "16", "block_out_channels: got '16'; a list is needed"),
        ("block_out_channels", [16, 17], "block_out_channels.1: got 17; a multiple of 16 is needed"),
        ("block_out_channels", [10**6, 10**6], "block_out_channels.0: got 1000000; at most 2048 is allowed"),
        ("block_out_channels", [16, 2048], "conv1.weight: got [16, 16, 3, 3]; a tensor of the shape [2048, 16, 3, 3]"),
        ("layers_per_block", 10**9, "layers_per_block: got 1000000000; at most 4 is allowed"),
        ("in_channels", "12", "in_channels: got '12'; a whole number is needed"),
        ("in_channels", 13, "in_channels: got 13; "),
        ("norm_num_groups", 0, "norm_num_groups: got 0; 16 is needed"),
        ("act_fn", "exec", "act_fn: got 'exec'; 'silu' is needed"),
        ("dropout", None, "dropout: got None; 0.0 is needed"),
        ("add_attention", 0, "add_attention: got 0; False is needed"),
        ("_class_name", "Evil", "_class_name: got 'Evil'; 'UNet2DModel' is needed"),
    ],
)
@pytest.mark.parametrize("part", WEIGHTS)
def test_a_configuration_of_another_network(copy: Path, part: str, keys: str, value: object, message: str) -> None:
    with_value(copy / part / "config.json", keys, value)
    assert message in refused(copy)


DOMAIN = f"domains.{DOMAINS[0]}"


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        ("styles", ["a"], "styles: got ['a']; "),
        ("variable", "other", "variable: got 'other'; modality is needed"),
        ("domains", {}, "domains: got []; "),
        (f"{DOMAIN}.style_mean", [1.0], f"{DOMAIN}.style_mean: got a table of 1; one of 11 is needed"),
        (
            f"{DOMAIN}.gap_residual",
            [[1.0], [1.0, 2.0]],
            "gap_residual: got a table of 2 x 1 x 2; one of 2 x n",
        ),
        (f"{DOMAIN}.archetypes.0.share", -1.0, "archetypes.0.share: got -1.0; more than 0 is needed"),
        (f"{DOMAIN}.archetypes.0.quantiles", [[9.0] * 4] * 21, "density: got 9.0; at most -2.813 is allowed"),
        (f"{DOMAIN}.archetypes.0.quantiles", [[-3.0] * 4] + [[16.0] * 4] + [[1.0] * 4] * 19, "size_mean: got "),
        (f"{DOMAIN}.archetypes.0.correlation", [[1.0] * 21] * 21, "a symmetric, positive definite one is needed"),
        (f"{DOMAIN}.eccentric", [1.5], "eccentric.0: got 1.5; less than 1 is needed"),
        (f"{DOMAIN}.reference", {"area": {"edges": [0.0, 1.0], "density": []}}, "n + 1 rising edges and n densities"),
    ],
)
def test_a_prior_of_another_shape(copy: Path, keys: str, value: object, message: str) -> None:
    with_value(copy / PRIOR, keys, value)
    assert message in refused(copy)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [x]\nb: *a\n", "anchors and aliases"),
        ("a: !!python/object/apply:os.system [ls]\n", "got a tag"),
        ("a: 1\na: 2\n", "a second key 'a'"),
        ("a: " + "[" * 100 + "]" * 100, "nesting deeper than 24"),
        ("a: 1e999\n", "a number beyond 64 bits"),
        ("x" * 300_000, "too large a file"),
    ],
)
def test_a_card_that_is_a_bomb(copy: Path, text: str, message: str) -> None:
    (copy / CARD).write_text(text)
    assert message in refused(copy)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"planes": ["foreground", "sky"]}, "planes are some of foreground, boundary, intensity"),
        ({"styles": ["spread"]}, "background_red is missing"),
        ({"variable": {"name": "modality", "values": ["grey", "grey"]}}, "values that differ are needed"),
        ({"name": 7}, "name: got 7; a text is needed"),
        ({"multiple_px": 10**9}, "multiple_px: got 1000000000; at most 256 is allowed"),
        ({"multiple_px": 2}, "block_out_channels: got [16, 16]; fewer levels: sides are multiples of 2 px"),
    ],
)
def test_a_card_that_no_pack_has(copy: Path, changes: dict[str, object], message: str) -> None:
    card = yaml.safe_load((copy / CARD).read_text())
    (copy / CARD).write_text(yaml.safe_dump({**card, **changes}))
    assert message in refused(copy)


@pytest.mark.parametrize("name", [CARD, PRIOR, "annotator", "generator/unet/config.json", f"annotator/{WEIGHTS_NAME}"])
def test_a_link_out_of_the_pack_is_refused(copy: Path, tmp_path: Path, name: str) -> None:
    (copy / name).rename(tmp_path / "elsewhere")
    (copy / name).symlink_to(tmp_path / "elsewhere")
    assert "a file inside the pack is needed, not a link out of it" in refused(copy)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_says_it_before_anything_is_written(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], workers: int
) -> None:
    changed(set_first(math.nan))(copy / "annotator" / WEIGHTS_NAME)
    (tmp_path / "scene.yaml").write_text(json.dumps({**TINY_SCENE, "pack": "copy"}))
    words = [f"scene={tmp_path / 'scene.yaml'}", "count=2", f"workers={workers}", f"out={tmp_path / 'out'}"]
    assert main(["generate", *words]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "conv_in.bias: got infinity or NaN" in said.err
    assert not (tmp_path / "out").exists()
