"""What a data set of packets consists of: packet.jsonl, and the data set of its members of each kind beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from synth.core.errors import SpecError
from synth.folder.batch import REJECTED
from synth.folder.data_folder import Finished, Layout
from synth.folder.records import Records, records_layout
from synth.folder.staging import FinalFiles
from synth.folder.totals import Totals
from synth.kinds import kind_of
from synth.packet.encode.batch import PACKET, member_part
from synth.packet.scene.load import member_scenes
from synth.packet.scene.schema import PacketScene

_KEYS: Mapping[str, tuple[str, str]] = {
    "id": ("sc:Integer", "which packet"),
    "seed": ("sc:Integer", "the run's seed"),
    "locale": ("sc:Text", "language and country of all members"),
    "variables": ("sc:Text", "what the scene's variables came to"),
    "quotas": ("sc:Text", "the contradictions that the packet was drawn for"),
    "attempt": ("sc:Integer", "how many drafts of it were refused before"),
    "members": ("sc:Text", "name, kind, scene, id in the file of its kind (`documents.jsonl`, `text.jsonl`), files"),
    "facts": ("sc:Text", "what is true: name, person, type, normalised value, and all `places` that show it"),
    "facts[].places": ("sc:Text", "member, text as written, normalised value; field and quads in px, or characters"),
    "contradictions": ("sc:Text", "what does not agree: member, fact, what each side says, what is true"),
    "checks": ("sc:Text", "what was measured before the packet was written, and the limit"),
}  # fmt: skip


def packet_layout(scene: PacketScene) -> Layout:
    """The layout of the data sets of a scene. SpecError where members of two kinds would share files."""
    layouts = _member_layouts(scene)
    places = {layout.place: kind for kind, layout in layouts.items() if layout.place}
    if len(places) > 1:
        raise SpecError(
            "members", f"kinds {' and '.join(places.values())}", "members of one kind that has files of its own"
        )
    place = next(iter(places), None)
    records = Records(
        part=PACKET, keys=_KEYS, place=place, media_type="application/octet-stream" if place else "",
        tags=("synthetic", "multimodal"),
    )  # fmt: skip
    own = records_layout(records)
    parts = [member_part(kind, part) for kind, layout in layouts.items() for part in layout.parts]
    return Layout(parts=(PACKET, *parts), place=place, final=partial(_final_files, own, layouts))


def _member_layouts(scene: PacketScene) -> dict[str, Layout]:
    """Kind -> layout of its members; span labels are those of all scenes of texts together."""
    found: dict[str, Layout] = {}
    for one in member_scenes(scene).values():
        found.setdefault(one.kind, kind_of(one.kind).layout(one))
    return found


def _final_files(own: Layout, layouts: Mapping[str, Layout], done: Finished) -> FinalFiles:
    final = own.final(done)
    labels: dict[str, Iterable[str | bytes]] = dict(final.labels)
    for kind, layout in layouts.items():
        parts = {part: done.parts[member_part(kind, part)] for part in layout.parts}
        of_kind = replace(
            done, parts={**parts, REJECTED: done.parts[REJECTED]}, totals=Totals(written=done.totals.written)
        )
        labels = {**layout.final(of_kind).labels, **labels}
    return final._replace(labels=labels)
