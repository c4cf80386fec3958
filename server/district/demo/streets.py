"""The six streets and 31 communities of Guangming under their public names.

Each has a rough position (kilometres east and north of the district's middle) that only orders them
on the made-up map, and each community the number of its grids, which add up to the district's 264.
The codes of the streets are the public ones; those of the communities only follow their pattern.
"""

from __future__ import annotations

from typing import NamedTuple

DISTRICT_CODE = "440311"


class Community(NamedTuple):
    name: str
    name_en: str
    east: float
    north: float
    grids: int


class Street(NamedTuple):
    name: str
    name_en: str
    east: float
    north: float
    communities: tuple[Community, ...]


STREETS: tuple[Street, ...] = (
    Street(
        "光明街道",
        "Guangming Street",
        5.5,
        -1.5,
        (
            Community("光明社区", "Guangming Community", 3.2, -0.4, 10),
            Community("翠湖社区", "Cuihu Community", 3.9, 0.9, 6),
            Community("碧眼社区", "Biyan Community", 4.8, -1.6, 7),
            Community("白花社区", "Baihua Community", 7.4, -3.4, 9),
            Community("东周社区", "Dongzhou Community", 5.2, 0.6, 8),
            Community("迳口社区", "Jingkou Community", 7.2, 0.3, 5),
        ),
    ),
    Street(
        "公明街道",
        "Gongming Street",
        -3.4,
        4.4,
        (
            Community("公明社区", "Gongming Community", -3.0, 2.6, 12),
            Community("上村社区", "Shangcun Community", -2.0, 3.8, 14),
            Community("下村社区", "Xiacun Community", -3.8, 4.2, 9),
            Community("李松蓢社区", "Lisonglang Community", -3.4, 6.2, 9),
            Community("西田社区", "Xitian Community", -4.8, 6.0, 7),
        ),
    ),
    Street(
        "新湖街道",
        "Xinhu Street",
        2.0,
        3.8,
        (
            Community("楼村社区", "Loucun Community", 0.8, 3.4, 16),
            Community("新羌社区", "Xinqiang Community", 2.8, 3.0, 9),
            Community("圳美社区", "Zhenmei Community", 3.0, 5.0, 9),
        ),
    ),
    Street(
        "凤凰街道",
        "Fenghuang Street",
        0.6,
        -2.4,
        (
            Community("凤凰社区", "Fenghuang Community", 1.6, -3.6, 9),
            Community("塘家社区", "Tangjia Community", 1.0, -1.2, 9),
            Community("塘尾社区", "Tangwei Community", -0.2, -0.2, 9),
            Community("甲子塘社区", "Jiazitang Community", 0.4, -2.4, 7),
            Community("东坑社区", "Dongkeng Community", 2.2, -1.8, 7),
        ),
    ),
    Street(
        "玉塘街道",
        "Yutang Street",
        -3.2,
        -4.2,
        (
            Community("田寮社区", "Tianliao Community", -2.2, -3.2, 15),
            Community("玉律社区", "Yulü Community", -4.0, -4.4, 12),
            Community("长圳社区", "Changzhen Community", -1.6, -4.8, 9),
            Community("红星社区", "Hongxing Community", -3.4, -5.4, 8),
        ),
    ),
    Street(
        "马田街道",
        "Matian Street",
        -4.6,
        0.0,
        (
            Community("马山头社区", "Mashantou Community", -3.2, 0.6, 10),
            Community("薯田埔社区", "Shutianpu Community", -4.0, -1.6, 7),
            Community("合水口社区", "Heshuikou Community", -3.2, 1.6, 10),
            Community("根竹园社区", "Genzhuyuan Community", -2.6, -0.8, 6),
            Community("将围社区", "Jiangwei Community", -5.6, -0.6, 5),
            Community("新庄社区", "Xinzhuang Community", -5.4, 1.0, 5),
            Community("石家社区", "Shijia Community", -6.0, 0.4, 3),
            Community("石围社区", "Shiwei Community", -6.4, -0.4, 3),
        ),
    ),
)

GRIDS = 264
UNITS = 1734
STATIONS = 246
