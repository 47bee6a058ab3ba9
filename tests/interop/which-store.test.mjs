// SPDX-License-Identifier: GPL-3.0-or-later
// With every combination of ids: the store that each of wrangler's commands really uses is the one whose `used_by`
// names that command.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  bulkPut, current, databasePath, devServer, kvProject, kvw, kvwTargets, project, rowsOnDisk, stateOf, wranglerAnyhow,
} from "./helpers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const timeout = 240_000;

const combinations = [
  { binding: "BOTH", id: "id-of-both", preview_id: "preview-of-both" },
  { binding: "SAME", id: "same-id", preview_id: "same-id" },
  { binding: "ONLY_ID", id: "id-only" },
  { binding: "ONLY_PREVIEW", preview_id: "preview-only" },
  { binding: "NEITHER" },
  { binding: "EMPTY_PREVIEW", id: "id-beside-empty", preview_id: "" },
  { binding: "ONLY_EMPTY", preview_id: "" },
  { binding: "REMOTE", id: "remote-id", preview_id: "remote-preview", remote: true },
  { binding: "REMOTE_FALSE", id: "not-remote", remote: false },
];
const staging = [{ binding: "BOTH", id: "staging-id", preview_id: "staging-preview" }, { binding: "STAGED" }];
const all = [
  ...combinations.map((item) => ({ ...item, environment: "" })),
  ...staging.map((item) => ({ ...item, environment: "staging" })),
];

const folder = project({
  "worker.mjs": readFileSync(join(here, "worker.mjs")),
  "wrangler.jsonc": {
    name: "w", main: "worker.mjs", compatibility_date: "2023-05-18", kv_namespaces: combinations,
    env: { staging: { kv_namespaces: staging } },
  },
});
// Every namespace that any rule could choose. Two EMPTY bindings share "", as wrangler has it.
const candidates = [...new Set(all.flatMap(({ binding, id, preview_id }) => [binding, id, preview_id]))]
  .filter((one) => one !== undefined);

const environmentFlag = (environment) => (environment ? ["--env", environment] : []);

/** Which of the candidates hold this key. */
async function holders(key) {
  const found = [];
  for (const candidate of candidates)
    if (key in (await rowsOnDisk(databasePath(stateOf(folder), candidate)))) found.push(candidate);
  return found;
}

let count = 0;
/** The namespace that a command line (without key, value or binding) really uses; null when it refuses. */
async function reallyUsedBy(command, binding) {
  const [, kv, noun, verb, ...flags] = command.split(" ");
  assert.equal(kv, "kv", command);
  const selected = ["--binding", binding, "--local", ...flags];
  const call = (...words) => wranglerAnyhow(current, folder, `kv ${noun}`, verb, ...words, ...selected);
  const which = (items) => items.map((item) => item.replace(/^seed:/, ""));
  if (noun === "key" && verb === "list") {
    const { code, text } = await call();
    if (code !== 0) return null;
    const seeds = JSON.parse(text).map((item) => item.name).filter((name) => name.startsWith("seed:"));
    assert.equal(seeds.length, 1, `${command} --binding ${binding} lists no store of the test: ${text}`);
    return which(seeds)[0];
  }
  const key = `probe ${++count}`;
  assert.ok(noun === "key" && verb === "put", `the test knows no way to run ${command}`);
  if ((await call(key, "v")).code !== 0) return null;
  const found = await holders(key);
  assert.equal(found.length, 1, `${command} --binding ${binding} wrote to ${found}`);
  return found[0];
}

const devUses = {};
let rows;

before(async () => {
  // Each candidate gets a key that tells its name, through a Worker bound to all of them.
  const seeding = kvProject(candidates.map((id, n) => ({ binding: `B${n}`, id: id || "to-be-empty" })));
  const seeds = candidates.map((id, n) => [`B${n}`, id]).filter(([, id]) => id !== "");
  const seeder = await devServer(seeding, "--persist-to", join(folder, ".wrangler/state"));
  for (const [binding, id] of seeds) assert.equal((await seeder.put(binding, `seed:${id}`, "x")).status, 204);
  await seeder.stop();

  for (const environment of ["", "staging"]) {
    const dev = await devServer(folder, "--local", ...environmentFlag(environment));
    for (const { binding } of all.filter((item) => item.environment === environment))
      assert.equal((await dev.put(binding, `dev ${binding}@${environment}`, "x")).status, 204);
    await dev.stop();
  }
  for (const { binding, environment } of all) {
    const found = await holders(`dev ${binding}@${environment}`);
    assert.equal(found.length, 1, `wrangler dev wrote ${binding} to ${found}`);
    devUses[`${binding}@${environment}`] = found[0];
  }
  rows = (await kvwTargets(folder)).rows;
}, { timeout });

