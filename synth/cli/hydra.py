"""The command line through Hydra: overrides in, plain values out, once. Hydra and OmegaConf stay in this file."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from threading import Lock
from typing import Any

from synth.cli.overrides import COMMAND_LINE, Request, SceneFile, refuse_code, refuse_new_names
from synth.cli.terminal import say
from synth.core.errors import SynthError, suggest
from synth.core.paths import CONF
from synth.core.scratch import Scratch
from synth.options import DEFAULT_SCENE
from synth.scene.typed import with_typing, without_typing

Known = Callable[[], Sequence[str]]
"""The dotted names that a message may suggest."""

VERSION_BASE = "1.3"
"""Whose defaults Hydra takes."""

_COMPOSING = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One composed configuration: `values` without the scene, the `scene` mapping and the file it came from.

    `swept` are the overrides that differ between the jobs of a sweep, `key=value`; `given` are the keys that overrides
    name, up to their first dot; `records` are the texts of .hydra/.
    """

    values: Mapping[str, Any]
    scene: Mapping[str, Any]
    source: SceneFile
    swept: tuple[str, ...]
    given: frozenset[str]
    records: Mapping[str, str]


def compose(name: str, request: Request, known: Known, *, sweep: bool = False) -> tuple[Job, ...]:
    """Compose conf/<name>.yaml with the request's overrides: one job, or one for each combination of a sweep.

    Raises SynthError for what Hydra cannot compose.
    """
    if not sweep:
        return (_plain_job(name, request) or _job(*_composed(name, request, known), request, ()),)
    from hydra.core.hydra_config import HydraConfig

    found: list[tuple[Any, Any]] = []
    with _sweep_flags() as flags:
        words = [*flags, *request.overrides]
        _through_hydra(name, request, words, lambda config: found.append((config, HydraConfig.get())), known)
    if not found:
        raise SynthError(COMMAND_LINE, "a launcher of its own", "the jobs of a sweep run one after the other")
    return tuple(_job(config, hydra, request, _swept(hydra.overrides.task, request)) for config, hydra in found)


def compose_quietly(name: str, request: Request, known: Known) -> Job:
    """The one job that `compose` gives, within a program that may use Hydra itself: what Hydra and OmegaConf keep for
    the process is afterwards as it was before. Threads wait for each other here.
    """
    if plain := _plain_job(name, request):
        return plain
    with _COMPOSING, _kept_as_it_was():
        (job,) = compose(name, request, known)
    return job


@contextmanager
def _kept_as_it_was() -> Iterator[None]:
    """In the block Hydra is as if nobody used it, but for the options that are registered; what it and OmegaConf keep
    for the process is put back.
    """
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.core.singleton import Singleton
    from hydra.version import VersionBase
    from omegaconf.basecontainer import BaseContainer

    Plugins.instance()  # found once for the process
    options: Any = deepcopy(ConfigStore.instance())
    instances: dict[Any, Any] = Singleton._instances
    resolvers: dict[str, Any] = BaseContainer._resolvers
    kept, kept_resolvers = dict(instances), dict(resolvers)
    instances[ConfigStore] = options
    for used in (GlobalHydra, VersionBase):
        instances.pop(used, None)
    try:
        yield
    finally:
        instances.clear()
        instances.update(kept)
        resolvers.clear()
        resolvers.update(kept_resolvers)


def print_config(name: str, request: Request, part: str, known: Known) -> None:
    """Print the composed configuration (`part`: job, hydra or all) as YAML."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        _through_hydra(name, request, ["--cfg", part, *request.overrides], lambda config: None, known)
    say(printed.getvalue().removesuffix("\n"))


def _composed(name: str, request: Request, known: Known) -> tuple[Any, Any]:
    """The one configuration of a request and Hydra's own part of it, in a third of the time that `hydra.main` takes."""
    from hydra import compose, initialize_config_dir
    from omegaconf import open_dict

    with _input_errors(known), initialize_config_dir(version_base=VERSION_BASE, config_dir=str(CONF)):
        _register(request)
        config: Any = compose(name, list(request.overrides), return_hydra_config=True)
    with open_dict(config):
        return config, config.pop("hydra")


def _through_hydra(
    name: str, request: Request, words: Sequence[str], task: Callable[[Any], None], known: Known
) -> None:
    """Let Hydra's own command line compose and hand each configuration to `task`."""
    import hydra

    with _input_errors(known), _arguments(words):
        _register(request)
        hydra.main(version_base=VERSION_BASE, config_path=str(CONF), config_name=name)(task)()


@contextmanager
def _input_errors(known: Known) -> Iterator[None]:
    """What Hydra cannot compose, in one line. Nothing of ours runs inside, so what fails is input."""
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    try:
        yield
    except (HydraException, OmegaConfBaseException, ValueError, TypeError, AssertionError) as error:
        raise _one_line(error, known) from error


