// SPDX-License-Identifier: GPL-3.0-or-later
// kvw while things go wrong at Cloudflare or on the way for a moment: what can be mended is, reading and writing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kvwPath, project, run, sameBytes } from "../interop/helpers.mjs";
import { cloudflareEnvironment, everyByte, startServer } from "./helpers.mjs";

const skip = kvwPath ? false : "KVW names no program";
const preview = "0000000000000000000000000000000b";
const target = "remote:TODO:preview";
const value = Buffer.alloc(256 * 1024, everyByte);
let server;
let folder;
before(async () => {
  if (skip) return;
  server = await startServer();
  await server.seed({ namespace: preview, title: "faults" });
  folder = project({
    "wrangler.jsonc": JSON.stringify({ name: "shop", kv_namespaces: [{ binding: "TODO", id: "1", preview_id: preview }] }),
  });
  assert.equal((await kvw(["put", target, "value", "-"], value)).code, 0);
});
after(() => server?.stop());

async function kvw(args, input = "") {
  const result = await run(kvwPath, args, { cwd: folder, input, timeout: 120_000, env: cloudflareEnvironment(server) });
  assert.ok(!(result.text + result.stderr).includes(server.tokens.full), "the token was printed");
  assert.ok(result.stderr.split("\n").length <= 2, `more than one line: ${result.stderr}`);
  return result;
}
const values = "/values/";

/** Switches a fault on, runs one command, and switches it off. */
async function under(fault, args, input) {
  await server.fault(fault);
  try {
    return await kvw(args, input);
  } finally {
    await server.noFaults();
  }
}

test("what passes is waited out", { skip }, async () => {
  for (const fault of [
    { kind: "delay", ms: 500 }, { kind: "status", status: 503, count: 2 }, { kind: "status", status: 500 },
    { kind: "tooMany", count: 2 }, { kind: "html", status: 502 }, { kind: "rst" }, { kind: "drip", bytes: 16_384, ms: 5 },
    { kind: "cut", percent: 50 },
  ]) {
    const read = await under({ path: values, ...fault }, ["get", target, "value"]);
    assert.equal(read.code, 0, `${fault.kind}: ${read.stderr}`);
    sameBytes(read.stdout, value, fault.kind);
  }
  for (const fault of [{ kind: "status", status: 503 }, { kind: "tooMany" }, { kind: "rst" }, { kind: "lostAnswer" }]) {
    const written = await under({ method: "PUT", path: values, ...fault }, ["put", target, "again", "--value", fault.kind]);
    assert.equal(written.code, 0, `${fault.kind}: ${written.stderr}`);
    assert.equal((await kvw(["get", target, "again"])).text, fault.kind);
  }
});

test("keys that a bulk call leaves undone are told", { skip }, async () => {
  for (const key of ["u1", "u2", "u3"]) await kvw(["put", target, key, "--value", key]);
  const once = await under({ kind: "unsuccessful", keys: 1, path: "bulk" }, ["delete", target, "u1", "u2", "u3"]);
  assert.equal(once.code, 0, once.stderr); // asked for again
  for (const key of ["u1", "u2", "u3"]) assert.equal((await kvw(["get", target, key])).code, 3);
  for (const key of ["u1", "u2"]) await kvw(["put", target, key, "--value", key]);
  const always = await under({ kind: "unsuccessful", keys: 1, path: "bulk", count: 0 }, ["delete", target, "u1", "u2"]);
  assert.equal(always.code, 1);
  assert.match(always.stderr, /1/);
});
