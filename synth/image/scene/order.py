"""The order in which a scene's entries are placed: each after the entries that it refers to."""

from __future__ import annotations

from synth.image.scene.schema import ObjectSpec, RelativeSize, Scene


def entry_references(scene: Scene, name: str) -> tuple[tuple[str, str], ...]:
    """(dotted leaf, entry) for every other entry to which the size, relations or occlusion of an entry refer."""
    spec = scene.objects[name]
    found = [("size.to", spec.size.to)] if isinstance(spec.size, RelativeSize) else []
    for relation, rule in spec.relations.rules():
        found += [(f"relations.{relation}", entry) for entry in _entries(scene, rule.target)]
    if spec.place.occluded_by is not None:
        found += [("place.occluded_by", entry) for entry in _entries(scene, spec.place.occluded_by.category)]
    return tuple((leaf, entry) for leaf, entry in found if entry != name)


def placement_order(scene: Scene) -> tuple[str, ...]:
    """Entries of `objects`, each after those it refers to, otherwise in file order. Entries of a cycle are left out."""
    waiting, placed = dict.fromkeys(scene.objects), dict[str, None]()
    while ready := [name for name in waiting if all(entry in placed for _, entry in entry_references(scene, name))]:
        placed[ready[0]] = None
        del waiting[ready[0]]
    return tuple(placed)


def entry_category(name: str, spec: ObjectSpec) -> str:
    """The label's category of an entry."""
    return spec.category or name


def _entries(scene: Scene, category: str) -> list[str]:
    return [name for name, spec in scene.objects.items() if entry_category(name, spec) == category]
