"""Write Label Studio: tasks.json to import, label_config.xml for the project's settings, and images/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from synth.core.canonical import canonical
from synth.core.labels import ANNOTATOR, SOURCE, Category
from synth.image.formats.carries import Losses
from synth.image.formats.coco.format import placed_name
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.labelstudio.brush import brush_of
from synth.image.formats.picture_files import put_picture
from synth.image.formats.stream import PictureStream
from synth.image.formats.xml import tag_text

TASKS, CONFIG = "tasks.json", "label_config.xml"

LOCAL_FILES = "/data/local-files/?d="
"""Label Studio's address of a file below its LOCAL_FILES_DOCUMENT_ROOT."""

KINDS = {"RectangleLabels": "rectanglelabels", "PolygonLabels": "polygonlabels", "BrushLabels": "brushlabels"}
"""Control of the labelling page -> the type of what it draws."""

FULL = 100
"""Label Studio's coordinates are percent of the picture's sides."""


def write_labelstudio(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write tasks.json, label_config.xml and images/."""
    path.mkdir()
    (path / CONFIG).write_text(_config_xml(stream.categories), encoding="utf-8", newline="\n")
    with (path / TASKS).open("w", encoding="utf-8", newline="\n") as file:
        before = "[\n"
        for picture in stream.pictures:
            put_picture(picture, path / "images" / picture.split, losses)
            file.write(before + canonical(_task(picture)))
            before = ",\n"
        file.write("\n]\n" if before == ",\n" else "[]\n")


def _config_xml(categories: Iterable[Category]) -> str:
    labels = "".join(f"\n    {tag_text('Label', {'value': category.name})}" for category in categories)
    controls = "".join(
        f"\n  {tag_text(control, {'name': kind, 'toName': 'image'}, labels)}" for control, kind in KINDS.items()
    )
    image = tag_text("Image", {"name": "image", "value": "$image"})
    return f"<View>\n  {image}{controls}\n</View>\n"


def _task(picture: AnnotatedImage) -> dict[str, object]:
    """A picture with its objects as a finished annotation, or as a prediction where a model made some of them."""
    results = [one for annotation in picture.annotations for one in _results(annotation, picture)]
    data: dict[str, object] = {"image": LOCAL_FILES + quote(f"images/{placed_name(picture)}")}
    if picture.split:
        data["split"] = picture.split
    task: dict[str, object] = {"id": picture.id, "data": data}
    models = [one.attributes for one in picture.annotations if one.attributes.get(SOURCE) == ANNOTATOR]
    if not models:
        return {**task, "annotations": [{"id": picture.id, "result": results}]}
    versions = dict.fromkeys(f"{one.get('model', '')} {one.get('version', '')}".strip() for one in models)
    return {**task, "predictions": [{"model_version": ", ".join(versions), "result": results}]}


def _results(annotation: Annotation, picture: AnnotatedImage) -> Iterator[dict[str, object]]:
    """What is drawn of an object: one polygon, a brush or a rectangle."""
    if annotation.polygons:
        [polygon] = annotation.polygons
        kind, value = "polygonlabels", {"points": _points(polygon, picture), "closed": True}
    elif annotation.has_mask:
        kind, value = "brushlabels", {"format": "rle", "rle": _brush(annotation, picture)}
    else:
        x, y, width, height = annotation.box.xywh
        sides = (x / picture.width, y / picture.height, width / picture.width, height / picture.height)
        kind, value = (
            "rectanglelabels",
            {
                **{key: FULL * side for key, side in zip(("x", "y", "width", "height"), sides, strict=True)},
                "rotation": 0,
            },
        )
    yield {
        "id": str(annotation.id),
        "type": kind,
        "from_name": kind,
        "to_name": "image",
        "original_width": picture.width,
        "original_height": picture.height,
        "image_rotation": 0,
        "value": {**value, kind: [annotation.category]},
        **({} if annotation.score is None else {"score": annotation.score}),
        **_meta(annotation),
    }


def _meta(annotation: Annotation) -> dict[str, object]:
    """The attributes, which come back as they are; the reason for a label is what the page shows beside it."""
    if not annotation.attributes:
        return {}
    reason = annotation.attributes.get("reason")
    return {"meta": {"attributes": annotation.attributes, **({"text": [reason]} if isinstance(reason, str) else {})}}


def _points(polygon: list[float], picture: AnnotatedImage) -> list[list[float]]:
    pairs = zip(polygon[::2], polygon[1::2], strict=True)
    return [[FULL * x / picture.width, FULL * y / picture.height] for x, y in pairs]


def _brush(annotation: Annotation, picture: AnnotatedImage) -> list[int]:
    return brush_of(annotation.mask.on_canvas(picture.width, picture.height))
