// SPDX-License-Identifier: GPL-3.0-or-later
// wrangler writes, kvw reads every byte: for every pinned version.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  bulkPut, current, databasePath, kvProject, kvw, kvwAnyhow, kvwJson, kvwList, kvwTargets, rowsOnDisk, sameBytes, stateOf,
  wrangler, wranglerList, wranglers,
} from "./helpers.mjs";

const binary = Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80, 0xc3, 0x28, 0, 0x0d, 0x0a, 0x1a]);
const id = "06779da6940b431db6e566b4846d64db";
const selector = ["--binding", "KV"];

const entries = [
  { key: "plain", value: "text" },
  { key: "no-newline-at-end", value: "a\nb" },
  { key: "line-endings", value: "a\r\nb\rc\n" },
  { key: "grüße/日本語", value: "こんにちは 🌍" },
  { key: "emoji 😀👩‍👩‍👧", value: "😀" },
  { key: "\uFFFD sorts before emoji in UTF-8, after it in UTF-16", value: "order" },
  { key: "שלום مرحبا", value: "right to left" },
  { key: "a/b//c/", value: "slashes" },
  { key: "?q=1&r#frag%20%", value: "percent" },
  { key: "%2F", value: "literal percent 2F" },
  { key: " leading and trailing ", value: "spaces" },
  { key: "'quoted\" \\back`slash", value: "quotes" },
  { key: "new\nline\ttab", value: "control characters" },
  { key: "-starts-with-dash", value: "dash" },
  { key: "k".repeat(512), value: "512 bytes of ASCII" },
  { key: "é".repeat(256), value: "512 bytes of UTF-8" },
  { key: "empty", value: "" },
  { key: "json", value: '{"b":1,  "a":[1.0,1e3,12345678901234567890]}' },
  { key: "metadata", value: "m", metadata: { b: "ü😀", a: [1, 2.5, null, true], nested: { "": {} } } },
  { key: "expiration", value: "e", expiration: 2147483647 },
  { key: "both", value: "x", expiration: 2000000001, metadata: { tags: ["x"] } },
  { key: "big", value: "0123456789abcdef".repeat(65536) },
];

/** What the disk says about a version's store, without kvw and without wrangler. */
async function onDisk(tool, folder) {
  const state = stateOf(folder);
  const store = join(state, "kv", id);
  const path = tool.oldLayout ? join(store, "db.sqlite") : databasePath(state, id);
  assert.ok(existsSync(path), `wrangler ${tool.version} keeps its rows elsewhere than ${path}`);
  const rows = await rowsOnDisk(path);
  const blob = (key) => readFileSync(join(store, "blobs", rows[key].blob_id));
  return { path, rows, blob };
}

