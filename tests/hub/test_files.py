"""The files of a model, the messages for failures of the hub, and the refusal of pickles."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import errors

from synth.core.errors import PackError
from synth.hub.files import check_weights, fingerprint, local_folder
from tests.tiny_hub import tiny

CLIENT: Any = importlib.import_module(errors.HfHubHTTPError.__mro__[1].__module__.partition(".")[0])
"""The HTTP library below huggingface_hub, whose errors are let through."""

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def never(model: str, revision: str | None) -> str:
    raise AssertionError(f"asked the hub for {model}")


def answer(kind: type[errors.HfHubHTTPError]) -> errors.HfHubHTTPError:
    """An error as the hub's client raises it."""
    request = CLIENT.Request("GET", "https://hub.example/api/models/owner/name")
    return kind("a long story of several lines\nwith an address", response=CLIENT.Response(404, request=request))


def caused_by(error: Exception) -> OSError:
    """A failure as diffusers reports it: an error of its own, with the original error as its cause."""
    wrapped = OSError(
        "Cannot load model: it is not cached locally and an error occurred while trying to fetch metadata"
    )
    wrapped.__cause__ = error
    return wrapped


def test_a_folder_is_itself_and_nobody_is_asked(tmp_path: Path) -> None:
    assert local_folder(str(tmp_path), None, never) == tmp_path
    file = tmp_path / "net.safetensors"
    file.touch()
    assert local_folder(str(file), None, never) == file


def test_a_hub_id_is_fetched_at_its_commit(tmp_path: Path) -> None:
    requests = []

    def download(model: str, revision: str | None) -> str:
        requests.append((model, revision))
        return str(tmp_path)

    assert local_folder("owner/name", COMMIT, download) == tmp_path
    assert requests == [("owner/name", COMMIT)]


@pytest.mark.parametrize("model", ["./sd15", "/models/sd15", "~/sd15", "../sd15", "sd15", "owner/name/extra", "a b/c"])
def test_what_is_no_folder_and_no_hub_id_never_reaches_the_hub(model: str) -> None:
    with pytest.raises(PackError, match="no such folder; an existing folder, or a hub id such as OWNER/NAME"):
        local_folder(model, None, never)


FAILURES = [
    (answer(errors.GatedRepoError), "accept the licence on its page at the hub, then `hf auth login`"),
    (answer(errors.RepositoryNotFoundError), "a model that the hub knows, or an existing folder"),
    (answer(errors.RevisionNotFoundError), "`revision` names none that the hub knows"),
    (answer(errors.RemoteEntryNotFoundError), "model_index.json, for a ControlNet config.json"),
    (answer(errors.HfHubHTTPError), "try again later"),
    (errors.OfflineModeIsEnabled("offline"), "HF_HUB_OFFLINE is set and it is not in the cache"),
    (errors.LocalEntryNotFoundError("not there"), "not in the cache, and the hub cannot be reached"),
    (CLIENT.ConnectError("no route"), "the hub cannot be reached: check the network, or name a folder"),
    (ConnectionError("refused"), "the hub cannot be reached"),
    (ValueError("whatever"), "a model in diffusers' layout"),
]


@pytest.mark.parametrize("wrap", [lambda error: error, caused_by])
@pytest.mark.parametrize(("error", "advice"), FAILURES)
def test_a_failure_of_the_hub_is_one_line_that_says_what_to_do(
    error: Exception, advice: str, wrap: Callable[[Exception], Exception]
) -> None:
    def download(model: str, revision: str | None) -> str:
        raise wrap(error)

    with pytest.raises(PackError) as caught:
        local_folder("owner/name", COMMIT, download)
    assert advice in str(caught.value)
    assert str(caught.value).startswith("model owner/name at 0123456789ab: got ")
    assert "\n" not in str(caught.value)


def test_a_mistake_in_the_code_is_no_failure_of_the_hub() -> None:
    def download(model: str, revision: str | None) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        local_folder("owner/name", None, download)


