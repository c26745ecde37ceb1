// Every vector, in Node.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as amalkard from "amalkard";
import { vectorFiles } from "../files.mjs";
import { check } from "../vectors.mjs";

for (const { file, cases } of vectorFiles()) {
  describe(file, () => {
    for (const vector of cases) {
      test(vector.name, () => assert.equal(check(amalkard, vector), undefined));
    }
  });
}
