"""Generators that run a diffusers pipeline from the hub or from a folder."""
