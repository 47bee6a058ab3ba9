// SPDX-License-Identifier: GPL-3.0-or-later
// The credential stays where it was found: it is in nothing that kvw prints, whatever happens, in no file that it writes,
// and in no command line.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { environment, kvwPath, project, run, sleep, start } from "../interop/helpers.mjs";
import { startServer } from "./helpers.mjs";

const skip = kvwPath ? false : "KVW names no program";
const preview = "0000000000000000000000000000000b";
const target = "remote:TODO:preview";
let server;
before(async () => {
  if (skip) return;
  server = await startServer();
  await server.seed({ namespace: preview, title: "secrets", count: 20 });
});
after(() => server?.stop());

/** A project and a home of its own, the token in one of the places where it may be. */
function placeFor(token, where) {
  const folder = project({
    "wrangler.jsonc": JSON.stringify({ name: "shop", kv_namespaces: [{ binding: "TODO", id: "1", preview_id: preview }] }),
    ...(where === ".env" ? { ".env": `CLOUDFLARE_API_TOKEN=${token}\n` } : {}),
  });
  const home = mkdtempSync(join(folder, "home-"));
  const env = {
    ...environment,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    TMPDIR: join(home, "tmp"),
    QT_LOGGING_RULES: "*=true", // whatever Qt has to say, it says
    CLOUDFLARE_API_BASE_URL: server.url,
    CLOUDFLARE_ACCOUNT_ID: server.account,
  };
  mkdirSync(env.TMPDIR);
  if (where === "environment") env.CLOUDFLARE_API_TOKEN = token;
  if (where === "login") {
    mkdirSync(join(home, "config/.wrangler/config"), { recursive: true });
    writeFileSync(join(home, "config/.wrangler/config/default.toml"),
                  `oauth_token = "${token}"\nrefresh_token = "never-used"\nexpiration_time = "2099-01-01T00:00:00.000Z"\n`);
  }
  return { folder, env };
}
/** The files below a folder that hold any of the secret's forms. */
function filesWith(folder, secret) {
  const forms = [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), Buffer.from(secret).toString("hex")];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => forms.some((form) => readFileSync(path).includes(form)))
    .map((path) => path.slice(folder.length + 1));
}

const commands = [
  ["targets"], ["accounts"], ["accounts", "--json"], ["namespaces"], ["list", target, "--json"], ["get", target, "key-0000001"],
  ["info", target, "key-0000001"], ["put", target, "k", "--value", "v", "--metadata", '{"m":1}'], ["delete", target, "k"],
  ["get", target, "not there"], ["list", `remote:#${"f".repeat(32)}`], ["get", target, "a/../b"], ["--help"],
];

for (const where of ["environment", ".env", "login"]) {
  test(`a token from ${where} goes nowhere`, { skip }, async () => {
    const token = server.tokens.full;
    const { folder, env } = placeFor(token, where);
    const planted = filesWith(folder, token);
    const said = async (args) => {
      const result = await run(kvwPath, args, { cwd: folder, onlyEnv: env });
      const all = result.text + result.stderr;
      assert.ok(!all.includes(token), `kvw ${args.join(" ")} printed the token`);
      return result;
    };
    const codes = [];
    for (const args of commands) codes.push((await said(args)).code);
    assert.deepEqual(codes, [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 3, 0], "the token was not used");
    const log = await server.requests();
    assert.ok(log.requests.some(({ credential }) => credential === "full"));
    assert.ok(!log.requests.some(({ path }) => path.includes(token)), "the token was in an address");
    // Also when the other side tells it back.
    for (const fault of [
      { kind: "status", status: 400, code: 10012, message: `no: Bearer ${token}` },
      { kind: "status", status: 403, code: 10000, message: token }, { kind: "bare", message: token },
      { kind: "successFalse", code: 1, message: `${token}${token}` }, { kind: "html403" }, { kind: "unauthorized" },
    ]) {
      await server.fault({ count: 0, ...fault });
      for (const args of [["list", target], ["get", target, "key-0000001"], ["put", target, "k", "--value", "v"], ["accounts"]]) {
        assert.equal((await said(args)).code, 1);
      }
      await server.noFaults();
    }
    assert.deepEqual(filesWith(folder, token), planted, "the token was written into a file");
  });
}

test("a token that is refused is not printed either", { skip }, async () => {
  for (const token of [server.tokens.unknown, server.tokens.expired, server.tokens.disabled, `${server.tokens.full}\u2026`]) {
    const { folder, env } = placeFor(token, "environment");
    for (const args of [["list", target], ["accounts"]]) {
      const { code, text, stderr } = await run(kvwPath, args, { cwd: folder, onlyEnv: env });
      assert.equal(code, 1);
      assert.ok(!(text + stderr).includes(token), `kvw ${args.join(" ")} printed the token`);
      assert.ok(!(text + stderr).includes(token.slice(0, 20)), `kvw ${args.join(" ")} printed part of the token`);
    }
    assert.deepEqual(filesWith(folder, token), []);
  }
});

test("no command line holds the token", { skip: skip || (existsSync("/proc/self/cmdline") ? false : "no /proc") }, async () => {
  const token = server.tokens.full;
  const { folder, env } = placeFor(token, "environment");
  await server.forget();
  await server.fault({ kind: "delay", ms: 1_500, count: 0 });
  const child = start(kvwPath, ["get", target, "key-0000001"], { cwd: folder, env, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    while ((await server.requests()).count === 0) await sleep(20);
    const lines = [];
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        lines.push([Number(pid), readFileSync(`/proc/${pid}/cmdline`).toString()]);
      } catch {
        // ended meanwhile, or somebody else's
      }
    }
    assert.match(lines.find(([pid]) => pid === child.pid)[1], /get\0/);
    assert.ok(!lines.some(([, line]) => line.includes(token)), "a process has the token in its command line");
  } finally {
    assert.equal(await ended, 0);
    await server.noFaults();
  }
});
