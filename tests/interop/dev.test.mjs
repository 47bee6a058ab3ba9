// SPDX-License-Identifier: GPL-3.0-or-later
// kvw beside a running `wrangler dev`: both see what the other writes, neither stands in the other's way.
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  databasePath, devServer, kvProject, kvw, kvwAnyhow, kvwFed, kvwJson, kvwList, rowsOnDisk, sameBytes, sleep, stateOf,
} from "./helpers.mjs";

const id = "06779da6940b431db6e566b4846d64db";
const timeout = 240_000;
const names = (list) => list.map((item) => item.name);

/** A dev server in a project of its own, for the length of a test. */
async function withDev(t, namespaces = [{ binding: "KV", id }]) {
  const folder = kvProject(namespaces);
  const dev = await devServer(folder);
  t.after(() => dev.stop());
  return { folder, dev, database: databasePath(stateOf(folder), id) };
}

test("each sees at once what the other wrote", { timeout }, async (t) => {
  const { folder, dev } = await withDev(t);
  const binary = Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7) % 256));
  await dev.put("KV", "worker/ü 😀", binary, { expiration: "2100000000", metadata: '{"by":"worker"}' });
  sameBytes(await kvw(folder, "get", "local:KV", "worker/ü 😀"), binary, "the Worker's value");
  assert.deepEqual(await kvwJson(folder, "info", "local:KV", "worker/ü 😀"),
                   { ...(await kvwJson(folder, "info", "local:KV", "worker/ü 😀")), size: 4096,
                     expiration: 2100000000, metadata: { by: "worker" } });

  await kvwFed(folder, binary, "put", "local:KV", "kvw/é", "-", "--metadata", '{"by":"kvw"}');
  sameBytes((await dev.get("KV", "kvw/é")).body, binary, "the value of kvw");
  assert.deepEqual(await kvwList(folder, "local:KV"), await dev.list("KV"));

  await kvwFed(folder, "changed", "put", "local:KV", "worker/ü 😀", "-", "--keep");
  assert.equal((await dev.get("KV", "worker/ü 😀")).body.toString(), "changed");
  assert.deepEqual((await dev.list("KV"))[1],
                   { name: "worker/ü 😀", expiration: 2100000000, metadata: { by: "worker" } });

  await kvw(folder, "delete", "local:KV", "worker/ü 😀");
  assert.equal((await dev.get("KV", "worker/ü 😀")).status, 404);
  await dev.delete("KV", "kvw/é");
  assert.equal((await kvwAnyhow(folder, ["get", "local:KV", "kvw/é"])).code, 3);
  assert.deepEqual(await kvwList(folder, "local:KV"), []);
});

test("a store that only kvw has made is the Worker's as well", { timeout }, async (t) => {
  const { folder, dev, database } = await withDev(t);
  assert.ok(!existsSync(database));
  await kvw(folder, "put", "local:KV", "first", "--value", "1");
  assert.deepEqual(names(await dev.list("KV")), ["first"]);
  assert.equal((await dev.put("KV", "second", "2")).status, 204);
  assert.deepEqual(names(await kvwList(folder, "local:KV")), ["first", "second"]);
});

// workerd waits for no lock: a put of the Worker that meets another program's commit fails at once, however short that
// commit is, and how many do depends on the disk. So the count is printed, and what is held here is that most puts do
// not notice, that whoever tries again after a moment gets through, and that nothing is lost.
test("1,000 puts of kvw seldom stand in the way of the Worker's own", { timeout }, async (t) => {
  const { folder, dev } = await withDev(t);
  let left = 1000;
  const ours = async () => {
    while (left > 0) {
      const n = left--;
      await kvwFed(folder, `value ${n}`, "put", "local:KV", `kvw:${n}`, "-");
    }
  };
  let busy = true;
  const failures = [];
  let hindered = 0;
  let theirs = 0;
  const worker = async () => {
    while (busy) {
      const key = `worker:${theirs++}`;
      for (let tries = 0; ; ++tries) {
        const { status, body } = await dev.put("KV", key, "x".repeat(200));
        if (status === 204) break;
        if (tries === 0) ++hindered;
        failures.push(body.toString());
        assert.ok(tries < 100, `${key} failed again and again: ${body}\n${dev.log()}`);
        await sleep(20); // a commit that waits for a slow disk outlasts many tries in a row
      }
    }
  };
  const workers = [worker(), worker()];
  await Promise.all([ours(), ours(), ours(), ours()]).finally(() => (busy = false));
  await Promise.all(workers);
  t.diagnostic(`${hindered} of the Worker's ${theirs} puts met one of ours, ${failures.length} tries failed: ` +
               [...new Set(failures)].join(", "));

  const list = await kvwList(folder, "local:KV");
  assert.equal(list.filter((item) => item.name.startsWith("kvw:")).length, 1000);
  assert.equal(list.filter((item) => item.name.startsWith("worker:")).length, theirs);
  assert.deepEqual(list, await dev.list("KV"));
  assert.equal((await dev.get("KV", "kvw:500")).body.toString(), "value 500");
  assert.ok(theirs >= 20, `the test itself: the Worker wrote only ${theirs} times meanwhile`);
  assert.ok(hindered * 2 < theirs, `${hindered} of ${theirs} puts of the Worker met one of ours`);
});

