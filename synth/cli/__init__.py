"""The commands: synth list, generate, preview, export ... Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from synth import __version__
from synth.cli.streams import drop
from synth.cli.terminal import EXIT_BAD_INPUT, EXIT_STOPPED, one_ctrl_c, out_of_memory, say, warn
from synth.core.errors import SynthError, suggest

HELP = f"""synth {__version__}: data that is born with its labels

  synth list                       what there is: scenes, packs, generators, locales, formats
  synth generate [key=value ...]   draw, verify and write a data set (default: scene=nuclei count=24 seed=0)
  synth preview  [key=value ...]   draw plans of a scene, without a model; show its texts or pages
  synth merge    SHARD_FOLDER ... out=DIR   join the shards of a data set to the bytes of an unsplit run
  synth export   FOLDER --to FORMAT   a data set for other tools: csv, parquet;
                                      texts: conll, doccano, hf, prodigy, spacy;
                                      documents: cord, donut, funsd, hocr, pubtabnet, sroie;
                                      pictures: coco, cvat, hf, labelstudio, masks, voc, yolo ...
  synth convert  DATA --to FORMAT  annotated pictures of any known format in another one
  synth annotate data=DATA with=ANNOTATOR out=DIR   a model labels pictures, texts, sound or videos
  synth exchange SET --to TOOL     to Label Studio, CVAT or doccano; --from TOOL FILE: back, as a patch
  synth check    DATA ...          what is wrong in annotated pictures, documents or texts, within each set and between
  synth review   DATA [CHECK]      people decide on the findings of a check, or on every label, in a local page
  synth apply    DATA PATCH        the answers of a check or a review; synth undo DATA takes them back
  synth corrupt  DATA --out DIR    a copy with errors in its labels, at stated rates, to test checks with
  synth compare  real=DATA synthetic=DATA   what synthetic data are worth beside real ones, and what they leak
  synth benchmark NEW against=OLD  what a new set covers and brings, whether labels mean the same, what to annotate
  synth explain  FOLDER SAMPLE [LABEL]   where a sample or a label comes from: scene, draws, refused drafts, checks
  synth schema   [FILE]            the JSON Schema of scene files, for editors
  synth train    [key=value ...]   fit a pack from a COCO folder
  synth completion SHELL           completion by TAB, for bash, zsh and fish

  synth COMMAND --help             the options of a command"""

COMMANDS: Mapping[str, str] = {
    "list": "synth.cli.list",
    "generate": "synth.cli.generate",
    "preview": "synth.cli.preview",
    "merge": "synth.cli.merge",
    "export": "synth.cli.export",
    "convert": "synth.cli.convert",
    "annotate": "synth.cli.annotate",
    "exchange": "synth.cli.exchange",
    "check": "synth.cli.check",
    "review": "synth.cli.review",
    "apply": "synth.cli.apply",
    "undo": "synth.cli.undo",
    "corrupt": "synth.cli.corrupt",
    "compare": "synth.cli.compare",
    "benchmark": "synth.cli.benchmark",
    "explain": "synth.cli.explain",
    "schema": "synth.cli.schema",
    "train": "synth.cli.train",
    "completion": "synth.cli.completion",
}
"""Command -> the module with the function of that name, imported when the command is given."""


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 findings, 2 bad input, 3 incomplete, 130 stopped by Ctrl-C."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in ("-h", "--help"):
        say(HELP)
        return 0 if words else EXIT_BAD_INPUT
    if words[0] == "--version":
        say(__version__)
        return 0
    try:
        if words[0] not in COMMANDS:
            raise SynthError("command", words[0], suggest(words[0], COMMANDS))
        with one_ctrl_c():
            return getattr(import_module(COMMANDS[words[0]]), words[0])(words[1:])
    except KeyboardInterrupt as stop:
        warn(str(stop) or "stopped")
        return EXIT_STOPPED
    except BrokenPipeError:  # as of `synth preview | head`
        drop(sys.stdout)
        return 0
    except Exception as error:  # noqa: BLE001 - libraries have classes of their own for memory that runs out
        warn(_one_line(error))
        return EXIT_BAD_INPUT


def _one_line(error: Exception) -> str:
    """What is said of an error that is no defect of ours; any other one is raised again."""
    if isinstance(error, SynthError):
        return str(error)
    if out_of_memory(error):
        return "memory: got less than is needed; fewer workers, a smaller batch_size or canvas, or a higher limit"
    if not isinstance(error, OSError):
        raise error
    if error.filename is None:  # of standard output, which may be on a full disk
        drop(sys.stdout)
    return f"{error.filename or 'output'}: {error.strerror or error}"
