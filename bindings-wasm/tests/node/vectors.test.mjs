// Every vector, in Node.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import * as amalkard from "amalkard";
import { leaveAnswers, vectorFiles } from "../files.mjs";
import { check } from "../vectors.mjs";

const answers = [];
after(() => leaveAnswers("node", answers));

for (const { file, cases } of vectorFiles()) {
  describe(file, () => {
    for (const vector of cases) {
      test(vector.name, () => {
        const { wrong, answer } = check(amalkard, vector);
        answers.push([`${file}: ${vector.name}`, answer]);
        assert.equal(wrong, null);
      });
    }
  });
}
