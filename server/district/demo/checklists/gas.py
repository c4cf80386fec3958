"""用气安全: hoses, valves, alarms and bottles, at home and in kitchens."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

GAS = checklist(
    "gas",
    both("用气安全", "Gas"),
    ("residential_estate", "urban_village", "business_district"),
    question(
        "hose",
        both("软管", "Hose"),
        both("连接软管老不老化，有没有超过两米？", "Is the hose sound, and no longer than two metres?"),
        ("cracked", "老化开裂", "Cracked with age", "severe"),
        ("long", "太长", "Too long", "ordinary"),
        ("through_wall", "穿墙", "Goes through a wall", "ordinary"),
        ("loose", "卡箍松", "Clamp loose", "ordinary"),
    ),
    question(
        "alarm",
        both("报警器", "Gas alarm"),
        both(
            "燃气报警器通电没有，按一下响不响？", "Is the gas alarm powered, and does it sound when tested?"
        ),
        ("none", "没装", "None fitted", "ordinary"),
        ("unplugged", "没通电", "Unplugged", "ordinary"),
        ("silent", "不响", "Silent", "ordinary"),
        ("expired", "过期", "Out of date", "minor"),
    ),
    question(
        "bottles",
        both("气瓶", "Gas bottles"),
        both(
            "气瓶有没有码，检验过期没有，放了几瓶？",
            "Do the bottles have codes, valid inspections and a safe number?",
        ),
        ("no_code", "没有气瓶码", "No code", "severe"),
        ("expired", "超期未检", "Inspection overdue", "severe"),
        ("too_many", "存瓶太多", "Too many kept", "severe"),
        ("lying", "倒放、靠近火源", "Lying down or near fire", "ordinary"),
    ),
    question(
        "mixed",
        both("混用", "Mixed fuels"),
        both("厨房里有没有两种气、两种火一起用？", "Are two kinds of gas or fire used in one kitchen?"),
        ("two_gases", "两种气混用", "Two kinds of gas", "severe"),
        ("charcoal", "旁边烧炭", "Charcoal beside it", "ordinary"),
        ("electric", "电炉靠太近", "Electric stove too near", "minor"),
    ),
    question(
        "air",
        both("通风", "Air"),
        both(
            "用气的地方通不通风，是不是地下室？",
            "Is there fresh air where gas is used, and is it above ground?",
        ),
        ("closed", "不通风", "No fresh air", "ordinary"),
        ("cellar", "在地下室", "In a cellar", "severe"),
        ("slept_in", "厨房住人", "Somebody sleeps there", "severe"),
    ),
    question(
        "shut_off",
        both("关阀", "Shut-off"),
        both("人走的时候，灶前阀关了没有？", "Is the valve shut when nobody is there?"),
        ("open", "没关", "Left open", "ordinary"),
        ("stuck", "关不动", "Stuck", "ordinary"),
        ("out_of_reach", "够不着", "Out of reach", "minor"),
    ),
)
