"""Names for units, in the manner of the place: made up, and different within a community."""

from __future__ import annotations

from server.district.demo.chance import number, pick


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: How often each type comes up, in hundredths.
_SHARES = (
    ("urban_village", 40),
    ("residential_estate", 22),
    ("industrial_park", 22),
    ("business_district", 11),
    ("construction_site", 5),
)

_ESTATES = _words("锦绣 翠景 金茂 华庭 御景 东方 观澜 阳光 怡景 丽苑 康乐 永福 嘉和 瑞丰 盛世 龙腾")
_ESTATE_ENDS = _words("花园 雅苑 名居 华府 新城 家园 小区")
_VILLAGE_SIDES = _words(
    "旧围 新围 老村 新村 上围 下围 东边坊 西边坊 南边坊 北边坊 祠堂片 市场片 公园片 "
    "榕树头 井头 塘边 一区 二区 三区 四区 五区 六区"
)
_PARKS = _words(
    "第一工业区 第二工业区 第三工业区 第四工业区 智造园 科技园 模具产业园 电子产业园 "
    "汇通工业园 宏泰工业园 同富裕工业园 新材料产业园 钟表产业园 物流园 创新产业园 "
    "恒丰工业城"
)
_MARKETS = _words(
    "商业街 中心市场片 步行街 时代广场 综合市场 商贸城 美食街 汽车城 建材市场 商务中心 酒店街区"
)
_SITES = _words(
    "学校扩建工地 安居房项目工地 地铁站点工地 产业园二期工地 河道整治工地 社康中心工地 "
    "旧村改造工地 道路改造工地 公园改造工地"
)

_NAMES = {
    "urban_village": _VILLAGE_SIDES,
    "industrial_park": _PARKS,
    "business_district": _MARKETS,
    "construction_site": _SITES,
}


def unit_type(code: str) -> str:
    """The made-up type of the unit with this code."""
    share = number(100, "type", code)
    for name, hundredths in _SHARES:
        share -= hundredths
        if share < 0:
            return name
    raise AssertionError("the shares do not add up to 100")


def unit_name(code: str, kind: str, community: str, taken: set[str]) -> str:
    """A name for a unit of this type that no other unit of the community (`taken`) has; it is added there."""
    short = community.removesuffix("社区")
    for attempt in range(1000):
        if kind == "residential_estate":
            name = pick(_ESTATES, code, "first", attempt) + pick(_ESTATE_ENDS, code, "end", attempt)
        else:
            name = short + pick(_NAMES[kind], code, attempt)
        if attempt > 20:
            name += f"{pick('东西南北', code, 'side', attempt)}片"
        if name not in taken:
            taken.add(name)
            return name
    raise AssertionError(f"no name left for a {kind} in {community}")
