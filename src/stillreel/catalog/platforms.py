"""Where a video will be shown: size, rate, limits, loudness, and what the app's own buttons cover.

A row states what is published, with the page and the day it was read; an empty `date` means that the figures
are common knowledge and the page is where to check them. 0: no such limit is published. `safe` margins (left,
top, right, bottom, fractions of the canvas) are our own estimate of what an app's buttons, captions and corners
cover. Invariant: sizes are even, every length limit is at least one second.
"""

from __future__ import annotations

from dataclasses import dataclass

from .words import Shelf, Word

Margins = tuple[float, float, float, float]

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_MB = 1_000_000
_GB = 1000 * _MB
_DAY = "2026-11-23"

_FULL: Margins = (0.06, 0.13, 0.13, 0.2)
_STORY: Margins = (0.06, 0.14, 0.06, 0.18)
_FEED: Margins = (0.05, 0.05, 0.05, 0.05)
_WIDE: Margins = (0.05, 0.05, 0.05, 0.1)


@dataclass(frozen=True, kw_only=True)
class Platform(Word):
    """One place to publish. `max_ms`, `max_bytes`: limits of one video (0: none published); `kbps`: the video bit
    rate to aim at; `loudness` in LUFS, integrated; `source` and `date`: where and when this was read."""

    width: int
    height: int
    fps: int = 30
    max_ms: int = 0
    max_bytes: int = 0
    kbps: int = 8000
    loudness: float = -14.0
    safe: Margins = _FEED
    source: str
    date: str = _DAY

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.width / self.height


_REELS = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media"
_YOUTUBE = "https://support.google.com/youtube/answer/1722171"

