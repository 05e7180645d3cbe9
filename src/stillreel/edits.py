"""Every edit as a class to build: `edits.Swap(a=1, b=2)`. What each does stands in its docstring.

Spelt out, so that editors and type checkers know them; a test holds the list to the folder `draft/edits`.
"""

from __future__ import annotations

from .draft.edits.add_text import AddText as AddText
from .draft.edits.beat_cut import BeatCut as BeatCut
from .draft.edits.canvas import Canvas as Canvas
from .draft.edits.captions import Captions as Captions
from .draft.edits.change_text import ChangeText as ChangeText
from .draft.edits.clip_sound import ClipSound as ClipSound
from .draft.edits.duplicate import Duplicate as Duplicate
from .draft.edits.feel import Feel as Feel
from .draft.edits.fit import Fit as Fit
from .draft.edits.focus import Focus as Focus
from .draft.edits.insert import Insert as Insert
from .draft.edits.keep import Keep as Keep
from .draft.edits.look import Look as Look
from .draft.edits.make import Make as Make
from .draft.edits.motion import Motion as Motion
from .draft.edits.move import Move as Move
from .draft.edits.music import Music as Music
from .draft.edits.platform import Platform as Platform
from .draft.edits.remove import Remove as Remove
from .draft.edits.remove_music import RemoveMusic as RemoveMusic
from .draft.edits.remove_text import RemoveText as RemoveText
from .draft.edits.rename import Rename as Rename
from .draft.edits.reorder import Reorder as Reorder
from .draft.edits.replace import Replace as Replace
from .draft.edits.reset import Reset as Reset
from .draft.edits.reverse import Reverse as Reverse
from .draft.edits.set_duration import SetDuration as SetDuration
from .draft.edits.set_length import SetLength as SetLength
from .draft.edits.shuffle import Shuffle as Shuffle
from .draft.edits.speed import Speed as Speed
from .draft.edits.style_text import StyleText as StyleText
from .draft.edits.swap import Swap as Swap
from .draft.edits.transition import Transition as Transition
from .draft.edits.trim import Trim as Trim
from .draft.edits.variants import Variants as Variants
from .draft.edits.volume import Volume as Volume

__all__ = [
    "AddText",
    "BeatCut",
    "Canvas",
    "Captions",
    "ChangeText",
    "ClipSound",
    "Duplicate",
    "Feel",
    "Fit",
    "Focus",
    "Insert",
    "Keep",
    "Look",
    "Make",
    "Motion",
    "Move",
    "Music",
    "Platform",
    "Remove",
    "RemoveMusic",
    "RemoveText",
    "Rename",
    "Reorder",
    "Replace",
    "Reset",
    "Reverse",
    "SetDuration",
    "SetLength",
    "Shuffle",
    "Speed",
    "StyleText",
    "Swap",
    "Transition",
    "Trim",
    "Variants",
    "Volume",
]
