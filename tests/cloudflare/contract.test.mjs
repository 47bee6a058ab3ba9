// SPDX-License-Identifier: GPL-3.0-or-later
// The promises of models/store/store.h, kept by the remote store on the server: the same suite as for the others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../interop/helpers.mjs";
import { contractProgram, noContract } from "./contract.mjs";
import { startServer } from "./helpers.mjs";

const skip = noContract();

test("the store contract at Cloudflare", { skip, timeout: 280_000 }, async () => {
  const server = await startServer();
  try {
    const { code, text, stderr } = await run(contractProgram, [], {
      timeout: 270_000,
      env: { KVW_TEST_API: server.url, KVW_TEST_TOKEN: server.tokens.full, KVW_TEST_ACCOUNT: server.account },
    });
    const failures = text.split("\n").filter((line, at, all) => /^FAIL/.test(line) || /^FAIL/.test(all[at - 1] ?? ""));
    assert.equal(code, 0, failures.join("\n") || text + stderr);
    assert.match(text, /Totals: \d+ passed, 0 failed/);
    assert.ok(!(text + stderr).includes(server.tokens.full), "a test printed the token");
  } finally {
    await server.stop();
  }
});
