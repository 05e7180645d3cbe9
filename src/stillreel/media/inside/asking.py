"""Is this file valid, and what are its facts: the probe, inside the jail.

"Opened" is not "valid": one frame or 0.1 s of sound must decode. Headers are not believed where counting is cheap: the
length of raw streams comes from their packets, of animations from their frames.
"""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from av.container import InputContainer

from ...draft.assets import LEVEL_MS
from ...errors import TooLarge, Unsupported
from ...score.beats import beats, levels
from ..sniff import FORMATS, Format, sniff
from ..warm import Order, Source
from . import insight
from .films import Film, pixels_of, shown_size
from .hearing import RATE, chunks
from .opening import audio_stream, open_container, open_picture
from .stills import finish, fitted, orientation

MOST_MS = 4 * 3600 * 1000
MOST_HEARD = 240
_MOST_PACKETS = 2_000_000


def probe(order: Order) -> dict[str, Any]:
    """Task: the facts of the input. Raises Unsupported, TooLarge."""
    found = sniff(order.source)
    facts = _still(order.source, found) if found.pil else _stream(order.source, found)
    if facts.get("duration", 0) > MOST_MS:
        raise TooLarge("it lasts longer than 4 hours")
    return {"format": found.name, "mime": found.mime, **facts}


def _still(source: Source, found: Format) -> dict[str, Any]:
    image, shape = open_picture(source, found)
    width, height = image.size
    turn = orientation(image)
    pixels = finish(image, fitted(width, height, insight.SIDE), turn)
    alpha = pixels.shape[2] == 4 and int(pixels[:, :, 3].min()) < 255
    return {
        "kind": "video" if shape.moves else "image",
        "width": height if turn >= 5 else width,
        "height": width if turn >= 5 else height,
        "duration": shape.duration,
        "has_alpha": alpha,
        **insight.facts(np.ascontiguousarray(pixels[:, :, :3])),
    }


def _stream(source: Source, found: Format) -> dict[str, Any]:
    with open_container(source, found) as container:
        said = _length(container)
        if said > MOST_MS:
            raise TooLarge("it lasts longer than 4 hours")
        moving = any(not s.disposition & av.stream.Disposition.attached_pic for s in container.streams.video)
        heard = bool(container.streams.audio)
    if found.kind == "audio" or not moving:
        if not heard:
            raise Unsupported(f"the {found.name} has neither picture nor sound")
        _listen(source, found)
        kind = (
            found if found.kind == "audio" else FORMATS["m4a" if found.name in ("mp4", "mov") else found.name]
        )
        exact = found.name in ("mp3", "aac") or not said
        return {
            "kind": "audio",
            "mime": kind.mime,
            "duration": _counted(source, found) if exact else said,
            "has_sound": True,
        }
    return _film(source, found, said, heard)


def _film(source: Source, found: Format, said: int, heard: bool) -> dict[str, Any]:
    film = Film(source, found)
    width, height = shown_size(film.first, film.stream)
    thumb = pixels_of(film.first, *fitted(width, height, insight.SIDE))
    film.container.close()
    facts = insight.facts(thumb)
    return {
        "kind": "video",
        "width": width,
        "height": height,
        "duration": said or _counted(source, found),
        "has_sound": heard,
        **facts,
    }


def _length(container: InputContainer) -> int:
    """What the header says, in ms; 0 where it says nothing."""
    return max(0, (container.duration or 0) // 1000)


def _counted(source: Source, found: Format) -> int:
    """The length in ms by the packets themselves."""
    first, last = None, 0.0
    with open_container(source, found) as container:
        for count, packet in enumerate(container.demux()):
            if packet.pts is None or packet.time_base is None:
                continue
            start = float(packet.pts * packet.time_base)
            first = start if first is None else min(first, start)
            last = max(last, start + float((packet.duration or 0) * packet.time_base))
            if count > _MOST_PACKETS or last - first > MOST_MS / 1000:
                raise TooLarge("it lasts longer than 4 hours")
    return max(1, round((last - (first or 0.0)) * 1000))


def _listen(source: Source, found: Format) -> None:
    """0.1 s of sound must decode (or all of it, where it is shorter)."""
    with open_container(source, found) as container:
        heard = 0
        for _, part in chunks(container, found):
            heard += len(part)
            if heard >= RATE // 10:
                return
    if heard < RATE // 1000:
        raise Unsupported(f"the {found.name} has no sound that can be decoded")


def song(order: Order) -> dict[str, Any]:
    """Task: where a song's beats and bars are and how loud it is, from its first MOST_HEARD seconds."""
    found, parts, count = sniff(order.source), list[Any](), 0
    with open_container(order.source, found) as container:
        for _, part in chunks(container, found):
            parts.append(part)
            count += len(part)
            if count >= MOST_HEARD * RATE:
                break
    samples = np.concatenate(parts)[: MOST_HEARD * RATE]
    known = beats(samples)
    return {"beats": known.beats_ms, "bars": known.downbeats_ms, "levels": levels(samples, LEVEL_MS)}


def has_sound(source: Source, found: Format) -> bool:
    """Whether a container holds a sound that we may decode."""
    with open_container(source, found) as container:
        return audio_stream(container, found) is not None
