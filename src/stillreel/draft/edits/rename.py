"""The video's name."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..model import Text
from .edit import Edit, Says


class Rename(Edit):
    """Call the video `title`. Nothing on screen changes.

    before  m.title = ""

    after   m.title = "Trip"

    """

    op: ClassVar[str] = "rename"
    says: ClassVar[Says] = {
        "en": (
            "call it {quoted}",
            "rename the video to {quoted}",
            "name the project {quoted}",
            "save it as {quoted}",
        ),
        "zh": (
            "视频命名为{quoted}",
            "项目名{quoted}",
            "重命名为{quoted}",
        ),
    }

    title: Annotated[Text, Field(min_length=1)]
