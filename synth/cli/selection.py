"""The flags of `export` and `convert` that choose what goes on, and into which part."""

from __future__ import annotations

import argparse
from collections import defaultdict
from typing import TYPE_CHECKING

from synth.cli.parse import Parser
from synth.core.errors import SynthError

if TYPE_CHECKING:
    from synth.data.filters import Filters
    from synth.data.split.gather import Split


def add_selection(parser: Parser, by: str) -> None:
    """Add the flags; `by` says which names `--by` knows."""
    objects = parser.add_argument_group("filters; what they leave out is counted")
    objects.add_argument("--min-iou", type=float, metavar="IOU", help="objects that the annotator read back so well")
    objects.add_argument("--confirmed", action="store_true", help="objects that it read back at all: IoU >= 0.5")
    objects.add_argument("--min-visibility", type=float, metavar="SHARE", help="objects of which so much is visible")
    objects.add_argument("--min-area", type=float, metavar="PX", help="objects of at least so many px")
    objects.add_argument("--category", nargs="+", action="extend", metavar="NAME", help="objects of these categories")
    objects.add_argument("--quota", metavar="NAME", help="samples that were made for this quota of the scene")
    objects.add_argument(
        "--variable", action="append", metavar="KEY=VALUE",
        help="samples with this value; several of one key: any of them, of several keys: all of them",
    )  # fmt: skip
    parts = parser.add_argument_group("split")
    parts.add_argument("--split", metavar="SHARES", help="0.8,0.1,0.1: train, val, test; 0.9,0.1: train, val")
    parts.add_argument("--split-seed", type=int, metavar="N", help="chooses between equally good splits (default: 0)")
    parts.add_argument("--by", action="append", metavar="KEY", help=by)


def filters_of(options: argparse.Namespace) -> Filters | None:
    """The filters that were asked for, without the members of the quota; None: none was. SynthError for a bad value."""
    from synth.data.filters import Filters
    from synth.image.labels import CONFIRMED_IOU

    for name, most in (("min_iou", 1.0), ("min_visibility", 1.0), ("min_area", 1e12)):
        value = getattr(options, name)
        if value is not None and not 0 <= value <= most:
            raise SynthError(f"--{name.replace('_', '-')}", value, f"a number from 0 to {most:g}")
    least = [value for value in (options.min_iou, CONFIRMED_IOU if options.confirmed else None) if value is not None]
    variables: dict[str, set[str]] = defaultdict(set)
    for text in options.variable or ():
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise SynthError("--variable", text, "key=value, as weather=snow")
        variables[key].add(value)
    filters = Filters(
        min_iou=max(least) if least else None,
        min_visibility=options.min_visibility,
        min_area=options.min_area,
        categories=tuple(options.category or ()),
        variables={key: frozenset(values) for key, values in variables.items()},
        quota=options.quota or "",
    )
    return None if filters == Filters() else filters


def split_of(options: argparse.Namespace) -> Split | None:
    """The split that was asked for; None: none was. SynthError for bad shares, and for what needs a split."""
    from synth.data.split.gather import Split
    from synth.data.split.shares import parse_shares

    if options.split is None:
        for flag, given in (("--by", (options.by or [None])[0]), ("--split-seed", options.split_seed)):
            if given is not None:
                raise SynthError(flag, given, "it belongs to --split, as --split 0.8,0.1,0.1")
        return None
    return Split(shares=parse_shares(options.split), seed=options.split_seed or 0, by=tuple(options.by or ()))
