"""`synth annotate`: a model labels pictures, texts, recordings or videos that exist."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.cli.parse import Parser
from synth.cli.terminal import progress_into, say
from synth.core.errors import SynthError, Unquoted, suggest
from synth.core.paths import expanded

if TYPE_CHECKING:
    from synth.annotate.run import Annotated

DESCRIPTION = """\
Label pictures, texts, recordings or videos with a model.

Labels that are there stay; every new one says which model, how sure and why.

  synth annotate data=photos/ with=pack:nuclei out=photos-annotated
  synth annotate data=mails.jsonl with=tagger:models/pii out=mails-annotated threshold=0.8
  synth annotate data=calls/ with=speech out=calls-annotated"""

_WITH = "with"
"""The key of the annotator: a word that Python keeps for itself."""

_FLAGS = {"true": True, "false": False}
_MOST = 6
"""Classes that a line names."""


def annotate(words: Sequence[str]) -> int:
    """Annotate a data set; the exit code."""
    parser = Parser(
        prog="synth annotate", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.more = _keys
    parser.add_argument("words", nargs="*", metavar="key=value", help="as in the examples")
    values = _values(parser.parse_args(words).words)
    from synth.annotate.options import AnnotateOptions
    from synth.annotate.run import annotate as annotated
    from synth.options import options_from

    options = options_from(AnnotateOptions, {**values, "annotator": _with_tagger(values["annotator"])})
    with progress_into(options.out) as progress:
        done = annotated(options, progress)
    _tell(done)
    return 0


def _values(words: Sequence[str]) -> dict[str, Any]:
    """Key -> value of the class of options. SynthError for what is no key=value, an unknown key or one given twice."""
    from synth.annotate.options import AnnotateOptions
    from synth.options import leaves

    readers: Mapping[str, Callable[[str], Any]] = {"threshold": _number, "overwrite": _flag, "labels": _names}
    known = [_WITH if name == "annotator" else name for name in leaves(AnnotateOptions)]
    values: dict[str, Any] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals:
            raise SynthError("command line", word, "key=value is needed, such as with=pack:nuclei")
        if key not in known:
            raise SynthError(key, Unquoted("an unknown key"), suggest(key, known))
        if key in values:
            raise SynthError(key, text, "each key once")
        values[key] = readers.get(key, str)(text)
    if _WITH not in values:
        from synth.annotate.table import ANNOTATORS

        raise SynthError(_WITH, None, f"needs a value ({_WITH}=...): {', '.join(ANNOTATORS)}")
    values["annotator"] = values.pop(_WITH)
    return values


def _with_tagger(annotator: str) -> str:
    """A tagger that names a scene becomes one in a folder, fitted now where that is not there yet."""
    name, _, scene = annotator.partition(":")
    if name != "tagger" or not scene or expanded(scene).is_dir():
        return annotator
    from synth.cli.tagger import fitted
    from synth.text.learn.stored import is_tagger

    folder = Path("outputs") / f"{Path(scene).stem}-tagger"
    return f"{name}:{folder if is_tagger(folder) else fitted([f'scene={scene}'], folder)}"


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _names(text: str) -> object:
    return tuple(name.strip() for name in text.removeprefix("[").removesuffix("]").split(","))


def _flag(text: str) -> object:
    return _FLAGS.get(text, text)


def _tell(done: Annotated) -> None:
    from synth.annotate.counts import ABSTAINED, ADDED, KEPT, THERE
    from synth.core.progress import duration_text

    for line in done.left_out:
        say(f"read      {line}")
    number = {name: sum(done.totals.group(name).values()) for name in (ADDED, ABSTAINED, KEPT, THERE)}
    say(f"model     {done.model.name}, {done.model.version[:12]}{'' if done.model.calibrated else ', not calibrated'}")
    say(f"labels    {number[ADDED]} added to {done.count} {done.unit}{_classes(done, ADDED)}")
    say(f"abstained {number[ABSTAINED]} below {done.threshold:g}{_classes(done, ABSTAINED)}; see rejected.jsonl")
    if number[KEPT] or number[THERE]:
        say(f"kept      {number[KEPT]} labels that were there; {number[THERE]} of the annotator's fall on one of them")
    say(f"time      {duration_text(done.seconds)}")
    say(f"look at   {done.out}")


def _classes(done: Annotated, group: str) -> str:
    from synth.folder.card import most_first

    counts = most_first(done.totals.group(group))
    more = f", {len(counts) - _MOST} more classes" if len(counts) > _MOST else ""
    return ": " + ", ".join(f"{count} {name}" for name, count in counts[:_MOST]) + more if counts else ""


def _keys() -> str:
    from synth.annotate.options import AnnotateOptions
    from synth.annotate.table import ANNOTATORS
    from synth.cli.key_help import class_keys

    rows = [
        f"  {name + (':...' if one.argument else ''):<12} {one.what}, of {one.reads}"
        + (f"; ... is {one.argument}" if one.argument else "")
        for name, one in ANNOTATORS.items()
    ]
    keys = class_keys(AnnotateOptions).replace("annotator=???", f"{_WITH}=???     ")
    return "\n".join(["annotators:", *rows, "", keys])
