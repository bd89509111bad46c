"""Many labelled texts in a quarter of the memory that they take as objects."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from synth.text.formats.labelled import LabelledSpan, LabelledText


class PackedTexts(Sequence[LabelledText]):
    """Texts as bytes that become objects when they are asked for; slices and sums share the bytes."""

    __slots__ = ("_packed",)

    def __init__(self, packed: Sequence[bytes] = ()) -> None:
        """`packed` by `pack`."""
        self._packed = tuple(packed)

    @classmethod
    def of(cls, texts: Iterable[LabelledText]) -> PackedTexts:
        """The texts in their order."""
        return cls([pack(one) for one in texts])

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, at: int) -> LabelledText: ...
    @overload
    def __getitem__(self, at: slice) -> PackedTexts: ...
    def __getitem__(self, at: int | slice) -> LabelledText | PackedTexts:
        return PackedTexts(self._packed[at]) if isinstance(at, slice) else _unpacked(self._packed[at])

    def __iter__(self) -> Iterator[LabelledText]:
        return map(_unpacked, self._packed)

    def __add__(self, other: PackedTexts) -> PackedTexts:
        return PackedTexts(self._packed + other._packed)


def pack(text: LabelledText) -> bytes:
    """The text as bytes."""
    spans = tuple(tuple(one) for one in text.spans)
    return marshal.dumps((text.text, spans, dict(text.classes), dict(text.variables)))


def _unpacked(packed: bytes) -> LabelledText:
    text, spans, classes, variables = marshal.loads(packed)
    return LabelledText(text, tuple(LabelledSpan(*one) for one in spans), classes, variables)
