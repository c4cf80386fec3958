"""公明社区 04小分格: the square and its shops, an estate, two villages, a technology park, a road site."""

from __future__ import annotations

from server.district.demo.grids.kinds import WalkedGrid, WalkedUnit

GONGMING_04 = WalkedGrid(
    "公明社区",
    4,
    (
        WalkedUnit(
            "公明广场",
            "business_district",
            "金辉路6号公明广场",
            (
                ("公明广场影城疏散通道", "fire_escape", "金辉路6号3楼"),
                ("广场美食街潮汕牛肉店", "gas small_shop", "金辉路6号一楼12铺"),
                ("广场美食街公共烟道", "hygiene", "金辉路6号负一楼"),
                ("公明广场2号扶梯旁直梯", "elevator", "金辉路6号"),
                ("公明广场南侧人行道", "street_order", "金辉路南侧"),
                ("广场东角充电桩", "ebike_charging"),
            ),
        ),
        WalkedUnit(
            "金辉花园",
            "residential_estate",
            "金辉路18号金辉花园",
            (
                ("金辉花园1栋A座", "fire_escape"),
                ("金辉花园2栋B座", "fire_escape gas"),
                ("金辉花园2栋B座电梯", "elevator"),
                ("金辉花园西门充电棚", "ebike_charging"),
                ("金辉花园化粪池检查井", "pipes_drains"),
                ("金辉幼儿园门口", "school_surroundings", "金辉路20号"),
            ),
        ),
        WalkedUnit(
            "水贝村",
            "urban_village",
            "水贝路",
            (
                ("水贝路7巷3号出租屋", "rental_housing", "水贝路7巷3号"),
                ("水贝路7巷11号楼梯间", "fire_escape", "水贝路7巷11号"),
                ("水贝路9巷握手楼充电点", "ebike_charging", "水贝路9巷"),
                ("顺发废品回收点", "small_workplace", "水贝路2号"),
                ("水贝祠堂前排水沟", "pipes_drains", "水贝祠堂"),
            ),
        ),
        WalkedUnit(
            "上辇旧村",
            "urban_village",
            "上辇路",
            (
                ("上辇路12号出租屋", "rental_housing fire_escape", "上辇路12号"),
                ("好彩头便利店", "small_shop", "上辇路5号"),
                ("光仔烧腊店", "gas", "上辇路9号"),
                ("上辇垃圾中转站", "hygiene", "上辇路30号"),
                ("上辇路口占道摊点", "street_order", "上辇路口"),
            ),
        ),
        WalkedUnit(
            "长兴科技园",
            "industrial_park",
            "长春北路120号",
            (
                ("长兴科技园5栋二楼车间", "fire_escape", "长春北路120号5栋"),
                ("精工模具加工部", "small_workplace", "长春北路120号2栋"),
                ("长兴科技园食堂", "hygiene", "长春北路120号食堂"),
                ("长兴科技园6栋货梯", "elevator", "长春北路120号6栋"),
                ("长兴科技园车棚", "ebike_charging"),
            ),
        ),
        WalkedUnit(
            "建设路改造工地",
            "construction_site",
            "建设西路",
            (
                ("建设路改造工地东门", "construction_gate", "建设西路东口"),
                ("建设路改造工地板房宿舍", "fire_escape"),
                ("建设路临时排水沟", "pipes_drains"),
            ),
        ),
    ),
)
