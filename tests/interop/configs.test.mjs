// SPDX-License-Identifier: GPL-3.0-or-later
// Every file in configs/, read by wrangler's own reader and by kvw: they must agree, environment by environment,
// whether it is an error, and on bindings and ids. What wrangler says is asked here and now, nothing is stored.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { current, environment, kvwTargets, project, tools } from "./helpers.mjs";

Object.assign(process.env, environment);
const require = createRequire(join(tools, `wrangler-${current.version}`, "node_modules/"));
const reader = require("wrangler");

const corpus = fileURLToPath(new URL("configs/", import.meta.url));
const names = readdirSync(corpus).filter((name) => /\.(jsonc?|toml)$/.test(name)).sort();

/** What wrangler makes of a file: {broken: {message, line}} or {environments: {name: bindings | refusal}}. */
function asWranglerReads(config) {
  let raw;
  try {
    ({ rawConfig: raw } = reader.experimental_readRawConfig({ config }));
  } catch (error) {
    return { broken: { message: error.message, line: error.location?.line } };
  }
  const environments = {};
  const defined = raw?.env;
  const named = defined !== null && typeof defined === "object" ? Object.keys(defined) : [];
  for (const name of ["", ...named]) {
    try {
      const read = reader.unstable_readConfig({ config, env: name }, { hideWarnings: true });
      environments[name] = { bindings: read.kv_namespaces.map(plain) };
    } catch (error) {
      environments[name] = { refused: error.message };
    }
  }
  return { environments };
}

/** A binding of either side, in one shape. */
const plain = ({ binding, id, preview_id, remote }) =>
  ({ binding, id: id ?? null, preview_id: preview_id ?? null, remote: remote ?? null });

const of = (rows, name) => rows.filter((row) => (row.environment ?? "") === name);

test("the corpus is there", () => assert.ok(names.length >= 60, `${names.length} files`));

for (const name of names) {
  test(name, { timeout: 30_000 }, async () => {
    const file = `wrangler${extname(name)}`;
    const folder = project({ [file]: readFileSync(join(corpus, name)) });
    const config = join(folder, file);
    const theirs = asWranglerReads(config);
    const { code, rows } = await kvwTargets(folder, "--project", folder);
    for (const row of rows) assert.equal(row.config, config);
    const errors = rows.filter((row) => row.error !== undefined);
    for (const { error, line, column } of errors) {
      assert.ok(typeof error === "string" && error.length > 0, "an error says something");
      const lines = readFileSync(config, "utf8").split(/\r\n|\r|\n/).length;
      assert.ok(line >= 1 && line <= lines && column >= 1, `${line}:${column}: ${error}`);
    }

    if (theirs.broken) {
      assert.equal(rows.length, 1, `wrangler: ${theirs.broken.message}; kvw: ${JSON.stringify(rows)}`);
      assert.equal(errors.length, 1, `wrangler: ${theirs.broken.message}; kvw reads it: ${JSON.stringify(rows)}`);
      assert.equal(rows[0].environment, undefined, "the whole file is unreadable, not one environment");
      if (theirs.broken.line) assert.equal(rows[0].line, theirs.broken.line, `line of ${rows[0].error}`);
      assert.equal(code, 1);
      return;
    }
    for (const [environment, { bindings, refused }] of Object.entries(theirs.environments)) {
      const ours = of(rows, environment);
      const refusals = ours.filter((row) => row.error !== undefined);
      const title = environment || "the top level";
      if (refused !== undefined) {
        assert.ok(refusals.length > 0, `wrangler refuses ${title}: ${refused}\nkvw: ${JSON.stringify(ours)}`);
      } else {
        assert.deepEqual(refusals, [], `wrangler accepts ${title}`);
        assert.deepEqual(ours.map(plain), bindings, title);
      }
    }
    const known = Object.keys(theirs.environments);
    for (const row of rows) assert.ok(known.includes(row.environment ?? ""), `there is no environment ${row.environment}`);
    assert.equal(code, errors.length > 0 ? 1 : 0);
  });
}
