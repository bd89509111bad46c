"""The head of a card is what huggingface_hub reads: of every kind of data set, with any name."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.folder.card import front_matter
from tests.document.encode import fake_documents
from tests.image.encode import fake
from tests.text.encode import fake_texts

hub = pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")
LANGUAGES = st.lists(st.sampled_from(["de", "en", "no", "ja"]), unique=True)


@pytest.mark.parametrize(
    ("kind", "tasks", "languages"),
    [
        (fake, ["image-segmentation", "object-detection"], None),
        (fake_texts, ["token-classification", "text-classification"], ["de", "en"]),
        (fake_documents, None, ["en"]),
    ],
    ids=["pictures", "texts", "documents"],
)
def test_the_hub_reads_the_card(tmp_path, kind: ModuleType, tasks, languages) -> None:
    kind.run(tmp_path / "out", 4)
    card = hub.DatasetCard.load(tmp_path / "out" / "README.md")
    data = card.data.to_dict()
    assert data["license"] == "cc0-1.0"
    assert data["pretty_name"] == kind.FACTS.name
    assert data.get("language") == languages
    assert "synthetic" in data["tags"]
    assert data["task_categories"] if tasks is None else data["task_categories"] == tasks
    assert card.text.startswith("\n# ") or card.text.startswith("# ")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), LANGUAGES)
@settings(deadline=None)
def test_any_name_reads_back(name: str, languages: list[str]) -> None:
    head = front_matter(replace(fake.FACTS, name=name), tasks=["other"], tags=["a b", "1"], languages=languages)
    data = hub.DatasetCard(f"{head}\n\n# x\n").data.to_dict()
    assert data.pop("language", []) == languages
    assert data == {"license": "cc0-1.0", "task_categories": ["other"], "tags": ["a b", "1"], "pretty_name": name}
