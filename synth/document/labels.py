"""The labels of a document: words, lines, fields, links, tables, regions, check boxes, graphics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32

REGIONS = (
    "Caption",
    "Footnote",
    "Formula",
    "List-item",
    "Page-footer",
    "Page-header",
    "Picture",
    "Section-header",
    "Table",
    "Text",
    "Title",
)
"""The classes of DocLayNet (Pfitzmann et al. 2022), in its order; category ids count from 1."""

GRAPHICS = ("stamp", "signature", "logo", "portrait", "figure", "barcode", "rule", "panel", "decoration")
"""Kinds of drawings. `rule` and `panel` (lines, filled or framed areas) come from the page's own paths."""

Polygon: TypeAlias = "Float32[np.ndarray, 'points 2']"
"""4 k points in xy order, px, clockwise from the top left as the text is read; every k-th point is a corner."""

PageMap = Callable[[Polygon], Polygon]
"""Points (n, 2) of the printed page -> the same points in its image, px."""

_BENDS_PX = 0.7
"""A mapped edge that leaves its chord by more than this gets points between its corners."""

_BENDS_SHARE = 0.04
"""The same as a share of the outline's shorter side, for small ones."""

_LEAST_BEND_PX = 0.2

_MOST_SPLITS = 4


class PageOutline(NamedTuple):
    """The outline of something on one page; pages count from 0."""

    page: int
    polygon: Polygon

    @property
    def quad(self) -> Float32[np.ndarray, "4 2"]:
        """The four corners, (4, 2)."""
        return self.polygon[:: len(self.polygon) // 4]


class Word(NamedTuple):
    """A printed word, or the part of a broken word that is on one line: `text` as printed, with its hyphen.

    `hyphen`: the last character is the hyphen of a line break, and the next word continues this one.
    `glued`: no space between this word and the one before it. `truncation`: share of it outside of the image, 0 to 1.
    `visibility`: share of it in the image and under nothing else. `legibility`: how well it can be read there, 0 to 1
    (`synth.document.degrade.legibility`).
    """

    text: str
    outline: PageOutline
    handwritten: bool = False
    hyphen: bool = False
    glued: bool = False
    truncation: float = 0.0
    visibility: float = 1.0
    legibility: float = 1.0


class Line(NamedTuple):
    """Words (ids) on one baseline, in reading order."""

    words: tuple[int, ...]
    outline: PageOutline


class Field(NamedTuple):
    """A value: `text` as it is printed, `value` normalised (ISO 8601 date, plain decimal ...), its words (ids).

    It has one outline for each line on each page that it covers.
    """

    key: str
    text: str
    value: str
    type: str
    words: tuple[int, ...]
    outlines: tuple[PageOutline, ...] = ()


class Link(NamedTuple):
    """A printed question or caption (word ids) and the field that answers it (its number in `fields`)."""

    question: tuple[int, ...]
    field: int


class Cell(NamedTuple):
    """A table's cell: row and column from 0. A cell that breaks over pages, or is repeated, has several outlines.

    `words` are those of its first appearance, `repeated` those of a header's appearances on later pages.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    words: tuple[int, ...]
    outlines: tuple[PageOutline, ...]
    repeated: tuple[int, ...] = ()


class Table(NamedTuple):
    """A table with all of its cells, and one outline for each page that it covers."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    outlines: tuple[PageOutline, ...]


class Region(NamedTuple):
    """A block of the layout: one of REGIONS. Parts of one block on several pages share `block`."""

    category: str
    words: tuple[int, ...]
    outline: PageOutline
    block: int


class CheckBox(NamedTuple):
    """A box to tick and whether it is ticked."""

    key: str
    checked: bool
    outline: PageOutline


class Graphic(NamedTuple):
    """A drawing of one of the kinds GRAPHICS; `words` are the ids of the words in it (a stamp's text)."""

    kind: str
    outline: PageOutline
    words: tuple[int, ...] = ()


class PageSize(NamedTuple):
    """Size of a page's image, px."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLabels:
    """All labels of one document. A word's id is its index in `words`, which are in reading order."""

    pages: tuple[PageSize, ...]
    words: tuple[Word, ...]
    lines: tuple[Line, ...] = ()
    fields: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()
    tables: tuple[Table, ...] = ()
    regions: tuple[Region, ...] = ()
    checkboxes: tuple[CheckBox, ...] = ()
    graphics: tuple[Graphic, ...] = ()
    line_of: Mapping[int, int] = field(init=False, repr=False, compare=False)
    """Word id -> index of its line."""

    def __post_init__(self) -> None:
        line_of = {word: number for number, line in enumerate(self.lines) for word in line.words}
        object.__setattr__(self, "line_of", line_of)

    def text_of(self, words: Iterable[int]) -> str:
        """The text of the words (ids): broken words joined, spaces where the template has them."""
        pieces: list[str] = []
        broken = True
        for word in map(self.words.__getitem__, words):
            if pieces and not broken and not word.glued:
                pieces.append(" ")
            pieces.append(word.text[:-1] if word.hyphen else word.text)
            broken = word.hyphen
        return "".join(pieces)

    def outlines_of(self, words: Sequence[int]) -> tuple[PageOutline, ...]:
        """One outline for each line on each page that the words (ids) cover, in reading order."""
        by_line: dict[int, list[int]] = {}
        for word in words:
            by_line.setdefault(self.line_of[word], []).append(word)
        return tuple(around([self.words[word].outline for word in ids]) for ids in by_line.values())


def around(outlines: Sequence[PageOutline]) -> PageOutline:
    """The outline of words on one line: that of a single word, else the tightest rotated box around all of them."""
    if len(outlines) == 1:
        return outlines[0]
    quads = np.stack([outline.quad for outline in outlines])
    points = np.concatenate([outline.polygon for outline in outlines])
    along = (quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]).sum(0)
    axis = along / max(float(np.hypot(*along)), 1e-6)
    turn = np.array([[axis[0], axis[1]], [-axis[1], axis[0]]], np.float32)
    local = points @ turn.T
    (x0, y0), (x1, y1) = local.min(0), local.max(0)
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    return PageOutline(outlines[0].page, corners @ turn)


