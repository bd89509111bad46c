"""A picture as a member: what a report says of how many objects it shows is the number of its verified labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from synth.core.errors import SpecError
from synth.core.outcome import Rejection
from synth.core.progress import Counter
from synth.kinds import Share
from synth.options import RunConfig
from synth.packet.records import PacketDraft, PacketPlan, VerifiedPacket
from synth.packet.scene.load import load_packet_scene
from synth.packet.studio import PacketStudio
from synth.run import run
from tests.kinds.folders import lines_of

SCENE: Mapping[str, Any] = yaml.safe_load("""\
kind: packet
variables: {light: {choice: [day, night]}}
members:
  picture: {scene: picture.yaml, facts: {time: light}, shows: {time: light, count: balls}}
  report: {scene: report.yaml, facts: {balls: balls, time: light}, shows: {balls: balls, time: light}}
facts: {balls: picture.count}
contradictions: {miscount: {share: 0, member: report, fact: balls, factor: 1.1}}
""")
FILES = {
    "picture.yaml": """\
kind: image
canvas: {width: 64, height: 48}
variables: {time: {choice: [day, night]}}
objects: {ball: {count: {integer: [2, 4]}, size: 8, color: "#aa3333"}}
quotas: {dark: {share: 0.5, when: {time: night}}}
""",
    "report.yaml": """\
{kind: text, labels: [COUNT, TIME], templates: {report: {file: report.j2}},
 variables: {balls: {integer: [1, 9]}, time: {choice: [day, night]}}}