for (const tool of wranglers) {
  test(`kvw reads what wrangler ${tool.version} wrote`, { timeout: 120_000 }, async (t) => {
    const folder = kvProject([{ binding: "KV", id }]);
    await bulkPut(tool, folder, entries, ...selector);
    await bulkPut(tool, folder, [{ key: "base64", value: binary.toString("base64"), base64: true }], ...selector);
    writeFileSync(join(folder, "value.bin"), binary);
    await wrangler(tool, folder, "kv key", "put", "from-path", "--path", "value.bin", ...selector);
    await wrangler(tool, folder, "kv key", "put", "with-flags", "v", "--metadata", '{"z":1,"a":"ä"}',
                   "--expiration", "2100000000", ...selector);
    const keys = [...entries.map((entry) => entry.key), "base64", "from-path", "with-flags"];
    const listed = await wranglerList(tool, folder, ...selector);
    assert.deepEqual(new Set(listed.map((item) => item.name)), new Set(keys), "the test itself: wrangler's own list");
    const disk = await onDisk(tool, folder);

    await t.test("the list is wrangler's list", async () => {
      assert.deepEqual(await kvwList(folder, "local:KV"), listed);
    });
    await t.test("a prefix gives wrangler's part of it", async () => {
      for (const prefix of ["e", "emoji 😀", "é"])
        assert.deepEqual(await kvwList(folder, "local:KV", "--prefix", prefix),
                         await wranglerList(tool, folder, "--prefix", prefix, ...selector), `prefix ${prefix}`);
    });
    await t.test("every value is the same to the byte", async () => {
      for (const { key, value } of entries)
        sameBytes(await kvw(folder, "get", "local:KV", "--", key), value, `value of ${key}`);
      for (const key of ["base64", "from-path"])
        sameBytes(await kvw(folder, "get", "local:KV", key), disk.blob(key), `value of ${key}`);
      if (tool.binaryBulk) assert.deepEqual(disk.blob("base64"), binary, "the test itself: binary through bulk put");
      sameBytes(await kvw(folder, "get", "local:KV", "with-flags"),
                await wrangler(tool, folder, "kv key", "get", "with-flags", ...selector), "value of with-flags");
    });
    await t.test("info tells size, expiration and metadata", async () => {
      for (const { name, expiration, metadata } of listed) {
        const info = await kvwJson(folder, "info", "local:KV", "--", name);
        assert.equal(info.size, disk.blob(name).length, `size of ${name}`);
        assert.equal(info.expiration ?? undefined, expiration, `expiration of ${name}`);
        assert.deepEqual(info.metadata ?? undefined, metadata, `metadata of ${name}`);
      }
    });
    await t.test("reading changed nothing", async () => {
      assert.deepEqual((await onDisk(tool, folder)).rows, disk.rows);
    });
    await t.test("a key that is not there is exit 3", async () => {
      for (const args of [["get", "local:KV", "absent"], ["info", "local:KV", "absent"]]) {
        const result = await kvwAnyhow(folder, args);
        assert.equal(result.code, 3, `kvw ${args.join(" ")}: ${result.stderr}`);
        assert.equal(result.text, "");
        assert.match(result.stderr, /^[^\n]+\n$/, "one line on stderr");
      }
    });
    if (tool.oldLayout)
      await t.test("the old layout stays read-only, and is said to be old", async () => {
        const refused = await kvwAnyhow(folder, ["put", "local:KV", "plain", "--value", "changed"]);
        assert.equal(refused.code, 1, refused.text + refused.stderr);
        assert.match(refused.stderr, /^[^\n]+\n$/);
        assert.equal((await kvwAnyhow(folder, ["delete", "local:KV", "plain"])).code, 1);
        assert.deepEqual((await onDisk(tool, folder)).rows, disk.rows);
        const { rows } = await kvwTargets(folder);
        assert.equal(rows[0].targets[0].path, disk.path);
      });
  });
}

test("a long list is wrangler's list, in its order", { timeout: 60_000 }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  const many = Array.from({ length: 1500 }, (_, n) => ({ key: `${(n * 7919) % 1500}`, value: `${n}` }));
  await bulkPut(current, folder, many, ...selector);
  const listed = await wranglerList(current, folder, ...selector);
  assert.equal(listed.length, 1500);
  assert.deepEqual(await kvwList(folder, "local:KV"), listed);
  assert.deepEqual(await kvwList(folder, "local:KV", "--limit", "1234"), listed.slice(0, 1234));
});

test("an entry that has expired is still there for kvw until wrangler deletes it", { timeout: 60_000 }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  await bulkPut(current, folder, [{ key: "gone", value: "old", expiration: 2100000000 }], ...selector);
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(databasePath(stateOf(folder), id));
  database.exec("UPDATE _mf_entries SET expiration = 1600000000000");
  database.close();
  assert.equal((await kvwJson(folder, "info", "local:KV", "gone")).expiration, 1600000000);
  const [listed, ...others] = await kvwList(folder, "local:KV");
  assert.deepEqual(listed, { name: "gone", expiration: 1600000000, expired: true });
  assert.deepEqual(others, []);
  assert.deepEqual(await wranglerList(current, folder, ...selector), []);
  assert.equal((await kvwAnyhow(folder, ["info", "local:KV", "gone"])).code, 3);
});

test("stores are found by whatever id they have", { timeout: 120_000 }, async () => {
  const ids = ["my/ns id", "..", "con", 'a:b*c?"d', "ünïcode-日本", "x".repeat(300), "TEST_NAMESPACE"];
  const folder = kvProject(ids.map((name, n) => ({ binding: `B${n}`, id: name })));
  for (const [n, name] of ids.entries())
    await bulkPut(current, folder, [{ key: "k", value: `in ${name}` }], "--binding", `B${n}`);
  for (const [n, name] of ids.entries()) {
    assert.equal((await kvw(folder, "get", `local:B${n}`, "k")).toString(), `in ${name}`);
    assert.equal((await kvw(folder, "get", `local:#${name}`, "k")).toString(), `in ${name}`);
  }
});
