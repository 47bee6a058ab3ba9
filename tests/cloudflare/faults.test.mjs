// SPDX-License-Identifier: GPL-3.0-or-later
// kvw while things go wrong at Cloudflare or on the way: what can be mended is, everything else is one clear line, and no
// value is ever short.
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
  await server.seed({ namespace: preview, title: "faults", count: 2_500 });
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
const keys = "/keys";

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

test("a value cut anywhere is an error, never short", { skip, timeout: 280_000 }, async () => {
  for (let percent = 0; percent < 100; percent += 25) {
    for (const kind of ["cut", "cutChunked"]) {
      const read = await under({ kind, percent, path: values, count: 0 }, ["get", target, "value"]);
      assert.equal(read.code, 1, `${kind} at ${percent} %`);
      assert.equal(read.stdout.length, 0, `${kind} at ${percent} %: something was printed`);
      assert.notEqual(read.stderr, "");
    }
  }
  sameBytes((await kvw(["get", target, "value"])).stdout, value, "afterwards");
});

test("a list is whole or an error", { skip }, async () => {
  const whole = (await kvw(["list", target])).text;
  const listed = async (fault) => under({ path: keys, ...fault }, ["list", target]);
  for (const fault of [{ kind: "emptyPage" }, { kind: "status", status: 500, skip: 1 }, { kind: "rst", skip: 2 }]) {
    const list = await listed(fault);
    assert.equal(list.code, 0, `${fault.kind}: ${list.stderr}`);
    assert.equal(list.text, whole, fault.kind);
  }
  for (const fault of [{ kind: "unauthorized", skip: 1, count: 0 }, { kind: "sameCursor", skip: 1, count: 0 },
                       { kind: "halfJson", skip: 1, count: 0 }, { kind: "successFalse", skip: 2, count: 0 }]) {
    const list = await listed(fault);
    assert.equal(list.code, 1, fault.kind);
    assert.notEqual(list.stderr, "", fault.kind);
    assert.ok(whole.startsWith(list.text), fault.kind); // in pages; what came is right, and the exit code says that it is not all
  }
});

test("what does not pass is said in a line", { skip, timeout: 280_000 }, async () => {
  const cases = [
    [{ kind: "html403", count: 0 }, /faithfully/], // asked for as text then, which this value is not
    [{ kind: "successFalse", count: 0 }, /unavailable/],
    [{ kind: "bare", count: 0 }, /went wrong/],
    [{ kind: "unauthorized", count: 0 }, /credential/],
    [{ kind: "status", status: 500, count: 0 }, /reached|answer/i],
    [{ kind: "rst", count: 0 }, /reached/],
  ];
  for (const [fault, words] of cases) {
    const read = await under({ path: values, ...fault }, ["get", target, "value"]);
    assert.equal(read.code, 1, fault.kind);
    assert.equal(read.stdout.length, 0, fault.kind);
    assert.match(read.stderr, words, fault.kind);
    const put = await under({ method: "PUT", ...fault }, ["put", target, "never", "--value", "x"]);
    assert.equal(put.code, 1, fault.kind);
    assert.equal((await kvw(["get", target, "never"])).code, 3, `${fault.kind}: it was written all the same`);
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

test("a namespace that goes away meanwhile", { skip }, async () => {
  const { id } = await server.seed({ title: "going", count: 2_500 });
  const list = await under({ kind: "gone", path: keys, skip: 1 }, ["list", `remote:#${id}`]);
  assert.equal(list.code, 1);
  assert.match(list.stderr, /namespace/);
});
