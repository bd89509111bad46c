"""Paraphrase by a language model that never sees a labelled value."""
