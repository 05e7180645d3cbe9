"""Where a message is said: the draft as it is by now, the uploads, what was touched last.

`shots` resolves a description of shots against the draft and says plainly when it cannot. A scene is a value;
each edit of a message leads to the next one, so that later clauses see what earlier ones did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ..draft.assets import Asset, Shelf
from ..draft.model import AUDIO, TEXT, VIDEO, Draft, Segment
from .languages import things
from .normal import folded
from .tokens import Item, Ref


class Unresolved(Exception):
    """A reference that names nothing here. `key` and `values` choose the sentence that says so."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Scene:
    """One moment of a conversation. `touched`: ids of segments changed last, newest first; `mentioned`: shots
    that this message has spoken of so far (counted from 0)."""

    draft: Draft
    shelf: Shelf
    lang: str = "en"
    touched: tuple[str, ...] = ()
    mentioned: tuple[int, ...] = ()
    topic: str = ""
    said: frozenset[int] = field(default=frozenset())

    @property
    def video(self) -> tuple[Segment, ...]:
        return tuple(self.draft.segments(VIDEO))

    @property
    def texts(self) -> tuple[Segment, ...]:
        return tuple(self.draft.segments(TEXT))

    @property
    def music(self) -> Segment | None:
        return next(iter(self.draft.segments(AUDIO)), None)

    @property
    def empty(self) -> bool:
        return not self.video

    def asset(self, segment: Segment) -> Asset | None:
        return self.shelf.get(segment.asset) if segment.asset else None

    def clips(self) -> tuple[int, ...]:
        return tuple(i for i, s in enumerate(self.video) if (a := self.asset(s)) and a.kind == "video")

    def after(self, draft: Draft, touched: tuple[str, ...]) -> Scene:
        """The scene once an edit was applied."""
        return replace(
            self, draft=draft, touched=touched + tuple(t for t in self.touched if t not in touched)
        )


def _one(scene: Scene, n: int) -> tuple[int, ...]:
    count = len(scene.video)
    at = n - 1 if n > 0 else count + n
    if not 0 <= at < count:
        raise Unresolved("no_such_photo", n=n, count=count)
    return (at,)


def _range(scene: Scene, first: int, last: int) -> tuple[int, ...]:
    count = len(scene.video)
    end = count if last == -1 else last
    if not 1 <= first <= count:
        raise Unresolved("no_such_photo", n=first, count=count)
    return tuple(range(first - 1, min(end, count)))


def _near(scene: Scene, at: int, step: int) -> tuple[int, ...]:
    """The neighbour of a shot. Raises Unresolved at the ends of the row."""
    if not 0 <= at + step < len(scene.video):
        raise Unresolved("nothing_there")
    return (at + step,)


def name_words(name: str) -> frozenset[str]:
    stem = re.sub(r"\.\w{2,5}$", "", folded(name))
    return frozenset(w for w in re.split(r"[^a-z\u3400-\u9fff]+", stem) if len(w) > 1 or w > "\u3400")


def alike(word: str) -> frozenset[str]:
    """Other words for the same thing: beach, seaside, 海滩."""
    return frozenset({word}).union(*(group for group in things() if word in group))


def asset_names(asset: Asset, segment: Segment | None = None) -> str:
    """What a file is called, by the upload or by the segment made from it."""
    return (segment.meta.name if segment is not None and segment.meta.name else "") or asset.name


def matches(name: str, wanted: str) -> bool:
    """Does a file's name mean what was said? Whole names, stems and words, across languages."""
    low = folded(name)
    if low == wanted or low.rsplit(".", 1)[0] == wanted.rsplit(".", 1)[0]:
        return True
    parts = name_words(name)
    return any(
        w in parts or any(p > "\u3400" and w in p for p in parts if w > "\u3400") for w in alike(wanted)
    )


def named(scene: Scene, wanted: str) -> tuple[int, ...]:
    """Shots whose file's name matches."""
    found = []
    for i, segment in enumerate(scene.video):
        asset = scene.asset(segment)
        if matches(segment.meta.name or (asset.name if asset else ""), wanted):
            found.append(i)
    return tuple(found)


def uploads(scene: Scene, wanted: str, kind: str = "") -> tuple[Asset, ...]:
    """Uploads whose name matches, of a kind when one is given."""
    return tuple(
        a
        for a in scene.shelf
        if matches(a.name, wanted) and (not kind or (a.kind == "audio") == (kind == "audio"))
    )


def _shape(scene: Scene, shape: str) -> tuple[int, ...]:
    wide = {i: a.aspect for i, s in enumerate(scene.video) if (a := scene.asset(s))}
    return tuple(i for i, aspect in wide.items() if (aspect < 0.95 if shape == "portrait" else aspect > 1.05))


