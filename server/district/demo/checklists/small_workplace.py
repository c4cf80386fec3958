"""小作坊: small workshops, garages, recyclers; where people work, cook and sometimes sleep."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

SMALL_WORKPLACE = checklist(
    "small_workplace",
    both("小作坊", "Small workplace"),
    ("urban_village", "industrial_park", "business_district"),
    question(
        "slept_in",
        both("住人", "Sleeping"),
        both("里面有没有住人，做饭住宿是不是在一起？", "Does anyone sleep there, and is cooking kept apart?"),
        ("upstairs", "阁楼住人", "Somebody sleeps in the loft", "severe"),
        ("cooking", "车间里做饭", "Cooking in the workshop", "ordinary"),
        ("children", "小孩在里面", "Children inside", "ordinary"),
    ),
    question(
        "wiring",
        both("电线", "Wiring"),
        both("电线乱不乱，插座有没有过载？", "Is the wiring tidy, with no overloaded sockets?"),
        ("loose", "私拉乱接", "Loose wiring", "ordinary"),
        ("overloaded", "一个插座插太多", "Socket overloaded", "ordinary"),
        ("no_breaker", "没有漏电开关", "No safety switch", "ordinary"),
        ("burnt", "有烧焦痕迹", "Burn marks", "severe"),
    ),
    question(
        "chemicals",
        both("化学品", "Chemicals"),
        both("油漆、天那水这些怎么放的？", "How are paint, thinner and the like kept?"),
        ("too_much", "存放太多", "Too much of it", "severe"),
        ("near_fire", "靠近火源", "Near fire", "severe"),
        ("open", "没盖盖子", "Lids off", "ordinary"),
        ("no_label", "没有标签", "No label", "minor"),
    ),
    question(
        "machines",
        both("机器", "Machines"),
        both("机器有防护罩吗，急停按得动吗？", "Do the machines have guards and a working stop button?"),
        ("no_guard", "没有防护罩", "No guard", "ordinary"),
        ("no_stop", "急停失灵", "Stop button dead", "severe"),
        ("no_gear", "工人没戴护具", "No protective gear", "ordinary"),
    ),
    question(
        "way_out",
        both("出口", "Way out"),
        both("货有没有堵住门和窗？", "Are doors and windows free of goods?"),
        ("goods", "货物堵门", "Goods block the door", "severe"),
        ("bars", "防盗网没开口", "Window bars do not open", "ordinary"),
        ("single", "只有一个出口", "Only one way out", "ordinary"),
    ),
    question(
        "neighbours",
        both("扰民", "Neighbours"),
        both("噪音、气味、污水影响邻居吗？", "Do noise, smell or water bother the neighbours?"),
        ("noise", "噪音大", "Loud", "minor"),
        ("smell", "气味重", "Strong smell", "ordinary"),
        ("water", "污水直排", "Waste water let out", "severe"),
    ),
)
