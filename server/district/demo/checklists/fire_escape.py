"""消防通道: stairs, doors and extinguishers. The first edition did not yet ask about bicycles upstairs."""

from __future__ import annotations

from server.district.demo.checklists.kinds import ALL, both, checklist, question

_STAIRS = question(
    "stairs",
    both("楼道", "Stairs"),
    both("楼道和安全出口通不通，有没有堆东西？", "Are the stairs and exits clear, with nothing left there?"),
    ("goods", "堆放杂物", "Things stored", "ordinary"),
    ("blocked", "出口堵死", "Exit blocked", "severe"),
    ("locked", "安全出口上锁", "Exit locked", "severe"),
    ("narrow", "通道变窄", "Passage narrowed", "minor"),
)
_DOORS = question(
    "fire_doors",
    both("常闭门", "Fire doors"),
    both("防火门关着没有，会不会自己关上？", "Are the fire doors shut, and do they close by themselves?"),
    ("propped", "被顶开", "Propped open", "ordinary"),
    ("no_closer", "闭门器坏了", "Closer broken", "ordinary"),
    ("missing", "门没了", "Door missing", "severe"),
)
_EXTINGUISHERS = question(
    "extinguishers",
    both("灭火器", "Extinguishers"),
    both("灭火器在不在，压力够不够，过没过期？", "Are the extinguishers there, under pressure and in date?"),
    ("missing", "缺少", "Missing", "ordinary"),
    ("expired", "过期", "Out of date", "ordinary"),
    ("low", "压力不足", "Pressure low", "ordinary"),
    ("blocked", "被挡住", "Cannot be reached", "minor"),
)
_LIGHTS = question(
    "lights",
    both("应急灯", "Emergency lights"),
    both("应急灯和疏散指示亮不亮？", "Do the emergency lights and exit signs work?"),
    ("dark", "不亮", "Not lit", "ordinary"),
    ("broken", "破损", "Broken", "minor"),
    ("wrong_way", "指向不对", "Points the wrong way", "ordinary"),
)
_BICYCLES = question(
    "bicycles",
    both("电动车", "Electric bikes"),
    both("有没有电动车进楼，或者在楼道充电？", "Any electric bikes indoors, or charging on the stairs?"),
    ("parked", "停在楼道", "Parked on the stairs", "ordinary"),
    ("charging", "楼道充电", "Charging on the stairs", "severe"),
    ("battery", "电池带进屋", "Battery taken indoors", "severe"),
)
_HYDRANT = question(
    "hydrant",
    both("消火栓", "Hydrant"),
    both("消火栓开得了吗，水带水枪齐不齐？", "Does the hydrant open, with its hose and nozzle?"),
    ("no_water", "没水", "No water", "severe"),
    ("incomplete", "水带水枪不齐", "Hose or nozzle missing", "ordinary"),
    ("covered", "被遮挡", "Covered up", "minor"),
)
_LANE = question(
    "lane",
    both("消防车道", "Fire lane"),
    both("楼下消防车进得来吗？", "Could a fire engine get to the building?"),
    ("cars", "车辆占道", "Cars in the way", "ordinary"),
    ("stakes", "设了路桩", "Posts in the way", "severe"),
    ("stalls", "摆摊占道", "Stalls in the way", "ordinary"),
)

_NAME = both("消防通道", "Fire escape")

FIRE_ESCAPE_1 = checklist("fire_escape", _NAME, ALL, _STAIRS, _DOORS, _EXTINGUISHERS, _LIGHTS, _HYDRANT) | {
    "valid_from": "2023-01-01",
    "valid_to": "2023-12-31",
}
FIRE_ESCAPE = checklist(
    "fire_escape", _NAME, ALL, _STAIRS, _DOORS, _EXTINGUISHERS, _BICYCLES, _LIGHTS, _HYDRANT, _LANE, edition=2
)
