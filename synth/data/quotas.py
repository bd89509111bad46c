"""The members of a quota of a data set that synth wrote, as its samples' lines name them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from synth.core.errors import DataError, suggest
from synth.data.kinds import KINDS
from synth.document.read import DOCUMENTS, open_documents
from synth.folder.finished import found_kind
from synth.image.formats.data_set import AnnotatedImage
from synth.image.read import PICTURES, open_pictures
from synth.image.stated import PictureStated


def quota_members(data: Path, quota: str) -> Callable[[AnnotatedImage], bool]:
    """Whether a picture, or the document that a page is of, was made for the quota; only ids are held.

    `data` is the folder of the data set, or its annotations.json. DataError for a data set without quotas, and for a
    name that none of them has.
    """
    folder = data if data.is_dir() else data.parent
    kind = found_kind(folder, KINDS)
    if kind == PICTURES:
        pictures = open_pictures(folder)
        stated = ((record["id"], record["plan"].get("quotas", ())) for _, record in pictures.records(PictureStated))
        spec = pictures.manifest["spec"]
    elif kind == DOCUMENTS:
        documents = open_documents(folder)
        stated = ((sample.id, sample.quotas) for sample in documents)
        spec = documents.manifest["spec"]
    else:
        allowed = "a folder of pictures or documents that synth generated: its lines name quotas"
        raise DataError(f"{data}: --quota", quota, allowed)
    known = spec.get("quotas") or {}
    if quota not in known:
        raise DataError(f"{data}: --quota", quota, suggest(quota, known))
    members = {number for number, quotas in stated if quota in quotas}
    if kind == PICTURES:
        return lambda picture: picture.id in members
    return lambda picture: picture.extra.get("document") in members
