"""labels.yaml: which names of classes are one, as `synth check` suggests and a person decides, and the edits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from synth.core.errors import DataError
from synth.quality.finding import SURE, Edit, Finding
from synth.quality.patch.lines import PatchLine
from synth.quality.pictures.raw import RawSet
from synth.quality.pictures.read import read_pictures
from synth.quality.tell import is_texts
from synth.quality.texts.raw import RawTexts
from synth.scene.read import read_yaml

_HEAD = """\
# Names of classes that may be one: data set, then name: better name. `synth apply DATA labels.yaml` renames them, and
# joins classes whose new name is there already. Lines behind # are questions: take the # away to say yes.
"""


def names_text(findings: Sequence[Finding]) -> str:
    """labels.yaml for the findings on vocabulary: what is sure stands in it, what is asked behind a #."""
    text = _HEAD
    for data_set in dict.fromkeys(one.data_set for one in findings):
        here = [one for one in findings if one.data_set == data_set]
        open_only = all(one.confidence < SURE for one in here)
        text += f"{_quoted(data_set)}:{' {}' if open_only else ''}\n"
        for one in here:
            mark = "" if one.confidence >= SURE else "# "
            text += f"  {mark}{_quoted(one.given)}: {_quoted(one.suggested)}  # {one.evidence}\n"
    return text


def read_names(path: Path, data: Path) -> Mapping[str, str]:
    """The names of one data set that are to be changed. DataError where the file says nothing of it."""
    content = read_yaml(path)
    for data_set, names in content.items():
        found = names if isinstance(names, dict) else {None: None}
        if not all(isinstance(old, str) and isinstance(new, str) and new for old, new in found.items()):
            raise DataError(f"{path}: {data_set}", names, "a map of names to names")
        if Path(str(data_set)).resolve() == data.resolve():
            return {str(old): str(new) for old, new in found.items()}
    raise DataError(
        str(path), "no names of this data set", f"it has names of: {', '.join(map(str, content)) or 'none'}"
    )


def renames(data: Path, names: Mapping[str, str], where: str) -> PatchLine:
    """The edits that give classes their new names. DataError for a name that no class has."""
    edits = tuple(_of_texts(data, names) if is_texts(data) else _of_pictures(data, names))
    found = {_name(edit.before) for edit in edits}
    if missing := [name for name in names if name not in found]:
        raise DataError(where, missing[0], f"a name of a class of {data}")
    return PatchLine(0, "vocabulary", str(data), ", ".join(names), 1.0, edits, where)


def _name(before: Any) -> object:
    """The name that an edit replaces: of a category that goes, of one that is renamed, of a span, of a tag."""
    if isinstance(before, dict):
        return before.get("name")
    return before[2:] if isinstance(before, str) and before[:2] in ("B-", "I-") else before


def _of_texts(data: Path, names: Mapping[str, str]) -> Iterator[Edit]:
    texts = RawTexts(data)
    for line in texts.lines():
        for span in line.spans:
            if span.label in names:
                key = f"spans.{span.number}.label"
                yield Edit("set", texts.file.name, "", line.place, key, span.label, names[span.label])
        tags = line.record.get("tags")
        for number, tag in enumerate(tags if isinstance(tags, list) else ()):
            if isinstance(tag, str) and tag[:2] in ("B-", "I-") and tag[2:] in names:
                yield Edit("set", texts.file.name, "", line.place, f"tags.{number}", tag, tag[:2] + names[tag[2:]])


def _of_pictures(data: Path, names: Mapping[str, str]) -> Iterator[Edit]:
    raw = read_pictures(data).raw
    if not raw.editable:
        raise DataError(str(data), f"a set of {raw.files[0]}", "COCO: `synth convert` it first")
    owners = {(one.file, one.get("name")): one.get("id") for one in raw.entries("categories")}
    moved = dict[tuple[int, object], object]()
    for one in raw.entries("categories"):
        new = names.get(str(one.get("name")))
        if new is None:
            continue
        other = owners.get((one.file, new))
        if other is None:
            owners[one.file, new] = one.get("id")
            yield Edit("set", raw.files[one.file], "categories", one.place, "name", one.get("name"), new)
        else:
            moved[one.file, one.get("id")] = other
            yield Edit("remove", raw.files[one.file], "categories", one.place, "", one.value)
    yield from _moved(raw, moved)


def _moved(raw: RawSet, moved: Mapping[tuple[int, object], object]) -> Iterator[Edit]:
    for one in raw.entries("annotations") if moved else ():
        category = one.get("category_id")
        if isinstance(category, int | str) and (one.file, category) in moved:
            file = raw.files[one.file]
            yield Edit("set", file, "annotations", one.place, "category_id", category, moved[one.file, category])


def _quoted(text: object) -> str:
    return yaml.safe_dump(str(text), default_flow_style=True, allow_unicode=True, width=1 << 20).splitlines()[0]
