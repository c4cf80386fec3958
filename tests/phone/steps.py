"""What may happen in a schedule, each with how often it does."""

from __future__ import annotations

from collections.abc import Callable

from tests.phone import mishaps, work
from tests.phone.trial import Trial

Step = Callable[[Trial], None]
OFTEN: dict[Step, int] = {
    work.open_case: 12,
    work.case_and_entry: 4,
    work.write_entry: 10,
    work.edit_entry: 4,
    work.answer_case: 2,
    work.add_party: 2,
    work.edit_case: 8,
    work.tag_case: 4,
    work.same_field_on_two: 6,
    work.take_back: 5,
    work.move_case: 4,
    work.patrol: 3,
    work.inspect: 3,
    work.take_photo: 7,
    work.settle: 4,
    mishaps.sync: 26,
    mishaps.sync_to_death: 8,
    mishaps.sync_two: 6,
    mishaps.sync_in_background: 3,
    mishaps.second_tab: 3,
    mishaps.kill: 2,
    mishaps.battery: 3,
    mishaps.wrong_clock: 2,
    mishaps.wait: 2,
    mishaps.sign_out_and_in: 4,
    mishaps.change_scope: 2,
    mishaps.shut_out: 1,
    mishaps.late: 3,
}
