"""Paraphrase by a language model that never sees a labelled value."""

from synth.text.rewrite.rewriter import Refusal, Rewritten, make_rewriter

__all__ = ["Refusal", "Rewritten", "make_rewriter"]
