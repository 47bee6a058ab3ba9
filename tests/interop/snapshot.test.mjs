// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshot files beside `wrangler kv bulk put`: it takes what we write, we read what is made for it, and where one
// refuses and the other does not is said here, item by item.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { bulkPut, current, databasePath, kvProject, kvwPath, rowsOnDisk, run, sameBytes, stateOf, wrangler,
         wranglerAnyhow, wranglers } from "./helpers.mjs";

const probe = process.env.KVW_SNAPSHOT_PROBE ?? join(dirname(kvwPath), "../../tests/snapshot_probe");
assert.ok(existsSync(probe), `the build must have made ${probe}`);

const id = "0677cafe0000000000000000000000db";
const selector = ["--binding", "KV"];
const newProject = () => kvProject([{ binding: "KV", id }]);

/** What we make of a file: {entries: {key: {value, expiration, metadata}}, errors, remarks, end}. Of a key that comes twice the last. */
async function ours(path) {
  const result = await run(probe, ["read", path]);
  assert.equal(result.code, 0, result.stderr);
  const items = result.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  const { end } = items.pop();
  const whole = items.filter((item) => "key" in item);
  const entries = Object.fromEntries(whole.map(({ key, value, expiration, metadata }) =>
    [key, { value: Buffer.from(value, "base64"), expiration, metadata }]));
  return { entries, end, errors: items.filter((item) => "error" in item).map((item) => item.error),
           remarks: whole.map((item) => item.remark).filter(Boolean), items: whole.length };
}

async function write(path, entries) {
  const lines = entries.map((entry) => JSON.stringify({ ...entry, value: Buffer.from(entry.value).toString("base64") }));
  const result = await run(probe, ["write", path], { input: lines.join("\n") });
  assert.equal(result.code, 0, result.stderr);
}

/** What wrangler left on the disk, in the same form. */
async function onDisk(folder) {
  const state = stateOf(folder);
  const rows = await rowsOnDisk(databasePath(state, id));
  return Object.fromEntries(Object.values(rows).map((row) => [row.key, {
    value: readFileSync(join(state, "kv", id, "blobs", row.blob_id)),
    expiration: row.expiration === null ? undefined : row.expiration / 1000,
    metadata: row.metadata ?? undefined,
  }]));
}

/** Equal entries; metadata by what it says, since wrangler spells it its own way. slack: seconds, for a TTL. */
function sameEntries(actual, expected, slack = 0) {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [key, entry] of Object.entries(expected)) {
    sameBytes(actual[key].value, entry.value, `value of ${key}`);
    if (slack && entry.expiration)
      assert.ok(Math.abs(actual[key].expiration - entry.expiration) <= slack, `expiration of ${key}`);
    else assert.equal(actual[key].expiration, entry.expiration, `expiration of ${key}`);
    const meaning = (text) => (text === undefined ? undefined : JSON.parse(text));
    assert.deepEqual(meaning(actual[key].metadata), meaning(entry.metadata), `metadata of ${key}`);
  }
}

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
const text = [
  { key: "plain", value: "value" },
  { key: "empty", value: "" },
  { key: " \n\"\\/", value: "NUL \0, tab \t, escape \x1b, quote \", backslash \\, DEL \x7f" },
  { key: "é".repeat(256), value: "longest" },
  { key: "emoji 😀", value: "� is a character; \ufeff too; \u2028\u2029" },
  { key: "metadata", value: "m", metadata: '{ "b" : "ü😀", "a": [1, 2.5, null, true], "": {} }' },
  { key: "array", value: "m", metadata: "[1,2]" },
  { key: "both", value: "x", expiration: 2147483647, metadata: "{\n\"spans\":\"lines\"\n}" },
  { key: "big", value: "0123456789abcdef".repeat(65536) },
];
const binary = [
  { key: "every byte", value: everyByte },
  { key: "half a pair", value: Buffer.from("eda080", "hex") },
  { key: "cut", value: Buffer.from("c3", "hex") },
];

for (const tool of wranglers.filter((tool) => !tool.oldLayout)) {
  test(`wrangler ${tool.version} takes what we write`, { timeout: 120_000 }, async () => {
    const folder = newProject();
    const path = join(folder, "snapshot.json");
    const entries = tool.binaryBulk ? [...text, ...binary] : text;
    await write(path, entries);
    const put = await wrangler(tool, folder, "kv bulk", "put", path, ...selector);
    assert.doesNotMatch(put.toString(), /Unexpected/, "not even a warning");
    const expected = Object.fromEntries(entries.map((entry) => [entry.key, { ...entry, value: Buffer.from(entry.value) }]));
    sameEntries(await onDisk(folder), expected);
    sameEntries((await ours(path)).entries, expected);
  });
}

