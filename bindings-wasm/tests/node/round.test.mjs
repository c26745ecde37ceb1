// What can be proven afterwards, with Node's own crypto as the host that signs.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as amalkard from "amalkard";

const tests = new URL("../../../tests/", import.meta.url);
const text = (name) => readFileSync(new URL(name, tests), "utf8");
const OFFICE = text("rulebooks/office.toml");
const rulebook = amalkard.Rulebook.fromToml(OFFICE);
const ROADS = "530000";
const by = { person: "sara", role: "consolidation" };
const expert = { person: "ali", role: "agency_expert", agency: ROADS };

function published() {
  const agreement = {
    id: "67-1", agency: ROADS, agency_title: "راه", province: "67", year: 1404, exchanged_on: "1404-02-01",
    lines: [{ line: "1", kind: "expense", title: "جاری", approved: "1000" }],
  };
  const round = amalkard.Round.open({ id: "r", period: "1404/6m", agreements: [agreement], rulebook, by, at: "2025-09-23T05:00:00Z" });
  round.act(null, "publish", { by, at: "2025-09-27T05:00:00Z" });
  return round;
}

for (const [version, book] of [[1, OFFICE], [2, text("rulebooks/office-projects.toml")]]) {
  test(`a log of event version ${version} is read, and given back byte for byte`, () => {
    const log = text(`golden/v${version}-office.log`);
    const round = amalkard.Round.replay(log, { rulebook: amalkard.Rulebook.fromToml(book) });
    assert.equal(round.log(), log);
    for (const [agency, stated] of Object.entries(JSON.parse(text(`golden/v${version}-office.json`)))) {
      const { state, revision, returns } = round.submission(agency);
      assert.deepEqual({ state, revision, returns, spent: round.rows(agency)[0].spent }, stated);
    }
  });
}

test("the host signs, and a forged signature is refused", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  // The raw key is the end of its DER form (RFC 8410).
  const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
  const round = published();
  const signature = sign(null, Buffer.from(round.signingMessage), privateKey).toString("hex");
  round.sign(key, signature);
  assert.deepEqual(amalkard.verifyLog(round.log(), { keys: [key] }).signed, [{ seq: 2, key }]);
  round.act(ROADS, "enter", { by: expert, at: "2025-09-28T05:00:00Z", rows: [] });
  assert.throws(() => round.sign(key, signature), { code: "lifecycle.bad_signature" });
  assert.throws(() => amalkard.verifyLog(round.log(), { keys: [key] }), { code: "lifecycle.unsigned", place: "log/3" });
});

test("an offline form merges cell by cell, and a snapshot goes on", () => {
  const round = published();
  const lines = (spent, allocated = "500") => [{ agency: ROADS, line: "1", allocated, spent }];
  round.act(ROADS, "enter", { by: expert, at: "2025-09-28T05:00:00Z", rows: lines("400") });
  const edits = [{ key: { line: "1" }, field: "allocated", from: "500", to: "600" }];
  round.act(ROADS, "edit", { by: expert, at: "2025-09-28T06:00:00Z", edits });
  const merge = round.merge(ROADS, { lines: lines(410n) }, 3);
  assert.deepEqual([merge.clashes, merge.form.lines], [[], lines("410", "600")]);
  const resumed = amalkard.Round.resume(round.snapshot(), "", { rulebook });
  resumed.act(ROADS, "edit", { by: expert, at: new Date("2025-09-28T07:00:00Z"), edits: merge.edits });
  assert.deepEqual(resumed.rows(ROADS), lines("410", "600"));
  assert.equal(amalkard.Round.replay(round.log() + resumed.log(), { rulebook }).digest, resumed.digest);
  assert.equal(amalkard.replayBundle(round.bundle(ROADS)).same, true);
});

test("a process goes into an opening as it is, and its page is printed", () => {
  const process = amalkard.Process.standard().withLayers(["agency_manager", "agency_head"]);
  assert.deepEqual(amalkard.Process.of(process.toJSON()).moves(), process.moves());
  assert.match(process.toMarkdown("en"), /Endorsed by the agency's manager/);
  assert.throws(() => amalkard.Process.standard().withLayers(["controller"]), { code: "lifecycle.bad_layers" });
});
