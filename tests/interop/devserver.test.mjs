// SPDX-License-Identifier: GPL-3.0-or-later
// Beside a Worker that writes all the while, in a loop that does nothing else: kvw writes many keys through the bulk
// endpoints of the dev server where it has some, and by file where not.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  current, databasePath, devServerOf, kvProject, kvw, kvwAnyhow, kvwList, rowsOnDisk, sameBytes, stateOf, wranglers,
} from "./helpers.mjs";

const id = "06779da6940b431db6e566b4846d64db";
const timeout = 290_000;
const old = wranglers.find((tool) => tool.version === "4.20");
const binaryOf = (n) => Buffer.from(Array.from({ length: 200 + (n % 100) }, (_, i) => (i * 7 + n) % 256));

/** Entries in the form of `kv bulk put`, and what their bytes are. */
function entries(count, prefix = "import:") {
  return Array.from({ length: count }, (_, n) => {
    const value = n % 5 === 0 ? binaryOf(n) : Buffer.from(`value ${n} é 😀`);
    const item = { key: `${prefix}${n}`, value: n % 5 === 0 ? value.toString("base64") : value.toString() };
    if (n % 5 === 0) item.base64 = true;
    if (n % 3 === 0) item.metadata = { n, half: n / 2, text: 'a "quoted" one\n', list: [true, null, {}] };
    if (n % 7 === 0) item.expiration = 2_100_000_000 + n;
    return { item, value };
  });
}

/** Keys and values that trip whoever encodes them once too often or too seldom; all that a server keeps. */
const odd = [
  ["ü 😀", "é"], ["a/../b", "dots"], ["%2e%2F", "percent"], ["bulk/get", "route"], ["a?b#c&d=+e", "query"],
  ["\u0000nul", "a\u0000b"], ["\n", "\r\n\u0001\u007f\u2028"], [" ", ""], ["\ufeffbom", "\ufeffbom"],
  ["__proto__", "{}"], ['"\\', '"\\'], ["é".repeat(256), "long key"], ["large text", "x".repeat(2_000_000)],
].map(([key, value]) => ({ item: { key, value, metadata: { "": 1, a: -0.5 } }, value: Buffer.from(value) }));
odd.push({ item: { key: "large binary", value: Buffer.alloc(800_000, 255).toString("base64"), base64: true },
           value: Buffer.alloc(800_000, 255) });

/** Runs `work` while the Worker puts one key after the other. Answers what became of its puts. */
async function besideALoop(dev, work) {
  const looping = dev.request("/KV?loop", { signal: AbortSignal.timeout(timeout) });
  for (let tries = 0; (await dev.get("KV", "loop:0")).status !== 200; ++tries) assert.ok(tries < 1000);
  try {
    await work();
  } finally {
    await dev.request("/?stop");
  }
  const { body } = await looping;
  return JSON.parse(body.toString());
}

async function imported(folder, list, ...options) {
  const file = join(folder, "entries.json");
  writeFileSync(file, JSON.stringify(list.map(({ item }) => item)));
  const result = await kvwAnyhow(folder, ["import", file, "local:KV", ...options], { timeout });
  assert.equal(result.code, 0, result.stderr);
}

/** What a put of the Worker was answered last must be there. */
async function nothingOfTheWorkersIsLost(dev, loop) {
  for (const [key, value] of Object.entries(loop.last)) {
    assert.equal((await dev.get("KV", key)).body.toString(), value, key);
  }
}

/** All entries as kvw and as the Worker read them, and not a byte more. */
async function bothRead(folder, dev, wanted, prefix = "") {
  const list = await kvwList(folder, "local:KV", "--prefix", prefix);
  assert.deepEqual(list, (await dev.list("KV")).filter((item) => item.name.startsWith(prefix)));
  const byName = new Map(list.map((item) => [item.name, item]));
  const rows = await rowsOnDisk(databasePath(stateOf(folder), id));
  for (const { item, value } of wanted) {
    const { name, ...rest } = byName.get(item.key) ?? assert.fail(`${JSON.stringify(item.key)} is not there`);
    const { expiration, metadata } = item;
    assert.deepEqual(rest, { ...(expiration && { expiration }), ...(metadata && { metadata }) }, name);
    // Node reads a text up to its first NUL.
    const row = name.includes("\u0000") ? rows[name.slice(0, name.indexOf("\u0000"))] : rows[name];
    assert.equal(row?.metadata ?? null, metadata ? JSON.stringify(metadata) : null, name);
    sameBytes((await dev.get("KV", name)).body, value, `${JSON.stringify(name)} as the Worker reads it`);
  }
  const some = wanted.filter((_, n) => n % Math.ceil(wanted.length / 20) === 0);
  for (const { item, value } of some) {
    if (!item.key.includes("\u0000")) sameBytes(await kvw(folder, "get", "local:KV", "--", item.key), value, item.key);
  }
}

async function started(t, tool, env) {
  const folder = kvProject([{ binding: "KV", id }, { binding: "OTHER", id: "other" }]);
  const dev = await devServerOf(tool, { env }, folder);
  t.after(() => dev.stop());
  await dev.put("KV", "first", "1"); // the database is open
  return { folder, dev };
}

