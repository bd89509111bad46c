"""Data sets of texts, start to end: shares, truth, sample 17 alone, workers, growth, kill -9, one-line errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from synth.core.outcome import Outcome
from synth.core.progress import Counter as Silent
from synth.core.summary import RunSummary
from synth.options import RunConfig
from synth.run import run
from synth.samples import make_sample
from synth.text.options import TextConfig
from synth.text.records import TextDraft, VerifiedText
from synth.text.scene.load import load_text_scene
from synth.text.scene.schema import TextScene
from synth.text.studio import TextStudio
from tests.runs import kill_9, lines_of, tree
from tests.small_text import SCENE, write_small_text


def run_into(out: Path, scene_file: Path, count: int, **options: Any) -> RunSummary:
    config = RunConfig(scene=scene_file.stem, scene_folder=scene_file.parent, count=count, out=out, **options)
    return run(config, load_text_scene(scene_file), Silent())


def alone(sample_id: int, folder: Path, scene: TextScene, count: int, seed: int) -> Outcome[VerifiedText]:
    """One sample of a data set of `count`, made without the others."""
    config = RunConfig(scene="letters", scene_folder=folder, count=count, seed=seed, out=Path("unused"))
    return make_sample(TextStudio(config, scene), sample_id)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return write_small_text(tmp_path / "scene")


def test_every_span_names_its_characters_and_shares_are_exact(letters: Path, tmp_path: Path) -> None:
    summary = run_into(tmp_path / "out", letters, 200)
    records = lines_of(tmp_path / "out" / "text.jsonl")
    assert summary.written == len(records) == len({record["text"] for record in records}) == 200
    for record in records:
        text = record["text"]
        assert all(text[span["start"] : span["end"]] == span["value"] for span in record["spans"])
        assert len(record["tokens"]) == len(record["tags"])
        assert {"PERSON", "EMAIL", "ORDER"} <= {span["label"] for span in record["spans"]}
    pairs = Counter((record["attributes"]["tone"], record["locale"]) for record in records)
    assert set(pairs.values()) == {50}
    members = [record for record in records if record.get("quotas") == ["with_iban"]]
    with_iban = [record for record in records if any(span["label"] == "IBAN" for span in record["spans"])]
    assert len(members) == 20
    assert members == with_iban
    assert all(record["labels"]["topics"] == ["money"] for record in with_iban)


def test_a_person_named_twice_is_one_entity(letters: Path) -> None:
    scene = load_text_scene({**load_mapping(letters), "noise": {}})
    verified = alone(0, letters.parent, scene, count=20, seed=3).verified
    assert verified is not None
    names = [span for span in verified.draft.spans if span.label == "PERSON"]
    assert len(names) == 2
    assert names[0].entity_id == names[1].entity_id


def test_sample_17_alone_is_sample_17_of_all(letters: Path, tmp_path: Path) -> None:
    run_into(tmp_path / "out", letters, 100, seed=5)
    verified = alone(17, letters.parent, load_text_scene(letters), count=100, seed=5).verified
    assert verified is not None
    assert lines_of(tmp_path / "out" / "text.jsonl")[17]["text"] == verified.draft.text


def test_workers_and_resuming_change_no_byte(letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_into(tmp_path / "one", letters, 300)
    monkeypatch.setattr(TextStudio, "task", 40)
    run_into(tmp_path / "two", letters, 300, workers=2)
    assert texts(tmp_path / "one") == texts(tmp_path / "two")


def test_a_data_set_without_shares_can_grow(tmp_path: Path) -> None:
    scene = SCENE.replace("balance: [[tone, locale]]", "balance: []").replace(
        "share: 0.1,", "share: 0.1, exclusive: false,"
    )
    scene = scene[: scene.index("quotas:")] + scene[scene.index("noise:") :]
    path = write_small_text(tmp_path / "scene", scene)
    run_into(tmp_path / "grown", path, 50)
    run_into(tmp_path / "grown", path, 120)
    run_into(tmp_path / "whole", path, 120)
    assert texts(tmp_path / "grown") == texts(tmp_path / "whole")


def test_texts_run_out_and_the_rest_is_given_up_with_the_reason(tmp_path: Path) -> None:
    scene = "kind: text\ntemplates: {t: {file: t.j2}}\nmax_tries: 5\n"
    path = write_small_text(tmp_path / "scene", scene, t_j2='{{ one_of("yes", "no", "maybe") }}')
    summary = run_into(tmp_path / "out", path, 8)
    assert (summary.written, summary.rejected) == (3, 5)
    assert summary.refused["duplicate"] >= 25
    given_up = [line for line in lines_of(tmp_path / "out" / "rejected.jsonl") if line["given_up"]]
    assert len(given_up) == 5


def test_an_own_filter_keeps_the_labels(tmp_path: Path) -> None:
    scene = "kind: text\nlabels: [PERSON]\npeople: [who]\ntemplates: {t: {file: t.j2}}\n"
    path = write_small_text(tmp_path / "scene", scene, t_j2="Call {{ who.name|spaced }} now.")
    filters = {"spaced": lambda text: " ".join(text.replace(" ", ""))}
    config = TextConfig(scene="x", scene_folder=path.parent, count=3, out=tmp_path / "out", filters=filters)
    run(config, load_text_scene(path), Silent())
    for record in lines_of(tmp_path / "out" / "text.jsonl"):
        (span,) = record["spans"]
        assert record["text"] == f"Call {span['value']} now."
        assert span["value"].count(" ") > 5


def test_label_noise_is_given_out_and_the_truth_is_kept(letters: Path, tmp_path: Path) -> None:
    scene = load_text_scene({**load_mapping(letters), "label_noise": {"swap": 0.3, "drop": 0.2}})
    config = RunConfig(scene="x", scene_folder=letters.parent, count=100, out=tmp_path / "out")
    run(config, scene, Silent())
    records = lines_of(tmp_path / "out" / "text.jsonl")
    spoilt = [record for record in records if "true_spans" in record]
    assert 50 < len(spoilt) < 100
    assert all(record["spans"] != record["true_spans"] for record in spoilt)
    assert all(r["text"][s["start"] : s["end"]] == s["value"] for r in spoilt for s in r["true_spans"])


def test_kill_9_then_the_bytes_of_an_undisturbed_run(letters: Path, tmp_path: Path) -> None:
    words = [f"scene={letters}", "count=5000"]
    parts = tmp_path / "killed" / ".synth"
    kill_9([*words, f"out={tmp_path / 'killed'}"], lambda: any(p.stat().st_size > 400_000 for p in parts.glob("text*")))
    assert not (tmp_path / "killed" / "text.jsonl").exists()
    for out in ("killed", "whole"):
        assert main(["generate", *words, f"out={tmp_path / out}"]) == 0
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ custommer.name }}", r"mail\.j2:1: got custommer.*did you mean 'customer'"),
        ("one\n{% if chance(0.5) %} open", r"mail\.j2:3"),
        ("{{ customer.__class__ }}", r"mail\.j2:1"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", r"mail\.j2:1"),
        ("{% for i in range(1000) %}{% for j in range(1000) %}{{ i }}{% endfor %}{% endfor %}", r"mail\.j2:1"),
        ("{{ 'x' * 1000000000 }}", r"mail\.j2:1"),
        ("{{ customer.phone }}", r"mail\.j2:1: .*add PHONE"),
    ],
)
def test_a_bad_template_is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], template: str, message: str
) -> None:
    path = write_small_text(tmp_path / "scene", mail_j2=template + '\n{{ note("topics", "none") }}')
    assert main(["generate", f"scene={path}", "count=10", f"out={tmp_path / 'out'}"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert re.search(message, complaint), complaint
    assert not (tmp_path / "out").exists()


def test_an_attribute_that_nothing_gives_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_small_text(tmp_path / "scene", SCENE.replace("topics: topics", "topics: topic"))
    assert main(["generate", f"scene={path}", "count=10", f"out={tmp_path / 'out'}"]) == 2
    assert (
        "attributes.topics: got 'topic'; known: locale, tone, topics (did you mean 'topics'?)"
        in capsys.readouterr().err
    )


def test_another_template_into_the_same_folder_is_refused(
    letters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["generate", f"scene={letters}", "count=10", f"out={tmp_path / 'out'}"]
    assert main(words) == 0
    with (letters.parent / "mail.j2").open("a", encoding="utf-8") as file:
        file.write("PS: thanks")
    assert main(words) == 2
    assert "mail.j2:6: got" in capsys.readouterr().err


def test_a_preview_shows_labels_in_the_text(letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", f"scene={letters}", "count=2", "scene.noise.typo=0"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("--- ") == 2
    assert shown.count("|PERSON]") == 4


def test_a_preview_says_why_a_text_is_given_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene = tmp_path / "silent.yaml"
    scene.write_text("kind: text\nlocale: en_US\nmax_tries: 1\ntemplates: {a: {file: a.j2}}\n")
    (tmp_path / "a.j2").write_text("{% if false %}a word{% endif %}\n")
    assert main(["preview", f"scene={scene}", "count=1"]) == 0
    assert "--- 0  given up: empty: measured 1, limit 0 no character to read" in capsys.readouterr().out


def test_workers_are_copies_unless_filters_or_a_model_come_along(letters: Path) -> None:
    scene = load_text_scene(letters)
    config: dict[str, Any] = {"scene": "letters", "scene_folder": letters.parent, "out": Path("unused")}
    assert TextStudio(TextConfig(**config), scene).forks
    assert not TextStudio(TextConfig(**config, filters={"shout": str.upper}), scene).forks


def test_texts_load_no_torch(letters: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\nfrom synth.core.progress import Counter\nfrom synth.options import RunConfig\n"
        "from synth.run import run\nfrom synth.text.scene.load import load_text_scene\n"
        f"path, out = Path({str(letters)!r}), Path({str(tmp_path / 'out')!r})\n"
        "config = RunConfig(scene='letters', scene_folder=path.parent, count=100, out=out)\n"
        "assert run(config, load_text_scene(path), Counter()).written == 100\n"
        "print({'torch', 'diffusers', 'transformers', 'spacy', 'datasketch'} & set(sys.modules))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_the_scene_of_the_page_works_as_it_stands_there(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "texts.md").read_text("utf-8")
    scene, phrases_and_words, *_ = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    phrases, words = phrases_and_words.split("# words.yaml\n")
    template = re.findall(r"```jinja\n(.*?)```", page, re.DOTALL)[0]
    files = {"refund.yaml": scene, "mail.j2": template, "phrases.yaml": phrases, "words.yaml": words}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    run_into(tmp_path / "out", tmp_path / "refund.yaml", 40)
    labels = {span["label"] for record in lines_of(tmp_path / "out" / "text.jsonl") for span in record["spans"]}
    assert labels == {"PERSON", "EMAIL", "ORDER_NUMBER", "PRODUCT"}


def load_mapping(path: Path) -> dict[str, Any]:
    return load_text_scene(path).model_dump(mode="json", exclude_none=True)


def texts(folder: Path) -> tuple[bytes, bytes, dict[str, Any]]:
    """What must not depend on how a data set was made."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    kept = {key: manifest[key] for key in ("files", "identity_sha256", "written")}
    return (folder / "text.jsonl").read_bytes(), (folder / "rejected.jsonl").read_bytes(), kept