def model_in(folder: Path, files: Iterable[str], index: dict[str, object]) -> Path:
    """A folder with empty files, an index, and the folders of a U-Net and a VAE if it names them."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    for name in {"unet", "vae"} & index.keys():
        (folder / name).mkdir(exist_ok=True)
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


@pytest.mark.parametrize(
    "index", [{"_class_name": ["my_pipeline", "Mine"]}, {"_class_name": "X", "unet": ["mine", "Net"]}]
)
def test_code_of_a_repository_is_never_run(tmp_path: Path, index: dict[str, object]) -> None:
    folder = model_in(tmp_path, ["unet/mine.py"], index)
    with pytest.raises(PackError, match=r"a model without code of its own: .* is never run"):
        local_folder(str(folder), None, never)


@pytest.mark.parametrize("name", ["net.ckpt", "net.bin", "net.pt"])
def test_a_single_pickle_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(PackError, match=r"a \.safetensors file: no other weights are loaded"):
        local_folder(str(tmp_path / name), None, never)


INDEX = {"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "U"], "vae": ["diffusers", "V"]}


def test_a_part_with_pickled_weights_alone_is_refused(tmp_path: Path) -> None:
    folder = model_in(tmp_path, ["unet/a.safetensors", "vae/b.bin"], INDEX)
    with pytest.raises(PackError, match=r"got 'vae/b.bin'; weights as .safetensors in vae: no pickle is ever loaded"):
        check_weights(folder, None)


def test_pickles_beside_safe_weights_or_outside_the_parts_do_no_harm(tmp_path: Path) -> None:
    check_weights(model_in(tmp_path, ["unet/a.safetensors", "unet/a.bin", "whole.ckpt", "other/c.bin"], INDEX), None)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"got 'no weights'; a folder with weights as .safetensors"):
        check_weights(model_in(tmp_path, ["unet/config.json"], INDEX), None)


def test_a_part_that_the_index_names_has_to_be_there(tmp_path: Path) -> None:
    index = {**INDEX, "tokenizer": ["transformers", "CLIPTokenizer"], "safety_checker": [None, None]}
    folder = model_in(tmp_path, ["unet/a.safetensors"], index)
    with pytest.raises(PackError, match=r"got 'no tokenizer/'; every part that its model_index.json names"):
        check_weights(folder, None)
    (folder / "tokenizer").mkdir()
    check_weights(folder, None)


@pytest.mark.parametrize("name", ["a.fp16.safetensors", "a.fp16-00001-of-00002.safetensors"])
def test_a_variant_has_to_be_there(tmp_path: Path, name: str) -> None:
    folder = model_in(tmp_path, [f"unet/{name}"], INDEX)
    check_weights(folder, "fp16")
    with pytest.raises(PackError, match=r"generator.variant: got 'fp1'"):
        check_weights(folder, "fp1")


def test_the_fingerprint_of_a_snapshot_is_its_commit(tmp_path: Path) -> None:
    snapshot = tmp_path / "models--owner--name" / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "net.safetensors").touch()
    assert fingerprint(snapshot) == fingerprint(snapshot / "net.safetensors") == COMMIT


def test_the_fingerprint_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    first, second = (Path(shutil.copytree(tiny("sd15_controlnet"), tmp_path / name)) for name in "ab")
    assert fingerprint(first) == fingerprint(second), "where a model lies is no part of what it is"
    assert len(fingerprint(first)) == 64
    config = second / "config.json"
    config.write_text(config.read_text() + " ")
    assert fingerprint(first) != fingerprint(second)
    config.write_text(config.read_text()[:-1])
    assert fingerprint(first) == fingerprint(second)
    config.rename(second / "other.json")
    assert fingerprint(first) != fingerprint(second)


def test_of_a_large_file_both_ends_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.hub.files.WHOLE_BYTES", 100)
    monkeypatch.setattr("synth.hub.files.END_BYTES", 10)
    file = tmp_path / "net.safetensors"
    prints = set()
    for content in (b"a" * 200, b"b" + b"a" * 199, b"a" * 199 + b"b", b"a" * 201):
        file.write_bytes(content)
        prints.add(fingerprint(file))
    assert len(prints) == 4
