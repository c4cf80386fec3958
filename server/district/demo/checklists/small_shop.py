"""沿街小店: shops, eateries and chemists along the street."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

SMALL_SHOP = checklist(
    "small_shop",
    both("沿街小店", "Street shop"),
    ("urban_village", "business_district", "residential_estate"),
    question(
        "licence",
        both("证照", "Licence"),
        both("营业执照、健康证挂出来没有？", "Are the licence and health papers on the wall?"),
        ("none", "没有执照", "No licence", "ordinary"),
        ("expired", "过期", "Out of date", "minor"),
        ("health", "健康证不齐", "Health papers incomplete", "ordinary"),
    ),
    question(
        "goods",
        both("商品", "Goods"),
        both("有没有过期、来路不明的东西？", "Anything out of date or of unknown origin?"),
        ("expired", "过期", "Out of date", "ordinary"),
        ("unknown", "来路不明", "Of unknown origin", "ordinary"),
        ("medicine", "无证卖药", "Medicine without a licence", "severe"),
    ),
    question(
        "slept_in",
        both("住人", "Sleeping"),
        both("店里阁楼有没有住人？", "Does anyone sleep in the shop or loft?"),
        ("loft", "阁楼住人", "Somebody sleeps in the loft", "severe"),
        ("no_way_out", "住人又没逃生口", "Sleeping without a way out", "severe"),
        ("bed", "店里摆床", "A bed in the shop", "ordinary"),
    ),
    question(
        "fire",
        both("消防", "Fire"),
        both(
            "有灭火器和烟感吗，会不会用？", "Are there extinguishers and smoke alarms, and can they use them?"
        ),
        ("no_extinguisher", "没有灭火器", "No extinguisher", "ordinary"),
        ("no_alarm", "没有烟感", "No smoke alarm", "minor"),
        ("cannot", "不会用", "Does not know how", "minor"),
    ),
    question(
        "cards",
        both("预付卡", "Prepaid cards"),
        both("办卡充值的客人有没有意见？", "Any complaints about prepaid cards?"),
        ("complaints", "有人投诉", "Complaints", "ordinary"),
        ("closing", "要关门跑路", "About to close", "severe"),
        ("no_refund", "不肯退钱", "Refuses refunds", "ordinary"),
    ),
    question(
        "front",
        both("门前", "Front"),
        both("门前三包做好没有，有没有占道？", "Is the front clean, in order and free?"),
        ("goods_out", "货摆出门外", "Goods put outside", "minor"),
        ("dirty", "门前脏乱", "Dirty", "minor"),
        ("steps", "台阶坡道占路", "Steps in the way", "minor"),
    ),
)
