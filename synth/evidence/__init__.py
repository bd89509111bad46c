"""Real data beside synthetic: usefulness, fidelity, diversity, privacy, fairness."""
