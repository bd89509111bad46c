"""What can be wrong with a label file of pictures whatever they show: ids, files, sizes, boxes, outlines."""

from __future__ import annotations

from collections.abc import Iterator

from synth.core.geometry import Box
from synth.quality.finding import Edit, Finding
from synth.quality.pictures.answers import of_entry, of_object, of_picture, remove, set_key
from synth.quality.pictures.raw import RawSet
from synth.quality.pictures.view import SeenObject, View

BEYOND_PX = 1.0
"""So far a box may leave its picture: tools round differently."""

APART_PX = 2.0
"""So far a side of a box may lie from that of the object's outline."""

AREA_SHARE, AREA_PX = 0.1, 8.0
"""So much, of the larger one and in px, may a stated area differ from that of the outline: a share and some pixels."""


def duplicate_ids(raw: RawSet) -> Iterator[Finding]:
    """Two entries of a list with one id. An equal entry is to go; another annotation gets a new id."""
    following = dict[tuple[str, int], int]()
    for name in ("images", "annotations", "categories"):
        for first, later in raw.repeated(name):
            evidence = f"{raw.where(first)} has the same id"
            edits: tuple[Edit, ...] = ()
            suggested: object = None
            if first.value == later.value:
                edits, suggested, evidence = (remove(raw, later),), "one entry", f"{evidence} and is equal"
            elif name == "annotations":
                key = name, later.file
                following[key] = suggested = following.get(key, raw.largest_id(*key)) + 1
                edits = (set_key(raw, later, "id", suggested),)
            yield of_entry(raw, later, "duplicate_id", later.get("id"), suggested, evidence, edits)


def dangling(raw: RawSet) -> Iterator[Finding]:
    """Annotations of pictures or categories that are not listed."""
    for entry in raw.strays():
        edits = (remove(raw, entry),)
        no_picture = "no picture has this id"
        yield of_entry(raw, entry, "dangling_id", entry.get("image_id"), "no such annotation", no_picture, edits)
    known = {(one.file, one.get("id")) for one in raw.entries("categories") if isinstance(one.get("id"), int | str)}
    for entry in raw.entries("annotations"):
        category = entry.get("category_id")
        if not isinstance(category, int | str) or (entry.file, category) not in known:
            yield of_entry(raw, entry, "dangling_id", category, None, "no category has this id")


def picture_file(view: View) -> Iterator[Finding]:
    """A picture whose file is missing, cannot be read, or has another size than its labels refer to."""
    if view.fault and view.fault.other_size:
        yield of_picture(view, "size_mismatch", view.subject, None, view.fault.why)
        return
    if view.file_fault:
        check = "missing_file" if view.is_missing else "unreadable_file"
        yield of_picture(view, check, view.subject, None, view.file_fault)
        return
    stored, stated = view.stored, view.stated_wh
    if stored is None or stated in (stored.stored_wh, stored.upright_wh):
        return
    width, height = stored.upright_wh
    entry, raw = view.entry, view.raw
    edits = (set_key(raw, entry, "width", width), set_key(raw, entry, "height", height))
    given = [entry.get("width"), entry.get("height")]
    yield of_picture(view, "size_mismatch", given, [width, height], f"the file has {width} x {height} px", edits)


def degenerate_box(view: View) -> Iterator[Finding]:
    """A box that is not four numbers, or encloses nothing."""
    for one in view.objects:
        if one.box is not None and one.box.width > 0 and one.box.height > 0:
            continue
        if one.extent is not None and one.extent.area > 0:
            better = one.extent.xywh
            edits = (set_key(view.raw, one.entry, "bbox", better),)
            yield of_object(
                view, one, "degenerate_box", one.entry.get("bbox"), better, "its outline has an area", edits
            )
        elif one.entry.get("bbox") is None and one.segmentation is not None:
            continue
        else:
            edits = (remove(view.raw, one.entry),)
            why = (
                "a box of no area, and no outline" if one.box is not None else "no four finite numbers, and no outline"
            )
            yield of_object(view, one, "degenerate_box", one.entry.get("bbox"), "no such object", why, edits)


