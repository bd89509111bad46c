"""`synth generate`: one data set, or one for each combination of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from synth.cli.parse import SCENE_EXAMPLES, parse
from synth.cli.terminal import EXIT_BAD_INPUT, EXIT_INCOMPLETE, progress_into, say, warn
from synth.core.errors import SynthError

if TYPE_CHECKING:
    from synth.cli.hydra import Job
    from synth.core.summary import RunSummary
    from synth.options import RunConfig
    from synth.scene.model import SceneModel

EXAMPLES = f"""{SCENE_EXAMPLES}
  generator=sketch pack=DIR         instead of the scene's own
  generator=controlnet_sdxl         a hub model of conf/generator; your own: generator=./mine.yaml
  generator.model=FOLDER            a model that is here already, instead of the hub's
  verify=strict verify=owlv2        a preset of conf/verify; verify.min_iou=0.6: one of its values
  workers=2 batch_size=8 device=cpu sampler.steps=12
  -m seed=1,2 scene=street,shelf    one data set per combination, compared in a table"""

DESCRIPTION = "Write one data set, or one for each combination of a sweep (`-m`)."


def generate(words: Sequence[str]) -> int:
    """Write one data set, or one for each combination of a sweep; the exit code."""
    options = parse("generate", DESCRIPTION, EXAMPLES, _keys, words, sweeps=True)
    from synth.cli.jobs import composed, run_config, run_leaves, scene_of
    from synth.cli.remote import put, remote_of

    jobs = composed("config", options, run_leaves)
    if not jobs:
        return 0
    remote = remote_of(jobs, sweep=options.multirun)
    if options.multirun:
        return _run_sweep(jobs)
    (job,) = jobs
    scene = scene_of(job)
    config = run_config(job, scene.kind, f"outputs/{remote.name}" if remote else job.values["out"])
    code = finished(_run(job, scene, config))
    if remote:
        put(remote, config.out)
    return code


def _keys() -> str:
    from synth.cli.key_help import run_keys

    return run_keys({})


def _run(job: Job, scene: SceneModel, config: RunConfig) -> RunSummary:
    from synth.cli.jobs import keep_records
    from synth.run import run

    with progress_into(config.out) as progress:
        if config.engine.kind == "local":
            summary = run(config, scene, progress)
        else:
            from synth.engines.cluster import run_on_cluster

            summary = run_on_cluster(config, scene, progress)
    keep_records(config.out, job.records)
    return summary


def finished(summary: RunSummary) -> int:
    """Print the summary of a run; the exit code."""
    if not summary.complete:
        warn(summary.shortfall)
    say("\n".join(summary.lines()))
    return 0 if summary.complete else EXIT_INCOMPLETE


def _run_sweep(jobs: Sequence[Job]) -> int:
    """Run one after the other; one that fails does not stop the others, but the exit code says so: the worst of all."""
    from synth.cli.jobs import run_config, scene_of
    from synth.cli.sweep import Member, compare, folder_name, sweep_folder

    folder, runs = sweep_folder(jobs), []
    for job in jobs:
        scene, out = scene_of(job), job.values["out"]
        if not any(word.startswith("out=") for word in job.swept):
            out = folder / folder_name(job.swept)  # a folder of its own within the sweep's
        runs.append((job, scene, run_config(job, scene.kind, out)))
    codes, members = {0}, []
    for job, scene, config in runs:
        say(f"-- {', '.join(job.swept)}")
        try:
            outcome = _run(job, scene, config)
            if not outcome.complete:
                codes.add(EXIT_INCOMPLETE)
                warn(outcome.shortfall)
        except SynthError as error:
            outcome = str(error)
            codes.add(EXIT_BAD_INPUT)
            warn(outcome)
        members.append(Member(swept=job.swept, outcome=outcome))
    say(f"\n{compare(folder, members)}")
    return EXIT_BAD_INPUT if EXIT_BAD_INPUT in codes else max(codes)
