"""工地门口: what a patroller can see from the gate, without going in among the machines."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

CONSTRUCTION_GATE = checklist(
    "construction_gate",
    both("工地门口", "Site gate"),
    ("construction_site",),
    question(
        "wages",
        both("工资公示", "Wage board"),
        both(
            "工资公示牌挂了没有，工人说工资发了吗？",
            "Is the wage board up, and do the workers say they were paid?",
        ),
        ("no_board", "没有公示牌", "No board", "minor"),
        ("late", "工人说拖了工资", "Workers say wages are late", "severe"),
        ("no_contact", "没写投诉电话", "No number to complain to", "minor"),
        ("asked_for", "有人来要工资", "Wages were asked for at the gate", "severe"),
    ),
    question(
        "guard",
        both("门卫", "Gatekeeper"),
        both("门口有人管吗，进出登记没有？", "Is the gate kept, and are visitors written down?"),
        ("nobody", "没人值守", "Nobody there", "ordinary"),
        ("open", "大门敞开", "Gate left open", "ordinary"),
        ("no_list", "没有登记", "No list kept", "minor"),
    ),
    question(
        "helmets",
        both("安全帽", "Helmets"),
        both("进出的人戴安全帽、穿反光衣没有？", "Do people wear helmets and bright vests?"),
        ("no_helmet", "没戴安全帽", "No helmet", "ordinary"),
        ("no_vest", "没穿反光衣", "No vest", "minor"),
        ("visitors", "外人随便进", "Strangers walk in", "ordinary"),
    ),
    question(
        "hoarding",
        both("围挡", "Hoarding"),
        both("围挡牢不牢，人行道让出来没有？", "Is the hoarding firm, with room for people to walk?"),
        ("leaning", "围挡歪斜", "Leaning", "severe"),
        ("gap", "有缺口", "Gap in it", "ordinary"),
        ("no_path", "占了人行道", "Takes the pavement", "ordinary"),
    ),
    question(
        "dust",
        both("扬尘", "Dust"),
        both("洗车、盖土、喷雾做了没有？", "Are wheels washed, earth covered, dust kept down?"),
        ("no_wash", "车轮带泥上路", "Mud carried onto the road", "ordinary"),
        ("bare", "裸土没盖", "Earth uncovered", "minor"),
        ("no_spray", "喷雾没开", "Spray off", "minor"),
    ),
    question(
        "noise",
        both("夜间施工", "Night work"),
        both("有没有夜里施工吵到居民？", "Does work at night keep neighbours awake?"),
        ("complaints", "居民有意见", "Neighbours complain", "ordinary"),
        ("no_permit", "没看到许可", "No permit shown", "ordinary"),
        ("no_notice", "没有提前告知", "No notice given", "minor"),
    ),
)
