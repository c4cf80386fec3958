"""公明社区 03小分格: estates, the old market lanes, a shopping street, workshops, a building site."""

from __future__ import annotations

from server.district.demo.grids.kinds import WalkedGrid, WalkedUnit

GONGMING_03 = WalkedGrid(
    "公明社区",
    3,
    (
        WalkedUnit(
            "富豪花园C区",
            "residential_estate",
            "民生大道86号富豪花园C区",
            (
                ("富豪花园C区1栋1单元", "fire_escape"),
                ("富豪花园C区1栋3单元", "fire_escape ebike_charging"),
                ("富豪花园C区2栋2单元", "fire_escape"),
                ("富豪花园C区2栋电梯", "elevator"),
                ("富豪花园C区充电棚", "ebike_charging"),
                ("富豪花园C区地库排水口", "pipes_drains"),
            ),
        ),
        WalkedUnit(
            "富豪花园A区",
            "residential_estate",
            "民生大道82号富豪花园A区",
            (
                ("富豪花园A区3栋2单元", "fire_escape"),
                ("富豪花园A区5栋1单元", "gas"),
                ("富豪花园A区东门充电柜", "ebike_charging"),
                ("富豪花园A区垃圾分类点", "hygiene"),
                ("富豪花园A区6栋出租房", "rental_housing"),
            ),
        ),
        WalkedUnit(
            "公明老圩",
            "urban_village",
            "老圩一巷",
            (
                ("老圩一巷8号出租屋", "rental_housing fire_escape", "老圩一巷8号"),
                ("老圩二巷15号楼梯间", "fire_escape", "老圩二巷15号"),
                ("阿芳肠粉店", "gas small_shop", "老圩一巷21号"),
                ("老兵汽修店", "small_workplace", "老圩三巷2号"),
                ("老圩公厕", "hygiene", "老圩二巷口"),
                ("老圩三巷排水沟", "pipes_drains", "老圩三巷"),
            ),
        ),
        WalkedUnit(
            "民生大道商业街",
            "business_district",
            "民生大道100号",
            (
                ("惠民百货北侧安全出口", "fire_escape", "民生大道102号"),
                ("湘满楼饭店后厨", "gas", "民生大道108号"),
                ("鑫源手机维修店", "small_shop", "民生大道112号"),
                ("民生大道天桥底", "street_order", "民生大道天桥"),
                ("商业街电动车停放区", "ebike_charging"),
            ),
        ),
        WalkedUnit(
            "红花小区",
            "residential_estate",
            "红花中路35号红花小区",
            (
                ("公明二小南门", "school_surroundings", "红花中路31号"),
                ("小状元文具店", "small_shop", "红花中路33号"),
                ("红花小区2栋1单元", "fire_escape"),
            ),
        ),
        WalkedUnit(
            "振明工业区",
            "industrial_park",
            "振明路66号",
            (
                ("永利五金加工店", "small_workplace", "振明路66号1栋一楼"),
                ("恒达电子厂3楼车间", "fire_escape", "振明路66号3栋"),
                ("振明工业区宿舍楼充电桩", "ebike_charging"),
                ("恒达电子厂货梯", "elevator", "振明路66号3栋"),
            ),
        ),
        WalkedUnit(
            "文体中心扩建工地",
            "construction_site",
            "长春中路9号",
            (
                ("文体中心工地一号门", "construction_gate"),
                ("文体中心工地西侧排水口", "pipes_drains"),
            ),
        ),
    ),
)
