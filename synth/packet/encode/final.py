"""What a data set of packets consists of: packet.jsonl, and the data set of its members of each kind beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from synth.core.errors import SpecError
from synth.folder.batch import REJECTED
from synth.folder.data_folder import Finished, Layout
from synth.folder.finished import REJECTED as REJECTED_LINES
from synth.folder.records import Records, records_layout
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.folder.totals import Totals
from synth.kinds import kind_of
from synth.packet.encode.batch import PACKET, member_part
from synth.packet.scene.load import member_scenes
from synth.packet.scene.schema import PacketScene
from synth.scene.model import SceneModel

_KEYS: Mapping[str, tuple[str, str]] = {
    "id": ("sc:Integer", "which packet"),
    "seed": ("sc:Integer", "the run's seed"),
    "locale": ("sc:Text", "language and country of all members"),
    "variables": ("sc:Text", "what the scene's variables came to"),
    "quotas": ("sc:Text", "the contradictions that the packet was drawn for"),
    "attempt": ("sc:Integer", "how many drafts of it were refused before"),
    "members": ("sc:Text", "name, kind, scene, id in the file of its kind (`text.jsonl` ...), files"),
    "facts": ("sc:Text", "what is true: name, person, type, normalised value, and all `places` that show it"),
    "facts[].places": ("sc:Text", "member, text as written, normalised value; quads and boxes in px, characters, s"),
    "contradictions": ("sc:Text", "what does not agree: member, fact, what each side says, what is true"),
    "checks": ("sc:Text", "what was measured before the packet was written, and the limit"),
}  # fmt: skip


def packet_layout(scene: PacketScene) -> Layout:
    """The layout of the data sets of a scene: a folder of files for each kind of members that has some."""
    layouts = _member_layouts(scene)
    place = _place([layout.place for layout in layouts.values() if layout.place])
    records = Records(
        part=PACKET, keys=_KEYS, place=place, media_type="application/octet-stream" if place else "",
        tags=("synthetic", "multimodal"),
    )  # fmt: skip
    own = records_layout(records)
    parts = [member_part(kind, part) for kind, layout in layouts.items() for part in layout.parts]
    return Layout(parts=(PACKET, *parts), place=place, final=partial(_final_files, own, layouts))


def _member_layouts(scene: PacketScene) -> dict[str, Layout]:
    """Kind -> layout of its members; span labels are those of all scenes of texts together.

    SpecError where two scenes of pictures have other categories: their labels are one file.
    """
    found: dict[str, tuple[SceneModel, Layout]] = {}
    for name, one in member_scenes(scene).items():
        first, _ = found.setdefault(one.kind, (one, kind_of(one.kind).layout(one)))
        got, needed = _categories(one), _categories(first)
        if got != needed:
            raise SpecError(f"members.{name}: categories", ", ".join(got), f"{', '.join(needed)}, as of the first one")
    return {kind: layout for kind, (_, layout) in found.items()}


def _categories(scene: SceneModel) -> Sequence[str]:
    """What the objects in a scene's pictures are called, in order; nothing for other kinds."""
    return list(getattr(scene, "categories", ()))


def _place(places: Sequence[FilePlace]) -> FilePlace | None:
    """Where the files of all members lie; their names begin with the folder of their kind."""
    if not places:
        return None
    names = "|".join(f"{re.escape(place.folder)}/(?:{place.own_name.pattern})" for place in places)
    return FilePlace("", re.compile(names), tuple(place.folder for place in places))


def _final_files(own: Layout, layouts: Mapping[str, Layout], done: Finished) -> FinalFiles:
    """Those of packets, and each kind's own, by the kinds' names; of two files with one name the later is called after
    its kind too: `image-annotations.json` beside that of documents."""
    final = own.final(done)
    labels: dict[str, Iterable[str | bytes]] = dict(final.labels)
    for kind, layout in sorted(layouts.items()):
        parts = {part: done.parts[member_part(kind, part)] for part in layout.parts}
        of_kind = replace(
            done, parts={**parts, REJECTED: done.parts[REJECTED]}, totals=Totals(written=done.totals.written)
        )
        for name, pieces in layout.final(of_kind).labels.items():
            if name != REJECTED_LINES:
                labels[f"{kind}-{name}" if name in labels else name] = pieces
    return final._replace(labels=labels)