def _blurry(scene: Scene) -> tuple[int, ...]:
    """The shot that is clearly less sharp than the others; raises when it cannot be told."""
    sharp = {i: a.sharpness for i, s in enumerate(scene.video) if (a := scene.asset(s)) and a.kind == "image"}
    if len(sharp) < 2 or not any(sharp.values()):
        raise Unresolved("cannot_tell", what="blurry")
    ranked = sorted(sharp, key=lambda i: sharp[i])
    if sharp[ranked[0]] > 0.6 * sharp[ranked[1]]:
        raise Unresolved("cannot_tell", what="blurry")
    return (ranked[0],)


def _twins(scene: Scene) -> tuple[int, ...]:
    """Shots that show what an earlier one shows: the same asset or a near-equal fingerprint."""
    seen: list[Asset] = []
    found: list[int] = []
    for i, segment in enumerate(scene.video):
        asset = scene.asset(segment)
        if asset is None:
            continue
        same = any(
            a.id == asset.id
            or (a.fingerprint and asset.fingerprint and (a.fingerprint ^ asset.fingerprint).bit_count() <= 6)
            for a in seen
        )
        found.extend([i] if same else [])
        seen.append(asset)
    return tuple(found)


def last_touched(scene: Scene, kind: int = VIDEO) -> Segment | None:
    """The segment of a track type that was changed last."""
    pool = {s.id: s for s in scene.draft.segments(kind)}
    return next((pool[t] for t in scene.touched if t in pool), None)


def _it(scene: Scene, step: int = 0) -> tuple[int, ...]:
    if scene.mentioned:
        return scene.mentioned if not step else _one(scene, scene.mentioned[0] + 1 + step)
    ids = [s.id for s in scene.video]
    recent = [ids.index(t) for t in scene.touched if t in ids]
    if recent and len(recent) < max(2, len(ids)):
        return (recent[0] + step,) if 0 <= recent[0] + step < len(ids) else (recent[0],)
    return ()


def _middle(scene: Scene, count: int) -> tuple[int, ...]:
    """The one or two in the middle; all between the ends, once both ends were spoken of."""
    if count > 2 and scene.said >= {0, count - 1}:
        return tuple(i for i in range(count) if i not in scene.said)
    return tuple(range((count - 1) // 2, count // 2 + 1)) if count else ()


def _pick(scene: Scene, item: Item) -> tuple[int, ...]:
    count = len(scene.video)
    match item:
        case ("nth", int(n)):
            return _one(scene, n)
        case ("range", int(a), int(b)):
            return _range(scene, a, b)
        case ("from", int(n)):
            return tuple(range(_one(scene, n)[0], count))
        case ("first", int(n)):
            return tuple(range(min(n, count)))
        case ("last", int(n)):
            return tuple(range(max(0, count - n), count))
        case ("half", int(n)):
            return tuple(range(count // 2)) if n == 0 else tuple(range(count - count // 2, count))
        case ("all",):
            return tuple(range(count))
        case ("every", int(step), int(offset)):
            return tuple(range(offset, count, step))
        case ("middle", int(n)):
            return tuple(range(max(0, (count - n + 1) // 2), min(count, (count - n + 1) // 2 + n)))
        case ("beside", int(step), tuple(items)):
            some = shots(scene, Ref(items))
            return _near(scene, max(some) if step > 0 else min(some), step) if some else ()
        case ("past", int(step), tuple(items)):
            some = shots(scene, Ref(items))
            return tuple(range(max(some) + 1, count)) if step > 0 else tuple(range(min(some)))
        case ("middle",):
            return _middle(scene, count)
        case ("rest",):
            used = scene.said or frozenset(scene.mentioned)
            return tuple(i for i in range(count) if i not in used)
        case ("file", str(word)):
            found = named(scene, word)
            if not found:
                raise Unresolved("no_such_name", name=word)
            return found
        case ("added",):
            return _it(scene) or ((count - 1,) if count else ())
        case ("it", *rest):
            return _it(scene, int(rest[0]) if rest else 0)
        case ("clips",):
            return scene.clips()
        case ("shape", str(shape)):
            return _shape(scene, shape)
        case ("blurry",):
            return _blurry(scene)
        case ("twins",):
            return _twins(scene)
    return ()


def shots(scene: Scene, ref: Ref) -> tuple[int, ...]:
    """The shots a reference names, counted from 0, in the order they were named. Raises Unresolved."""
    found: list[int] = []
    for item in ref.items:
        found.extend(i for i in _pick(scene, item) if i not in found)
    if ref.but is not None:
        out = set(shots(scene, ref.but))
        found = [i for i in found if i not in out]
    return tuple(found)