test("an empty namespace is a file that wrangler takes", { timeout: 60_000 }, async () => {
  const folder = newProject();
  await write(join(folder, "snapshot.json"), []);
  await wrangler(current, folder, "kv bulk", "put", "snapshot.json", ...selector);
});

test("what wrangler does not take is written all the same", { timeout: 60_000 }, async () => {
  const folder = newProject();
  const path = join(folder, "snapshot.json");
  for (const fields of [{ metadata: "17" }, { metadata: '"text"' }, { metadata: "true" }, { metadata: "false" },
                        { expiration: 2147483648 }]) {
    await write(path, [{ key: "a", value: "1", ...fields }]);
    assert.notEqual((await wranglerAnyhow(current, folder, "kv bulk", "put", path, ...selector, "--local")).code, 0);
    const { a } = (await ours(path)).entries;
    assert.equal(a.metadata, fields.metadata);
    assert.equal(a.expiration, fields.expiration);
  }
});

test("kvw export says what wrangler will not take of its file, and of that alone", { timeout: 60_000 }, async () => {
  const folder = newProject();
  const kvw = (...args) => run(kvwPath, [...args, "--project", folder]);
  const put = async (key, ...fields) => assert.equal((await kvw("put", "local:KV", key, "--value", "1", ...fields)).code, 0);
  for (const json of ["{}", "[]", "[17]", '{"a":null}']) await put(`takes ${json}`, "--metadata", json);
  await put("takes the last", "--expiration", "2147483647");
  const fine = await kvw("export", "local:KV", join(folder, "fine.json"));
  assert.equal(fine.code, 0);
  assert.doesNotMatch(fine.stderr, /wrangler/);
  await wrangler(current, folder, "kv bulk", "put", "fine.json", ...selector);
  for (const [name, words, ...fields] of [["bare", /neither an object nor an array/, "--metadata", "17"],
                                          ["late", /--local/, "--expiration", "2147483648"]]) {
    await put(name, ...fields);
    const said = await kvw("export", "local:KV", join(folder, "said.json"));
    assert.equal(said.code, 0);
    assert.match(said.stderr, words);
    assert.match(said.stderr, new RegExp(`one entry \\(${name}\\)`));
    assert.notEqual((await wranglerAnyhow(current, folder, "kv bulk", "put", "said.json", ...selector, "--local")).code, 0);
    assert.equal((await kvw("delete", "local:KV", name)).code, 0);
  }
});

test("metadata that is null comes back as null from us", { timeout: 60_000 }, async () => {
  const folder = newProject();
  const path = join(folder, "snapshot.json");
  await write(path, [{ key: "a", value: "1", metadata: "null" }, { key: "b", value: "2" }]);
  await wrangler(current, folder, "kv bulk", "put", path, ...selector);
  assert.equal((await onDisk(folder)).a.metadata, undefined);
  const { a, b } = (await ours(path)).entries;
  assert.equal(a.metadata, "null");
  assert.equal(b.metadata, undefined);
});

// Files made for wrangler. Where both take a file, they must take the same from it.
const hour = Math.floor(Date.now() / 1000) + 3600;
const variants = {
  "as documented": `[{"key":"a","value":"1"},{"key":"b","value":"2","expiration":${hour},"metadata":{"n":1}}]`,
  "spread out, with CRLF": `[\r\n  {\r\n    "value": "1",\r\n    "key": "a"\r\n  }\r\n]\r\n`,
  "a byte order mark": `\ufeff[{"key":"a","value":"1"}]`,
  "escapes": String.raw`[{"k\u0065y":"\u00e4\ud83d\ude00\/","value":"\u0000\b\f\n\r\t\"\\"}]`,
  "base64": `[{"key":"a","value":"${everyByte.toString("base64")}","base64":true}]`,
  "base64 with escaped slashes": String.raw`[{"key":"a","value":"\/\/\/\/","base64":true}]`,
  "base64 false": `[{"key":"a","value":"AAAA","base64":false}]`,
  "expiration with an exponent": `[{"key":"a","value":"1","expiration":2.1e9}]`,
  "expiration with a fraction of zero": `[{"key":"a","value":"1","expiration":2100000000.0}]`,
  "time to live": `[{"key":"a","value":"1","expiration_ttl":3600}]`,
  "time to live beside an expiration": `[{"key":"a","value":"1","expiration_ttl":3600,"expiration":2100000000}]`,
  "metadata null": `[{"key":"a","value":"1","metadata":null}]`,
  "metadata an array": `[{"key":"a","value":"1","metadata":[1,{"b":2}]}]`,
  "unknown members": `[{"key":"a","value":"1","name":"x","extra":{"key":"y"}}]`,
  "a key twice": `[{"key":"a","value":"1","expiration":${hour}},{"key":"b","value":""},{"key":"a","value":"2"}]`,
  "nothing": `[]`,
};
for (const [name, content] of Object.entries(variants)) {
  test(`a file for wrangler is read as wrangler reads it: ${name}`, { timeout: 60_000 }, async () => {
    const folder = newProject();
    const path = join(folder, "bulk.json");
    writeFileSync(path, content);
    await wrangler(current, folder, "kv bulk", "put", path, ...selector);
    const file = await ours(path);
    assert.equal(file.end, null);
    assert.deepEqual(file.errors, []);
    sameEntries(file.entries, await onDisk(folder), 30);
    assert.equal(file.remarks.length > 0, /unknown|time to live/.test(name), `remarks: ${file.remarks}`);
  });
}