// By the same rule: the count is printed; held is that hardly any put meets ours, and that nothing is lost.
test("an import of 5,000 entries leaves the Worker its turns", { timeout }, async (t) => {
  const { folder, dev } = await withDev(t);
  const file = join(folder, "many.json");
  writeFileSync(file, JSON.stringify(Array.from({ length: 5_000 }, (_, n) => ({ key: `import:${n}`, value: `value ${n}`, metadata: { n } }))));
  await dev.put("KV", "worker:first", "1"); // the store is open
  let busy = true;
  let theirs = 0;
  let hindered = 0;
  const worker = async () => {
    while (busy) {
      const key = `worker:${theirs++}`;
      for (let tries = 0; ; ++tries) {
        const { status, body } = await dev.put("KV", key, "x".repeat(200));
        if (status === 204) break;
        hindered += tries === 0;
        assert.ok(tries < 100, `${key} failed again and again: ${body}\n${dev.log()}`);
        await sleep(20);
      }
    }
  };
  const workers = [worker(), worker()];
  const imported = await kvwAnyhow(folder, ["import", file, "local:KV"]).finally(() => (busy = false));
  await Promise.all(workers);
  assert.equal(imported.code, 0, imported.stderr);
  t.diagnostic(`${hindered} of the Worker's ${theirs} puts met one of ours`);
  const list = await kvwList(folder, "local:KV");
  assert.equal(list.filter((item) => item.name.startsWith("import:")).length, 5_000);
  assert.equal(list.filter((item) => item.name.startsWith("worker:")).length, theirs + 1);
  assert.equal((await dev.get("KV", "import:4711")).body.toString(), "value 4711");
  assert.ok(theirs >= 10, `the test itself: the Worker wrote only ${theirs} times meanwhile`);
  assert.ok(hindered * 5 <= theirs, `${hindered} of ${theirs} puts of the Worker met one of ours`);
});

test("what lies in the WAL only is read, and survives a kill", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  const database = databasePath(stateOf(folder), id);
  let dev = await devServer(folder);
  try {
    for (let n = 0; n < 50; ++n) assert.equal((await dev.put("KV", `k${n}`, `v${n}`)).status, 204);
    assert.ok(existsSync(`${database}-wal`), "the test itself: no WAL");
    assert.deepEqual(await kvwList(folder, "local:KV"), await dev.list("KV"));
  } finally {
    await dev.kill();
  }
  assert.ok(existsSync(`${database}-wal`), "the test itself: the kill left no WAL");
  assert.equal((await kvwList(folder, "local:KV")).length, 50);
  for (const n of [0, 25, 49]) assert.equal((await kvw(folder, "get", "local:KV", `k${n}`)).toString(), `v${n}`);
  await kvw(folder, "put", "local:KV", "k0", "--value", "after the kill");
  dev = await devServer(folder);
  try {
    assert.equal((await dev.list("KV")).length, 50);
    assert.equal((await dev.get("KV", "k0")).body.toString(), "after the kill");
  } finally {
    await dev.stop();
  }
});

test("after the idle dev server has closed its file, both go on", { timeout }, async (t) => {
  const { folder, dev, database } = await withDev(t);
  await dev.put("KV", "before", "1");
  for (let tries = 0; existsSync(`${database}-wal`) && tries < 400; ++tries) await sleep(100);
  assert.ok(!existsSync(`${database}-wal`), "the test itself: the dev server keeps its file open");
  assert.deepEqual(names(await kvwList(folder, "local:KV")), ["before"]);
  await kvw(folder, "put", "local:KV", "between", "--value", "2");
  assert.deepEqual(names(await dev.list("KV")), ["before", "between"]);
  await dev.put("KV", "later", "3");
  assert.deepEqual(names(await kvwList(folder, "local:KV")), ["before", "between", "later"]);
});

test("the state folder removed under a stopped server, then made anew", { timeout }, async () => {
  const folder = kvProject([{ binding: "KV", id }]);
  let dev = await devServer(folder);
  await dev.put("KV", "old", "1");
  await dev.stop();
  rmSync(join(folder, ".wrangler"), { recursive: true });
  const empty = await kvwAnyhow(folder, ["list", "local:KV", "--json"]);
  assert.deepEqual([empty.code, JSON.parse(empty.text)], [0, []]);
  assert.ok(!existsSync(databasePath(stateOf(folder), id)), "reading creates nothing");
  await kvw(folder, "put", "local:KV", "new", "--value", "2");
  dev = await devServer(folder);
  try {
    assert.deepEqual(names(await dev.list("KV")), ["new"]);
    assert.deepEqual(Object.keys(await rowsOnDisk(databasePath(stateOf(folder), id))), ["new"]);
  } finally {
    await dev.stop();
  }
});
