"""The members of a packet for the page: pictures with a box around each place, texts with a mark on each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from synth.core.errors import DataError
from synth.core.plain_file import decoded
from synth.core.strict_json import parse_json
from synth.folder.line_index import LineIndex
from synth.packet.sample import LabelledPacket
from synth.packet.stated import FactStated, MemberStated, PlaceStated
from synth.report.embed import embed

LINES: Mapping[str, str] = {"document": "documents.jsonl", "text": "text.jsonl"}
"""Kind of members -> the file beside packet.jsonl that has a line for each; members of other kinds are named only."""


class ShownPage(NamedTuple):
    """A page of a member: the picture as a data URI, and its boxes in an inline SVG."""

    uri: str
    width: int
    height: int
    boxes: Markup


class ShownMember(NamedTuple):
    """A member as the page shows it: pages, or a text with marks."""

    name: str
    scene: str
    kind: str
    pages: tuple[ShownPage, ...]
    text: Markup


Marked = tuple[FactStated, PlaceStated, int, str]
"""A fact, a place that shows it, its colour, and the name of its mark on the page."""


def shown_members(
    folder: Path,
    at: int,
    packet: LabelledPacket,
    keys: Mapping[str, int],
    anchors: Mapping[tuple[str, int], str],
) -> Iterator[ShownMember]:
    """The members of the packet at place `at` of packet.jsonl. DataError where a file is missing or malformed."""
    for name, member in packet.members.items():
        marks: list[Marked] = [
            (fact, place, keys.get(fact.fact, 0), anchors[fact.fact, number])
            for fact in packet.facts.values()
            for number, place in enumerate(fact.places)
            if place.member == name
        ]
        record = _record(folder, at, packet, member)
        pages = tuple(_page(folder, page, number, marks) for number, page in enumerate(record.get("pages", ())))
        yield ShownMember(name, member.scene, member.kind, pages, _text(str(record.get("text", "")), marks))


def _record(folder: Path, at: int, packet: LabelledPacket, member: MemberStated) -> Mapping[str, Any]:
    """The member's line in the file of its kind, which has those of every packet one after the other."""
    if member.kind not in LINES:
        return {}
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
    svg = Markup('<svg class="overlay" viewBox="0 0 {} {}" role="img" aria-label="places of facts">{}</svg>').format(
        page["width"], page["height"], Markup("").join(shapes)
    )
    return ShownPage(picture.uri, page["width"], page["height"], svg)


def _text(text: str, marks: list[Marked]) -> Markup:
    """The text with a mark around each place; a place in another one, as a street in an address, is marked inside."""
    ordered = sorted((mark for mark in marks if mark[1].end), key=lambda mark: (mark[1].start, -mark[1].end))
    return _marked(text, 0, len(text), ordered)


def _marked(text: str, start: int, end: int, marks: list[Marked]) -> Markup:
    """The characters from `start` to `end` with those of the marks, outer ones first, that begin there."""
    parts, at = [Markup()], start
    while marks and marks[0][1].start < end:
        fact, place, key, anchor = marks.pop(0)
        odd = " odd" if place.contradiction else ""
        parts.append(escape(text[at : place.start]))
        form = Markup('<mark id="{}" class="k{}{}" title="{}">{}</mark>')
        parts.append(form.format(anchor, key, odd, fact.fact, _marked(text, place.start, place.end, marks)))
        at = place.end
    return Markup().join([*parts, escape(text[at:end])])