PLATFORMS: Shelf[Platform] = Shelf(
    "platform",
    rows=(
        Platform(
            name="tiktok", en=("TikTok", "tik tok"), zh=("TikTok", "国际版抖音"), aliases=("tt",),
            width=1080, height=1920, max_ms=10 * _MINUTE, max_bytes=287 * _MB, kbps=6000, safe=_FULL,
            source="https://wavegen.ai/tiktok-video-size",
        ),
        Platform(
            name="instagram_reel",
            en=("Instagram Reel", "Instagram Reels", "reel", "reels", "IG reel", "Instagram", "IG", "insta"),
            zh=("Instagram Reels", "ins短视频", "Reels", "ins"), aliases=("reel", "reels", "instagram", "ig"),
            width=1080, height=1920, max_ms=15 * _MINUTE, max_bytes=300 * _MB, kbps=8000, safe=_FULL,
            source=_REELS,
        ),
        Platform(
            name="instagram_story",
            en=("Instagram Story", "Instagram Stories", "IG story", "story", "stories"),
            zh=("Instagram快拍", "ins快拍", "快拍", "ins故事"), aliases=("story", "stories", "ig_story"),
            width=1080, height=1920, max_ms=_MINUTE, max_bytes=100 * _MB, kbps=8000, safe=_STORY,
            source=_REELS,
        ),
        Platform(
            name="instagram_feed", en=("Instagram feed", "Instagram post", "IG feed", "IG post"),
            zh=("Instagram动态", "Instagram帖子", "ins帖子"), aliases=("instagram_post", "ig_feed", "ig_post"),
            width=1080, height=1350, max_ms=15 * _MINUTE, max_bytes=300 * _MB, kbps=6000,
            source=_REELS,
        ),
        Platform(
            name="instagram_square", en=("Instagram square", "square Instagram post"),
            zh=("Instagram方图", "ins方形"), aliases=("ig_square",),
            width=1080, height=1080, max_ms=15 * _MINUTE, max_bytes=300 * _MB, kbps=5000,
            source=_REELS,
        ),
        Platform(
            name="youtube", en=("YouTube", "YT"), zh=("YouTube", "油管"), aliases=("yt",),
            width=1920, height=1080, max_ms=12 * _HOUR, max_bytes=256 * _GB, kbps=8000, safe=_WIDE,
            source=_YOUTUBE,
        ),
        Platform(
            name="youtube_short",
            en=("YouTube Short", "YouTube Shorts", "Short", "Shorts", "YT short", "YT shorts"),
            zh=("YouTube Shorts", "油管短视频", "Shorts"), aliases=("shorts", "short", "youtube_shorts", "yt_short"),
            width=1080, height=1920, max_ms=3 * _MINUTE, max_bytes=256 * _GB, kbps=8000, safe=_FULL,
            source="https://support.google.com/youtube/answer/15424877", date="",
        ),
        Platform(
            name="facebook", en=("Facebook", "Facebook post", "FB"), zh=("Facebook", "脸书"), aliases=("fb",),
            width=1080, height=1350, max_ms=4 * _HOUR, max_bytes=10 * _GB, kbps=6000,
            source="https://help.circleboom.com/publish/faq/media-limitations-for-social-platforms",
        ),
        Platform(
            name="facebook_reel", en=("Facebook Reel", "Facebook Reels", "FB reel"),
            zh=("Facebook Reels", "脸书短视频"), aliases=("fb_reel", "facebook_reels"),
            width=1080, height=1920, max_ms=90_000, max_bytes=_GB, kbps=8000, safe=_FULL,
            source="https://developers.facebook.com/docs/video-api/guides/reels-publishing", date="",
        ),
        Platform(
            name="x", en=("X", "Twitter", "tweet"), zh=("X", "推特"), aliases=("twitter",),
            width=1920, height=1080, max_ms=140_000, max_bytes=512 * _MB, kbps=6000, safe=_WIDE,
            source="https://help.circleboom.com/publish/faq/media-limitations-for-social-platforms",
        ),
        Platform(
            name="linkedin", en=("LinkedIn", "Linked In"), zh=("LinkedIn", "领英"),
            width=1080, height=1350, max_ms=10 * _MINUTE, max_bytes=5 * _GB, kbps=6000,
            source="https://newswith.in/social-media-image-sizes-video-limits",
        ),
        Platform(
            name="pinterest", en=("Pinterest", "pin", "idea pin"), zh=("Pinterest", "拼趣"), aliases=("pin",),
            width=1000, height=1500, max_ms=15 * _MINUTE, max_bytes=2 * _GB, kbps=6000,
            source="https://help.circleboom.com/publish/faq/media-limitations-for-social-platforms",
        ),
        Platform(
            name="snapchat", en=("Snapchat", "snap", "Snapchat Spotlight"), zh=("Snapchat", "色拉布"),
            aliases=("snap",),
            width=1080, height=1920, max_ms=_MINUTE, max_bytes=_GB, kbps=6000, safe=_STORY,
            source="https://businesshelp.snapchat.com/s/article/ad-specifications", date="",
        ),
        Platform(
            name="whatsapp", en=("WhatsApp", "WhatsApp status"), zh=("WhatsApp", "WhatsApp动态"), aliases=("wa",),
            width=1080, height=1920, max_ms=_MINUTE, max_bytes=16 * _MB, kbps=1800, safe=_STORY,
            source="https://faq.whatsapp.com/796163474870410", date="",
        ),
        Platform(
            name="wechat", en=("WeChat", "WeChat Channels", "Weixin"), zh=("微信", "视频号", "微信视频号", "朋友圈"),
            aliases=("weixin", "wechat_channels"),
            width=1080, height=1920, max_ms=_HOUR, max_bytes=2 * _GB, kbps=6000, safe=_FULL,
            source="https://channels.weixin.qq.com/", date="",
        ),
        Platform(
            name="douyin", en=("Douyin",), zh=("抖音",),
            width=1080, height=1920, max_ms=15 * _MINUTE, max_bytes=4 * _GB, kbps=8000, safe=_FULL,
            source="https://www.todayonhistory.com/know/72808.html", date="",
        ),
        Platform(
            name="xiaohongshu", en=("Xiaohongshu", "RED", "Little Red Book", "RedNote"), zh=("小红书", "红书"),
            aliases=("rednote", "xhs", "red", "littleredbook"),
            width=1080, height=1440, max_ms=15 * _MINUTE, max_bytes=2 * _GB, kbps=6000, safe=(0.06, 0.06, 0.06, 0.14),
            source="https://creator.xiaohongshu.com/", date="",
        ),
        Platform(
            name="bilibili", en=("Bilibili", "B site"), zh=("哔哩哔哩", "B站", "b站", "哔哩"), aliases=("bili",),
            width=1920, height=1080, max_ms=10 * _HOUR, max_bytes=8 * _GB, kbps=6000, safe=_WIDE,
            source="https://member.bilibili.com/platform/upload/video/frame", date="",
        ),
        Platform(
            name="web", en=("web", "website", "web page", "my site", "landing page"), zh=("网页", "网站", "官网"),
            aliases=("website",),
            width=1920, height=1080, max_bytes=25 * _MB, kbps=4000, safe=_FEED,
            source="https://web.dev/articles/replace-gifs-with-videos", date="",
        ),
    ),
)  # fmt: skip
