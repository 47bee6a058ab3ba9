// SPDX-License-Identifier: GPL-3.0-or-later
// kvw writes, wrangler reads: also stores that do not exist before.
import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  bulkPut, current, databasePath, kvProject, kvw, kvwAnyhow, kvwFed, kvwJson, kvwList, rowsOnDisk, sameBytes, stateOf, wrangler,
  wranglerList, wranglers,
} from "./helpers.mjs";

const id = "06779da6940b431db6e566b4846d64db";
const selector = ["--binding", "KV"];
const binary = Buffer.from(Array.from({ length: 1024 }, (_, n) => n % 256));
const timeout = 120_000;

const entries = [
  { key: "plain", value: "text" },
  { key: "grüße/日本語 😀", value: "こんにちは 🌍" },
  { key: "?q=1&r#frag%20%", value: "a\r\nb" },
  { key: "new\nline", value: "x" },
  { key: "é".repeat(256), value: "512 bytes" },
  { key: "empty", value: "" },
  { key: "expires", value: "e", flags: ["--expiration", "4102444800"], expiration: 4102444800 },
  { key: "tagged", value: "m", flags: ["--metadata", '{"b":"ü😀","a":[1,null]}'], metadata: { b: "ü😀", a: [1, null] } },
  { key: "tagged with text", value: "m", flags: ["--metadata", '"text"'], metadata: "text" },
  { key: "tagged with zero", value: "m", flags: ["--metadata", "0"], metadata: 0 },
  { key: "both", value: "x", flags: ["--metadata", "{}", "--expiration", "2000000001"], metadata: {}, expiration: 2000000001 },
];

// 3.7 looks at its own layout only; every later version reads what kvw creates.
for (const tool of wranglers.filter((one) => !one.oldLayout)) {
  test(`wrangler ${tool.version} reads what kvw wrote into a store of its own making`, { timeout }, async () => {
    const folder = kvProject([{ binding: "KV", id }]);
    for (const { key, value, flags = [] } of entries)
      await kvw(folder, "put", "local:KV", key, "--value", value, ...flags);
    writeFileSync(join(folder, "value.bin"), binary);
    await kvw(folder, "put", "local:KV", "from a file", "--file", "value.bin");
    await kvwFed(folder, binary, "put", "local:KV", "from standard input", "-");

    const expected = entries.map(({ key, expiration, metadata }) => ({
      name: key,
      ...(expiration !== undefined && { expiration }),
      ...(metadata !== undefined && { metadata }),
    }));
    expected.push({ name: "from a file" }, { name: "from standard input" });
    expected.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    assert.deepEqual(await wranglerList(tool, folder, ...selector), expected);

    for (const { key, value } of entries.slice(0, 4))
      sameBytes(await wrangler(tool, folder, "kv key", "get", key, ...selector), value, key);
    for (const key of ["from a file", "from standard input"])
      sameBytes(await wrangler(tool, folder, "kv key", "get", key, ...selector), binary, key);

    // And wrangler goes on in the same store.
    await wrangler(tool, folder, "kv key", "put", "plain", "by wrangler", ...selector);
    await wrangler(tool, folder, "kv key", "delete", "both", ...selector);
    assert.equal((await kvw(folder, "get", "local:KV", "plain")).toString(), "by wrangler");
    assert.equal((await kvwAnyhow(folder, ["get", "local:KV", "both"])).code, 3);
  });
}

test("--keep changes the value and nothing else", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  const path = databasePath(stateOf(folder), id);
  await bulkPut(current, folder, [
    { key: "kept", value: "1", expiration: 2100000001, metadata: { z: 1.5, a: "ü" } },
    { key: "dropped", value: "1", expiration: 2100000001, metadata: { a: 1 } },
  ], ...selector);
  const before = (await rowsOnDisk(path)).kept;
  await kvw(folder, "put", "local:KV", "kept", "--value", "2", "--keep");
  await kvw(folder, "put", "local:KV", "dropped", "--value", "2");
  const after = (await rowsOnDisk(path)).kept;
  assert.notEqual(after.blob_id, before.blob_id);
  assert.deepEqual({ ...after, blob_id: "" }, { ...before, blob_id: "" });
  assert.deepEqual(await wranglerList(current, folder, ...selector), [
    { name: "dropped" },
    { name: "kept", expiration: 2100000001, metadata: { z: 1.5, a: "ü" } },
  ]);
  assert.equal((await wrangler(current, folder, "kv key", "get", "kept", ...selector)).toString(), "2");
});

test("metadata is stored as it was typed", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  const text = '{ "n": 12345678901234567890, "b":1.0,"a" : "\\u00fc" }';
  await kvw(folder, "put", "local:KV", "k", "--value", "v", "--metadata", text);
  assert.equal((await rowsOnDisk(databasePath(stateOf(folder), id))).k.metadata, text);
});

