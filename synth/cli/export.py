"""`synth export`: a data set for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.cli.parse import Parser
from synth.cli.selection import add_selection, filters_of, split_of
from synth.cli.terminal import say

FORMATS = (
    "texts: conll, csv, doccano, hf, parquet, prodigy, spacy; "
    "documents: cord, csv, donut, funsd, hocr, parquet, pubtabnet, sroie; "
    "pictures, and the regions of pages: coco, coco-panoptic, coco-polygons, cvat, hf, hf-parquet, labelstudio, masks, "
    "voc, webdataset, yolo, yolo-pose, yolo-segment"
)

BY = (
    "what is not divided: of pictures a key such as patient; of documents values (default) or template; of texts "
    "values and phrases (default; phrases as far as counts allow), template, skeleton (the text without its labelled "
    "values), a label or an attribute; repeatable"
)


def export(words: Sequence[str]) -> int:
    """Write a finished data set in the format of another tool; the exit code."""
    parser = Parser(prog="synth export", description="A finished data set in the format of another tool.")
    parser.add_argument("folder", type=Path, help="a finished data set")
    parser.add_argument("--to", required=True, metavar="FORMAT", help=FORMATS)
    parser.add_argument("--out", type=Path, help="where to write it (default: beside the folder)")
    add_selection(parser, BY)
    options = parser.parse_args(words)
    filters, split = filters_of(options), split_of(options)
    from synth.data.export import export_data_set

    path = export_data_set(options.folder, options.to, options.out, say, filters=filters, split=split)
    say(f"look at   {path}")
    return 0
