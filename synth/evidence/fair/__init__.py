"""Fairness: whom the synthetic data leave out, whom checks refuse, and a scene that would close the gaps."""
