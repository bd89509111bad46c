"""The commands: synth generate, preview, export, schema, train. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from synth import __version__
from synth.core.errors import SynthError, suggest

if TYPE_CHECKING:
    from synth.cli.hydra import Job
    from synth.core.progress import Counter
    from synth.core.summary import RunSummary
    from synth.options import RunConfig
    from synth.scene.model import SceneModel

HELP = f"""synth {__version__}: data that is born with its labels

  synth generate [key=value ...]   draw, verify and write a data set (default: scene=nuclei count=24 seed=0)
  synth preview  [key=value ...]   draw plans of a scene, without a model; show its texts or pages
  synth export   FOLDER --to FORMAT   a data set for other tools. Texts: conll, doccano, hf, prodigy, spacy;
                                      documents: cord, donut, funsd, hocr, pubtabnet, sroie
  synth schema   [FILE]            the JSON Schema of scene files, for editors
  synth train    [key=value ...]   fit a pack from a COCO folder

  synth COMMAND --help             what a command can be told"""

SCENE_HELP = """\
  scene=street                      a shipped scene; scene=./mine.yaml: your own file
  count=100 seed=7 out=DIR          samples, seed, folder (default: outputs/<scene>)
  scene.objects.car.count=3         any leaf of the scene; 'scene.objects.car.count={poisson: 4}': a range"""

GENERATE_HELP = f"""{SCENE_HELP}
  generator=sketch pack=DIR         instead of the scene's own
  generator=controlnet_sdxl         a hub model (conf/generator), or your own file: generator=./mine.yaml
  generator.model=FOLDER            a model that is here already, instead of the hub's
  verify=strict verify=owlv2        a preset of conf/verify; verify.min_iou=0.6: one of its values
  workers=2 batch_size=8 device=cpu sampler.steps=12
  -m seed=1,2 scene=street,shelf    one data set per combination, compared in a table"""

TRAIN_HELP = """\
  data=DIR                          COCO folder: images/ and annotations.json
  out=DIR                           the pack folder; run again to go on from its last checkpoint
  minutes=60 steps=20000            budget per network
  batch_size=16 crop_px=64 learning_rate=6e-4 val_share=0.2 device=auto sample_every=500"""

EXPORT_HELP = "texts: conll, doccano, hf, prodigy, spacy; documents: cord, donut, funsd, hocr, pubtabnet, sroie"

EXIT_INCOMPLETE, EXIT_BAD_INPUT, EXIT_STOPPED = 1, 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 incomplete, 2 bad input, 130 stopped by Ctrl-C."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in ("-h", "--help"):
        _say(HELP)
        return 0 if words else EXIT_BAD_INPUT
    if words[0] == "--version":
        _say(__version__)
        return 0
    try:
        if words[0] not in COMMANDS:
            raise SynthError("command", words[0], suggest(words[0], COMMANDS))
        return COMMANDS[words[0]](words[1:])
    except SynthError as error:
        _warn(str(error))
        return EXIT_BAD_INPUT
    except OSError as error:
        _warn(f"{error.filename or 'output'}: {error.strerror or error}")
        return EXIT_BAD_INPUT
    except KeyboardInterrupt as stop:
        _warn(str(stop) or "stopped")
        return EXIT_STOPPED


def generate(words: Sequence[str]) -> int:
    """Write one data set, or one for each combination of a sweep (`-m`)."""
    options = _parse("generate", GENERATE_HELP, words, sweeps=True)
    from synth.cli.sweep import sweep_folder
    from synth.options import RunConfig

    jobs = _compose("config", RunConfig, options)
    if not jobs:
        return 0
    folder = sweep_folder(jobs) if options.multirun else None
    runs = [(job, _scene_of(job), _run_config(job, folder)) for job in jobs]
    return _run_sweep(folder, runs) if folder else _finish(_run(*runs[0]))


def preview(words: Sequence[str]) -> int:
    """Draw plans of a scene, without a model, into outputs/<scene>-preview.png; print the texts of a text scene."""
    options = _parse("preview", SCENE_HELP, words)
    options.overrides.insert(0, "count=12")
    from synth.options import RunConfig
    from synth.run import preview as previewed

    for job in _compose("config", RunConfig, options):
        scene, config = _scene_of(job), _run_config(job, None)
        for line in previewed(config, scene):
            _say(line)
    return 0


def export(words: Sequence[str]) -> int:
    """Write a finished data set of texts or documents in the format of another tool."""
    parser = _Parser(prog="synth export", description="A data set of texts or documents in the format of another tool.")
    parser.add_argument("folder", type=Path, help="a finished data set")
    parser.add_argument("--to", required=True, metavar="FORMAT", help=EXPORT_HELP)
    parser.add_argument("--out", type=Path, help="where to write it (default: beside the folder)")
    options = parser.parse_args(words)
    from synth.data.export import export_data_set

    _say(f"look at   {export_data_set(options.folder, options.to, options.out)}")
    return 0


def schema(words: Sequence[str]) -> int:
    """Print the JSON Schema of scene files, or write it to a file."""
    parser = _Parser(prog="synth schema", description="The JSON Schema of scene files, for editors.")
    parser.add_argument("file", nargs="?", type=Path, help="where to write it (default: standard output)")
    options = parser.parse_args(words)
    import json

    from synth.cli.json_schema import scene_json_schema

    text = json.dumps(scene_json_schema(), indent=2, sort_keys=True)
    if options.file is None:
        _say(text)
    else:
        options.file.write_text(text + "\n", encoding="utf-8")
    return 0


def train(words: Sequence[str]) -> int:
    """Fit a pack from a COCO folder."""
    options = _parse("train", TRAIN_HELP, words)
    from synth.core.progress import shown
    from synth.options import TrainConfig, options_from

    for job in _compose("train", TrainConfig, options):
        config = options_from(TrainConfig, job.values)
        from synth.image.train.fit import fit_pack

        with shown(sys.stderr) as progress:
            try:
                fit_pack(config, progress)
            except KeyboardInterrupt:
                raise KeyboardInterrupt(_kept(progress, config.out)) from None
            finally:
                _keep_records(config.out, job.records)
        _say(f"look at   {config.out}")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "generate": generate,
    "preview": preview,
    "export": export,
    "schema": schema,
    "train": train,
}


class _Parser(argparse.ArgumentParser):
    """Argparse whose errors are one line like all others."""

    def error(self, message: str) -> NoReturn:
        raise SynthError(self.prog, message, "see --help")


def _parse(command: str, help_text: str, words: Sequence[str], sweeps: bool = False) -> argparse.Namespace:
    parser = _Parser(
        prog=f"synth {command}",
        description=(COMMANDS[command].__doc__ or "").splitlines()[0],
        epilog=help_text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="Hydra overrides, for example:")
    parser.add_argument("--cfg", choices=("job", "hydra", "all"), help="print the composed configuration and stop")
    parser.set_defaults(multirun=False)
    if sweeps:
        parser.add_argument("-m", "--multirun", action="store_true", help="sweep over values given as a,b,c")
    return parser.parse_intermixed_args(words)


def _compose(name: str, kind: type, options: argparse.Namespace) -> tuple[Job, ...]:
    """The jobs of a command line; none when it only asks for the configuration."""
    from synth.cli.hydra import compose, print_config
    from synth.cli.overrides import read_request
    from synth.options import leaves

    request, known = read_request(options.overrides), leaves(kind)
    if options.cfg:
        print_config(name, request, options.cfg, known)
        return ()
    return compose(name, request, known, sweep=options.multirun)


def _scene_of(job: Job) -> SceneModel:
    from synth.kinds import load_any_scene

    return load_any_scene(job.scene, where=str(job.source.path))


def _run_config(job: Job, sweep: Path | None) -> RunConfig:
    """The typed options of a job. It writes into outputs/<scene>, or into a folder of its own within the sweep's."""
    from synth.cli.sweep import folder_name
    from synth.options import RunConfig, options_from

    out = job.values["out"] or f"outputs/{job.source.name}"
    if sweep and not any(word.startswith("out=") for word in job.swept):
        out = sweep / folder_name(job.swept)
    return options_from(
        RunConfig, {**job.values, "out": out, "scene": job.source.name, "scene_folder": job.source.path.parent}
    )


