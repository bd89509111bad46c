"""Packets of every kind of member: workers, shards, a stop on the way and damage change no byte."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import synth
from synth.core.outcome import Rejection
from synth.core.progress import Counter
from synth.data.export import export_data_set
from synth.kinds import Share
from synth.merge import merge
from synth.options import MergeOptions, RunConfig, options_from
from synth.packet.records import PacketDraft
from synth.packet.scene.load import load_packet_scene
from synth.packet.studio import PacketStudio
from synth.run import run
from synth.samples import make_sample
from tests.golden.room import hashes_of
from tests.kinds.folders import lines_of
from tests.packet.small_packet import FILES, SCENE

pytest.importorskip("espeakng_loader", reason="needs the extra audio")
pytest.importorskip("pocketsphinx", reason="needs the extra audio")
pytestmark = pytest.mark.slow

MORE = {
    "call.yaml": """\
kind: audio
script: {scene: said.yaml}
voice: {variant: m3, rate_wpm: 250}
max_tries: 20
""",
    "said.yaml": """\
kind: text
locale: {choice: [en_GB, en_US]}
people: [writer]
labels: [PERSON, AMOUNT, PHONE, DATE_OF_BIRTH]
variables: {sum: {integer: [1, 9]}, born: "1980-01-01"}
templates: {said: {file: said.j2}}
""",
    "said.j2": """\
This is {{ writer.name }}, born on {{ born|date("spoken")|label("DATE_OF_BIRTH")|attr(fact="born") }}.
My number is {{ writer.phone|replace("(0)", "")|spoken }}. It was
{{ sum|money(style="spoken")|label("AMOUNT")|attr(fact="sum") }}.
""",
    "picture.yaml": """\
{kind: image, canvas: {width: 32, height: 32}, variables: {paint: {choice: [red, blue]}},
 objects: {ball: {count: {integer: [1, 2]}, size: 8, color: "{paint}"}}}
""",
}
MEMBERS = yaml.safe_load("""\
call: {scene: call.yaml, people: {writer: customer}, facts: {sum: total, born: customer.birth_date},
       shows: {sum: total, born: customer.birth_date}}
picture: {scene: picture.yaml, facts: {paint: colour}, shows: {paint: colour}}
""")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("members")
    for name, text in {**FILES, **MORE}.items():
        (here / name).write_text(text, encoding="utf-8")
    packet = yaml.safe_load(SCENE)
    packet["members"] |= MEMBERS
    (here / "packet.yaml").write_text(yaml.safe_dump(packet, sort_keys=False), encoding="utf-8")
    return here / "packet.yaml"


def make(scene: Path, out: Path, **options: object) -> Path:
    given = {"scene": "packet", "scene_folder": scene.parent, "count": 4, "out": out, **options}
    run(options_from(RunConfig, given), load_packet_scene(scene), Counter())
    return out


@pytest.fixture(scope="module")
def whole(scene: Path) -> Path:
    return make(scene, scene.parent / "whole")


def test_what_is_said_is_what_is_written(whole: Path) -> None:
    packets = lines_of(whole / "packet.jsonl")
    assert len(packets) == 4
    spoken = {line["id"]: line for line in lines_of(whole / "audio.jsonl")}
    for packet in packets:
        said = {
            fact["fact"]: place for fact in packet["facts"] for place in fact["places"] if place["member"] == "call"
        }
        shared = {fact["fact"]: fact["members"] for fact in packet["facts"]}
        assert shared["total"] == ["note", "mail", "call"]
        assert shared["customer.birth_date"] == ["note", "mail", "call"]
        assert shared["customer.phone"] == ["mail", "call"]
        (call,) = [member for member in packet["members"] if member["name"] == "call"]
        line = spoken[call["id"]]
        assert call["files"] == [line["file"]]
        for place in said.values():
            assert line["text"][place["start"] : place["end"]] == place["text"]
            assert 0 < place["start_s"] < place["end_s"] <= line["duration_s"]


def test_the_report_plays_and_shows(whole: Path) -> None:
    page = (whole / "report.html").read_text(encoding="utf-8")
    assert page.count('<audio controls preload="metadata" src="data:audio/flac;base64,') == 4
    assert page.count('<figure class="picture">') == 4
    anchors = {part.split('"')[0] for part in page.split('<a href="#p')[1:]}
    assert anchors
    assert all(f'id="p{anchor}"' in page for anchor in anchors)


def test_the_folder_is_each_of_its_data_sets(whole: Path, tmp_path: Path) -> None:
    for form in ("coco", "funsd", "doccano", "rttm"):
        assert export_data_set(whole, form, tmp_path / form).exists()
    assert synth.load(whole)[0].members["call"].files


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sum": 1.05}, r"says 'one (pound|dollar) and five (pence|cents)', total is (GBP|USD) "),
        ({"born": "1950-01-02"}, r"nineteen fifty', customer\.birth_date is 19[6-9]\d-"),
        ({}, "which is none of that person's names"),
    ],
)
def test_a_call_that_says_another_fact_is_refused(scene: Path, changed: dict[str, object], told: str) -> None:
    """Each is said, labelled and found in its sound: only the packet knows that it is wrong."""
    config = RunConfig(scene="packet", scene_folder=scene.parent, count=4, out=scene.parent / "unused")
    studio = PacketStudio(config, load_packet_scene(scene), Share())
    packet = make_sample(studio, 0).verified
    assert packet is not None
    plan, desk = packet.plan, studio._desks["call"]
    own = plan.members["call"].plan.given
    other = own.people["writer"]._replace(key=own.people["writer"].key ^ 1 << 40)
    given = replace(own, facts={**own.facts, **changed}, people=own.people if changed else {"writer": other})
    said = desk.membership.plan(desk.studio, 0, given)
    (spoken,) = desk.studio.draft([said])
    while isinstance(verdict := desk.studio.verify(said, spoken), Rejection):
        said = desk.studio.replan(said, verdict)
        (spoken,) = desk.studio.draft([said])
    (draft,) = studio.draft([plan])
    assert isinstance(draft, PacketDraft)
    members = {**plan.members, "call": plan.members["call"]._replace(plan=said)}
    refused = studio.verify(replace(plan, members=members), PacketDraft(members={**draft.members, "call": spoken}))
    assert isinstance(refused, Rejection)
    assert (refused.check, refused.evidence["member"]) == ("facts", "call")
    assert re.search(told, refused.detail), refused.detail


def test_workers_change_no_byte(scene: Path, whole: Path, tmp_path: Path) -> None:
    assert hashes_of(make(scene, tmp_path / "out", workers=2)) == hashes_of(whole)


def test_shards_are_merged_to_the_same_bytes(scene: Path, whole: Path, tmp_path: Path) -> None:
    shards = [make(scene, tmp_path / f"{at}", shard={"index": at, "count": 2}) for at in range(2)]
    merge(shards, MergeOptions(out=tmp_path / "merged"), Counter())
    assert hashes_of(tmp_path / "merged") == hashes_of(whole)


def test_what_is_damaged_is_made_again(scene: Path, whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "out")
    for folder in ("audio", "documents", "images"):
        sorted((tmp_path / "out" / folder).iterdir())[0].unlink()
    assert hashes_of(make(scene, tmp_path / "out")) == hashes_of(whole)
