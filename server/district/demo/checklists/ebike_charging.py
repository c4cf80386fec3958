"""电动车充电: sheds, posts, batteries, and wires hung from windows."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

EBIKE_CHARGING = checklist(
    "ebike_charging",
    both("电动车充电", "E-bike charging"),
    ("residential_estate", "urban_village", "industrial_park", "business_district"),
    question(
        "wires",
        both("飞线", "Hanging wires"),
        both("有没有从楼上拉线下来充电？", "Are there cables hung from windows to charge?"),
        ("hanging", "飞线充电", "Cable from a window", "severe"),
        ("socket_board", "接线板落地", "Socket board on the ground", "ordinary"),
        ("bare", "电线破皮", "Bare wire", "severe"),
    ),
    question(
        "posts",
        both("充电桩", "Charging posts"),
        both("充电桩好不好用，外壳有没有破？", "Do the charging posts work, with sound housings?"),
        ("dead", "坏了用不了", "Out of order", "minor"),
        ("cracked", "外壳破损", "Housing broken", "ordinary"),
        ("hot", "发烫、有焦味", "Hot, or smells burnt", "severe"),
        ("no_cut_out", "充满不断电", "Does not cut out", "ordinary"),
    ),
    question(
        "spacing",
        both("停放", "Parking"),
        both("车停得整不整齐，有没有堵住路？", "Are the bikes in order, without blocking the way?"),
        ("crowded", "停得太挤", "Too crowded", "minor"),
        ("in_the_way", "堵住通道", "Blocks the way", "ordinary"),
        ("under_stairs", "停在楼梯下", "Under the stairs", "severe"),
    ),
    question(
        "shed",
        both("车棚", "Shed"),
        both(
            "车棚离楼够不够远，顶棚烧不烧得着？",
            "Is the shed far enough from the house, with a roof that will not burn?",
        ),
        ("too_near", "离楼太近", "Too near the house", "ordinary"),
        ("burnable", "顶棚易燃", "Roof can burn", "ordinary"),
        ("stored", "堆了杂物", "Things stored there", "ordinary"),
    ),
    question(
        "ready",
        both("灭火设施", "Fire kit"),
        both("旁边有没有灭火器、喷淋、摄像头？", "Are there extinguishers, sprinklers and a camera nearby?"),
        ("no_extinguisher", "没有灭火器", "No extinguisher", "ordinary"),
        ("no_sprinkler", "喷淋没水", "Sprinkler dry", "ordinary"),
        ("camera_off", "摄像头不亮", "Camera off", "minor"),
    ),
    question(
        "batteries",
        both("电池", "Batteries"),
        both("有没有改装电池，或者把电池带上楼？", "Any altered batteries, or batteries carried upstairs?"),
        ("altered", "改装电池", "Altered battery", "severe"),
        ("upstairs", "电池上楼", "Carried upstairs", "severe"),
        ("swollen", "电池鼓包", "Swollen battery", "severe"),
    ),
)