def test_two_scenes_at_one_seed_are_about_different_people(letters: Path, tmp_path: Path) -> None:
    """Every shipped scene has samples of its own, whatever its templates have in common with others."""
    told: list[set[str]] = []
    for name in ("letters", "mails"):
        letters.with_name(f"{name}.yaml").write_bytes(letters.read_bytes())
        run_into(tmp_path / name, letters.with_name(f"{name}.yaml"), 20)
        spans = [span for record in lines_of(tmp_path / name / "text.jsonl") for span in record["spans"]]
        told.append({span["value"] for span in spans if span["label"] == "EMAIL"})
    assert len(told[0]) == len(told[1]) == 20
    assert told[0].isdisjoint(told[1])


FORMS = """\
kind: text
locale: {choice: {en_US: 0.5, de_DE: 0.5}}
variables: {tone: {choice: [calm, " "]}, number: {integer: [1, 9]}}
people: [customer, clerk]
labels: [PERSON, EMAIL, STREET, ZIP, CITY, ADDRESS]
templates: {mail: {file: mail.j2}, note: {file: note.j2}, place: {file: place.j2}}
attributes: {tone: tone}
quotas: {calm: {share: 0.1, when: {tone: calm}, exclusive: false}}
"""


def test_texts_of_a_chunk_are_those_that_are_rendered_one_by_one(tmp_path: Path) -> None:
    """Forms, compiled and filled slot by slot, against marks joined by the grammar; the variable may begin a text."""
    files = {
        "mail_j2": "{{ customer.name }} {{ number }} {{ clerk.email }}, {{ customer.last_name }} {tone}: {{ tone }}",
        "note_j2": '{{ tone }}{{ clerk.city }}\n\'\\\\ "{{ customer.name }}" }} %s',
        "place_j2": "{{ customer.address }} {{ clerk.title_name }}",
    }
    path = write_small_text(tmp_path, FORMS, **files)
    config = TextConfig(scene="letters", scene_folder=tmp_path, count=60, out=tmp_path / "out")
    studio = TextStudio(config, load_text_scene(path))
    plans = [studio.plan(number) for number in range(60)]
    drafts = studio.draft(plans)
    assert {plan.template for plan in plans} == {"mail", "note", "place"}
    assert [studio._library.form(name) is None for name in ("mail", "note", "place")] == [False, False, True]
    assert [studio.draft([plan])[0] for plan in plans] == drafts
    studio._plain = False
    assert studio.draft(plans) == drafts
    pairs = [(plan, draft) for plan, draft in zip(plans, drafts, strict=True) if isinstance(draft, TextDraft)]
    assert len(pairs) == len(plans)
    assert all(isinstance(studio.verify(plan, draft), VerifiedText) for plan, draft in pairs)
