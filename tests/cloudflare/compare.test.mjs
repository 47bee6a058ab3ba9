// SPDX-License-Identifier: GPL-3.0-or-later
// kvw compare, copy, export and import at Cloudflare: the same findings as a plain comparison, no more requests
// than need be, and mishaps on the way.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { kvwPath, project, run } from "../interop/helpers.mjs";
import { asBulkFile, optionsOf, plainCompare, randomPair } from "../interop/plain-compare.mjs";
import { cloudflareEnvironment, mustSucceed, remoteWrangler, startServer } from "./helpers.mjs";

const skip = kvwPath ? false : "KVW names no program";
const production = "0000000000000000000000000000000a";
const preview = "0000000000000000000000000000000b";
let server;
let folder;
before(async () => {
  if (skip) return;
  server = await startServer();
  for (const namespace of [production, preview]) await server.seed({ namespace, title: `compare-${namespace.at(-1)}` });
  folder = project({
    "wrangler.jsonc": JSON.stringify({ name: "shop", kv_namespaces: [{ binding: "TODO", id: production, preview_id: preview }] }),
  });
});
after(() => server?.stop());

const kvw = (...args) => run(kvwPath, args, { cwd: folder, env: cloudflareEnvironment(server), timeout: 120_000 });
async function done(...args) {
  const result = await kvw(...args);
  assert.equal(result.code, 0, `kvw ${args.join(" ")}: exit ${result.code}\n${result.text}${result.stderr}`);
  return result;
}
const rowsOf = (text) =>
  new Map(JSON.parse(text).rows.map(({ key, status, reasons }) => [key, { status, reasons: [...(reasons ?? [])].sort() }]));
const sorted = (rows) => [...rows].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

test("random namespaces at Cloudflare: kvw finds what the plain comparison finds", { skip }, async () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    const pair = randomPair(seed);
    const names = [];
    for (const side of ["left", "right"]) {
      const { id } = await server.seed({ title: `pair-${seed}-${side}` });
      const file = join(folder, `${side}-${seed}.json`);
      writeFileSync(file, asBulkFile(pair[side]));
      await done("import", file, `remote:#${id}`, "--production");
      names.push(`remote:#${id}`);
    }
    const wanted = plainCompare(pair.left, pair.right, pair.rules);
    const result = await kvw("compare", ...names, ...optionsOf(pair.rules), "--report", "json",
                             ...(seed % 5 === 0 ? [] : ["--no-second-look"])); // which waits some seconds first
    assert.deepEqual(sorted(rowsOf(result.text)), sorted([...wanted].filter(([, { status }]) => status !== "same")), `seed ${seed} ${optionsOf(pair.rules).join(" ")}\n${result.stderr}`);
  }
});

test("preview is carried over to production, kept back by its guards, and taken back", { skip }, async () => {
  const entries = (count, value) =>
    Array.from({ length: count }, (_, index) => ({ key: `k${String(index).padStart(4, "0")}`, value: Buffer.from(`${value} ${index}`) }));
  writeFileSync(join(folder, "preview.json"), asBulkFile(entries(300, "new")));
  writeFileSync(join(folder, "production.json"), asBulkFile([...entries(150, "old"), ...entries(100, "new").map((entry) => ({ ...entry, key: `same-${entry.key}` }))]));
  await done("import", "preview.json", "remote:TODO:preview");
  await done("import", "production.json", "remote:TODO", "--production");

  await server.forget();
  const refused = await kvw("copy", "remote:TODO:preview", "remote:TODO");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--production/);
  const massive = await kvw("copy", "remote:TODO:preview", "remote:TODO", "--delete-extra", "--production", "--prefix", "same-");
  assert.equal(massive.code, 2, massive.stderr);
  assert.match(massive.stderr, /--yes/);

  const plan = join(folder, "promote.plan.ndjson");
  await done("copy", "remote:TODO:preview", "remote:TODO", "--production", "--plan", plan);
  const compared = await kvw("compare", "remote:TODO:preview", "remote:TODO", "--no-second-look");
  assert.match(compared.stderr, /0 differ, 0 only in A, 100 only in B, 300 the same/);
  await done("apply", join(folder, "promote.rollback.ndjson"), "--production", "--yes");
  const back = JSON.parse((await mustSucceed(remoteWrangler(server, { cwd: folder })("kv key", "list", "--namespace-id", production))).toString());
  assert.equal(back.length, 250);
  assert.equal((await done("get", "remote:TODO", "k0007")).text, "old 7");
});

test("what comparing two namespaces of 2,500 keys costs in requests", { skip }, async () => {
  const sides = [];
  for (const side of ["left", "right"]) sides.push((await server.seed({ title: `cost-${side}`, count: 2_500 })).id);
  await server.forget();
  await done("compare", ...sides.map((id) => `remote:#${id}`));
  const { requests } = await server.requests();
  const lists = requests.filter(({ method, path }) => method === "GET" && /\/keys/.test(path)).length;
  const reads = requests.filter(({ path }) => /\/bulk\/get/.test(path)).length;
  assert.equal(lists, 6, "2,500 keys are three pages on each side");
  assert.ok(reads <= 50, `${reads} bulk reads for 2,500 keys on each side`);
  assert.equal(requests.length, lists + reads, requests.map(({ method, path }) => `${method} ${path}`).join("\n"));
});

test("an export is what wrangler takes, and comes back the same", { skip }, async () => {
  const pair = randomPair(4711, { text: true });
  const { id } = await server.seed({ title: "export-from" });
  writeFileSync(join(folder, "export-in.json"), asBulkFile(pair.left));
  await done("import", "export-in.json", `remote:#${id}`, "--production");
  await done("export", `remote:#${id}`, "export-out.json");
  const { id: second } = await server.seed({ title: "export-to" });
  const wrangler = remoteWrangler(server, { cwd: folder });
  await mustSucceed(wrangler("kv bulk", "put", "export-out.json", "--namespace-id", second));
  const same = await kvw("compare", `remote:#${id}`, `remote:#${second}`, "--exit-code", "--no-second-look");
  assert.equal(same.code, 0, same.text + same.stderr);
  assert.ok(JSON.parse(readFileSync(join(folder, "export-out.json"))).length > 0);
});
