"""A pack folder: found by name or path, hashed by what matters, refused with one line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from synth.core.errors import PackError
from synth.image.packs.guidelines import write_pack_guidelines
from synth.image.packs.pack import ANNOTATOR, CARD, PRIOR, Pack, load_pack


@pytest.fixture
def copy(tiny_pack: Pack, tmp_path: Path) -> Path:
    """A copy of the tiny pack that a test may damage."""
    return Path(shutil.copytree(tiny_pack.folder, tmp_path / "copy"))


def edit_card(folder: Path, **changes: object) -> None:
    card = yaml.safe_load((folder / CARD).read_text(encoding="utf-8"))
    (folder / CARD).write_text(yaml.safe_dump({**card, **changes}), encoding="utf-8")


def test_a_folder_by_path_and_beside_the_scene(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_pack(str(copy)).card.name == "tiny"
    assert load_pack("copy", base=copy.parent).folder == copy
    monkeypatch.chdir(copy.parent)
    assert load_pack("copy").folder == copy.resolve()


def test_the_hash_tells_what_pictures_depend_on(tiny_pack: Pack, copy: Path) -> None:
    edit_card(copy, description="another text", scores={"ap": 0.5})
    assert load_pack(str(copy)).sha256 == tiny_pack.sha256
    edit_card(copy, sampler={"steps": 3, "shift": 1.0, "guidance": 1.0})
    assert load_pack(str(copy)).sha256 != tiny_pack.sha256


def test_the_hash_tells_weights_apart(tiny_pack: Pack, copy: Path) -> None:
    weights = next((copy / ANNOTATOR).glob("*.safetensors"))
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(bytes(data))
    assert load_pack(str(copy)).sha256 != tiny_pack.sha256


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no card": (lambda folder: (folder / CARD).unlink(), "pack: got '"),
    "card of another form": (lambda folder: (folder / CARD).write_text("- 1\n"), CARD),
    "card that is no YAML": (lambda folder: (folder / CARD).write_text("a: [\n"), CARD),
    "card that is no text": (lambda folder: (folder / CARD).write_bytes(b"\xff\xfe\x00"), CARD),
    "unknown key": (lambda folder: edit_card(folder, colour="red"), f"{CARD}: colour: got 'red'"),
    "wrong steps": (lambda folder: edit_card(folder, sampler={"steps": 0}), f"{CARD}: sampler.steps: got 0"),
    "no prior": (lambda folder: (folder / PRIOR).unlink(), PRIOR),
    "damaged prior": (lambda folder: (folder / PRIOR).write_text("{"), PRIOR),
    "no weights": (lambda folder: shutil.rmtree(folder / ANNOTATOR), "no safetensors weights"),
}


def read_all(folder: Path) -> None:
    """Open a pack, and the parts that are read on first use."""
    pack = load_pack(str(folder))
    assert pack.prior
    assert pack.part(ANNOTATOR)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pack_is_one_line(copy: Path, damage: str) -> None:
    do_damage, message = DAMAGES[damage]
    do_damage(copy)
    with pytest.raises(PackError) as caught:
        read_all(copy)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistyped_name_is_helped() -> None:
    with pytest.raises(PackError, match=r"pack: got 'nuclie'; a folder with pack.yaml, or a shipped pack; known: "):
        load_pack("nuclie")


@pytest.mark.parametrize("name", ["", ".", "..", "/", "nope/nope"])
def test_odd_names_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PackError):
        load_pack(name)


def test_guidelines_of_a_pack_keep_what_people_wrote(tmp_path):
    card = load_pack("nuclei").card
    write_pack_guidelines(card, tmp_path)
    file = tmp_path / "guidelines.md"
    file.write_text(file.read_text().replace("(to be written)", "what holds the chromosomes"))
    write_pack_guidelines(card, tmp_path)
    assert "Definition: what holds the chromosomes" in file.read_text()
    shipped = (load_pack("nuclei").folder / "guidelines.md").read_text()
    assert "## nucleus" in shipped
    assert "(to be written)" not in shipped
