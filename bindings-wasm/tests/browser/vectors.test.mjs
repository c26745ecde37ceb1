// Every vector, in a real Chromium.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch } from "../chromium.mjs";
import { leaveAnswers, vectorFiles } from "../files.mjs";
import { serve } from "../serve.mjs";

test("vectors in Chromium", async (t) => {
  const { address, stop } = await serve({ "/vectors.json": JSON.stringify(vectorFiles()) });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    const broken = new Promise((_, reject) => page.on("pageerror", reject));
    await page.goto(`${address}/tests/browser/page.html`);
    await Promise.race([page.waitForFunction(() => window.outcome, null, { timeout: 120_000 }), broken]);
    const outcome = await page.evaluate(() => window.outcome);
    leaveAnswers("chromium", outcome.flatMap(({ file, cases }) => cases.map(({ name, answer }) => [`${file}: ${name}`, answer])));
    for (const { file, cases } of outcome) {
      await t.test(file, async (t) => {
        for (const { name, wrong } of cases) await t.test(name, () => assert.equal(wrong, null));
      });
    }
    assert.deepEqual(said, []);
  } finally {
    await browser.close();
    stop();
  }
});
