"""A transformers model from a local folder: safetensors only, no code from the folder, one error for a bad one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from synth.core.errors import SynthError
from synth.text.options import RewriteOptions
from synth.text.rewrite.ask import Ask, Failure
from synth.text.rewrite.local import local_model

WORDS = ["[UNK]", "please", "write", "to", "her", "today"]


def model_of(folder: Path, timeout_s: float = 60.0) -> Ask:
    return local_model(RewriteOptions(folder=folder, timeout_s=timeout_s), folder, 0.8)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language model of one layer and six words, with random weights."""
    transformers = pytest.importorskip("transformers", reason="the extra llm is not installed")
    tokenizers = pytest.importorskip("tokenizers", reason="the extra llm is not installed")
    folder = tmp_path_factory.mktemp("tiny")
    words = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    transformers.PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]").save_pretrained(folder)
    config = transformers.GPT2Config(vocab_size=len(WORDS), n_positions=4096, n_embd=8, n_layer=1, n_head=1)
    transformers.GPT2LMHeadModel(config).save_pretrained(folder, safe_serialization=True)
    return folder


def test_an_answer_depends_on_the_seed_alone(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.text.rewrite.local.LARGEST_ANSWER_TOKENS", 8)
    ask = model_of(tiny)
    first, again, other = (ask("write", "please write to her", seed, 60.0) for seed in (1, 1, 2))
    assert isinstance(first, str)
    assert set(first.split()) <= set(WORDS)
    assert first == again != other


def test_an_answer_that_takes_too_long_is_a_timeout(tiny: Path) -> None:
    ask = model_of(tiny, timeout_s=0.01)
    assert ask("write", "to her", 1, 0.01) == Failure("rewrite_timeout", "no whole answer within 0.01 s")


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    (tmp_path / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(SynthError, match=r"rewrite\.folder: .*safetensors weights is needed"):
        model_of(tmp_path)


def test_without_transformers_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(SynthError, match=r'pip install "synth\[llm\]"'):
        model_of(tmp_path)


def test_a_broken_folder_is_one_error(tmp_path: Path) -> None:
    pytest.importorskip("transformers", reason="the extra llm is not installed")
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(SynthError, match="a causal language model is needed") as raised:
        model_of(tmp_path)
    assert "\n" not in str(raised.value)
