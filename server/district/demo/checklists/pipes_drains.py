"""水管排水: drains, manholes, burst pipes, rain and sewage in the wrong channel."""

from __future__ import annotations

from server.district.demo.checklists.kinds import ALL, both, checklist, question

PIPES_DRAINS = checklist(
    "pipes_drains",
    both("水管排水", "Pipes and drains"),
    ALL,
    question(
        "covers",
        both("井盖", "Covers"),
        both("井盖在不在，盖没盖稳？", "Are the manhole covers there and firm?"),
        ("missing", "井盖没了", "Cover missing", "severe"),
        ("loose", "松动作响", "Loose", "ordinary"),
        ("broken", "破裂", "Broken", "severe"),
        ("sunk", "下沉", "Sunk", "ordinary"),
    ),
    question(
        "flow",
        both("排水", "Drains"),
        both("下水通不通，下雨积不积水？", "Do the drains run, or does rain stand?"),
        ("blocked", "堵了", "Blocked", "ordinary"),
        ("standing", "积水", "Water stands", "ordinary"),
        ("overflow", "污水冒出来", "Sewage comes up", "severe"),
    ),
    question(
        "supply",
        both("供水", "Water supply"),
        both("水管漏不漏，水压够不够？", "Do the water pipes leak, and is there pressure?"),
        ("leak", "漏水", "Leak", "ordinary"),
        ("burst", "爆管", "Burst", "severe"),
        ("low", "水压低", "Low pressure", "minor"),
        ("murky", "水发黄", "Water is yellow", "ordinary"),
    ),
    question(
        "mixing",
        both("雨污", "Rain and sewage"),
        both("污水有没有接进雨水管？", "Does sewage run into the rain drain?"),
        ("mixed", "雨污混接", "Mixed up", "ordinary"),
        ("mud", "泥浆排进去", "Mud let in", "severe"),
        ("dumped", "往里倒东西", "Things poured in", "ordinary"),
    ),
    question(
        "subsidence",
        both("塌陷", "Subsidence"),
        both("路面有没有裂缝、下陷、空响？", "Is the ground cracked, sunk or hollow?"),
        ("crack", "开裂", "Cracked", "ordinary"),
        ("sunk", "下陷", "Sunk", "severe"),
        ("hollow", "踩着空响", "Sounds hollow", "severe"),
    ),
)