""",
    "report.j2": '{{ balls|label("COUNT")|attr(fact="balls") }} balls by {{ time|label("TIME")|attr(fact="time") }}\n',
}


def scene_in(folder: Path, changes: Mapping[str, Any] | None = None) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "packet.yaml").write_text(yaml.safe_dump({**SCENE, **(changes or {})}, sort_keys=False))
    return folder / "packet.yaml"


def studio_in(folder: Path, changes: Mapping[str, Any] | None = None) -> PacketStudio:
    scene = load_packet_scene(scene_in(folder, changes))
    return PacketStudio(RunConfig(scene="packet", scene_folder=folder, count=4, out=folder / "out"), scene, Share())


def made_by(studio: PacketStudio) -> tuple[PacketPlan, PacketDraft, VerifiedPacket | Rejection]:
    plan = studio.plan(0)
    assert isinstance(plan, PacketPlan)
    (draft,) = studio.draft([plan])
    assert isinstance(draft, PacketDraft)
    return plan, draft, studio.verify(plan, draft)


def test_the_report_counts_what_is_labelled(tmp_path: Path) -> None:
    plan, _, packet = made_by(studio_in(tmp_path))
    assert isinstance(packet, VerifiedPacket)
    places = {place.member: place.shown for place in packet.places if place.fact == "balls"}
    instances = packet.members["picture"].instances
    assert places["report"].text == places["picture"].text == str(len(instances)) == plan.facts["balls"].value
    assert places["picture"].at["boxes"] == [list(instance.box.xywh) for instance in instances]
    assert {place.member for place in packet.places if place.fact == "light"} == {"picture", "report"}
    assert packet.members["picture"].plan.variables == {"time": plan.variables["light"]}


def test_a_picture_with_an_object_less_is_refused_and_planned_anew(tmp_path: Path) -> None:
    """A picture whose judge left an object out is whole by itself: only the packet knows what the report says."""
    studio = studio_in(tmp_path)
    plan, draft, packet = made_by(studio)
    assert isinstance(packet, VerifiedPacket)
    desk, fewer = studio._desks["picture"], packet.members["picture"]
    fewer = replace(fewer, instances=fewer.instances[1:])
    judged = _Judged(desk.studio, fewer)
    studio._desks["picture"] = replace(desk, studio=judged)
    refused = studio.verify(plan, draft)
    assert isinstance(refused, Rejection)
    assert (refused.check, refused.evidence["member"]) == ("facts", "picture")
    assert f"balls is {len(fewer.instances) + 1}" in refused.detail
    again = studio.replan(plan, refused)
    assert again is not None
    assert again.members["picture"].plan.given == plan.members["picture"].plan.given
    assert again.members["report"].plan.given.facts["balls"] == len(again.members["picture"].plan.instances)


class _Judged:
    """A studio whose verdict is given."""

    def __init__(self, studio: Any, verdict: Any) -> None:
        self._studio, self._verdict = studio, verdict

    def __getattr__(self, name: str) -> Any:
        return getattr(self._studio, name)

    def verify(self, plan: Any, draft: Any) -> Any:
        return self._verdict


def test_a_report_that_miscounts_by_quota_is_labelled(tmp_path: Path) -> None:
    contradictions = {"miscount": {**SCENE["contradictions"]["miscount"], "share": 1.0}}
    _, _, packet = made_by(studio_in(tmp_path, {"contradictions": contradictions}))
    assert isinstance(packet, VerifiedPacket)
    true, said = packet.plan.planted[0].facts["balls"]
    assert true.value == str(len(packet.members["picture"].instances))
    assert int(said.value) == int(true.value) + 1
    assert [place.contradicts for place in packet.places if place.fact == "balls"] == ["", "miscount"]


def test_what_a_picture_is_not_able_to_take_is_refused(tmp_path: Path) -> None:
    members = {**SCENE["members"], "picture": {"scene": "picture.yaml", "facts": {"tyme": "light"}}}
    with pytest.raises(SpecError, match=r"members\.picture: facts\.tyme: got 'tyme'; .*did you mean 'time'"):
        studio_in(tmp_path, {"members": members}).plan(0)


def test_pictures_lie_in_their_own_folder_and_are_made_again_or_make_room(tmp_path: Path) -> None:
    scene, out = load_packet_scene(scene_in(tmp_path)), tmp_path / "out"
    config = RunConfig(scene="packet", scene_folder=tmp_path, count=2, out=out)
    run(config, scene, Counter())
    before = {path.name: path.read_bytes() for path in (out / "images").iterdir()}
    assert [one["members"][0]["files"] for one in lines_of(out / "packet.jsonl")] == [
        [f"images/{name}"] for name in sorted(before)
    ]
    (out / "images/000001.png").write_bytes(b"torn")
    (out / "images/000007.png").write_bytes(b"nobody's")
    (out / "images/mine.txt").write_text("mine")
    assert run(config, scene, Counter()).written == 2
    assert {path.name: path.read_bytes() for path in (out / "images").glob("*.png")} == before
    assert run(replace(config, overwrite=True, count=1, seed=1), scene, Counter()).written == 1
    assert sorted(path.name for path in (out / "images").iterdir()) == ["000000.png", "mine.txt"]


@pytest.mark.slow
def test_pictures_pages_and_texts_lie_in_one_folder_each_with_labels_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "note.yaml").write_text(
        "{kind: document, dpi: 72, people: [who], templates: {note: {file: note.typ}}, degrade: {profile: clean}}"
    )
    (tmp_path / "note.typ").write_text(
        '#import "/synth.typ": *\n#set page(width: 60mm, height: 30mm)\n#field("who.name", r.who.name)\n'
    )
    members = {**SCENE["members"], "note": {"scene": "note.yaml", "people": {"who": "owner"}, "shows": {}}}
    scene = load_packet_scene(scene_in(tmp_path, {"people": {"owner": {}}, "members": members}))
    out = tmp_path / "out"
    config = RunConfig(scene="packet", scene_folder=tmp_path, count=2, out=out)
    assert run(config, scene, Counter()).written == 2
    packets = lines_of(out / "packet.jsonl")
    files = [file for packet in packets for member in packet["members"] for file in member["files"]]
    assert sorted(files) == sorted(
        path.relative_to(out).as_posix() for folder in ("documents", "images") for path in (out / folder).iterdir()
    )
    coco = [json.loads((out / name).read_text()) for name in ("annotations.json", "image-annotations.json")]
    assert [next(category["name"] for category in one["categories"]) for one in coco] == ["Caption", "ball"]
    (out / "images/000001.png").unlink()
    (out / "documents/000000.pdf").write_bytes(b"torn")
    (out / "images/000007.png").write_bytes(b"nobody's")
    assert run(config, scene, Counter()).written == 2
    assert (out / "images/000001.png").is_file()
    assert (out / "documents/000000.pdf").read_bytes()[:4] == b"%PDF"
    assert not (out / "images/000007.png").exists()
    other = load_packet_scene(scene_in(tmp_path))
    assert run(replace(config, overwrite=True, count=1), other, Counter()).written == 1
    assert not (out / "documents").exists()
    assert [path.name for path in (out / "images").iterdir()] == ["000000.png"]
