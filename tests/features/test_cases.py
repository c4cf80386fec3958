"""What becomes of a case."""

from __future__ import annotations

from tests.features.world import World
from tests.server.people import WORLD

EAST1, EAST2, WEST1 = WORLD.areas["east1"], WORLD.areas["east2"], WORLD.areas["west1"]
LEAK = {"area": EAST1, "text": "3单元漏水"}
ANSWER = {
    "kind": "answer",
    "text": "管道已经修好,住户认可。",
    "answer_channel": "in_person",
    "answered_at": "2026-11-23T08:45:00+08:00",
}


def test_a_new_case_is_open_and_has_a_number_and_a_deadline(world: World) -> None:
    case = world.fields(world.create("li", "cases", LEAK))
    assert case["number"] == "东社区〔2026〕00001"
    assert case["status"] == "open"
    assert case["opened_at"] == "2026-11-23T09:00:00+08:00"
    assert case["due_at"] == "2026-11-26T18:00:00+08:00"


def test_a_case_needs_only_words_and_a_grid(world: World) -> None:
    case = world.fields(world.create("li", "cases", LEAK))
    assert (case["kind"], case["severity"], case["channel"]) == ("other", "ordinary", "patrol")


def test_what_a_patroller_adds_offline_does_not_conflict_with_what_the_house_filled_in(world: World) -> None:
    begun = world.mutation("li", "cases", LEAK)
    graver = world.mutation("li", "cases", {"severity": "severe"}, begun["record"])
    assert [receipt.outcome for receipt in world.push("li", begun, graver)] == ["applied", "applied"]
    assert world.fields(begun["record"])["severity"] == "severe"


def test_numbers_of_a_community_have_no_gaps_and_begin_anew_each_year(world: World) -> None:
    world.create("li", "cases", LEAK)
    world.refused("li", "cases", {"area": EAST1})
    world.create("zhao", "cases", {**LEAK, "area": EAST2})
    world.create("zhou", "cases", {**LEAK, "area": WEST1})
    world.later(days=60)
    world.create("li", "cases", LEAK)
    assert sorted(record.fields["number"] for record in world.all("cases")) == [
        "东社区〔2026〕00001",
        "东社区〔2026〕00002",
        "东社区〔2027〕00001",
        "西社区〔2026〕00001",
    ]


def test_the_year_of_a_number_is_the_districts(world: World) -> None:
    world.now = world.now.replace(year=2027, month=1, day=1, hour=0, minute=30)
    assert "〔2027〕" in world.fields(world.create("li", "cases", LEAK))["number"]