test("an import through the dev server: no put of the Worker fails", { timeout }, async (t) => {
  const { folder, dev } = await started(t, current);
  const all = [...entries(2_000), ...odd];
  const loop = await besideALoop(dev, () => imported(folder, all));
  t.diagnostic(`${loop.failed} of the Worker's ${loop.puts} puts failed`);
  assert.ok(loop.puts >= 50, `the test itself: the Worker wrote only ${loop.puts} times meanwhile`);
  assert.equal(loop.failed, 0, loop.errors.join("\n"));
  await nothingOfTheWorkersIsLost(dev, loop);
  await bothRead(folder, dev, odd);
  await bothRead(folder, dev, entries(2_000), "import:");
  assert.ok(!dev.log().includes("RPC connection"), dev.log());
});

test("copy with --delete-extra through the dev server: no put of the Worker fails", { timeout }, async (t) => {
  const { folder, dev } = await started(t, current);
  const wanted = entries(1_000, "c:");
  await imported(folder, [...entries(500, "c:"), ...entries(700, "extra:")]);
  const file = join(folder, "wanted.json");
  writeFileSync(file, JSON.stringify(wanted.map(({ item }) => ({ ...item, metadata: { changed: true } }))));
  await kvw(folder, "import", file, "local:OTHER").catch(() => {}); // says on stderr how it is undone
  const loop = await besideALoop(dev, async () => {
    for (const prefix of ["c:", "extra:"]) {
      const done = await kvwAnyhow(
        folder, ["copy", "local:OTHER", "local:KV", "--prefix", prefix, "--delete-extra", "--yes"], { timeout });
      assert.equal(done.code, 0, done.stderr);
    }
  });
  t.diagnostic(`${loop.failed} of the Worker's ${loop.puts} puts failed`);
  assert.equal(loop.failed, 0, loop.errors.join("\n"));
  await nothingOfTheWorkersIsLost(dev, loop);
  await bothRead(folder, dev, wanted.map(({ item, value }) => ({ item: { ...item, metadata: { changed: true } }, value })), "c:");
  assert.deepEqual(await kvwList(folder, "local:KV", "--prefix", "extra:"), []);
});

test("a dev server that is killed in the middle: the rest goes by file, nothing is lost", { timeout }, async (t) => {
  const { folder, dev } = await started(t, current);
  const all = entries(1_500);
  const file = join(folder, "entries.json");
  writeFileSync(file, JSON.stringify(all.map(({ item }) => item)));
  const importing = kvwAnyhow(folder, ["import", file, "local:KV"], { timeout });
  while ((await kvwList(folder, "local:KV", "--prefix", "import:")).length < 100);
  await dev.kill();
  const result = await importing;
  assert.equal(result.code, 0, result.stderr);
  const again = await devServerOf(current, {}, folder);
  t.after(() => again.stop());
  await bothRead(folder, again, all, "import:");
  const rows = Object.values(await rowsOnDisk(databasePath(stateOf(folder), id)));
  const blobs = readdirSync(join(stateOf(folder), "kv", id, "blobs"));
  const named = new Set(rows.map((row) => row.blob_id));
  // A put that the kill cut in two leaves a value that no row names: there were at most 32 under way.
  assert.ok(blobs.filter((blob) => !named.has(blob)).length <= 64, "values were written twice");
});

test("what the server would change goes by file, and stays what it is", { timeout }, async (t) => {
  const { folder, dev } = await started(t, current);
  const file = join(folder, "odd.json");
  const metadata = ['{ "a": 1 }', '{"b":1,"2":2,"1":1}', "1.0", "12345678901234567890", '"\\u0041"', '{"a":1,"a":2}',
                    '"é"', "1e3", "null"];
  const items = metadata.map((text, n) => `{"key":"m:${n}","value":"v","metadata":${text}}`);
  items.push(...entries(50, "plain:").map(({ item }) => JSON.stringify(item)));
  writeFileSync(file, `[${items.join(",")}]`);
  const result = await kvwAnyhow(folder, ["import", file, "local:KV"]);
  const rows = await rowsOnDisk(databasePath(stateOf(folder), id));
  const stored = metadata.map((_, n) => rows[`m:${n}`]?.metadata);
  const byFile = await kvProject([{ binding: "KV", id }]);
  const again = await kvwAnyhow(byFile, ["import", file, "local:KV"]);
  const rowsByFile = await rowsOnDisk(databasePath(stateOf(byFile), id));
  assert.equal(result.code, again.code);
  assert.deepEqual(stored, metadata.map((_, n) => rowsByFile[`m:${n}`]?.metadata));
  await bothRead(folder, dev, entries(50, "plain:"), "plain:");
});

for (const [how, tool, env] of [
  ["4.164 with its explorer switched off", current, { X_LOCAL_EXPLORER: "false" }],
  ["4.20, which has none", old, {}],
]) {
  // workerd waits for no lock: how many puts meet ours is printed; held is that hardly any does, and nothing is lost.
  test(`an import by file, beside wrangler ${how}`, { timeout }, async (t) => {
    const { folder, dev } = await started(t, tool, env);
    const all = entries(5_000);
    const loop = await besideALoop(dev, () => imported(folder, all));
    t.diagnostic(`${loop.failed} of the Worker's ${loop.puts} puts failed`);
    assert.ok(loop.failed * 10 <= loop.puts, `${loop.failed} of ${loop.puts}: ${loop.errors.join("\n")}`);
    await nothingOfTheWorkersIsLost(dev, loop);
    await bothRead(folder, dev, all.slice(0, 300), "");
    assert.equal((await kvwList(folder, "local:KV", "--prefix", "import:")).length, 5_000);
    assert.ok(!dev.log().includes("RPC connection"), dev.log());
  });
}
