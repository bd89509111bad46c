"""Seeds by name: a pure function of the names, and of nothing else."""

from __future__ import annotations

from synth.core.seeds import draws_for, rng_for, scene_seed, seed_for


def test_a_seed_is_a_function_of_its_names() -> None:
    assert seed_for(3, 17, "pixels") == seed_for(3, 17, "pixels")
    others = {seed_for(3, 17, "pixels"), seed_for(4, 17, "pixels"), seed_for(3, 18, "pixels"), seed_for(3, 17, "plan")}
    assert len(others) == 4
    assert rng_for(1, 2, "x").random() == rng_for(1, 2, "x").random()
    assert draws_for(1, 2, "x").bits() == draws_for(1, 2, "x").bits()


def test_scenes_have_seeds_of_their_own_in_64_bits() -> None:
    seeds = {scene_seed(run, scene) for run in range(50) for scene in ("invoice", "receipt", "letter")}
    assert len(seeds) == 150
    assert all(0 <= seed < 2**64 for seed in seeds)
    assert scene_seed(0, "invoice") == scene_seed(0, "invoice")
