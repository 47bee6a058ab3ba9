// SPDX-License-Identifier: GPL-3.0-or-later
// kvw compare against a comparison that was written plainly in another language, over many random namespaces.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { kvProject, kvwPath, run } from "./helpers.mjs";
import { asBulkFile, optionsOf, plainCompare, randomPair } from "./plain-compare.mjs";

const skip = kvwPath ? false : "KVW names no program";
const seeds = Number(process.env.KVW_SEEDS ?? 2_000);
const folder = skip ? "" : kvProject([{ binding: "A", id: "aaaa" }, { binding: "B", id: "bbbb" }]);
const kvw = (...args) => run(kvwPath, args, { cwd: folder });

/** kvw's own report as {key -> {status, reasons}}. */
function rowsOf(text) {
  const report = JSON.parse(text);
  return new Map(report.rows.map(({ key, status, reasons }) => [key, { status, reasons: [...(reasons ?? [])].sort() }]));
}

function sameFindings(found, wanted, told) {
  const sorted = (rows) => [...rows].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepEqual(sorted(found), sorted(wanted), told);
}

async function compareOnce(seed, a, b, { left, right, rules }) {
  const wanted = plainCompare(left, right, rules);
  const result = await kvw("compare", a, b, ...optionsOf(rules), "--report", "json", "--exit-code");
  const told = `seed ${seed}: kvw compare ${optionsOf(rules).join(" ")}\n${result.stderr}`;
  const same = [...wanted.values()].every(({ status }) => status === "same");
  assert.equal(result.code, same ? 0 : 4, told);
  sameFindings(rowsOf(result.text), [...wanted].filter(([, { status }]) => status !== "same"), told);
  assert.equal(JSON.parse(result.text).counts.same, [...wanted.values()].filter(({ status }) => status === "same").length, told);
  // In key order, as bytes.
  const keys = JSON.parse(result.text).rows.map(({ key }) => Buffer.from(key));
  assert.ok(keys.every((key, index) => index === 0 || Buffer.compare(keys[index - 1], key) < 0), told);
  return wanted;
}

test(`${seeds} random pairs of snapshots: kvw finds what the plain comparison finds`, { skip }, async () => {
  const seen = new Map();
  let next = 0;
  const worker = async () => {
    for (let seed = next++; seed < seeds; seed = next++) {
      const pair = randomPair(seed);
      const [a, b] = ["a", "b"].map((side) => join(folder, `${side}-${seed}.json`));
      writeFileSync(a, asBulkFile(pair.left));
      writeFileSync(b, asBulkFile(pair.right));
      for (const { status, reasons } of (await compareOnce(seed, `snapshot:${a}`, `snapshot:${b}`, pair)).values())
        for (const what of [status, ...reasons]) seen.set(what, (seen.get(what) ?? 0) + 1);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  for (const what of ["only-left", "only-right", "different", "same", "value", "metadata", "expiration", "formatting"])
    assert.ok(seen.get(what) > seeds / 20, `${what} came up ${seen.get(what)} times only`);
});

test("the same in local stores, filled by kvw import", { skip }, async () => {
  for (let seed = 5_000; seed < 5_030; seed += 1) {
    const pair = randomPair(seed);
    const name = `local:#compare-${seed}`;
    for (const [side, entries] of [["a", pair.left], ["b", pair.right]]) {
      const file = join(folder, `local-${side}-${seed}.json`);
      writeFileSync(file, asBulkFile(entries));
      const imported = await kvw("import", file, `${name}-${side}`);
      assert.equal(imported.code, 0, imported.stderr);
    }
    await compareOnce(seed, `${name}-a`, `${name}-b`, pair);
  }
});

test("a comparison that was stopped goes on, and ends the same", { skip }, async () => {
  const pair = randomPair(77);
  const [a, b] = [join(folder, "stop-a.json"), join(folder, "stop-b.json")];
  writeFileSync(a, asBulkFile(pair.left));
  writeFileSync(b, asBulkFile(pair.right));
  const state = join(folder, "stop.comparison");
  const once = await kvw("compare", `snapshot:${a}`, `snapshot:${b}`, "--report", "csv", "--state", state);
  const again = await kvw("compare", `snapshot:${a}`, `snapshot:${b}`, "--report", "csv", "--state", state);
  assert.equal(once.code, 0, once.stderr);
  assert.equal(again.text, once.text);
  const other = await kvw("compare", `snapshot:${b}`, `snapshot:${a}`, "--state", state);
  assert.equal(other.code, 1);
  assert.match(other.stderr, /other targets/);
});

test("copy makes the one like the other, and its rollback takes it back", { skip }, async () => {
  for (let seed = 6_000; seed < 6_010; seed += 1) {
    const { left, right } = randomPair(seed);
    const [a, b] = [`local:#copy-${seed}-a`, `local:#copy-${seed}-b`];
    for (const [target, entries] of [[a, left], [b, right]]) {
      const file = join(folder, `${target.slice(7)}.json`);
      writeFileSync(file, asBulkFile(entries));
      assert.equal((await kvw("import", file, target)).code, 0);
    }
    const before = plainCompare(left, right);
    const plan = join(folder, `copy-${seed}.plan.ndjson`);
    const copied = await kvw("copy", a, b, "--delete-extra", "--yes", "--plan", plan);
    assert.equal(copied.code, 0, copied.stderr);
    const equal = await kvw("compare", a, b, "--exit-code", "--ignore", "json-format");
    assert.equal(equal.code, 0, `seed ${seed}: ${equal.text}${equal.stderr}`);
    if ([...before.values()].every(({ status }) => status === "same")) continue;
    const back = await kvw("apply", plan.replace(".plan.", ".rollback."), "--yes");
    assert.equal(back.code, 0, back.stderr);
    await compareOnce(seed, a, b, { left, right, rules: { depth: "values", paths: [], prefixes: [] } });
  }
});
