"""Usefulness: the same model trained on real data, on synthetic data and on both, tested on held-out real data."""