@contextmanager
def _sweep_flags() -> Iterator[Sequence[str]]:
    """The words that make Hydra compose a sweep, for which it writes a file into a folder of its own."""
    with Scratch() as scratch, scratch.writing():
        quoted = str(scratch.path).replace('"', '\\"')  # TMPDIR may hold what separates values
        yield "--multirun", f'hydra.sweep.dir="{quoted}"', "hydra.sweep.subdir=."


@contextmanager
def _arguments(words: Sequence[str]) -> Iterator[None]:
    """Give Hydra its arguments and let it raise what goes wrong instead of printing a traceback and leaving."""
    arguments, full_error = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv, os.environ["HYDRA_FULL_ERROR"] = ["synth", *words], "1"
    try:
        yield
    finally:
        sys.argv = arguments
        if full_error is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full_error


def _register(request: Request) -> None:
    """Make each scene file an option of Hydra's group `scene`, and each file of a generator one of `generator`."""
    from hydra.core.config_store import ConfigStore

    store = ConfigStore.instance()
    for scene in request.scenes.values():
        store.store(group="scene", name=scene.option, node=without_typing(scene.mapping), provider="synth")
    for option, file in request.generators.items():
        node = {"defaults": [file.extends, "_self_"], **without_typing(file.mapping)}
        store.store(group="generator", name=option, node=node, provider="synth")


def _plain_job(name: str, request: Request) -> Job | None:
    """The job of a command line that does not need Hydra; None where it does."""
    from synth.cli.plain import plain_values, yaml_text

    found = plain_values(name, request)
    if found is None:
        return None
    values, source = found
    records = {"config.yaml": yaml_text(values), "overrides.yaml": yaml_text(list(request.typed))}
    scene = source.mapping if values.pop("scene", None) else {}
    return Job(values=values, scene=scene, source=source, swept=(), given=_keys(request), records=records)


def _keys(request: Request) -> frozenset[str]:
    """The keys that are overridden, up to their first dot."""
    return frozenset(re.split(r"[.@=]", word.lstrip("+~"), maxsplit=1)[0] for word in request.typed)


def _job(config: Any, hydra: Any, request: Request, swept: tuple[str, ...]) -> Job:
    from omegaconf import OmegaConf

    values: Any = OmegaConf.to_container(config, resolve=False)
    scene = values.pop("scene", {})
    refuse_code(values, COMMAND_LINE)
    refuse_code(scene, COMMAND_LINE, "scene")
    source = request.scenes[hydra.runtime.choices.get("scene", DEFAULT_SCENE)]
    scene = with_typing(scene, source.mapping)
    refuse_new_names(scene, source, request.typed)
    keys = {word.split("=", 1)[0] for word in swept}
    typed = [word for word in request.typed if word.split("=", 1)[0].lstrip("+") not in keys]
    return Job(
        values={key: value for key, value in values.items() if value != "???"},
        scene=scene,
        source=source,
        swept=swept,
        given=_keys(request),
        records={
            "config.yaml": OmegaConf.to_yaml(config),
            "overrides.yaml": OmegaConf.to_yaml(OmegaConf.create([*typed, *swept])),
        },
    )


def _swept(overrides: Sequence[str], request: Request) -> tuple[str, ...]:
    """The overrides of a job whose key was given several values."""
    from hydra.core.override_parser.overrides_parser import OverridesParser

    parsed = OverridesParser.create().parse_overrides(list(request.overrides))
    keys = {override.get_key_element() for override in parsed if override.is_sweep_override()}
    found = []
    for word in overrides:
        key, _, value = word.partition("=")
        if key in keys:
            found.append(f"{key.lstrip('+')}={_called(key, value, request)}")
    return tuple(found)


def _called(key: str, value: str, request: Request) -> str:
    """What people call an option that stands for a file of theirs."""
    if key == "scene":
        return request.scenes[value].name
    return request.generators[value].name if key == "generator" and value in request.generators else value


def _one_line(error: Exception, known: Known) -> SynthError:
    """Hydra's message as where / got / allowed."""
    text = " ".join(str(error).split())
    unknown = re.match(r"Could not override '([^']+)'", text) or re.search(r"config group '([^']+)' does not", text)
    if unknown:
        return SynthError(COMMAND_LINE, unknown[1], suggest(unknown[1], known()))
    if several := re.match(r"Ambiguous value for argument '(.+?)' 1\.", text):
        return SynthError(COMMAND_LINE, several[1], "several values need -m (a sweep), or [a,b] for a list")
    if option := re.search(
        r"Could not find '([^']+)/([^'/]+)'(?: Available options in '[^']+': (.*?) Config search)?", text
    ):
        return SynthError(option[1], option[2], suggest(option[2], (option[3] or "").split()))
    if word := getattr(error, "override", None):
        return SynthError(COMMAND_LINE, word, "a value with special characters needs quotes, as in 'key=\"a: b\"'")
    cause = error.__cause__ or error
    return SynthError(COMMAND_LINE, " ".join(str(cause).split()) or type(cause).__name__, "overrides are key=value")
