// The module for forms: every vector that it goes as far as, with the answers of the whole package.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as amalkard from "amalkard";
import * as form from "amalkard/form";
import { vectorFiles } from "../files.mjs";
import { check } from "../vectors.mjs";

/** What a form has no use for. */
const BEYOND =
  /^(agreement|round|process\.layers|bundle|log|consolidat|report|package)|^rules\.(analyse|impact|localize|in_force|compare|format|catalogue)/;

for (const { file, cases } of vectorFiles()) {
  const within = cases.filter(({ op }) => !BEYOND.test(op));
  if (within.length === 0) continue;
  describe(file, () => {
    for (const vector of within) {
      test(vector.name, () => {
        const { wrong, answer } = check(form, vector);
        assert.equal(wrong, null);
        assert.equal(answer, check(amalkard, vector).answer);
      });
    }
  });
}

test("what is exported has the whole package's names, and a form that is filled in says the same in both", () => {
  for (const name of Object.keys(form)) assert.ok(name in amalkard, name);
  const said = [form, amalkard].map(({ Form, Rulebook }) => {
    const rulebook = Rulebook.builtin("ir", 1404);
    const lines = [{ agency: "967001", line: "101", kind: "expense", approved: "12000", allocated: "۶٬۰۰۰", spent: "12/5" }];
    const filled = new Form({ rulebook, tables: { lines } });
    const steps = ["۷٬۵۰۰", "", "75۰0000000", "abc"].map((text) => filled.set(0, "spent", text));
    const [first] = filled.set(0, "spent", "7500").filter(({ rule }) => rule === "C06");
    const { parts } = filled.explain(first);
    filled.addRow({ line: "102" });
    return { steps, parts, text: filled.explain(first).toText("fa"), hints: filled.hints(0), all: filled.findings().digest, html: filled.findings().toHtml(), rows: filled.toRows(), book: rulebook.digest };
  });
  assert.deepEqual(said[0], said[1]);
});