def moved(labels: DocumentLabels, maps: Sequence[PageMap], sizes: Sequence[PageSize]) -> DocumentLabels:
    """The labels in the coordinates of the images: every outline is mapped once, by its page's map.

    An edge that the map bends gets points between its corners. `Word.truncation` is set to the share that is cut off.
    """
    outlines = list(dict.fromkeys(map(id, all_outlines(labels))))
    found = {id(outline): outline for outline in all_outlines(labels)}
    mapped = _mapped([found[key] for key in outlines], maps)
    table = dict(zip(outlines, mapped, strict=True))

    def new(outline: PageOutline) -> PageOutline:
        return table[id(outline)]

    def each(items: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(item._replace(outline=new(item.outline)) for item in items)  # type: ignore[attr-defined]

    places = [new(word.outline) for word in labels.words]
    words = tuple(
        word._replace(outline=place, truncation=truncation)
        for word, place, truncation in zip(labels.words, places, _outside(places, sizes), strict=True)
    )
    tables = tuple(
        table._replace(
            outlines=tuple(map(new, table.outlines)),
            cells=tuple(cell._replace(outlines=tuple(map(new, cell.outlines))) for cell in table.cells),
        )
        for table in labels.tables
    )
    fields = tuple(one._replace(outlines=tuple(map(new, one.outlines))) for one in labels.fields)
    return replace(
        labels, pages=tuple(sizes), words=words, lines=each(labels.lines), fields=fields, tables=tables,
        regions=each(labels.regions), checkboxes=each(labels.checkboxes), graphics=each(labels.graphics),
    )  # fmt: skip


T = TypeVar("T")


def all_outlines(labels: DocumentLabels) -> Iterable[PageOutline]:
    """Every outline of a document's labels, those of the words first."""
    for items in (labels.words, labels.lines, labels.regions, labels.checkboxes, labels.graphics):
        yield from (item.outline for item in items)
    for one in labels.fields:
        yield from one.outlines
    for table in labels.tables:
        yield from table.outlines
        for cell in table.cells:
            yield from cell.outlines


def _mapped(outlines: Sequence[PageOutline], maps: Sequence[PageMap]) -> list[PageOutline]:
    """Every outline mapped by its page's map; edges are split evenly until their pieces are straight."""
    result: list[PageOutline | None] = [None] * len(outlines)
    for page, page_map in enumerate(maps):
        pending = [number for number, outline in enumerate(outlines) if outline.page == page]
        for splits in range(_MOST_SPLITS + 1):
            if not pending:
                break
            dense = _split(np.stack([outlines[number].quad for number in pending]), 2 ** (splits + 1))
            points = page_map(dense.reshape(-1, 2)).reshape(dense.shape).astype(np.float32)
            ends, middles = points[:, ::2], points[:, 1::2]
            sag = np.abs(middles - (ends + np.roll(ends, -1, axis=1)) / 2).max(axis=(1, 2))
            corners = points[:, :: 2 ** (splits + 1)]
            sides = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2).min(1)
            straight = (sag <= np.clip(_BENDS_SHARE * sides, _LEAST_BEND_PX, _BENDS_PX)) | (splits == _MOST_SPLITS)
            for number, polygon, done in zip(pending, ends, straight, strict=True):
                if done:
                    result[number] = PageOutline(page, polygon)
            pending = [number for number, done in zip(pending, straight, strict=True) if not done]
    return [outline for outline in result if outline is not None]


def _split(quads: Float32[np.ndarray, "n 4 2"], parts: int) -> Float32[np.ndarray, "n points 2"]:
    """Outlines (n, 4, 2) with every edge in `parts` equal pieces, (n, 4 parts, 2)."""
    steps = np.arange(parts, dtype=np.float32)[:, None] / parts
    start, end = quads[:, :, None], np.roll(quads, -1, axis=1)[:, :, None]
    return (start + (end - start) * steps).reshape(len(quads), 4 * parts, 2).astype(np.float32)


def _outside(outlines: Sequence[PageOutline], sizes: Sequence[PageSize]) -> list[float]:
    """For each outline the share of its quad's bounding box outside of the image, 0 to 1."""
    quads = np.array([outline.quad for outline in outlines], np.float32).reshape(-1, 4, 2)
    low, high = quads.min(1), quads.max(1)
    ends = np.array([sizes[outline.page] for outline in outlines], np.float32).reshape(-1, 2)
    inside = np.maximum(np.minimum(high, ends) - np.maximum(low, 0), 0).prod(1)
    areas = np.maximum((high - low).prod(1), 1e-6)
    return np.clip(1 - inside / areas, 0, 1).tolist()
