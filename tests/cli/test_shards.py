"""`synth generate shard.index=... shard.count=...` and `synth merge`, as a person types them."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from synth.cli import main
from synth.cli.jobs import composed, run_config, run_leaves, scene_of
from synth.options import ShardOptions, kept_options, options_from
from tests.golden.room import hashes_of
from tests.kinds.folders import lines_of

SCENE = """\
kind: text
max_tries: 20
locale: en_GB
templates: {mail: {file: mail.j2}}
variables: {tone: {choice: [calm, angry]}}
attributes: {tone: tone}
quotas: {loud: {share: 0.25, when: {tone: angry}}}
"""
MAIL = '{{ one_of("yes", "no") }} {{ one_of("now", "then", "never", "soon") }} {{ one_of("a", "b", "c", "d", "e") }}'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mine.yaml").write_text(SCENE, encoding="utf-8")
    (tmp_path / "mail.j2").write_text(MAIL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_shards_side_by_side_then_merged(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["scene=./mine.yaml", "count=10", "seed=2"]
    assert main(["generate", *words, "out=whole"]) == 0
    for index in range(3):
        assert main(["generate", *words, f"shard.index={index}", "shard.count=3"]) == 0
    shards = sorted(map(str, Path("outputs").iterdir()))
    assert shards == [f"outputs/mine-shard-{index}-of-3" for index in range(3)]
    assert "written   3 of 3 samples" in capsys.readouterr().out
    assert main(["merge", *shards, "out=merged"]) == 0
    assert "written   10 of 10 samples" in capsys.readouterr().out
    assert hashes_of(here / "merged") == hashes_of(here / "whole")
    Path(shards[0]).rename("out")  # a folder that is called like a key
    assert main(["merge", "out", *shards[1:], "out=merged"]) == 0
    assert main(["generate", *words, "out=merged"]) == 0
    assert hashes_of(here / "merged") == hashes_of(here / "whole")


def test_a_sweep_over_all_shards(here: Path) -> None:
    assert main(["generate", "scene=./mine.yaml", "count=10", "out=whole"]) == 0
    assert main(["generate", "-m", "scene=./mine.yaml", "count=10", "shard.index=0,1", "shard.count=2", "out=s"]) == 0
    shards = [str(path) for path in Path("s").iterdir() if path.is_dir()]
    assert sorted(shards) == ["s/shard.index=0", "s/shard.index=1"]
    assert main(["merge", *shards, "out=merged"]) == 0
    assert hashes_of(here / "merged") == hashes_of(here / "whole")


def test_the_card_of_a_shard_says_that_it_is_one(here: Path) -> None:
    words = ["scene=./mine.yaml", "count=10", "shard.index=1", "shard.count=3", "out=shard"]
    assert main(["generate", *words]) == 0
    card = Path("shard/README.md").read_text(encoding="utf-8")
    assert (
        "10 texts of the scene 'mine', written from its templates with their labels; shard 1 of 3, samples 3 to 5"
        in card
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("generate scene=./mine.yaml shard.index=3", "shard.index: got 3; how many shards there are is needed"),
        (
            "generate scene=./mine.yaml shard.index=3 shard.count=3",
            "shard.index: got 3; 0 to 2 is needed (shard.count=3)",
        ),
        (
            "preview scene=./mine.yaml shard.index=0 shard.count=3",
            "shard.count: got 3; a preview is of the whole data set",
        ),
        ("merge nowhere out=merged", "nowhere: got no folder; a shard, as `synth generate"),
        ("merge nowhere", "out: got None; needs a value (out=...)"),
        ("merge out=merged", "synth merge: got no folder; the folders of all shards are needed"),
        ("merge nowhere out=merged overwrite=maybe", "overwrite: got 'maybe'; "),
    ],
)
def test_what_does_not_fit_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], words: str, complaint: str
) -> None:
    assert main(words.split()) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"synth: {complaint}")
    assert told.count("\n") == 1
    assert sorted(path.name for path in here.iterdir()) == ["mail.j2", "mine.yaml"]


def test_edited_files_of_the_scene_are_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts that are like those of another shard are written anew, out of the templates."""
    for index in range(2):
        assert main(["generate", "scene=./mine.yaml", f"shard.index={index}", "shard.count=2"]) == 0
    (here / "mail.j2").write_text(f"{MAIL}!", encoding="utf-8")
    capsys.readouterr()
    assert main(["merge", *map(str, sorted(Path("outputs").iterdir())), "out=merged"]) == 2
    assert "mail.j2:1: got '" in capsys.readouterr().err
    assert not Path("merged").exists()


