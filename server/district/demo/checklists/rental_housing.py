"""出租屋: rented rooms, mostly in the villages; about the house, never about who lives there."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

RENTAL_HOUSING = checklist(
    "rental_housing",
    both("出租屋", "Rental housing"),
    ("urban_village", "residential_estate"),
    question(
        "partitions",
        both("隔断", "Partitions"),
        both("有没有用木板隔成小间？", "Have rooms been split with boards?"),
        ("boards", "木板隔断", "Board partitions", "ordinary"),
        ("no_window", "小间没窗", "Room without a window", "ordinary"),
        ("too_many", "隔得太多", "Too many rooms", "severe"),
    ),
    question(
        "way_out",
        both("逃生口", "Way out"),
        both("防盗网有没有逃生口，楼顶门开得了吗？", "Do the window bars open, and does the roof door?"),
        ("no_opening", "没有逃生口", "Bars do not open", "ordinary"),
        ("roof_locked", "天台门锁死", "Roof door locked", "severe"),
        ("key", "钥匙找不到", "Key not to be found", "ordinary"),
    ),
    question(
        "water_heater",
        both("热水器", "Water heater"),
        both("热水器装在哪里，烟管伸出去没有？", "Where is the water heater, and does its flue go outside?"),
        ("in_bathroom", "装在浴室里", "In the bathroom", "severe"),
        ("no_flue", "烟管没出墙", "Flue ends indoors", "severe"),
        ("old", "用了太多年", "Too old", "ordinary"),
    ),
    question(
        "wiring",
        both("用电", "Electricity"),
        both("有没有私拉电线、用大功率电器？", "Any loose wiring or heavy appliances?"),
        ("loose", "私拉电线", "Loose wiring", "ordinary"),
        ("heavy", "大功率电器", "Heavy appliances", "ordinary"),
        ("no_breaker", "没有漏电开关", "No safety switch", "ordinary"),
    ),
    question(
        "landlord",
        both("房东", "Landlord"),
        both(
            "房东或管理员找得到吗，电话贴了没有？",
            "Can the landlord or keeper be found, and is the number up?",
        ),
        ("no_number", "没贴电话", "No number up", "minor"),
        ("away", "找不到人", "Cannot be found", "ordinary"),
        ("dispute", "和租客有争执", "Quarrel with a tenant", "ordinary"),
        ("deposit", "押金水电费有纠纷", "Dispute about deposit or bills", "ordinary"),
    ),
    question(
        "building",
        both("房子", "House"),
        both("墙有没有裂，瓷砖阳台有没有松？", "Are there cracks in the walls, or loose tiles or balconies?"),
        ("cracks", "墙体开裂", "Cracks", "severe"),
        ("tiles", "外墙砖松动", "Tiles loose", "severe"),
        ("leak", "漏水发霉", "Leaks or mould", "minor"),
        ("railing", "栏杆不牢", "Railing loose", "ordinary"),
    ),
)
