"""市容秩序: pavements, stalls, parking, signs overhead."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

STREET_ORDER = checklist(
    "street_order",
    both("市容秩序", "Street order"),
    ("business_district", "urban_village", "residential_estate"),
    question(
        "stalls",
        both("摆摊", "Stalls"),
        both("有没有占道摆摊，路人过得去吗？", "Are there stalls in the way, and can people pass?"),
        ("in_the_way", "占道经营", "In the way", "ordinary"),
        ("quarrel", "摊主起争执", "Stallholders quarrel", "ordinary"),
        ("open_fire", "明火煮食", "Cooking on open fire", "ordinary"),
        ("gas", "带了气瓶", "Gas bottle there", "severe"),
    ),
    question(
        "parking",
        both("停车", "Parking"),
        both("车有没有乱停，盲道让出来没有？", "Is parking in order, with the blind path free?"),
        ("pavement", "停上人行道", "On the pavement", "minor"),
        ("blind_path", "压盲道", "On the blind path", "ordinary"),
        ("bikes", "共享单车堆积", "Shared bikes piled up", "minor"),
        ("fire_lane", "占消防通道", "In the fire lane", "severe"),
    ),
    question(
        "signs",
        both("招牌", "Signs"),
        both("广告招牌牢不牢，灯亮不亮？", "Are the signs firm and lit?"),
        ("loose", "松动要掉", "About to fall", "severe"),
        ("dark", "灯不亮", "Not lit", "minor"),
        ("low", "挂得太低", "Hangs too low", "minor"),
    ),
    question(
        "lamps",
        both("路灯", "Street lamps"),
        both("路灯亮不亮，电箱门关好没有？", "Are the lamps lit and the boxes shut?"),
        ("dark", "路灯不亮", "Lamp out", "ordinary"),
        ("box_open", "电箱门没关", "Box open", "severe"),
        ("leaning", "灯杆歪了", "Post leaning", "ordinary"),
    ),
    question(
        "noise",
        both("噪音", "Noise"),
        both("广场舞、喇叭、烧烤吵不吵人？", "Do dancing, loudspeakers or barbecues bother people?"),
        ("loud", "声音太大", "Too loud", "minor"),
        ("late", "太晚还吵", "Too late at night", "ordinary"),
        ("quarrel", "已经吵起来", "People already quarrel", "ordinary"),
    ),
    question(
        "trees",
        both("树木", "Trees"),
        both("树枝有没有压到电线，会不会断？", "Do branches press on wires or threaten to break?"),
        ("wires", "压到电线", "On the wires", "severe"),
        ("breaking", "枯枝要断", "Dead branch", "ordinary"),
        ("leaning", "树歪了", "Tree leaning", "ordinary"),
    ),
)
