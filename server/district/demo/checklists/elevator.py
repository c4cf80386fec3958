"""电梯: for people and for goods."""

from __future__ import annotations

from server.district.demo.checklists.kinds import both, checklist, question

ELEVATOR = checklist(
    "elevator",
    both("电梯", "Lift"),
    ("residential_estate", "business_district", "industrial_park"),
    question(
        "label",
        both("年检", "Inspection label"),
        both("年检标志贴了没有，过期没有？", "Is the inspection label there and in date?"),
        ("none", "没有标志", "No label", "ordinary"),
        ("expired", "过期", "Out of date", "severe"),
        ("hidden", "看不清", "Cannot be read", "minor"),
    ),
    question(
        "alarm",
        both("报警", "Alarm"),
        both("按一下报警，有没有人应？", "Press the alarm: does anyone answer?"),
        ("no_answer", "没人应", "Nobody answers", "severe"),
        ("dead", "按钮坏了", "Button dead", "severe"),
        ("slow", "很久才应", "Slow to answer", "ordinary"),
    ),
    question(
        "ride",
        both("运行", "Ride"),
        both("坐一趟：抖不抖，平不平层？", "Take a ride: is it smooth, and level at the floor?"),
        ("shakes", "抖动异响", "Shakes or makes noise", "ordinary"),
        ("not_level", "不平层", "Not level", "ordinary"),
        ("stuck", "近期困过人", "People were stuck lately", "severe"),
    ),
    question(
        "doors",
        both("门", "Doors"),
        both("门夹不夹人，开关顺不顺？", "Do the doors open and close well, without pinching?"),
        ("pinches", "夹人", "Pinches", "severe"),
        ("sticks", "关不严", "Does not shut", "ordinary"),
        ("propped", "用东西顶门", "Propped open", "minor"),
    ),
    question(
        "use",
        both("使用", "Use"),
        both("有没有电动车进电梯、货梯载人？", "Any e-bikes in the lift, or people in the goods lift?"),
        ("bikes", "电动车进梯", "E-bikes go in", "severe"),
        ("people", "货梯载人", "People in the goods lift", "severe"),
        ("overload", "超载", "Overloaded", "ordinary"),
    ),
)