def _run(job: Job, scene: SceneModel, config: RunConfig) -> RunSummary:
    from synth.core.progress import shown
    from synth.run import run

    with shown(sys.stderr) as progress:
        try:
            summary = run(config, scene, progress)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_kept(progress, config.out)) from None
    _keep_records(config.out, job.records)
    return summary


def _finish(summary: RunSummary) -> int:
    _say("\n".join(summary.lines()))
    return 0 if summary.complete else EXIT_INCOMPLETE


def _run_sweep(folder: Path, runs: Sequence[tuple[Job, SceneModel, RunConfig]]) -> int:
    """Run one after the other; one that fails does not stop the others, but the exit code tells."""
    from synth.cli.sweep import Member, compare

    code, members = 0, []
    for job, scene, config in runs:
        _say(f"-- {', '.join(job.swept)}")
        try:
            outcome = _run(job, scene, config)
            code = max(code, 0 if outcome.complete else EXIT_INCOMPLETE)
        except SynthError as error:
            outcome, code = str(error), EXIT_BAD_INPUT
            _warn(outcome)
        members.append(Member(swept=job.swept, outcome=outcome))
    _say(f"\n{compare(folder, members)}")
    return code


def _kept(progress: Counter, out: Path) -> str:
    return f"stopped; {progress.done} of {progress.total} {progress.unit} are kept in {out}, the same command goes on"


def _keep_records(out: Path, records: Mapping[str, str]) -> None:
    """Keep the composed configuration in .hydra/, as Hydra's own runs do."""
    from synth.folder.disk import one_line_errors, write_atomic

    folder = out / ".hydra"
    with one_line_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in records.items():
            write_atomic(folder / name, text.encode())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _warn(text: str) -> None:
    sys.stderr.write(f"synth: {text}\n")
