"""The cases of a golden table: name -> what runs in a room and gives the hashes of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import yaml

from tests.golden.room import CaseError, Room, hash_of_text, hashes_of

Case = Callable[[Room], Mapping[str, str]]
Words = tuple[str, ...]

SEED = "seed=3"
CPU = "device=cpu"
FEW_STEPS = (CPU, "sampler.steps=4")

TEXTS = (
    "pii_email", "product_review", "bank_transaction", "clinical_note", "support_intent", "bank_question",
    "assistant_request", "dialogue", "pos_tagged", "film_review", "book_review", "place_review",
    "pii_post", "pii_chat", "pii_ticket", "pii_form", "pii_log", "pii_transcript",
)  # fmt: skip
DOCUMENTS = (
    "invoice", "receipt", "bank_statement", "medical_report", "form", "id_card", "letter", "payslip", "report"
)  # fmt: skip

SCENES: Mapping[str, Words] = {
    **dict.fromkeys(TEXTS, ("count=40",)),
    "pii_email": ("count=2200",),  # three chunks, so that two workers share them
    **dict.fromkeys(DOCUMENTS, ("count=4",)),
    "street": ("count=3",),
    "street_rare": ("count=6",),
    "shelf": ("count=3",),
    "indoor": ("count=3",),
    "nuclei": ("count=2", *FEW_STEPS),
    "nuclei_rare": ("count=3", *FEW_STEPS),
    "brain_mri": ("count=2", *FEW_STEPS),
}
"""All shipped scenes, with a count that their quotas allow."""

VARIANTS: Mapping[str, Words] = {
    "invoice_photo": ("scene=invoice", "count=2", "scene.degrade.profile=photo"),
    "invoice_fax": ("scene=invoice", "count=2", "scene.degrade.profile=fax", "scene.locale=de_DE"),
    "invoice_clean": ("scene=invoice", "count=2", "scene.degrade.profile=clean", "scene.locale=en_US"),
    "street_night": ("scene=street", "count=2", "scene.objects.tree.count=4", "scene.variables.time=night"),
    "email_dirty": ("scene=pii_email", "count=40", "scene.label_noise.swap=0.3", "scene.label_noise.drop=0.2"),
}

KILLED: Mapping[str, tuple[Words, Callable[[Path], bool]]] = {
    "street": (("scene=street", SEED, "count=12"), lambda out: len([*out.glob("images/*.png")]) >= 2),
    "nuclei": (("scene=nuclei", SEED, "count=3", *FEW_STEPS), lambda out: len([*out.glob("images/*.png")]) >= 1),
    "invoice": (
        ("scene=invoice", SEED, "count=7", "workers=2"), lambda out: len([*out.glob("documents/*.pdf")]) >= 2
    ),
    "pii_email": (("scene=pii_email", SEED, "count=4000"), lambda out: _bytes_in(out / ".synth") > 800_000),
}  # fmt: skip
"""A scene of each kind: the words of its run, and when that is killed."""

ALONE = {
    "pii_email": (40, 17),
    "pos_tagged": (40, 5),
    "invoice": (4, 2),
    "id_card": (4, 3),
    "street": (3, 1),
    "nuclei": (2, 1),
}
"""Scene -> (size of the data set, the one sample of it that is made)."""

EXPORTS: Mapping[str, Words] = {
    "pii_email": ("conll", "doccano", "hf", "prodigy", "spacy"),
    "pos_tagged": ("conll", "spacy"),
    "support_intent": ("hf", "prodigy"),
    "invoice": ("cord", "donut", "funsd", "hocr", "pubtabnet"),
    "receipt": ("cord", "donut", "sroie"),
    "form": ("funsd",),
}

PREVIEWS: Mapping[str, Words] = {
    "street": ("count=4",), "nuclei": ("count=2",), "invoice": ("count=2",), "pii_email": ("count=3",),
    "pos_tagged": ("count=3",),
}  # fmt: skip

HUB_SCENE = {
    "kind": "image",
    "canvas": {"width": 96, "height": 64},
    "background": {"ade20k": "wall"},
    "variables": {"light": {"choice": ["day", "night"]}},
    "prompt": "a shelf, {light}",
    "objects": {
        "box": {
            "count": 2, "size": 24, "attributes": {"paint": {"choice": ["red", "blue"]}}, "phrase": "a {paint} box"
        },
        "bottle": {"count": 1, "size": 12, "shape": "bottle"},
    },
}  # fmt: skip

HUB: Mapping[str, tuple[Mapping[str, object], str, str]] = {
    "controlnet_sd15": ({"kind": "controlnet"}, "sd15", "sd15_controlnet"),
    "controlnet_flux": ({"kind": "controlnet"}, "flux", "flux_controlnet"),
    "inpaint": ({"kind": "inpaint", "crop_px": 64}, "sd15_inpaint", ""),
    "refine": ({"kind": "refine", "strength": 0.5}, "sd15", ""),
    "gligen": ({"kind": "gligen"}, "gligen", ""),
}
"""Options of a generator, its tiny model, and the tiny ControlNet beside it."""


def scene(name: str, workers: int, room: Room) -> Mapping[str, str]:
    """Of a shipped scene; CaseError where several workers write other bytes than one."""
    words = (f"scene={name}", SEED, *SCENES[name])
    made = room.data_set(*words) if workers == 1 else room.data_set(*words, f"workers={workers}")
    return _same("the run of one worker", hashes_of(made), room, *words)


def variant(name: str, room: Room) -> Mapping[str, str]:
    return hashes_of(room.data_set(*VARIANTS[name], SEED))


def killed(name: str, room: Room) -> Mapping[str, str]:
    """Of the resumed run; CaseError where it differs from one that nothing disturbed."""
    words, ready = KILLED[name]
    return _same("the undisturbed run", hashes_of(room.killed(*words, ready=ready)), room, *words)


def alone(name: str, room: Room) -> Mapping[str, str]:
    folder, (count, number) = room.new_path(), ALONE[name]
    room.run("tests.golden.alone", "sample", name, str(count), str(number), str(folder))
    return hashes_of(folder)


def export(name: str, to: str, room: Room) -> Mapping[str, str]:
    data_set = room.data_set(f"scene={name}", SEED, "count=40" if name in TEXTS else "count=4")
    path = room.new_path()
    room.run("synth", "export", str(data_set), "--to", to, "--out", str(path))
    return hashes_of(path)


def preview(name: str, room: Room) -> Mapping[str, str]:
    path = room.new_path()
    printed = room.run("synth", "preview", f"scene={name}", SEED, *PREVIEWS[name], f"out={path.name}")
    sheet = path.with_name(f"{path.name}-preview.png")
    return hashes_of(sheet) if sheet.exists() else hash_of_text(printed)


def sweep(room: Room) -> Mapping[str, str]:
    path = room.new_path()
    room.run("synth", "generate", "-m", "scene=shelf", "count=2", "seed=1,2", f"out={path.name}")
    return hashes_of(path)


def schema(room: Room) -> Mapping[str, str]:
    return hash_of_text(room.run("synth", "schema"))


def hub(name: str, room: Room) -> Mapping[str, str]:
    """A run whose drafts are all kept: random weights show no plan."""
    return _hub_run(room, "tests.golden.alone", "keep", name, ())


def hub_detector(room: Room) -> Mapping[str, str]:
    tries = ("verify.max_tries=2", "verify.max_layouts=1")
    words = (f"verify.detector.model={_tiny(room, 'owlv2')}", *tries, "scene.objects.bottle.count=0")
    return _hub_run(room, "synth", "generate", "controlnet_sd15", words)


def train(room: Room) -> Mapping[str, str]:
    """Of a pack; its card names the folders, so these are not numbered as all others are."""
    corpus, pack = room.folder / "corpus", room.folder / "pack"
    room.run("tests.golden.alone", "corpus", str(corpus))
    words = ("variable=modality", CPU, "steps=2", "crop_px=32", "batch_size=2")
    room.run("tests.golden.alone", "train", f"data={corpus.name}", f"out={pack.name}", *words)
    return hashes_of(pack)


def _same(other: str, hashes: Mapping[str, str], room: Room, *words: str) -> Mapping[str, str]:
    """The hashes; CaseError where those of the run of `words` are others."""
    apart = {file for file, _ in hashes.items() ^ hashes_of(room.data_set(*words)).items()}
    if apart:
        raise CaseError(f"differs from {other}: {', '.join(sorted(apart))}")
    return hashes


def _hub_run(room: Room, module: str, command: str, name: str, words: Words) -> Mapping[str, str]:
    options, model, net = HUB[name]
    nets = {control: {"model": _tiny(room, net)} for control in ("seg", "depth")} if net else {}
    path = room.new_path()
    given = {"steps": 2, **options, "model": _tiny(room, model), **({"controls": nets} if nets else {})}
    for file, content in (("hub_generator.yaml", given), ("hub_scene.yaml", HUB_SCENE)):
        (room.folder / file).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    files = ("scene=./hub_scene.yaml", "generator=./hub_generator.yaml")
    room.run(module, command, *files, SEED, "count=2", CPU, f"out={path.name}", *words)
    return hashes_of(path)


def _tiny(room: Room, name: str) -> str:
    """The folder of a tiny model; the first call builds all."""
    folder = room.folder / "models"
    if not folder.exists():
        needed = {model for _, *models in HUB.values() for model in models if model} | {"owlv2"}
        room.run("tests.golden.alone", "tiny", str(folder), *sorted(needed))
    return str(folder / name)


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*"))


def _cases() -> Iterator[tuple[str, Case]]:
    for name in SCENES:
        for workers in (1, 2):
            yield f"scene/{name}-{workers}", partial(scene, name, workers)
    yield from ((f"variant/{name}", partial(variant, name)) for name in VARIANTS)
    yield from ((f"killed/{name}", partial(killed, name)) for name in KILLED)
    yield from ((f"alone/{name}", partial(alone, name)) for name in ALONE)
    yield from (
        (f"export/{name}-{to}", partial(export, name, to)) for name, formats in EXPORTS.items() for to in formats
    )
    yield from ((f"preview/{name}", partial(preview, name)) for name in PREVIEWS)
    yield from ((f"hub/{name}", partial(hub, name)) for name in HUB)
    yield "hub/detector", hub_detector
    yield "sweep/shelf", sweep
    yield "schema/scenes", schema
    yield "train/pack", train


CASES: Mapping[str, Case] = dict(_cases())
