"""A folder of packets: what packet.jsonl says stands in the files of the members, which are data sets themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import synth
from synth.core.progress import Counter
from synth.data.explain import explained
from synth.data.export import export_data_set
from synth.kinds import kind_of
from synth.options import RunConfig
from synth.packet.sample import LabelledPacket
from synth.packet.scene.load import load_packet_scene
from synth.run import run
from tests.kinds.folders import lines_of
from tests.packet.small_packet import write_small_packet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four packets, of which two do not agree."""
    here = tmp_path_factory.mktemp("packets")
    scene = load_packet_scene(write_small_packet(here, {"altered": 0.25, "stranger": 0.25}))
    config = RunConfig(scene="packet", scene_folder=here, count=4, out=here / "out")
    assert run(config, scene, Counter()).written == 4
    return here / "out"


def test_every_place_stands_in_its_member(folder: Path) -> None:
    records = {
        ("note", one["id"]): one for one in lines_of(folder / "documents.jsonl")
    } | {("mail", one["id"]): one for one in lines_of(folder / "text.jsonl")}  # fmt: skip
    for packet in lines_of(folder / "packet.jsonl"):
        members = {member["name"]: records[member["name"], member["id"]] for member in packet["members"]}
        for fact in packet["facts"]:
            for place in fact["places"]:
                assert _stands(members[place["member"]], place), (packet["id"], place)


def _stands(record: dict[str, Any], place: dict[str, Any]) -> bool:
    if "start" in place:
        return record["text"][place["start"] : place["end"]] == place["text"]
    fields = [field for field in record["fields"] if field["key"] == place["field"]]
    return any(field["text"] == place["text"] and field["quads"][0]["page"] == 0 for field in fields)


def test_facts_agree_but_for_what_is_labelled(folder: Path) -> None:
    for packet in lines_of(folder / "packet.jsonl"):
        odd = {(one["member"], one["fact"]): one for one in packet["contradictions"]}
        assert bool(odd) == bool(packet["quotas"])
        for fact in packet["facts"]:
            for place in fact["places"]:
                one = odd.get((place["member"], fact["fact"]))
                assert place.get("contradiction", "") == (one["name"] if one else "")
                others_say = next(
                    (o["others_say"] for (_, name), o in odd.items() if name == fact["fact"]), fact["value"]
                )
                assert place["value"] == (one["member_says"] if one else others_say)


def test_the_folder_is_loaded_explained_and_exported_as_what_its_members_are(folder: Path, tmp_path: Path) -> None:
    packets = synth.load(folder)
    assert len(packets) == 4
    assert isinstance(packets[0], LabelledPacket)
    assert {"total", "day", "customer.name"} <= {fact.fact for fact in packets[0].shared}
    assert set(packets[0].members) == {"note", "mail"}
    told = "\n".join(explained(folder, 0))
    assert "one of 4 packets" in told
    assert re.search(r"label     1: day, \S*2025-", "\n".join(explained(folder, 0, 1)))
    export_data_set(folder, "coco", tmp_path / "coco")
    export_data_set(folder, "hf", tmp_path / "hf")
    export_data_set(folder, "funsd", tmp_path / "funsd")
    export_data_set(folder, "doccano", tmp_path / "doccano.jsonl")
    assert len(list((tmp_path / "funsd").rglob("*.json"))) == 4
    assert len(lines_of(tmp_path / "doccano.jsonl")) == 4


def test_the_report_shows_members_side_by_side_and_marks_what_does_not_agree(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count('<article class="card packet"') == 4
    for packet in lines_of(folder / "packet.jsonl"):
        for one in packet["contradictions"]:
            assert f"<b>{one['member_says']}</b>" in page
    assert 'class="odd"' in page
    anchors = {part.split('"')[0] for part in page.split('<td><a href="#')[1:]}
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_python_gets_the_packets_that_the_folder_holds(folder: Path, tmp_path: Path) -> None:
    path = write_small_packet(tmp_path, {"altered": 0.25, "stranger": 0.25})
    with synth.generate(path, count=4) as made:
        assert [one.line["facts"] for one in made] != []
    assert kind_of("packet").samples is not None
    assert json.loads((folder / "manifest.json").read_text())["members"] == {"mail.yaml": 4, "note.yaml": 4}
