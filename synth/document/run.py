"""A data set of documents, start to end: claim the folder, print what is missing of it, finish it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from platform import python_version

from synth import __version__
from synth.core.errors import SynthError
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.document.encode.folder import open_document_folder
from synth.document.encode.outcome import EncodedDocument
from synth.document.print_pages import DocumentRecipe, Printer, print_samples
from synth.document.report.page import write_document_report
from synth.document.scene.schema import DocumentScene
from synth.folder.facts import RunFacts
from synth.options import RunConfig
from synth.scene.load import scene_mapping
from synth.workers import in_order

TASK = 2
"""Documents that a worker makes before it hands them over."""

PREVIEWED = 100
"""Size of the data set that a preview opens, at least."""

ENGINES = ("typst", "pypdfium2", "opencv-python-headless")
"""Packages that the bytes of the pages depend on."""

PACKAGES = ("faker", "numpy", "pydantic", *ENGINES)


def run_document(config: RunConfig, scene: DocumentScene, progress: Progress) -> RunSummary:
    """Make the data set that `config` asks for, or what is missing of it.

    Raises SynthError before anything is written where the scene, its templates, the fonts or the folder do not fit.
    """
    start = time.monotonic()
    recipe = DocumentRecipe(scene=scene, scene_folder=config.scene_folder, seed=config.seed, count=config.count)
    printer = Printer(recipe)
    _probe(printer)
    identity = _identity(config, printer, scene)
    with open_document_folder(config.out, identity=identity, seed=config.seed, count=config.count) as folder:
        progress.begin(total=config.count, done=len(folder.done))
        missing = [sample_id for sample_id in range(config.count) if sample_id not in folder.done]
        for encoded in documents_with(config.workers, printer, recipe, missing):
            folder.write(encoded)
            progress.advance(refused=len(encoded.entry.rejections), given_up=int(not encoded.entry.written))
        totals = folder.finish(_facts(config, scene, printer, time.monotonic() - start))
    report = write_document_report(config.out)
    return RunSummary(
        out=config.out,
        count=config.count,
        written=totals.written,
        rejected=totals.given_up,
        instances=totals.words,
        unit="words",
        drafts=totals.drafts,
        refused=totals.rejected,
        seconds=time.monotonic() - start,
        report=report,
    )


def documents_with(
    workers: int, printer: Printer, recipe: DocumentRecipe, missing: Sequence[int]
) -> Iterator[EncodedDocument]:
    """The outcomes of the missing samples, in order, whoever makes them."""
    if workers == 1 or len(missing) < 2 * TASK:
        yield from (printer.sample(sample_id) for sample_id in missing)
        return
    tasks = (missing[at : at + TASK] for at in range(0, len(missing), TASK))
    for made in in_order(workers, Printer, print_samples, recipe, tasks):
        yield from made


def preview_printer(config: RunConfig, scene: DocumentScene) -> Printer:
    """Who prints the documents that a preview shows: those of a data set of at least a hundred, without degradation."""
    clean = scene.model_copy(update={"degrade": type(scene.degrade)()})
    count = max(config.count, PREVIEWED)
    return Printer(DocumentRecipe(scene=clean, scene_folder=config.scene_folder, seed=config.seed, count=count))


def _probe(printer: Printer) -> None:
    """Print the first document of every template: what cannot be met fails before anything is written."""
    for sample_id in printer.first_samples():
        verified, rejections = printer.outcome(sample_id)
        if verified is None:
            last = rejections[-1]
            allowed = f"{last.check}: measured {last.measured:g}, limit {last.limit:g} {last.detail}".rstrip()
            raise SynthError(f"sample {sample_id}", f"no document after {len(rejections)} tries", allowed)


def _identity(config: RunConfig, printer: Printer, scene: DocumentScene) -> dict[str, object]:
    """What the bytes of a data set depend on; the count only where shares are met over it."""
    return {
        "scene": scene_mapping(scene),
        "name": config.scene,
        "files": dict(printer.files),
        "engines": {name: version(name) for name in ENGINES},
        "shares_over": config.count if scene.quotas or scene.balance else 0,
    }


def _facts(config: RunConfig, scene: DocumentScene, printer: Printer, seconds: float) -> RunFacts:
    return RunFacts(
        name=config.scene,
        description=f"{config.count} documents of the scene '{config.scene}', printed from its templates",
        spec=scene_mapping(scene),
        config={"count": config.count, "workers": config.workers},
        versions={"synth": __version__, "python": python_version(), **{name: version(name) for name in PACKAGES}},
        hashes=printer.files,
        wall_time_s=round(seconds, 2),
    )
