// SPDX-License-Identifier: GPL-3.0-or-later
// What "copy as" puts into the clipboard is run as it is, by a shell in another folder: it must print the bytes of the
// very target that it was copied from.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { current, kvw, kvwFed, kvwPath, project, run, sameBytes, wranglerCommand } from "./helpers.mjs";

const probe = process.env.KVW_COPYLINES ?? join(dirname(kvwPath), "../../tests/items_copylines");
assert.ok(existsSync(probe), `the build must have made ${probe}`);
const timeout = 240_000;

const kv_namespaces = [
  { binding: "BOTH", id: "id-of-both", preview_id: "preview-of-both" },
  { binding: "ONLY_ID", id: "id-only" },
  { binding: "ONLY_PREVIEW", preview_id: "preview-only" },
  { binding: "NEITHER" },
  { binding: "EMPTY_PREVIEW", id: "id-beside-empty", preview_id: "" },
  { binding: "my-kv", id: "odd name" },
];
const folder = project({
  "a b/it's/wrangler.jsonc": {
    name: "w", compatibility_date: "2023-05-18", kv_namespaces,
    env: { staging: { kv_namespaces: [{ binding: "BOTH", id: "staging-id", preview_id: "staging-preview" }] } },
  },
});
const elsewhere = project({});
const bin = project({});
const persist = join(folder, "kept elsewhere");

/** Runs a line in sh, with wrangler and kvw in the path, and with what may stand in a user's environment. */
function shell(line) {
  const path = { PATH: `${bin}:${process.env.PATH}` };
  return run("/bin/sh", ["-c", line], { cwd: elsewhere, env: { ...path, CLOUDFLARE_ENV: "staging" } });
}

async function copied(key, ...persistTo) {
  const { code, text, stderr } = await run(probe, [folder, key, ...persistTo], { cwd: elsewhere });
  assert.equal(code, 0, stderr);
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

before(() => {
  const [program, options] = wranglerCommand(current);
  const quote = (word) => `'${word}'`;
  const script = (words) => `#!/bin/sh\nexec ${words.map(quote).join(" ")} "$@"\n`;
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "wrangler"), script([program, ...options]), { mode: 0o755 });
  writeFileSync(join(bin, "kvw"), script([kvwPath]), { mode: 0o755 });
});

const bytesOf = (target) => Buffer.concat([Buffer.from(target), Buffer.from([0, 255, 10])]);

for (const [title, ...persistTo] of [["beside the wrangler file"], ["kept elsewhere", persist]]) {
  test(`state ${title}: each line reads its own target`, { timeout }, async () => {
    const lines = (await copied("user:1", ...persistTo)).filter(({ target }) => target.startsWith("local:"));
    assert.equal(lines.length, 11);
    const options = ["--project", folder, ...(persistTo.length ? ["--persist-to", persist] : [])];
    const unnamed = "local:EMPTY_PREVIEW:preview"; // an empty id can neither be written nor be given to wrangler
    for (const { target } of lines.filter((line) => line.target !== unnamed))
      await kvwFed(elsewhere, bytesOf(target), "put", target, "user:1", "-", ...options);
    for (const { target, wrangler, whyNot, kvw: own } of lines) {
      if (target === unnamed) {
        assert.equal(wrangler, "");
        assert.notEqual(whyNot, "");
        continue;
      }
      if (!persistTo.length) sameBytes((await shell(own)).stdout, bytesOf(target), own);
      const { code, stdout, stderr } = await shell(wrangler);
      assert.equal(code, 0, `${wrangler}: ${stderr}`);
      sameBytes(stdout, bytesOf(target), wrangler);
    }
  });
}

test("keys that are hard to say", { timeout }, async () => {
  const keys = ["it's", "a b", "$HOME `id` $(id)", "two\nlines\n", "\u001b[31m\u202e", "ümlaut-日本", "=a", "@x", "007", "true",
    "a\\nb", "%s", "*", "!!", "--x", "-", "ends with '\u0001"];
  for (const key of keys) {
    const [line] = await copied(key);
    writeFileSync(join(bin, "value"), key);
    await kvw(elsewhere, "put", line.target, "--file", join(bin, "value"), "--project", folder, "--", key);
    sameBytes((await shell(line.kvw)).stdout, Buffer.from(key), line.kvw);
    if (key.startsWith("-")) {
      assert.equal(line.wrangler, "");
      continue;
    }
    const { stdout, stderr } = await shell(line.wrangler);
    sameBytes(stdout, Buffer.from(key), `${line.wrangler} ${stderr}`);
  }
});

test("wrangler has no way to say a key that begins with -", { timeout }, async () => {
  // If this fails, wrangler has learned it, and "copy as" should, too.
  const config = join(folder, "a b/it's/wrangler.jsonc");
  const options = ["--binding", "ONLY_ID", "--local", "--config", config, "--env", ""];
  for (const words of [["--", "--x"], ["--key=--x"]]) {
    const [program, before] = wranglerCommand(current);
    const { code } = await run(program, [...before, "kv", "key", "get", ...options, ...words], { cwd: elsewhere });
    assert.notEqual(code, 0);
  }
});

test("remote lines name the account's side", { timeout }, async () => {
  const remote = (await copied("k")).filter(({ target }) => target.startsWith("remote:"));
  assert.ok(remote.length >= 5);
  for (const { wrangler } of remote) {
    // Nobody listens there: that it was tried is what can be seen.
    const { code, text, stderr } = await shell(`CLOUDFLARE_API_TOKEN=x CLOUDFLARE_ACCOUNT_ID=${"0".repeat(32)} ${wrangler}`);
    assert.notEqual(code, 0, wrangler);
    assert.match(text + stderr, /fetch failed|ECONNREFUSED|connect/i, wrangler);
  }
});