test("--ttl counts from now", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  const before = Math.floor(Date.now() / 1000);
  await kvw(folder, "put", "local:KV", "k", "--value", "v", "--ttl", "3600");
  const [{ expiration }] = await wranglerList(current, folder, ...selector);
  const seconds = expiration - before;
  assert.ok(seconds >= 3600 && seconds <= 3605, `expires in ${seconds} s`);
});

test("delete takes several keys, and no value file stays behind", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  await bulkPut(current, folder, ["a", "b", "c", "d"].map((key) => ({ key, value: key })), ...selector);
  await kvw(folder, "put", "local:KV", "a", "--value", "again");
  await kvw(folder, "delete", "local:KV", "b", "d");
  assert.deepEqual(await wranglerList(current, folder, ...selector), [{ name: "a" }, { name: "c" }]);
  const rows = await rowsOnDisk(databasePath(stateOf(folder), id));
  assert.deepEqual(readdirSync(join(stateOf(folder), "kv", id, "blobs")).sort(),
                   Object.values(rows).map((row) => row.blob_id).sort());
  assert.equal((await kvwAnyhow(folder, ["delete", "local:KV", "absent"])).code, 3);
});

test("what Workers KV refuses, kvw refuses, and the store stays as it was", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  await kvw(folder, "put", "local:KV", "k", "--value", "v");
  const before = await rowsOnDisk(databasePath(stateOf(folder), id));
  writeFileSync(join(folder, "25MiB"), Buffer.alloc(26214400, "x"));
  writeFileSync(join(folder, "more"), Buffer.alloc(26214401, "x"));
  const now = Math.floor(Date.now() / 1000);
  const refused = [
    ["put", "local:KV", "", "--value", "v"],
    ["put", "local:KV", ".", "--value", "v"],
    ["put", "local:KV", "..", "--value", "v"],
    ["put", "local:KV", "k".repeat(513), "--value", "v"],
    ["put", "local:KV", "k", "--file", "more"],
    ["put", "local:KV", "k", "--file", "absent"],
    ["put", "local:KV", "k", "--value", "v", "--metadata", "{not json"],
    ["put", "local:KV", "k", "--value", "v", "--metadata", JSON.stringify("x".repeat(1023))],
    ["put", "local:KV", "k", "--value", "v", "--ttl", "59"],
    ["put", "local:KV", "k", "--value", "v", "--expiration", String(now + 30)],
    ["put", "local:KV", "k", "--value", "v", "--expiration", "soon"],
    ["put", "local:KV", "k", "--value", "v", "--file", "more"],
    ["put", "local:KV", "k"],
    ["put", "local:NOPE", "k", "--value", "v"],
  ];
  for (const args of refused) {
    const result = await kvwAnyhow(folder, args);
    assert.ok([1, 2].includes(result.code), `kvw ${args.join(" ").slice(0, 80)}: exit ${result.code}`);
    assert.match(result.stderr, /^[^\n]+\n/, `kvw ${args.join(" ").slice(0, 80)} says nothing`);
  }
  assert.deepEqual(await rowsOnDisk(databasePath(stateOf(folder), id)), before);
  // The limits themselves are allowed.
  await kvw(folder, "put", "local:KV", "k".repeat(512), "--file", "25MiB", "--metadata", JSON.stringify("x".repeat(1022)));
  const listed = await wranglerList(current, folder, ...selector);
  assert.equal(listed[1].metadata.length, 1022);
  const value = await wrangler(current, folder, "kv key", "get", "k".repeat(512), ...selector);
  assert.equal(value.length, 26214400);
});

test("--persist-to is wrangler's", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  await wrangler(current, folder, "kv key", "put", "theirs", "1", "--persist-to", "elsewhere/state", ...selector);
  await kvw(folder, "put", "local:KV", "ours", "--value", "2", "--persist-to", "elsewhere/state");
  const both = [{ name: "ours" }, { name: "theirs" }];
  assert.deepEqual(await wranglerList(current, folder, "--persist-to", "elsewhere/state", ...selector), both);
  assert.deepEqual(await kvwList(folder, "local:KV", "--persist-to", "elsewhere/state"), both);
  assert.ok(!existsSync(join(folder, ".wrangler/state")), "the usual folder stays untouched");
});

test("the preview store and an environment's store are wrangler's", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id: "one", preview_id: "two" }], {});
  await kvw(folder, "put", "local:KV", "k", "--value", "id");
  await kvw(folder, "put", "local:KV:preview", "k", "--value", "preview");
  const get = async (...args) => (await wrangler(current, folder, "kv key", "get", "k", ...args)).toString();
  assert.equal(await get(...selector, "--preview", "false"), "id");
  assert.equal(await get(...selector, "--preview"), "preview");
  assert.equal(await get("--namespace-id", "two"), "preview");
  assert.equal((await kvwJson(folder, "info", "local:#two", "k")).size, 7);
});
