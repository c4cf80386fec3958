"""合水口社区 05小分格: two villages round a school, an estate, factories, shops, a building site."""

from __future__ import annotations

from server.district.demo.grids.kinds import WalkedGrid, WalkedUnit

HESHUIKOU_05 = WalkedGrid(
    "合水口社区",
    5,
    (
        WalkedUnit(
            "合水口上屯",
            "urban_village",
            "上屯路",
            (
                ("合水口小学东门", "school_surroundings", "上屯路22号"),
                ("上屯路3巷5号出租屋", "rental_housing fire_escape", "上屯路3巷5号"),
                ("上屯路3巷电动车充电点", "ebike_charging", "上屯路3巷口"),
                ("好味来快餐店", "gas small_shop", "上屯路26号"),
                ("上屯榕树头公厕", "hygiene", "上屯榕树头"),
                ("上屯路雨水井", "pipes_drains", "上屯路与下屯路口"),
            ),
        ),
        WalkedUnit(
            "合水口泥围",
            "urban_village",
            "泥围新村",
            (
                ("泥围新村二排7号出租屋", "rental_housing", "泥围新村二排7号"),
                ("泥围新村四排楼梯间", "fire_escape", "泥围新村四排1号"),
                ("兄弟电动车修理铺", "small_workplace ebike_charging", "泥围新村一排3号"),
                ("泥围菜市场西口", "street_order", "泥围菜市场"),
                ("泥围菜市场垃圾站", "hygiene", "泥围菜市场"),
            ),
        ),
        WalkedUnit(
            "柏溪花园",
            "residential_estate",
            "合福路58号柏溪花园",
            (
                ("柏溪花园1栋1单元", "fire_escape"),
                ("柏溪花园2栋2单元", "fire_escape gas"),
                ("柏溪花园2栋电梯", "elevator"),
                ("柏溪花园北门充电棚", "ebike_charging"),
                ("柏溪花园雨污分流井", "pipes_drains"),
                ("柏溪花园3栋出租房", "rental_housing"),
            ),
        ),
        WalkedUnit(
            "合水口第三工业区",
            "industrial_park",
            "合水口第三工业区",
            (
                ("联丰塑胶厂二楼车间", "fire_escape", "第三工业区4栋"),
                ("阿强喷漆作坊", "small_workplace", "第三工业区2栋一楼"),
                ("联丰塑胶厂货梯", "elevator", "第三工业区4栋"),
                ("第三工业区宿舍充电棚", "ebike_charging"),
                ("第三工业区污水井", "pipes_drains"),
            ),
        ),
        WalkedUnit(
            "合水口商业街",
            "business_district",
            "合福路30号",
            (
                ("合福酒店疏散楼梯", "fire_escape", "合福路32号"),
                ("老重庆火锅店后厨", "gas", "合福路36号"),
                ("合福路夜市路段", "street_order", "合福路"),
                ("康宁药店", "small_shop", "合福路40号"),
                ("合福路餐饮街隔油池", "hygiene", "合福路38号后巷"),
            ),
        ),
        WalkedUnit(
            "合水口小学扩建工地",
            "construction_site",
            "上屯路20号",
            (
                ("小学扩建工地大门", "construction_gate"),
                ("小学扩建工地工人宿舍", "fire_escape"),
                ("小学扩建工地沉淀池", "pipes_drains"),
            ),
        ),
    ),
)
