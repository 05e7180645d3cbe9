"""The fifteen templates, one row each: what sort of video, at which pace, with which slots for words."""

from __future__ import annotations

from . import Template

WORDS = (
    Template(
        name="promo", mood="energetic", pace=2200, slots=("title", "subtitle", "price", "cta"),
        motive=("push_left", "zoom_in"), music="upbeat",
        en=("promo", "promotional video", "promo video", "advert", "ad", "commercial", "product video", "teaser"),
        zh=("宣传片", "宣传视频", "广告", "推广视频", "产品视频", "促销视频", "带货视频"),
        aliases=("ad", "advert", "commercial", "promotion", "promotional", "product"),
    ),
    Template(
        name="slideshow", mood="warm", pace=3000, motive=("fade",), music="acoustic",
        en=("slideshow", "slide show", "photo video", "photo slideshow", "montage", "photo album"),
        zh=("幻灯片", "相册", "照片视频", "电子相册", "轮播"), aliases=("montage", "album"),
    ),
    Template(
        name="recap", mood="playful", pace=1800, motive=("slide_left", "slide_up"), music="upbeat",
        en=("recap", "highlights", "highlight reel", "year in review", "wrap-up", "summary video"),
        zh=("回顾", "精彩集锦", "年度回顾", "总结视频"), aliases=("highlights", "highlight", "review"),
    ),
    Template(
        name="listing", mood="premium", pace=3400, slots=("title", "subtitle", "caption", "price", "cta"),
        captions=True, motive=("slide_left",), music="chill",
        en=("listing", "property tour", "real estate video", "house tour", "home tour", "property video"),
        zh=("房源视频", "房产视频", "看房视频", "房产展示", "商品展示"), aliases=("property", "real_estate", "tour"),
    ),
    Template(
        name="event", mood="festive", pace=2200, slots=("kicker", "title", "subtitle", "cta"), music="upbeat",
        en=("event video", "invitation", "event invitation", "event", "announcement", "save the date"),
        zh=("活动视频", "邀请函", "活动预告", "活动", "请柬"), aliases=("invitation", "invite", "announcement"),
    ),
    Template(
        name="quote", mood="minimal", pace=5000, slots=("quote", "subtitle"), title_role="quote", motive=("fade",),
        music="ambient",
        en=("quote video", "quote", "inspirational quote", "saying"), zh=("金句视频", "语录", "名言", "文案视频"),
        aliases=("saying",),
    ),
    Template(
        name="before_after", mood="dramatic", pace=3000, slots=("title", "caption", "cta"), captions=True,
        motive=("wipe_right", "fade"), fixed=True, music="upbeat",
        en=("before and after", "before/after", "before-after", "makeover", "transformation"),
        zh=("前后对比", "对比视频", "改造前后"), aliases=("before_and_after", "makeover", "transformation"),
    ),
    Template(
        name="countdown", mood="energetic", pace=1500, slots=("title", "caption", "cta"), captions=True, fixed=True,
        motive=("zoom_in",), music="electronic",
        en=("countdown", "top list", "top five", "top ten", "ranking"), zh=("倒计时", "排行榜", "盘点"),
        aliases=("ranking", "toplist"),
    ),
    Template(
        name="recipe", mood="warm", pace=3200, slots=("title", "caption", "cta"), captions=True, motive=("slide_left",),
        music="acoustic",
        en=("recipe", "recipe video", "cooking video", "how-to", "tutorial", "step by step"),
        zh=("菜谱", "食谱", "美食教程", "教程", "步骤视频"), aliases=("cooking", "how_to", "tutorial"),
    ),
    Template(
        name="lookbook", mood="modern", pace=1800, slots=("title", "subtitle", "caption", "cta"),
        motive=("push_left", "push_up"), music="electronic",
        en=("lookbook", "fashion video", "outfit video", "collection video", "catalogue video"),
        zh=("穿搭视频", "时装画册", "服装展示", "新品画册"), aliases=("fashion", "outfits", "collection"),
    ),
    Template(
        name="testimonial", mood="professional", pace=4000, slots=("quote", "lower_third", "cta"), title_role="quote",
        motive=("fade",), music="corporate",
        en=("testimonial", "customer review", "review video", "customer story"),
        zh=("客户评价", "用户见证", "好评视频"),
        aliases=("customer_story",),
    ),
    Template(
        name="birthday", mood="festive", pace=2600, motive=("circle_open", "fade"), music="playful",
        en=("birthday video", "birthday", "birthday greeting", "anniversary video"),
        zh=("生日视频", "生日祝福", "生日"),
        aliases=("anniversary",),
    ),
    Template(
        name="menu", mood="warm", pace=2600, slots=("title", "caption", "price", "cta"), captions=True,
        motive=("slide_up",), music="jazz",
        en=("menu", "menu video", "restaurant video", "food menu"), zh=("菜单视频", "菜单", "餐厅视频"),
        aliases=("restaurant", "food_menu"),
    ),
    Template(
        name="travel", mood="inspiring", pace=2400, slots=("kicker", "title", "subtitle", "caption"),
        motive=("whip_left", "fade"), music="tropical",
        en=("travel video", "vlog", "trip video", "vacation video", "holiday video", "travel diary"),
        zh=("旅行视频", "旅游视频", "游记", "旅行vlog", "旅拍"), aliases=("trip", "vacation", "vlog"),
    ),
    Template(
        name="portfolio", mood="minimal", pace=3000, slots=("title", "subtitle", "caption", "cta"), motive=("fade",),
        music="chill",
        en=("portfolio", "showreel", "show reel", "work showcase", "showcase"), zh=("作品集", "作品展示", "案例展示"),
        aliases=("showreel", "showcase"),
    ),
)  # fmt: skip