@pytest.mark.parametrize(
    "words",
    [
        "scene=street generator=controlnet_sdxl verify=owlv2 batch_size=4",
        "scene=nuclei sampler.steps=12 verify=strict",
        "scene=pii_email rewrite.timeout_s=5",
        "scene=invoice workers=2",
    ],
)
def test_a_merge_has_the_options_of_the_shards(words: str) -> None:
    given = [*words.split(), "shard.index=1", "shard.count=3", "out=shard"]
    (job,) = composed("config", Namespace(overrides=given, cfg=None, multirun=False), run_leaves)
    config = run_config(job, scene_of(job).kind, job.values["out"])
    kept = json.loads(json.dumps(kept_options(config)))
    folder = config.scene_folder.resolve()
    whole = replace(config, out=Path("whole"), shard=ShardOptions(), scene_folder=folder)
    assert options_from(type(config), {**kept, "out": "whole"}) == whole


def test_help_of_merge(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["merge", "--help"])
    told = capsys.readouterr().out
    assert "synth merge outputs/street-shard-0-of-2 outputs/street-shard-1-of-2 out=outputs/street" in told
    assert "  overwrite=false           Make the data set anew" in told


def test_the_members_of_a_quota_are_previewed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the data set that `generate` makes with the same words."""
    assert main(["generate", "scene=./mine.yaml", "count=20", "out=out"]) == 0
    members = [record["id"] for record in lines_of(here / "out/text.jsonl") if record.get("quotas") == ["loud"]]
    assert len(members) == 5
    told = capsys.readouterr().out
    assert f"loud   0.25      5        5    5  {', '.join(map(str, members))}\n" in told
    assert main(["preview", "scene=./mine.yaml", "count=20", "quota=loud"]) == 0
    shown = capsys.readouterr().out
    assert [int(line.split()[1]) for line in shown.splitlines() if line.startswith("--- ")] == members
    assert main(["preview", "scene=./mine.yaml", "quota=laud"]) == 2
    assert "quota: got 'laud'; known: loud (did you mean 'loud'?)" in capsys.readouterr().err
    assert main(["generate", "scene=./mine.yaml", "quota=loud"]) == 2


def test_a_merge_keeps_the_order_of_the_scene(here: Path) -> None:
    """It gives the ids of categories."""
    objects = "objects: {zebra: {count: 1, size: 12}, apple: {count: 1, size: 9}}"
    scene = f"kind: image\ncanvas: {{width: 64, height: 48}}\nprompt: things\n{objects}\n"
    (here / "things.yaml").write_text(scene, encoding="utf-8")
    words = ["scene=./things.yaml", "count=2", "generator=sketch"]
    assert main(["generate", *words, "out=whole"]) == 0
    for index in range(2):
        assert main(["generate", *words, f"shard.index={index}", "shard.count=2", f"out=s{index}"]) == 0
    assert main(["merge", "s0", "s1", "out=merged"]) == 0
    names = [one["name"] for one in json.loads(Path("merged/annotations.json").read_text("utf-8"))["categories"]]
    assert names == ["zebra", "apple"]
    assert hashes_of(here / "merged") == hashes_of(here / "whole")
