"""Some days in a grid, told through the station's own interface: what the screens have to show."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from secrets import randbits
from typing import Any

from sync.ids import uuid7
from tests.e2e.guest import Guest
from tests.e2e.station import records
from tests.live.client import Client
from tests.live.server import LiveServer

SHANGHAI = timezone(timedelta(hours=8))


class Clock:
    """The server's clock, in a file that it reads."""

    def __init__(self, file: Path, now: datetime) -> None:
        self.file = file
        self.now = now
        self.set(now)

    def set(self, moment: datetime) -> None:
        self.at = moment
        self.file.write_text(moment.isoformat(), "utf-8")

    def ago(self, **span: float) -> None:
        """So long before the story's present."""
        self.set(self.now - timedelta(**span))


class Hand:
    """One person at work."""

    def __init__(self, server: LiveServer, clock: Clock, login: str, role: str) -> None:
        person = server.login(login)
        self._client = Client(server.url).sign_in(login, person["password"], "值班室电脑")
        self._clock = clock
        self._millis = itertools.count(int(clock.now.timestamp() * 1000) - 10_000_000)
        self.post: dict[str, Any] = self._client.assignment(role)
        self._schema = self._client.request("GET", "/api/schema").json()["collections"]

    @property
    def area(self) -> str:
        area: str = self.post["area"]
        return area

    def new_id(self) -> str:
        return uuid7(next(self._millis), randbits(74))

    def read(self, collection: str) -> list[dict[str, Any]]:
        self._client.hang_up()
        return records(self._client, collection)

    def write(
        self, collection: str, fields: dict[str, Any], *, root: str | None = None, record: str | None = None
    ) -> str:
        """Makes a record, or with `record` changes one; it has to be applied."""
        base = 0
        if record is not None:
            base, root = self.version(collection, record)
        record = record or self.new_id()
        receipt = self.push(collection, fields, record, root or record, base)
        if receipt["outcome"] != "applied":
            raise RuntimeError(str(receipt))
        return record

    def version(self, collection: str, record: str) -> tuple[int, str]:
        """The version and the root of a record as they are now."""
        self._client.hang_up()
        return next((row["version"], row["root"]) for row in self.read(collection) if row["record"] == record)

    def push(
        self, collection: str, fields: dict[str, Any], record: str, root: str, base: int = 0
    ) -> dict[str, Any]:
        """One mutation by somebody who has seen version `base`; the receipt, whatever it is."""
        self._client.hang_up()
        mutation = {
            "id": self.new_id(),
            "collection": collection,
            "record": record,
            "root": root,
            "base": base,
            "epoch": self._client.epoch,
            "fields": fields,
            "at": self._clock.at.isoformat(timespec="milliseconds"),
            "as": self.post["id"],
            "scope": self._client.scope,
            "schema": self._schema[collection]["schema"],
        }
        request = {"protocol": 1, "epoch": self._client.epoch, "phone_time": mutation["at"]}
        request |= {"scope": self._client.scope, "mutations": [mutation], "cursors": {}, "limit": 1}
        receipt: dict[str, Any] = self._client.request("POST", "/api/sync", request).json()["receipts"][0]
        return receipt


