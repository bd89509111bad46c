"""The words of the pages of a data set of documents, so that a reviewer reads what a region holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.plain_file import decoded
from synth.core.strict_json import parse_json
from synth.document.read import DOCUMENTS
from synth.folder.line_index import LineIndex


class PageWords:
    """The words of a folder of documents; none of any other folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DOCUMENTS.file
        self._lines = LineIndex(self._path) if self._path.is_file() else None

    @property
    def files(self) -> list[Path]:
        """The file of the documents, where there is one."""
        return [self._path] if self._lines else []

    def document(self, place: int) -> dict[str, Any] | None:
        """The document of a line; None where there is none. DataError for a line that is no document."""
        if self._lines is None or not 0 <= place < len(self._lines):
            return None
        where = f"{self._path}:{place + 1}"
        record = parse_json(decoded(self._lines[place], where, DataError), where, DataError)
        if not isinstance(record, dict):
            raise DataError(where, record, "one JSON object a line")
        return record

    def of_page(self, document: object, page: object) -> list[dict[str, Any]]:
        """Words with their `text` and `quad` (x, y of four corners, px) in the order of reading.

        DataError for a line of the file that is no document.
        """
        record = self.document(document) if type(document) is int else None
        if record is None:
            return []
        where = f"{self._path}: document {document}"
        words = record.get("words")
        if not isinstance(words, list):
            raise DataError(f"{where}: words", words, "a list")
        return [
            {"text": one["text"], "quad": one["quad"]}
            for one in words
            if isinstance(one, dict) and one.get("page") == page and _is_word(one)
        ]


def _is_word(one: dict[str, Any]) -> bool:
    quad = one.get("quad")
    numbers = isinstance(quad, list) and len(quad) == 8 and all(type(value) in (int, float) for value in quad)
    return numbers and isinstance(one.get("text"), str)
