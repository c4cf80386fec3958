"""校园周边: the gate at school times, the shops around it, the way to it."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

SCHOOL_SURROUNDINGS = checklist(
    "school_surroundings",
    both("校园周边", "School surroundings"),
    ("urban_village", "residential_estate", "business_district"),
    question(
        "gate",
        both("校门口", "School gate"),
        both(
            "上学放学有人护学吗，校门口通不通？", "Does someone watch at school times, and is the gate clear?"
        ),
        ("nobody", "没人护学", "Nobody watches", "ordinary"),
        ("cars", "接送车堵住", "Blocked by cars", "ordinary"),
        ("no_posts", "防撞桩坏了", "Posts broken", "ordinary"),
        ("stalls", "摊贩围门口", "Stalls at the gate", "minor"),
    ),
    question(
        "crossing",
        both("过街", "Crossing"),
        both("斑马线清楚吗，红绿灯好不好？", "Is the crossing clear and does the light work?"),
        ("worn", "斑马线磨没了", "Lines worn away", "ordinary"),
        ("light", "红绿灯坏了", "Light broken", "severe"),
        ("dark", "晚上太暗", "Too dark at night", "ordinary"),
    ),
    question(
        "shops",
        both("小店", "Shops"),
        both(
            "旁边小店有没有卖烟、酒、刀具、三无食品？",
            "Do shops nearby sell tobacco, alcohol, knives or unlabelled food?",
        ),
        ("tobacco", "卖烟酒", "Tobacco or alcohol", "ordinary"),
        ("food", "三无食品", "Unlabelled food", "ordinary"),
        ("knives", "刀具玩具枪", "Knives or toy guns", "severe"),
        ("expired", "过期食品", "Out of date food", "ordinary"),
    ),
    question(
        "way",
        both("上学路", "Way to school"),
        both("路上有没有坑、施工、没盖的井？", "Any holes, works or open manholes on the way?"),
        ("hole", "路面坑洼", "Holes", "ordinary"),
        ("works", "施工没围好", "Works not fenced", "severe"),
        ("manhole", "井盖没了", "Manhole open", "severe"),
    ),
    question(
        "water",
        both("水塘", "Water"),
        both("附近的水塘、河边有护栏和警示吗？", "Do ponds and rivers nearby have railings and warnings?"),
        ("no_railing", "没有护栏", "No railing", "severe"),
        ("no_sign", "没有警示牌", "No warning sign", "ordinary"),
        ("no_ring", "没有救生圈", "No lifebuoy", "ordinary"),
    ),
)