def test_a_graver_case_is_due_sooner_as_if_it_had_been_so_from_its_opening(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.later(hours=5)
    world.edit("li", case, {"severity": "severe"})
    assert world.fields(case)["due_at"] == "2026-11-24T18:00:00+08:00"
    world.edit("li", case, {"severity": "minor"})
    assert world.fields(case)["due_at"] == "2026-11-30T18:00:00+08:00"


def test_nobody_sets_what_the_station_sets(world: World) -> None:
    receipt = world.refused("li", "cases", {**LEAK, "number": "1", "status": "closed"})
    assert receipt.code == "invalid"
    assert set(receipt.errors) == {"number", "status"}


def test_a_case_lies_in_a_grid_or_a_unit_of_the_district(world: World) -> None:
    world.create("chen", "cases", {**LEAK, "area": WORLD.areas["east1a"]})
    for nowhere in (WORLD.areas["east"], WORLD.ids["li"]):
        assert world.refused("liu", "cases", {**LEAK, "area": nowhere}).code == "not_allowed"
    case = world.create("chen", "cases", LEAK)
    assert world.edit("chen", case, {"area": WORLD.areas["east"]}).code == "area_unknown"


def test_a_case_of_a_unit_stands_in_its_grid(world: World) -> None:
    case = world.create("li", "cases", {**LEAK, "area": WORLD.areas["east1a"]})
    assert case in world.phone("wang")


def test_the_first_work_on_a_case_sets_it_in_progress(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.create("li", "entries", {"kind": "note", "text": "联系了物业。"}, case)
    assert world.fields(case)["status"] == "open"
    world.create("li", "entries", {"kind": "visit", "visit_result": "nobody_home"}, case)
    assert world.fields(case)["status"] == "in_progress"


def test_accepting_a_case_sets_it_in_progress(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.create("li", "entries", {"kind": "step", "step": "accept"}, case)
    assert world.fields(case)["status"] == "in_progress"


def test_entries_are_counted_and_the_last_one_dated(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.later(hours=2)
    note = world.create("li", "entries", {"kind": "note", "text": "一"}, case)
    world.create("li", "entries", {"kind": "note", "text": "二"}, case)
    assert world.fields(case)["entry_count"] == 2
    assert world.fields(case)["last_entry_at"] == "2026-11-23T11:00:00+08:00"
    world.edit("li", note, {"void": True, "void_reason": "写错了"})
    assert world.fields(case)["entry_count"] == 1
    world.edit("li", note, {"void": False})
    assert world.fields(case)["entry_count"] == 2


def test_an_answer_closes_a_case(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.later(hours=1)
    answer = world.create("li", "entries", ANSWER, case)
    closed = world.fields(case)
    assert (closed["status"], closed["answer"]) == ("closed", answer)
    assert closed["closed_at"] == "2026-11-23T10:00:00+08:00"


def test_a_case_closes_only_with_an_answer_that_has_text_channel_and_time(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    for field in ("text", "answer_channel", "answered_at"):
        half = {name: value for name, value in ANSWER.items() if name != field}
        assert set(world.refused("li", "entries", half, case).errors) == {field}
    assert world.refused("li", "entries", {**ANSWER, "text": " "}, case).errors
    assert world.fields(case)["status"] == "open"


def test_a_note_needs_words_and_a_refused_visit_does_not(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    for kind in ("note", "mediation"):
        assert set(world.refused("li", "entries", {"kind": kind}, case).errors) == {"text"}
    world.create("li", "entries", {"kind": "visit", "visit_result": "declined"}, case)
    assert set(world.refused("li", "entries", {"kind": "step"}, case).errors) == {"step"}


def test_the_words_of_a_note_cannot_be_taken_away(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    note = world.create("li", "entries", {"kind": "note", "text": "联系了物业。"}, case)
    assert set(world.edit("li", note, {"text": None}).errors) == {"text"}


def test_a_second_answer_to_a_closed_case_is_refused_and_kept(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    first = world.create("li", "entries", ANSWER, case)
    receipt = world.refused("chen", "entries", ANSWER, case)
    assert receipt.code == "case_closed"
    assert world.fields(case)["answer"] == first
    assert (WORLD.ids["chen"], receipt.mutation) in world.store.data.kept


def test_late_note_is_kept_and_does_not_reopen_a_closed_case(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.create("li", "entries", ANSWER, case)
    for fields in (
        {"kind": "note", "text": "晚到的记录。"},
        {"kind": "visit", "visit_result": "met"},
        {"kind": "step", "step": "accept"},
    ):
        world.create("li", "entries", fields, case)
    assert world.fields(case)["status"] == "closed"
    assert world.fields(case)["entry_count"] == 4


def test_a_leader_reopens_a_closed_case_and_it_can_be_answered_again(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.create("li", "entries", ANSWER, case)
    world.create("chen", "entries", {"kind": "step", "step": "reopen"}, case)
    reopened = world.fields(case)
    assert (reopened["status"], reopened["closed_at"], reopened["answer"]) == ("open", None, None)
    again = world.create("chen", "entries", ANSWER, case)
    assert world.fields(case)["answer"] == again


def test_a_patroller_does_not_reopen(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.create("li", "entries", ANSWER, case)
    receipt = world.refused("li", "entries", {"kind": "step", "step": "reopen"}, case)
    assert receipt.code == "not_allowed"


def test_a_case_whose_answer_is_void_is_not_closed(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    answer = world.create("li", "entries", ANSWER, case)
    world.edit("li", answer, {"void": True, "void_reason": "按错了"})
    assert (world.fields(case)["status"], world.fields(case)["answer"]) == ("in_progress", None)


def test_an_entry_stays_what_it_was(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    note = world.create("li", "entries", {"kind": "note", "text": "一"}, case)
    assert world.edit("li", note, {"kind": "answer"}).outcome == "conflict"
    assert world.fields(note)["kind"] == "note"
    assert world.fields(case)["status"] == "open"


def test_a_patroller_answers_their_own_case_and_not_a_colleagues(world: World) -> None:
    case = world.create("wang", "cases", LEAK)
    assert world.refused("li", "entries", ANSWER, case).code == "not_allowed"
    world.create("wang", "entries", ANSWER, case)


def test_whom_a_leader_assigns_answers(world: World) -> None:
    case = world.create("wang", "cases", LEAK)
    world.edit("chen", case, {"assignee": WORLD.assignments["li"]})
    world.create("li", "entries", ANSWER, case)
    assert world.fields(case)["status"] == "closed"


def test_a_patroller_does_not_assign(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    assert world.edit("li", case, {"assignee": WORLD.assignments["wang"]}).code == "not_allowed"
    begun = {**LEAK, "assignee": WORLD.assignments["wang"]}
    assert world.refused("li", "cases", begun).code == "not_allowed"


def test_a_case_is_given_only_to_who_works_on_its_grid_today(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    assert world.edit("chen", case, {"assignee": WORLD.ids["li"]}).code == "assignee_unknown"
    assert world.edit("chen", case, {"assignee": WORLD.assignments["zhao"]}).code == "assignee_unknown"
    assert world.edit("chen", case, {"assignee": WORLD.assignments["he"]}).code == "assignee_unknown"
    assert world.edit("chen", case, {"assignee": WORLD.assignments["tian"]}).outcome == "applied"
    assert world.edit("chen", case, {"assignee": None}).outcome == "applied"


def test_a_case_that_moves_away_from_its_assignee_is_nobodys(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    world.edit("chen", case, {"assignee": WORLD.assignments["li"]})
    world.edit("liu", case, {"area": WORLD.areas["east1a"]})
    assert world.fields(case)["assignee"] == WORLD.assignments["li"]
    world.edit("liu", case, {"area": EAST2})
    assert world.fields(case)["assignee"] is None


def test_who_moves_a_case_may_give_it_to_somebody_there(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    there = {"area": EAST2, "assignee": WORLD.assignments["zhao"]}
    assert world.edit("liu", case, there).outcome == "applied"
    assert world.fields(case)["assignee"] == WORLD.assignments["zhao"]
    assert len(world.alerts("zhao")) == 1


def test_a_moved_case_leaves_one_grid_and_enters_the_other_with_everything(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    note = world.create("li", "entries", {"kind": "note", "text": "一"}, case)
    assert world.edit("li", case, {"area": EAST2}).code == "not_allowed"
    assert world.edit("liu", case, {"area": EAST2}).outcome == "applied"
    assert not {case, note} & world.phone("li").keys()
    assert {case, note} <= world.phone("zhao").keys()
    assert world.fields(case)["number"] == "东社区〔2026〕00001"


def test_nobody_opens_a_case_outside_their_area(world: World) -> None:
    assert world.refused("zhou", "cases", LEAK).code == "not_allowed"
    assert world.refused("he", "cases", LEAK).code == "not_allowed"


def test_a_case_of_another_grid_looks_like_none(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    hidden = world.mutation("zhou", "entries", {"kind": "note", "text": "一"}, root=case)
    absent = world.mutation("zhou", "entries", {"kind": "note", "text": "一"}, root=WORLD.ids["li"])
    first, second = world.push("zhou", hidden, absent)
    assert (first.outcome, first.code, first.detail) == (second.outcome, second.code, second.detail)