// Files that wrangler refuses as a whole: we say so too, of the item or of the file.
const refused = {
  "no value": `[{"key":"a"}]`,
  "no key": `[{"value":"a"}]`,
  "a number as value": `[{"key":"a","value":1}]`,
  "metadata an unquoted word": `[{"key":"a","value":"1","metadata":undefined}]`,
  "expiration as text": `[{"key":"a","value":"1","expiration":"3000000000"}]`,
  "expiration null": `[{"key":"a","value":"1","expiration":null}]`,
  "base64 as a number": `[{"key":"a","value":"AAAA","base64":1}]`,
  "expiration with a fraction": `[{"key":"a","value":"1","expiration":3000000000.5}]`,
  "an empty key": `[{"key":"","value":"1"}]`,
  "a dot": `[{"key":".","value":"1"}]`,
  "too long a key": `[{"key":"${"k".repeat(513)}","value":"1"}]`,
  "too large metadata": `[{"key":"a","value":"1","metadata":{"m":"${"m".repeat(1024)}"}}]`,
  "an item that is null": `[null]`,
  "a trailing comma": `[{"key":"a","value":"1"},]`,
  "a comment": `[{"key":"a","value":"1"} /* b */]`,
  "one object": `{"key":{"a":1},"value":"1"}`,
  "cut": `[{"key":"a","value":"1"}`,
};
for (const [name, content] of Object.entries(refused)) {
  test(`what wrangler refuses is an error: ${name}`, { timeout: 60_000 }, async () => {
    const folder = newProject();
    const path = join(folder, "bulk.json");
    writeFileSync(path, content);
    assert.notEqual((await wranglerAnyhow(current, folder, "kv bulk", "put", path, ...selector, "--local")).code, 0);
    const file = await ours(path);
    assert.ok(file.end || file.errors.length, "we say nothing");
  });
}

// Files that wrangler takes and changes, or takes only a part of: we do not.
const stricter = {
  "half of a surrogate pair": [String.raw`[{"key":"a","value":"\ud800"}]`, "\ufffd"],
  "base64 with strangers": [`[{"key":"a","value":"AA!!AA","base64":true}]`, "\0\0\0"],
  "a member twice": [`[{"key":"a","value":"1","value":"2"}]`, "2"],
};
for (const [name, [content, value]] of Object.entries(stricter)) {
  test(`what wrangler would change is an error: ${name}`, { timeout: 60_000 }, async () => {
    const folder = newProject();
    const path = join(folder, "bulk.json");
    writeFileSync(path, content);
    await wrangler(current, folder, "kv bulk", "put", path, ...selector);
    sameBytes((await onDisk(folder)).a.value, Buffer.from(value), "the test itself: wrangler's own reading");
    const file = await ours(path);
    assert.equal(file.errors.length, 1);
    assert.equal(file.end, null);
  });
}

for (const tool of wranglers) {
  test(`what wrangler ${tool.version} prints is told from a snapshot`, { timeout: 60_000 }, async (t) => {
    const folder = newProject();
    const path = join(folder, "printed.json");
    await bulkPut(tool, folder, [{ key: "a", value: "1", expiration: hour }, { key: "b", value: "2" }], ...selector);
    await t.test("kv key list", async () => {
      writeFileSync(path, await wrangler(tool, folder, "kv key", "list", ...selector));
      const file = await ours(path);
      assert.match(file.end, /kv key list/);
      assert.equal(file.items, 0);
    });
    if (tool.version.startsWith("4"))
      await t.test("kv bulk get", async () => {
        writeFileSync(join(folder, "keys.json"), '["a","b","absent"]');
        const printed = await wrangler(tool, folder, "kv bulk", "get", "keys.json", ...selector);
        writeFileSync(path, printed);
        assert.match((await ours(path)).end, /kv bulk get/, printed.toString());
        assert.match((await ours(join(folder, "keys.json"))).end, /list of names/);
      });
  });
}