@dataclass
class Story:
    """Li Na walks a grid with Wang Qiang; Zhang Wei leads it."""

    server: LiveServer
    clock: Clock
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lina = Hand(self.server, self.clock, "lina", "patroller")
        self.wang = Hand(self.server, self.clock, "wangqiang", "patroller")
        self.zhang = Hand(self.server, self.clock, "zhangwei", "grid_leader")

    def cases(self) -> None:
        """Six matters in all their states: overdue, due today, new, severe, closed."""
        self.clock.ago(days=3, hours=18)
        self._late_wages()
        self.clock.ago(days=1, hours=23)
        self._leak()
        self._closed_lamp()
        for person in (self.lina, self.zhang):
            self._look(person)
        self.clock.ago(hours=1)
        self._blocked_exit()
        self.clock.ago(minutes=25)
        case = {"kind": "environment", "address": "老圩三巷", "place": self.place("老圩三巷排水沟")}
        self.ids["drain"] = self._case(self.wang, "老圩三巷排水沟堵了，污水漫到路面", **case)
        case = {"kind": "service", "service": "assistance", "channel": "station", "severity": "minor"}
        self.ids["elderly"] = self._case(self.zhang, "独居老人周婆婆家里热水器坏了，想找人帮忙看看", **case)
        self.clock.set(self.clock.now)

    def a_round(self, done: int = 12) -> None:
        """Li Na is on her way, with two problems behind her."""
        self.clock.ago(minutes=50)
        fields = {"area": self.lina.area, "kind": "daily", "started_at": self._now()}
        self.ids["round"] = self.lina.write("patrols", fields)
        places = sorted(self._places(), key=lambda row: str(row["fields"]["code"]))
        for number, place in enumerate(places[:done]):
            self.clock.ago(minutes=48 - number * 3)
            check = {"place": place["record"], "result": "fine", "inspected_at": self._now()}
            if number in (3, 8):
                check |= {"result": "problem", "severity": "ordinary", "text": "楼道口堆了三辆旧电动车"}
            if number == 6:
                check |= {"result": "fixed", "text": "灭火器压力不足，物业当场换了一个"}
            self.lina.write("inspections", check, root=self.ids["round"])
        self.ids["place"] = self.place("老圩二巷15号楼梯间")
        self.clock.set(self.clock.now)

    def troubles(self) -> None:
        """What of Li Na's needs a look: a case that Wang changed first, and a talk without its words."""
        case = self.ids["drain"]
        base, _ = self.lina.version("cases", case)
        self.clock.ago(minutes=9)
        said = "老圩三巷排水沟堵了，污水漫到路面。环卫站答应上午来清。"
        self.wang.write("cases", {"severity": "minor", "text": said}, record=case)
        self.clock.ago(minutes=7)
        mine = "老圩三巷排水沟堵了，污水漫到路面。店家的油污是主因，要约谈。"
        self._refused("conflict", "cases", {"severity": "severe", "text": mine}, case, case, base)
        self.clock.ago(minutes=6)
        talk = {
            "kind": "mediation",
            "spoke": ["陈女士", "何先生"],
            "wants": [{"who": "何先生", "wants": "周末再约师傅上门"}],
            "agreed": "先把总阀关小，周六一起看现场。",
            "terms": [{"text": "何先生请师傅", "due": self._day(5), "amount_fen": 20_000}],
        }
        self._refused("refused", "entries", talk, self.lina.new_id(), self.ids["leak"])
        self.clock.set(self.clock.now)

    def handed_over(self) -> None:
        """Wang Qiang has handed a late answer to the leader; what Li Na handed over is settled."""
        self.clock.ago(minutes=15)
        answer = {
            "kind": "answer",
            "text": "天桥底又坏了一盏灯，路灯所说明天来换。",
            "answer_channel": "phone",
            "answered_at": self._now(),
        }
        note = "那件已经结了，这句我写晚了。"
        self.ids["handed"] = self._handover(self.wang, answer, note)
        visit = {"kind": "visit", "visit_result": "met", "text": "门卫说灯上周就报修过。"}
        self.ids["settled"] = self._handover(self.lina, visit, "")
        self.clock.ago(minutes=4)
        word = {"outcome": "closed", "word": "路灯所昨晚换好了，辛苦。"}
        self.zhang.write("handovers", word, record=self.ids["settled"])
        self.clock.set(self.clock.now)

    def reported(self) -> None:
        """A resident reported by a poster, was answered, and says that it is not solved."""
        self.clock.ago(hours=5)
        poster = f"{self.server.login('lina')['area']}-01"
        guest = Guest(self.server, "楼下下水道堵了三天，一楼进水", poster, "13500000004")
        self.ids["reported"] = case = self._numbered(guest.number)
        self.clock.ago(hours=4, minutes=50)
        self._give(case, self.wang)
        self.clock.ago(hours=4)
        guest.say("addition", text="味道很大，老人受不了")
        self.clock.ago(hours=3)
        self.answer(guest.number)
        self.clock.ago(hours=2)
        guest.say("rating", mark=2)
        self.clock.ago(hours=1, minutes=50)
        guest.say("not_solved", text="今早又堵了")
        self.clock.set(self.clock.now)

    def answer(self, number: str) -> None:
        """Zhang answers the case with this number."""
        fields = {"kind": "answer", "text": "管道已经疏通，请您看看。", "answer_channel": "in_person"}
        self.zhang.write("entries", fields | {"answered_at": self._now()}, root=self._numbered(number))

    def _numbered(self, number: str) -> str:
        rows = self.zhang.read("cases")
        return next(str(row["record"]) for row in rows if row["fields"].get("number") == number)

    def _handover(self, who: Hand, content: dict[str, Any], note: str) -> str:
        handed = {
            "area": who.area,
            "of_collection": "entries",
            "of_record": who.new_id(),
            "of_root": self.ids["lamp"],
            "content": content,
            "code": "case_closed",
            "entered_at": self._now(),
        }
        return who.write("handovers", handed | ({"note": note} if note else {}))

    def _refused(
        self, outcome: str, collection: str, fields: dict[str, Any], record: str, root: str, base: int = 0
    ) -> None:
        receipt = self.lina.push(collection, fields, record, root, base)
        if receipt["outcome"] != outcome:
            raise RuntimeError(str(receipt))

    def place(self, name: str) -> str:
        return next(str(row["record"]) for row in self._places() if row["fields"]["name"] == name)

    def _places(self) -> list[dict[str, Any]]:
        return [row for row in self.lina.read("places") if row["fields"]["area"] == self.lina.area]

    def _now(self) -> str:
        return self.clock.at.isoformat(timespec="seconds")

    def _look(self, who: Hand) -> None:
        """Somebody reads what waited for them."""
        for row in who.read("alerts"):
            who.write("alerts", {"seen_at": self._now()}, record=row["record"])

    def _case(self, who: Hand, text: str, **fields: Any) -> str:
        return who.write("cases", {"area": self.lina.area, "text": text, **fields})

    def _give(self, case: str, whom: Hand) -> None:
        self.zhang.write("cases", {"assignee": whom.post["id"]}, record=case)

    def _late_wages(self) -> None:
        fields = {"kind": "dispute", "service": "legal", "severity": "severe", "channel": "hotline"}
        text = "文体中心工地 94 名工人反映两个月没发工资，要求月底前结清"
        case = self._case(self.zhang, text, people_count=94, **fields)
        self.ids["wages"] = case
        self._give(case, self.lina)
        self.lina.write("entries", {"kind": "step", "step": "accept"}, root=case)
        visit = {"kind": "visit", "visit_result": "nobody_home", "text": "项目部锁门，门卫说负责人下午回来"}
        self.lina.write("entries", visit, root=case)

    def _leak(self) -> None:
        text = "富豪花园C区1栋3单元，楼上卫生间漏水，楼下天花板起泡，两家吵了三天"
        fields = {"kind": "dispute", "service": "dispute", "people_count": 2, "address": "1栋3单元 302"}
        case = self._case(self.lina, text, place=self.place("富豪花园C区1栋3单元"), **fields)
        self.ids["leak"] = case
        self._give(case, self.lina)
        sides = [("party_a", "陈女士", "13500000001"), ("party_b", "何先生", "13500000002")]
        for side, name, phone in sides:
            self.lina.write("parties", {"side": side, "name": name, "phone": phone}, root=case)
        self.wang.write(
            "entries", {"kind": "note", "text": "物业师傅看过，是楼上地漏的防水老化。"}, root=case
        )
        visit = {"kind": "visit", "visit_result": "declined", "text": "何先生隔着门说不想谈，晚上再来。"}
        self.lina.write("entries", visit, root=case)
        mediation = {
            "kind": "mediation",
            "text": "两家在物业办公室坐下来谈了四十分钟。",
            "spoke": ["陈女士", "何先生"],
            "wants": [
                {"who": "陈女士", "wants": "天花板要重新刷，家具擦洗费也要出"},
                {"who": "何先生", "wants": "愿意修防水，刷墙的钱希望一人一半"},
            ],
            "agreed": "何先生本周修好防水并承担刷墙费用，陈女士自己清洗家具。",
            "terms": [
                {"text": "修好卫生间防水", "due": self._day(3)},
                {"text": "付刷墙费", "due": self._day(5), "amount_fen": 80_000},
            ],
        }
        self.lina.write("entries", mediation, root=case)

    def _closed_lamp(self) -> None:
        fields = {"kind": "facility", "severity": "minor", "address": "民生大道天桥底"}
        case = self._case(self.wang, "天桥底两盏路灯不亮，晚上看不清台阶", **fields)
        self.ids["lamp"] = case
        answer = {
            "kind": "answer",
            "text": "路灯所今天换了两盏灯，晚上七点去看过，都亮了。",
            "answer_channel": "in_person",
            "answered_at": self._now(),
        }
        self.zhang.write("entries", answer, root=case)

    def _blocked_exit(self) -> None:
        fields = {"kind": "hazard", "severity": "severe", "place": self.place("惠民百货北侧安全出口")}
        case = self._case(self.wang, "惠民百货北侧安全出口被两排货架堵死", **fields)
        self.ids["exit"] = case
        self._give(case, self.lina)

    def _day(self, later: int) -> str:
        return (self.clock.now + timedelta(days=later)).date().isoformat()