for (const { binding, environment, id, preview_id, remote } of all) {
  const title = environment ? `${binding} in ${environment}` : binding;
  test(`${title}: used_by tells the truth`, { timeout }, async () => {
    const row = rows.find((one) => one.binding === binding && (one.environment || "") === environment);
    assert.ok(row, `kvw targets knows no ${title}`);
    assert.equal(row.id ?? undefined, id);
    assert.equal(row.preview_id ?? undefined, preview_id);
    assert.equal(row.remote ?? false, remote ?? false);
    const suffix = environment ? `@${environment}` : "";
    const names = [`local:${binding}${suffix}`];
    if (preview_id !== undefined) names.push(`local:${binding}${suffix}:preview`);
    const sorted = (list) => list.map((name) => name.split(":").sort().join(":")).sort();
    const local = row.targets.filter((target) => target.place === "local");
    assert.deepEqual(sorted(local.map((target) => target.name)), sorted(names));

    const tail = environment ? ` --env ${environment}` : "";
    const claims = (target, command) => target.used_by.includes(command + tail);
    for (const target of local)
      assert.equal(target.path, databasePath(stateOf(folder), target.namespace), target.name);

    // The dev server: with --local when the binding is remote, for without it goes to Cloudflare.
    const dev = remote ? "wrangler dev --local" : "wrangler dev";
    for (const target of local) {
      assert.equal(claims(target, dev), target.namespace === devUses[`${binding}@${environment}`], `${target.name}: ${dev}`);
      if (remote) assert.ok(!claims(target, "wrangler dev"), `${target.name}: wrangler dev uses the remote namespace`);
    }
    // What is used without a flag is claimed by exactly the target that it uses.
    for (const command of ["wrangler kv key list", "wrangler kv key put"]) {
      const used = await reallyUsedBy(command + tail, binding);
      for (const target of local)
        assert.equal(claims(target, command), target.namespace === used, `${target.name}: ${command} uses ${used}`);
    }
    // Whatever else is claimed holds as well.
    for (const target of local) {
      const flagged = target.used_by.filter((command) => /^wrangler kv key (list|put) .*--preview/.test(command));
      for (const command of flagged)
        assert.equal(await reallyUsedBy(command, binding), target.namespace, `${target.name}: ${command}`);
      // The commands that share wrangler's rule are claimed together.
      const pairs = { "key list": ["key get", "bulk get"], "key put": ["key delete", "bulk put", "bulk delete"] };
      for (const [one, others] of Object.entries(pairs)) {
        const of = (verb) => target.used_by.filter((command) => command.startsWith(`wrangler kv ${verb}`))
          .map((command) => command.slice(`wrangler kv ${verb}`.length));
        for (const other of others) assert.deepEqual(of(other), of(one), `${target.name}: kv ${other} and kv ${one}`);
      }
    }
  });
}

test("the key that dev wrote is in the target that says so", { timeout }, async () => {
  for (const { binding, environment } of all) {
    const row = rows.find((one) => one.binding === binding && (one.environment || "") === environment);
    const target = row.targets.find(({ used_by }) => used_by.some((command) => /^wrangler dev\b/.test(command)));
    const key = `dev ${binding}@${environment}`;
    const { blob_id } = (await rowsOnDisk(target.path))[key] ?? {};
    assert.ok(blob_id, `${target.name} has no ${key}`);
    // A namespace whose id is empty has no folder for values: wrangler itself cannot read them back.
    if (target.namespace !== "") assert.equal((await kvw(folder, "get", target.name, key)).toString(), "x");
  }
});

test("wrangler dev goes to Cloudflare for a remote binding", { timeout }, async () => {
  const lonely = kvProject([{ binding: "REMOTE", id: "remote-id", remote: true }]);
  await bulkPut(current, lonely, [{ key: "local", value: "x" }], "--binding", "REMOTE");
  await assert.rejects(devServer(lonely), /did not start|log ?in|CLOUDFLARE_API_TOKEN/i);
});
