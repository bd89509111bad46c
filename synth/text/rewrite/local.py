"""Asks a transformers model in a local folder; nothing is downloaded and no code from the folder runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from synth.core.errors import SynthError
from synth.text.options import RewriteOptions
from synth.text.rewrite.ask import Ask, Failure

LARGEST_ANSWER_TOKENS = 2048


def local_model(options: RewriteOptions, folder: Path, temperature: float) -> Ask:
    """Loads the model of `folder`. SynthError where it is no model folder or the extra `llm` is not installed."""
    pipe = _load(folder)
    settings: dict[str, Any] = {"max_new_tokens": LARGEST_ANSWER_TOKENS, "do_sample": False}
    if temperature > 0:
        settings |= {"do_sample": True, "temperature": temperature}

    def ask(instructions: str, text: str, seed: int, seconds: float) -> str | Failure:
        import torch

        started = time.monotonic()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            prompt = _chat_or_prompt(pipe.tokenizer, instructions, text)
            (output,) = pipe(prompt, return_full_text=False, max_time=seconds, **settings)
        if time.monotonic() - started >= seconds:
            return Failure("rewrite_timeout", f"no whole answer within {options.timeout_s:g} s")
        return output["generated_text"]

    return ask


def _chat_or_prompt(tokenizer: Any, instructions: str, text: str) -> str | list[dict[str, str]]:
    if getattr(tokenizer, "chat_template", None):
        return [{"role": "system", "content": instructions}, {"role": "user", "content": text}]
    return f"{instructions}\n\n{text}\n\n"


def _load(folder: Path) -> Any:
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise SynthError("rewrite.folder", str(folder), "a folder with config.json and safetensors weights is needed")
    try:
        from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise SynthError("rewrite.folder", "no transformers", 'the extra is needed: pip install "synth[llm]"') from None
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False, use_safetensors=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise SynthError(
            "rewrite.folder", str(folder), f"a causal language model is needed ({type(error).__name__})"
        ) from None
    return pipeline("text-generation", model=model, tokenizer=tokenizer)
