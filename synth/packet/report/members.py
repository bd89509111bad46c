"""The members of a packet for the page: pages and pictures with a box around each place, sound beside its transcript,
texts with a mark on each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from synth.core.errors import DataError
from synth.core.plain_file import decoded
from synth.core.strict_json import parse_json
from synth.folder.held_files import files_in
from synth.folder.line_index import LineIndex
from synth.packet.sample import LabelledPacket
from synth.packet.stated import FactStated, MemberStated, PlaceStated
from synth.report.embed import data_uri, embed

LINES: Mapping[str, str] = {
    "audio": "audio.jsonl", "document": "documents.jsonl", "image": "samples.jsonl", "text": "text.jsonl",
}  # fmt: skip
"""Kind of members -> the file beside packet.jsonl that has a line for each."""

MOST_SOUND = 8 << 20
"""Bytes of sound in the page; what comes later is named only."""


class ShownPage(NamedTuple):
    """A page of a member: the picture as a data URI, and its boxes in an inline SVG."""

    uri: str
    width: int
    height: int
    boxes: Markup


class ShownTurn(NamedTuple):
    """What is said without a pause of another: who speaks (empty: there is one speaker), from when, with marks."""

    speaker: str
    start_s: float
    text: Markup


class ShownSound(NamedTuple):
    """A recording: its file, and its bytes as a data URI, which is empty where they would make the page too large."""

    file: str
    uri: str
    turns: tuple[ShownTurn, ...]


class ShownPicture(NamedTuple):
    """A picture with the boxes of its places, and the places themselves as marks; dark ones are stretched by `css`."""

    page: ShownPage
    css: str
    places: tuple[Markup, ...]


class ShownMember(NamedTuple):
    """A member as the page shows it: pages, sound, a picture, or a text with marks."""

    name: str
    scene: str
    kind: str
    pages: tuple[ShownPage, ...] = ()
    sound: ShownSound | None = None
    picture: ShownPicture | None = None
    text: Markup = Markup()


class SoundBudget:
    """How many bytes of sound the page still takes."""

    def __init__(self) -> None:
        self._left = MOST_SOUND

    def takes(self, size: int) -> bool:
        """Whether so many more fit, which are then in."""
        self._left -= size
        return self._left >= 0


Marked = tuple[FactStated, PlaceStated, int, str]
"""A fact, a place that shows it, its colour, and the name of its mark on the page."""


def shown_members(
    folder: Path,
    at: int,
    packet: LabelledPacket,
    keys: Mapping[str, int],
    anchors: Mapping[tuple[str, int], str],
    budget: SoundBudget,
) -> Iterator[ShownMember]:
    """The members of the packet at place `at` of packet.jsonl. DataError where a file is missing or malformed."""
    for name, member in packet.members.items():
        marks: list[Marked] = [
            (fact, place, keys.get(fact.fact, 0), anchors[fact.fact, number])
            for fact in packet.facts.values()
            for number, place in enumerate(fact.places)
            if place.member == name
        ]
        shown = ShownMember(name, member.scene, member.kind)
        record = _record(folder, at, packet, member)
        if member.kind == "audio":
            yield shown._replace(sound=_sound(folder, record, marks, budget))
        elif member.kind == "image":
            yield shown._replace(picture=_picture(folder, record, marks))
        elif member.kind == "document":
            pages = tuple(_page(folder, page, number, marks) for number, page in enumerate(record["pages"]))
            yield shown._replace(pages=pages)
        else:
            text = str(record["text"])
            yield shown._replace(text=_marked(text, 0, len(text), _in_order(marks)))


def _record(folder: Path, at: int, packet: LabelledPacket, member: MemberStated) -> Mapping[str, Any]:
    """The member's line in the file of its kind, which has those of every packet one after the other."""
    alike = [other.name for other in packet.members.values() if other.kind == member.kind]
    lines = LineIndex(folder / LINES[member.kind])
    place = at * len(alike) + alike.index(member.name)
    where = f"{lines.path}:{place + 1}"
    record = parse_json(decoded(lines[place], where, DataError), where, DataError)
    if not isinstance(record, dict) or record.get("id") != member.id:
        raise DataError(
            where, "another line", f"the member {member.name} of packet {packet.id}, with the id {member.id}"
        )
    return record


def _page(folder: Path, page: Mapping[str, Any], number: int, marks: list[Marked]) -> ShownPage:
    shapes = [
        Markup('<polygon id="{}" class="k{}{}" points="{}"><title>{}</title></polygon>').format(
            anchor if first else f"{anchor}-{part}",
            key,
            " odd" if place.contradiction else "",
            " ".join(f"{value:g}" for value in quad.quad),
            f"{fact.fact}: {place.text}",
        )
        for fact, place, key, anchor in marks
        for part, quad in enumerate(place.quads)
        if quad.page == number
        for first in [part == 0]
    ]
    picture = embed(folder, page["file"])
    width, height = page["width"], page["height"]
    return ShownPage(picture.uri, width, height, _overlay(width, height, shapes))


def _sound(folder: Path, record: Mapping[str, Any], marks: list[Marked], budget: SoundBudget) -> ShownSound:
    data, text, ordered = files_in(folder)(record["file"]), str(record["text"]), _in_order(marks)
    names = [str(speaker.get("name", "")) for speaker in record["speakers"]]
    turns = tuple(
        ShownTurn(names[turn["speaker"]], turn["start_s"], _marked(text, turn["start"], turn["end"], ordered))
        for turn in record["turns"]
    )
    return ShownSound(record["file"], data_uri(data, "audio/flac") if budget.takes(len(data)) else "", turns)


def _picture(folder: Path, record: Mapping[str, Any], marks: list[Marked]) -> ShownPicture:
    width, height = (record["plan"][key] for key in ("width", "height"))
    boxes = [
        Markup('<rect class="k{}" x="{}" y="{}" width="{}" height="{}"/>').format(key, *box)
        for _, place, key, _ in marks
        for box in place.boxes
    ]
    places = tuple(_mark(mark, escape(f"{mark[1].field}: {mark[1].text}")) for mark in marks)
    picture = embed(folder, record["file"])
    css = f"brightness({picture.brightness}) contrast({picture.contrast})" if picture.dark else ""
    return ShownPicture(ShownPage(picture.uri, width, height, _overlay(width, height, boxes)), css, places)


def _overlay(width: int, height: int, shapes: list[Markup]) -> Markup:
    form = Markup('<svg class="overlay" viewBox="0 0 {} {}" role="img" aria-label="places of facts">{}</svg>')
    return form.format(width, height, Markup("").join(shapes))


def _in_order(marks: list[Marked]) -> list[Marked]:
    """The marks of a text as they begin in it; a place in another one, as a street in an address, comes behind it."""
    return sorted((mark for mark in marks if mark[1].end), key=lambda mark: (mark[1].start, -mark[1].end))


def _marked(text: str, start: int, end: int, marks: list[Marked]) -> Markup:
    """The characters from `start` to `end` with those of the marks, outer ones first, that begin there."""
    parts, at = [Markup()], start
    while marks and marks[0][1].start < end:
        mark = marks.pop(0)
        place = mark[1]
        parts.append(escape(text[at : place.start]))
        parts.append(_mark(mark, _marked(text, place.start, place.end, marks)))
        at = place.end
    return Markup().join([*parts, escape(text[at:end])])


def _mark(mark: Marked, inside: Markup) -> Markup:
    fact, place, key, anchor = mark
    form = Markup('<mark id="{}" class="k{}{}" title="{}">{}</mark>')
    return form.format(anchor, key, " odd" if place.contradiction else "", fact.fact, inside)
