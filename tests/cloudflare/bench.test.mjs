// SPDX-License-Identifier: GPL-3.0-or-later
// What the remote store costs in requests, counted by the server. `run KVW bench.test.mjs` with KVW_BENCH_FULL=1 in the
// environment measures at full size and takes minutes.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { kvwPath, run } from "../interop/helpers.mjs";
import { startServer } from "./helpers.mjs";

const program = kvwPath && join(dirname(kvwPath), "../../tests/bench/bench_remote");
const skip = program && existsSync(program) ? false : "no program bench_remote; tests/run builds it";
const full = process.env.KVW_BENCH_FULL === "1";
const timeout = full ? 1_700_000 : 200_000;

test("requests are counted", { skip, timeout }, async (t) => {
  const server = await startServer("--minutes", 30);
  try {
    const { code, text, stderr } = await run(program, full ? [] : ["--smoke"], {
      timeout,
      env: {
        KVW_TEST_API: server.url, KVW_TEST_TOKEN: server.tokens.full, KVW_TEST_ACCOUNT: server.account,
        KVW_TEST_CONTROL: server.control,
      },
    });
    for (const line of text.trimEnd().split("\n")) t.diagnostic(line);
    assert.equal(code, 0, text + stderr);
  } finally {
    await server.stop();
  }
});
