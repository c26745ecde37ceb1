"""What can be proven afterwards: logs of every release, signatures, snapshots, bundles, and the past of a round."""

import json
import pickle
from pathlib import Path
from typing import Any

import amalkard
import polars
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TESTS = Path(__file__).parents[2] / "tests"
OFFICE = (TESTS / "rulebooks/office.toml").read_text(encoding="utf-8")
PROJECTS = (TESTS / "rulebooks/office-projects.toml").read_text(encoding="utf-8")
BOOK = amalkard.Rulebook.from_toml(OFFICE)
ROADS = "530000"
AGREEMENT = {
    "id": "67-1", "agency": ROADS, "agency_title": "راه", "province": "67", "year": 1404, "exchanged_on": "1404-02-01",
    "lines": [{"line": "1", "kind": "expense", "title": "جاری", "approved": "1000"}],
}  # fmt: skip
GROUP = {"person": "sara", "role": "consolidation"}
EXPERT = {"person": "ali", "role": "agency_expert", "agency": ROADS}


def published(**options: Any) -> amalkard.Round:
    opening = {"period": "1404/6m", "rulebook": BOOK, "at": "2025-09-23T05:00:00Z", "by": GROUP, **options}
    round_ = amalkard.Round.open([AGREEMENT], **opening)
    round_.act(None, "publish", by=GROUP, at="2025-09-27T05:00:00Z")
    return round_


def enter(round_: amalkard.Round, spent: str, at: str = "2025-09-28T05:00:00Z", **options: Any) -> dict[str, Any]:
    rows = [{"agency": ROADS, "line": "1", "allocated": "500", "spent": spent}]
    return round_.act(ROADS, "enter", by=EXPERT, at=at, rows=rows, **options)


@pytest.mark.parametrize("version", [1, 2])
def test_logs_of_every_release_are_read(version: int) -> None:
    log = (TESTS / f"golden/v{version}-office.log").read_text(encoding="utf-8")
    told = json.loads((TESTS / f"golden/v{version}-office.json").read_text(encoding="utf-8"))
    round_ = amalkard.Round.replay(log, rulebook=amalkard.Rulebook.from_toml(OFFICE if version == 1 else PROJECTS))
    assert round_.log() == log
    for agency, stated in told.items():
        submission = round_.submission(agency)
        found = {name: submission[name] for name in ("state", "revision", "returns")}
        assert {**found, "spent": round_.rows(agency)[0]["spent"]} == stated


def test_the_host_signs_and_a_chain_written_anew_is_found_out() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    round_ = published()
    round_.sign(public, key.sign(round_.signing_message.encode()).hex())
    assert amalkard.verify_log(round_.log(), keys=[public])["signed"] == [{"seq": 2, "key": public}]
    with pytest.raises(amalkard.AmalkardError) as refused:
        round_.sign(public, Ed25519PrivateKey.generate().sign(round_.signing_message.encode()).hex())
    assert refused.value.code == "lifecycle.bad_signature"
    anew = published(id="1404/6m", at="2025-09-23T06:00:00Z")
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.verify_log(anew.log(), keys=[public])
    assert refused.value.code == "lifecycle.unsigned"
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.verify_log(anew.log(), head={"seq": 2, "hash": round_.head})
    assert (refused.value.code, refused.value.place) == ("lifecycle.rewritten", "log/2")


def test_a_snapshot_goes_on_and_is_pickled() -> None:
    whole = published()
    resumed = amalkard.Round.resume(whole.snapshot(), rulebook=BOOK)
    for round_ in (whole, resumed):
        enter(round_, "400")
    assert resumed == whole
    assert resumed.log() == whole.log().splitlines(keepends=True)[-1]
    again = pickle.loads(pickle.dumps(resumed))
    assert (again.digest, again.head) == (whole.digest, whole.head)
    assert pickle.loads(pickle.dumps(whole)).events() == whole.events()


def test_the_past_is_asked_by_event_or_by_time() -> None:
    round_ = published()
    enter(round_, "400")
    enter(round_, "410", at="2025-09-29T05:00:00Z")
    assert round_.as_of(3).rows(ROADS)[0]["spent"] == "400"
    assert round_.as_of(at="2025-09-28T23:00:00Z").rows(ROADS) == round_.form(ROADS, seq=3)["lines"]
    assert [event["action"] for event in round_.events(ROADS)] == ["enter", "enter"]
    with pytest.raises(TypeError):
        round_.as_of()


def test_an_offline_form_merges_from_a_data_frame() -> None:
    round_ = published()
    enter(round_, "400")
    round_.act(
        ROADS, "edit", by=EXPERT, at="2025-09-29T05:00:00Z",
        edits=[{"key": {"line": "1"}, "field": "allocated", "from": "500", "to": "600"}],
    )  # fmt: skip
    offline = polars.DataFrame({"agency": [ROADS], "line": ["1"], "allocated": ["500"], "spent": ["410"]})
    merge = round_.merge(ROADS, {"lines": offline}, base=3)
    assert merge["clashes"] == []
    round_.act(ROADS, "edit", by=EXPERT, at="2025-09-29T06:00:00Z", edits=merge["edits"])
    assert round_.rows(ROADS) == [{"agency": ROADS, "line": "1", "allocated": "600", "spent": "410"}]
    with pytest.raises(amalkard.AmalkardError) as refused:
        enter(round_, "420", at="2025-09-29T07:00:00Z", expected_seq=4)
    conflict = refused.value
    assert (conflict.code, conflict.causes[0].place) == ("lifecycle.conflict", "lines/1/spent")


def test_a_bundle_is_one_text_that_says_what_differs() -> None:
    round_ = published()
    enter(round_, "400")
    bundle = round_.bundle(ROADS)
    assert amalkard.replay_bundle(bundle)["same"]
    changed = json.loads(bundle)
    changed["submission"]["revision"] = 7
    del changed["digest"]
    changed["digest"] = amalkard.digest_of(changed)
    (difference,) = amalkard.replay_bundle(json.dumps(changed))["differences"]
    assert (difference["place"], difference["stated"], difference["found"]) == ("submission/revision", "7", "1")


def test_processes_are_values() -> None:
    process = amalkard.Process().with_layers(["agency_manager", "agency_head"])
    assert amalkard.Process(process.to_dict()) == process
    assert pickle.loads(pickle.dumps(process)) == process
    assert "تأییدشده مدیر دستگاه" in process.to_markdown()
    round_ = published(process=process)
    assert [row["state"] for row in round_.events()[0]["payload"]["opened"]["process"]["moves"]][0] == "opened"
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.Process({**process.to_dict(), "stages": []})
    assert [cause.code for cause in refused.value.causes] == ["lifecycle.bad_stages"]


def test_deadlines_are_tables() -> None:
    round_ = published()
    at = "2025-10-08T05:00:00Z"
    for table in (round_.clocks_table(at=at), round_.punctuality_table(at=at), round_.forecast_table([], at=at)):
        assert polars.DataFrame(table.to_arrow()).height == len(table)
    assert "۰٫۰" in round_.punctuality_table(at=at).to_text("fa")