def outside_box(view: View) -> Iterator[Finding]:
    """A box that leaves its picture: that of its outline is suggested, or the part inside."""
    for one in view.objects:
        box, beyond = one.box, _beyond(view, one)
        if box is None or beyond <= BEYOND_PX or view.stated_wh is None:
            continue
        width, height = view.stated_wh
        within = (one.extent or box).intersection(Box(0, 0, width, height))
        evidence = f"it ends {beyond:.1f} px outside the picture of {width} x {height} px"
        given = one.entry.get("bbox")
        if within.width > 0 and within.height > 0:
            edits = (set_key(view.raw, one.entry, "bbox", within.xywh),)
            yield of_object(view, one, "outside_box", given, within.xywh, evidence, edits)
        else:
            edits = (remove(view.raw, one.entry),)
            yield of_object(view, one, "outside_box", given, "no such object", evidence, edits)


def box_against_mask(view: View) -> Iterator[Finding]:
    """A box, inside of its picture, that is not the box of the object's own outline."""
    for one in view.objects:
        box, extent = one.box, one.extent
        if box is None or extent is None or box.width <= 0 or box.height <= 0 or _beyond(view, one) > BEYOND_PX:
            continue
        sides = [abs(a - b) for a, b in zip(box, extent, strict=True)]
        if max(sides) > APART_PX:
            edits = (set_key(view.raw, one.entry, "bbox", extent.xywh),)
            evidence = f"a side of the box lies {max(sides):.1f} px from that of the outline"
            yield of_object(view, one, "box_against_mask", one.entry.get("bbox"), extent.xywh, evidence, edits)


def area_against_mask(view: View) -> Iterator[Finding]:
    """A stated area that is not that of the object's own outline."""
    for one in view.objects:
        stated = one.entry.get("area")
        if stated is None or one.mask is None:
            continue
        area = one.mask.area
        number = isinstance(stated, int | float) and not isinstance(stated, bool)
        if number and abs(stated - area) <= AREA_PX + AREA_SHARE * max(stated, area) + _rim(one):
            continue
        edits = (set_key(view.raw, one.entry, "area", area),)
        yield of_object(view, one, "area_against_mask", stated, area, f"the outline covers {area} px", edits)


def invalid_outline(view: View) -> Iterator[Finding]:
    """A polygon or RLE that no reader takes, or a polygon of fewer than three corners."""
    for one in view.objects:
        stumps = [
            number
            for number, part in enumerate(one.segmentation if isinstance(one.segmentation, list) else ())
            if isinstance(part, list) and len(part) < 6
        ]
        why = one.outline_fault or (f"polygon {stumps[0]} has fewer than three corners" if stumps else "")
        if not why and one.segmentation is not None and view.stated_wh is not None and one.extent is None:
            why = "it encloses nothing"
        if why:
            given = one.segmentation if len(str(one.segmentation)) < 200 else "an outline"
            yield of_object(view, one, "invalid_outline", given, None, why)


def _beyond(view: View, one: SeenObject) -> float:
    """How far the box of an object leaves its picture, px; 0 where nothing says how large either is."""
    box, size, stored = one.box, view.stated_wh, view.stored
    if box is None or box.width <= 0 or box.height <= 0 or size is None:
        return 0.0
    if stored and size not in (stored.stored_wh, stored.upright_wh):
        return 0.0
    return max(-box.x0, -box.y0, box.x1 - size[0], box.y1 - size[1])


def _rim(one: SeenObject) -> float:
    """What rasterising a polygon may add or take, px: half a pixel along the rim of its box."""
    if isinstance(one.segmentation, dict) or one.extent is None:
        return 0.0
    return one.extent.width + one.extent.height
