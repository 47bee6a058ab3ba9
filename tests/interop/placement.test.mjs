// SPDX-License-Identifier: GPL-3.0-or-later
// Which wrangler file counts when several lie about, and where the state then goes: real wrangler puts a key from
// the folder in question, kvw started in the same folder must find it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  bulkPut, current, databasePath, kvw, kvwAnyhow, kvwTargets, project, rowsOnDisk, stateOf, wrangler, wranglerAnyhow,
} from "./helpers.mjs";

const timeout = 60_000;
const json = (id) => ({ name: "w", kv_namespaces: [{ binding: "KV", id }] });
const toml = (id) => `name = "w"\nkv_namespaces = [ { binding = "KV", id = "${id}" } ]\n`;

const cases = [
  {
    title: "json before jsonc before toml in one folder",
    files: { "wrangler.json": json("json"), "wrangler.jsonc": json("jsonc"), "wrangler.toml": toml("toml") },
  },
  { title: "jsonc before toml in one folder", files: { "wrangler.jsonc": json("jsonc"), "wrangler.toml": toml("toml") } },
  {
    title: "a json further up beats the toml here",
    files: { "wrangler.json": json("json"), "sub/wrangler.toml": toml("toml") },
    start: "sub",
  },
  {
    title: "a jsonc two folders up beats the toml here",
    files: { "wrangler.jsonc": json("jsonc"), "a/b/wrangler.toml": toml("toml") },
    start: "a/b",
  },
  {
    title: "the nearest of one name",
    files: { "wrangler.jsonc": json("far"), "a/wrangler.jsonc": json("near"), "a/b/note": "" },
    start: "a/b",
  },
  {
    title: "a json further up beats a nearer jsonc",
    files: { "wrangler.json": json("json"), "a/wrangler.jsonc": json("jsonc"), "a/b/note": "" },
    start: "a/b",
  },
  { title: "a toml further up, from below", files: { "wrangler.toml": toml("toml"), "src/deep/note": "" }, start: "src/deep" },
  {
    title: "a broken json further up still wins, and breaks",
    files: { "wrangler.json": "{ broken", "sub/wrangler.toml": toml("toml") },
    start: "sub",
    broken: "wrangler.json",
  },
  {
    title: "a folder of that name is no file",
    files: { "wrangler.json/note": "", "wrangler.toml": toml("toml") },
  },
];

for (const { title, files, start = ".", broken } of cases) {
  test(title, { timeout }, async () => {
    const root = project(files);
    const cwd = join(root, start);
    const put = await wranglerAnyhow(current, cwd, "kv key", "put", "k", `from ${title}`, "--binding", "KV", "--local");
    const { rows } = await kvwTargets(cwd);
    if (broken) {
      assert.notEqual(put.code, 0, "the test itself: wrangler should fail");
      assert.ok(rows.some((row) => row.config === join(root, broken) && row.error), JSON.stringify(rows));
      assert.notEqual((await kvwAnyhow(cwd, ["list", "local:KV"])).code, 0, "local:KV means a file that wrangler never reads");
      return;
    }
    const known = put.code === 0;
    if (!known) {
      // What wrangler cannot use, kvw need not either; but it must not claim that all is well.
      assert.notEqual((await kvwAnyhow(cwd, ["put", "local:KV", "k", "--value", "v"])).code, 0, put.text + put.stderr);
      return;
    }
    // Where did it go? Look at the disk.
    const ids = ["json", "jsonc", "toml", "far", "near"];
    const folders = [...new Set(Object.keys(files).map((name) => join(root, name, "..")))];
    const found = [];
    for (const folder of folders)
      for (const id of ids)
        if ("k" in (await rowsOnDisk(databasePath(stateOf(folder), id)))) found.push([folder, id]);
    assert.equal(found.length, 1, `the test itself: found ${found}`);
    const [[folder, id]] = found;
    const row = rows.find((one) => one.targets?.some((target) => target.path === databasePath(stateOf(folder), id)));
    assert.ok(row, `kvw targets does not know ${folder} with ${id}: ${JSON.stringify(rows)}`);
    assert.equal(row.id, id);
    assert.equal(join(row.config, ".."), folder);
    assert.equal((await kvw(cwd, "get", "local:KV", "k")).toString(), `from ${title}`);
    assert.equal((await kvw(root, "get", "local:KV", "k", "--project", cwd)).toString(), `from ${title}`);
  });
}

test("without any wrangler file, the id of a store is enough", { timeout }, async () => {
  const root = project({ note: "" });
  await wrangler(current, root, "kv key", "put", "k", "v", "--namespace-id", "loose");
  assert.ok(existsSync(databasePath(stateOf(root), "loose")), "the test itself: wrangler keeps it here");
  assert.equal((await kvw(root, "get", "local:#loose", "k")).toString(), "v");
});

test("a monorepo shows every Worker, each with its own state folder", { timeout }, async () => {
  const root = project({
    "apps/one/wrangler.jsonc": json("first"), "apps/two/wrangler.toml": toml("second"),
    "node_modules/x/wrangler.toml": toml("third"), ".git/wrangler.toml": toml("fourth"),
  });
  for (const app of ["one", "two"])
    await bulkPut(current, join(root, "apps", app), [{ key: app, value: app }], "--binding", "KV");
  const { code, rows } = await kvwTargets(root);
  assert.equal(code, 0);
  const seen = rows.map((row) => [row.config, row.id, row.targets[0].exists, row.targets[0].path]);
  assert.deepEqual(seen.sort(), [["one", "wrangler.jsonc", "first"], ["two", "wrangler.toml", "second"]].map(
    ([app, file, id]) => {
      const folder = join(root, "apps", app);
      return [join(folder, file), id, true, databasePath(stateOf(folder), id)];
    }));
});
