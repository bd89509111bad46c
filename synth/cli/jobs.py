"""The words of a command line into jobs, and a job's values into the options of its scene's kind."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.cli.hydra import Job, Known, compose, print_config
from synth.cli.overrides import COMMAND_LINE, read_request
from synth.core.errors import SynthError
from synth.kinds import configs, kind_of, load_any_scene
from synth.options import RunConfig, leaves, options_from, parts

if TYPE_CHECKING:
    from synth.scene.model import SceneModel


def composed(name: str, options: argparse.Namespace, known: Known) -> tuple[Job, ...]:
    """The jobs of a command line; none when it only asks for the configuration, which is printed."""
    request = read_request(options.overrides)
    if options.cfg:
        print_config(name, request, options.cfg, known)
        return ()
    return compose(name, request, known, sweep=options.multirun)


def run_leaves() -> list[str]:
    """Dotted names of what runs of any kind take."""
    return list(dict.fromkeys(leaf for config in configs().values() for leaf in leaves(config)))


def scene_of(job: Job) -> SceneModel:
    """The scene of a job, checked."""
    from synth.scene.narrow import narrowed

    return load_any_scene(narrowed(job.source.mapping, job.scene, COMMAND_LINE), where=str(job.source.path))


def run_config(job: Job, kind: str, out: Path | str | None) -> RunConfig:
    """The options of a job whose scene is of that kind; it writes into `out`, or else into outputs/<scene>, or beside
    that where it is a shard.

    SynthError for a value that does not fit, and for one that was set of a key that only another kind takes.
    """
    values = _own_values(kind, job)
    found = {"scene": job.source.name, "scene_folder": job.source.path.parent}
    config = options_from(kind_of(kind).config(), {**values, **found, "out": out or f"outputs/{job.source.name}"})
    return config if out else replace(config, out=Path(f"{config.out}{config.shard.suffix}"))


def _own_values(kind: str, job: Job) -> dict[str, Any]:
    """The values without those of keys that only other kinds take; SynthError where one of these was set."""
    own = {name for name, _ in parts(kind_of(kind).config())}
    if job.given.isdisjoint(job.values.keys() - own):  # then all others are those of conf/: their classes stay unread
        return {name: value for name, value in job.values.items() if name in own}
    from synth.cli.knobs import default_of

    others = {
        name: default_of(config, name) for config in configs().values() for name, _ in parts(config) if name not in own
    }
    for name in others.keys() & job.values.keys():
        for key, value in _set(name, job.values[name], others[name]):
            raise SynthError(key, value, f"a scene of kind {kind} takes none")
    return {name: value for name, value in job.values.items() if name not in others}


def _set(key: str, value: object, default: object) -> Iterator[tuple[str, object]]:
    """Dotted name and value of everything that differs from the default."""
    if isinstance(value, Mapping) and isinstance(default, Mapping):
        for name, inner in value.items():
            yield from _set(f"{key}.{name}", inner, default.get(name))
    elif value != default:
        yield key, value


def keep_records(out: Path, records: Mapping[str, str]) -> None:
    """Keep the composed configuration in .hydra/, as Hydra's own runs do."""
    from synth.folder.disk import one_line_errors, write_atomic

    folder = out / ".hydra"
    with one_line_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in records.items():
            write_atomic(folder / name, text.encode())
