"""环境卫生: rubbish, public toilets, mosquitoes, kitchens' back lanes."""

from __future__ import annotations

from server.district.demo.checklists.kinds import ALL, both, checklist, question

HYGIENE = checklist(
    "hygiene",
    both("环境卫生", "Hygiene"),
    ALL,
    question(
        "rubbish",
        both("垃圾", "Rubbish"),
        both("垃圾清了没有，桶满没满？", "Has the rubbish been taken, and are the bins not full?"),
        ("overflow", "垃圾满溢", "Bins overflow", "ordinary"),
        ("heap", "乱堆一地", "Heaped on the ground", "ordinary"),
        ("rubble", "偷倒建筑垃圾", "Rubble dumped", "ordinary"),
        ("mixed", "没分类", "Not sorted", "minor"),
    ),
    question(
        "ground",
        both("地面", "Ground"),
        both("地面干不干净，有没有污水油污？", "Is the ground clean, without sewage or grease?"),
        ("sewage", "污水横流", "Sewage on the ground", "ordinary"),
        ("grease", "油污打滑", "Slippery grease", "ordinary"),
        ("litter", "烟头纸屑", "Litter", "minor"),
    ),
    question(
        "toilet",
        both("公厕", "Toilet"),
        both("公厕干净吗，有水吗，灯亮吗？", "Is the public toilet clean, with water and light?"),
        ("dirty", "脏、有味", "Dirty or smelly", "minor"),
        ("no_water", "没水", "No water", "ordinary"),
        ("broken", "设施坏了", "Something broken", "minor"),
        ("closed", "关门不开", "Closed", "ordinary"),
    ),
    question(
        "pests",
        both("四害", "Pests"),
        both(
            "有没有积水生蚊，看到老鼠蟑螂没有？",
            "Any standing water with mosquitoes, any rats or cockroaches?",
        ),
        ("water", "积水生蚊", "Water breeding mosquitoes", "ordinary"),
        ("rats", "有老鼠洞", "Rat holes", "ordinary"),
        ("no_bait", "毒饵站缺药", "Bait station empty", "minor"),
    ),
    question(
        "drains",
        both("隔油池", "Grease trap"),
        both("餐饮后巷的隔油池清了没有？", "Has the grease trap behind the kitchens been emptied?"),
        ("full", "满了没清", "Full", "ordinary"),
        ("into_rain", "油水倒进雨水口", "Grease in the rain drain", "severe"),
        ("smell", "臭味扰民", "Smell bothers neighbours", "minor"),
    ),
)
