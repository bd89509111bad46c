"""Make the plan of one video: shots that are layouts of pictures, set in motion, one behind the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.core.labels import AttributeValue
from synth.core.seeds import seed_for
from synth.image.labels import Instance
from synth.image.plan.captions import captions
from synth.image.plan.draws import NamedDraws
from synth.image.plan.make import fill_slots, make_plan
from synth.image.plan.objects import Prior
from synth.image.plan.paint import Figure, paint
from synth.image.records import Plan
from synth.image.scene.load import scene_for
from synth.image.scene.schema import Scene
from synth.scene.quotas import SampleSlot
from synth.scene.ranges import ValueLiteral
from synth.video.plan.camera import draw_ride
from synth.video.plan.events import events_of
from synth.video.plan.movers import Mover, movers_of
from synth.video.plan.outlines import Outlines, Shown
from synth.video.plan.titles import title_lines
from synth.video.records import Frame, Segment, Track, Transition, VideoPlan
from synth.video.scene.schema import VideoScene


def make_video_plan(
    scene: VideoScene, still: Scene, slot: SampleSlot, seed: int, prior: Prior | None, name: str, attempt: int = 0
) -> VideoPlan:
    """The plan of one video; another one for each `attempt`. `still` is the scene as one of pictures.

    Raises PlacementError where a shot cannot be laid out.
    """
    draws = NamedDraws(seed=seed_for(seed, slot.sample_id, f"video/{attempt}", bits=56), sample_id=slot.sample_id)
    shots: list[Plan] = []
    segments: list[Segment] = []
    frames: list[Frame] = []
    tracks: list[Track] = []
    for number in range(draws.whole(scene.shots.count, "shots")):
        of_shot = NamedDraws(seed=draws.seed, sample_id=slot.sample_id, redraw=number)
        shot_seed = seed_for(draws.seed, slot.sample_id, f"shot/{number}", bits=56)
        known = shots[0].variables if shots else {}
        shots.append(make_plan(_fixed(still, known, scene.shots.redraw), slot, shot_seed, prior, name))
        if not shots[1:] and scene.shots.title:
            segments.append(_title(scene, shots[0]))
            frames += [Frame(None, ())] * scene.shots.title_frames
        layout, start = shots[-1], len(frames)
        own, made = _shot_frames(scene, still, layout, number, len(tracks), of_shot)
        tracks += own
        frames += made
        transition: Transition = "start"
        if segments:
            value = scene.shots.transition
            drawn = value if isinstance(value, str) else of_shot.value(value, "transition")
            soft = segments[-1].shot is not None and drawn in ("fade", "dissolve")
            transition = drawn if soft else "cut"  # type: ignore[assignment]  # one of TRANSITIONS
        reach = scene.shots.fade_frames if transition in ("fade", "dissolve") else 0
        over = (start - reach, start + reach) if reach else None
        caption = _caption(layout, made, number)
        segments.append(Segment(start, len(frames), transition, caption, shot=number, transition_frames=over))
    frames = _softened(frames, segments)
    shown = {instance.id for frame in frames for instance in frame.instances}
    tracks = [track for track in tracks if track.id in shown]
    return VideoPlan(
        sample_id=slot.sample_id,
        scene=name,
        width=scene.size_wh_px[0],
        height=scene.size_wh_px[1],
        fps=scene.fps,
        variables=shots[0].variables,
        shots=tuple(shots),
        segments=tuple(segments),
        tracks=tuple(tracks),
        frames=tuple(frames),
        events=events_of(segments, tracks, frames),
        quotas=slot.quotas,
        attempt=attempt,
    )


def _fixed(still: Scene, known: Mapping[str, AttributeValue], redraw: Sequence[str]) -> Scene:
    """The scene in which the variables have the values of the first shot, but those that every shot draws anew."""
    fixed = {name: ValueLiteral(value) for name, value in known.items() if name not in redraw}
    if not fixed:
        return still
    gone = {name: values for name in fixed if (values := still.variables[name].values())}
    variables = {name: fixed.get(name, wanted) for name, wanted in still.variables.items()}
    return still.model_copy(update={"variables": variables, "gone": {**(still.gone or {}), **gone}})


def _title(scene: VideoScene, first: Plan) -> Segment:
    text = fill_slots(scene.shots.title or "", first.variables)
    lines = title_lines(text, *scene.size_wh_px)
    caption = f"A title card that says “{text}”."
    return Segment(0, scene.shots.title_frames, "start", caption, text=text, lines=lines)


def _shot_frames(
    scene: VideoScene, still: Scene, layout: Plan, number: int, before: int, draws: NamedDraws
) -> tuple[list[Track], list[Frame]]:
    """The tracks and frames of one shot; tracks are numbered on from the `before` ones of the shots before."""
    frames = draws.whole(scene.shots.frames, "frames")
    ride = draw_ride(scene, frames, draws)
    movers = movers_of(layout, scene_for(still, layout.quotas), scene.motion, ride, scene.fps, draws)
    ids = [before + place for place in range(1, len(movers) + 1)]
    tracks = [_track(mover, id_, number, ids) for mover, id_ in zip(movers, ids, strict=True)]
    outlines = Outlines(movers, scene.size_wh_px)
    made: list[Frame] = []
    for index in range(frames):
        x, y = map(float, ride.corners_xy_px[index])
        shown = outlines.at(index, (x, y))
        figures = [_figure(movers[one.place], one, index) for one in shown]
        painting = paint(figures, *scene.size_wh_px, scene.min_area, [ids[one.place] for one in shown])
        made.append(Frame(number, painting.instances, (x, y), float(ride.driven_m[index])))
    return tracks, made


def _track(mover: Mover, id_: int, shot: int, ids: Sequence[int]) -> Track:
    instance = mover.instance
    return Track(
        id=id_,
        shot=shot,
        entry=instance.entry,
        category=instance.category,
        attributes=instance.attributes,
        phrase=instance.phrase,
        mirrored=mover.mirrored,
        parent=None if mover.parent is None else ids[mover.parent],
    )


def _figure(mover: Mover, shown: Shown, index: int) -> Figure:
    instance, pose = mover.instance, mover.poses[index]
    nearness = pose.nearness if pose else 0.0
    return Figure(
        category=instance.category,
        amodal=shown.mask,
        requested_box=shown.box,
        z=float(int(instance.z)) + nearness if mover.grounded else instance.z,
        attributes=instance.attributes,
        phrase=instance.phrase,
        entry=instance.entry,
        outline=shown.outline,
    )


def _caption(layout: Plan, frames: Sequence[Frame], number: int) -> str:
    """What the middle frame of a shot shows, as the picture wing says it."""
    middle: tuple[Instance, ...] = frames[len(frames) // 2].instances
    said = captions(replace(layout, instances=middle, relations=(), sample_id=layout.sample_id))
    return said[0]


def _softened(frames: list[Frame], segments: Sequence[Segment]) -> list[Frame]:
    """The frames on either side of a fade with less light, and of a dissolve with a frame of the other shot: as one
    gives way evenly, the other one comes, and each stands still while it is the lesser part.
    """
    made = list(frames)
    for segment in segments:
        if segment.transition_frames is None:
            continue
        first, end = segment.transition_frames
        for index in range(first, end):
            before = index < segment.start
            passed = (abs(index + 0.5 - segment.start)) / (end - segment.start)
            if segment.transition == "fade":
                made[index] = made[index]._replace(light=min(made[index].light, passed))
            else:
                other = segment.start if before else segment.start - 1
                made[index] = made[index]._replace(light=0.5 + passed / 2, beside=other)
    return made
