"""The demo people: every role, three grids with two patrollers and a leader each. None of them exists.

All sign in with the same password, which is printed by `gridwalk demo` and is no secret.
"""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "gridwalk-demo"

#: Long enough ago for every day a demonstration may be set on.
SINCE = "2024-01-01"

DISTRICT = "光明区"


class Role(NamedTuple):
    """A role in the area with this name, or in this numbered grid of the community with this name."""

    role: str
    area: str
    grid: int | None = None
    certified_mediator: bool = False


PEOPLE: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("lina", "李娜", (Role("patroller", "公明社区", 3),)),
    ("wangqiang", "王强", (Role("patroller", "公明社区", 3),)),
    ("zhangwei", "张伟", (Role("grid_leader", "公明社区", 3),)),
    ("chenjing", "陈静", (Role("patroller", "公明社区", 4),)),
    # A patroller who is also a certified mediator: two assignments, switched in one tap.
    ("liuyang", "刘洋", (Role("patroller", "公明社区", 4), Role("mediator", "公明社区", None, True))),
    ("zhaomin", "赵敏", (Role("grid_leader", "公明社区", 4),)),
    ("maizhiming", "麦志明", (Role("patroller", "合水口社区", 5),)),
    ("zenglihua", "曾丽华", (Role("patroller", "合水口社区", 5),)),
    ("wenguodong", "文国栋", (Role("grid_leader", "合水口社区", 5),)),
    ("chenjianhua", "陈建华", (Role("community_secretary", "公明社区"),)),
    ("mairunsheng", "麦润生", (Role("community_secretary", "合水口社区"),)),
    ("huangliqun", "黄立群", (Role("department_officer", "公明街道"),)),
    ("luozhenyu", "罗振宇", (Role("department_officer", DISTRICT),)),
    ("zhouhaitao", "周海涛", (Role("street_secretary", "公明街道"),)),
    ("linxiaoyan", "林晓燕", (Role("street_deputy", "公明街道"),)),
    ("dengzhihui", "邓志辉", (Role("street_secretary", "马田街道"),)),
    ("zhengwenbin", "郑文斌", (Role("district_officer", DISTRICT),)),
    ("hexuemei", "何雪梅", (Role("joint_office", DISTRICT),)),
    ("pengjia", "彭佳", (Role("clue_desk", "公明社区"),)),
    ("zhongxiulan", "钟秀兰", (Role("cashier", "公明社区"),)),
    ("xiezhengping", "谢正平", (Role("mediator", "公明社区", None, True),)),
    ("maiguangfu", "麦广福", (Role("mediator", "合水口社区", None, True),)),
    ("suwan", "苏婉", (Role("counsellor", "公明街道"),)),
    ("chenguangfu", "陈广福", (Role("volunteer", "公明社区", 3),)),
    ("liangqian", "梁倩", (Role("clerk", DISTRICT),)),
)
