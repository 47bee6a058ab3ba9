// SPDX-License-Identifier: GPL-3.0-or-later
// What every story needs: a project in a folder of its own, the pinned wranglers, kvw, a dev server, and eyes that
// look at the disk without either of them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const tools = process.env.KVW_INTEROP_TOOLS ?? join(here, "tools");
export const kvwPath = process.env.KVW;

/** Every pinned wrangler: how it is called, and where it differs. */
export const wranglers = [
  { version: "3.7", colon: true, oldLayout: true, bulkBase64: false },
  { version: "3.22", colon: true, bulkBase64: false },
  { version: "3.114", bulkBase64: true },
  { version: "4.20", bulkBase64: true },
  { version: "4.164", bulkBase64: true, binaryBulk: true },
];
export const current = wranglers.at(-1);

// Everything lives below one folder that goes at the end; wrangler finds no home, no login and no way out: the
// registry that it would ask for news is a port where nobody listens.
const scratch = mkdtempSync(join(tmpdir(), "kvw-interop-"));
const groups = new Set();
process.on("exit", () => {
  for (const pid of groups) signalGroup(pid, "SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

const home = join(scratch, "home");
mkdirSync(join(home, "tmp"), { recursive: true });
export const environment = {
  PATH: process.env.PATH,
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  HOME: home,
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_CACHE_HOME: join(home, "cache"),
  XDG_DATA_HOME: join(home, "data"),
  TMPDIR: join(home, "tmp"),
  CI: "1",
  NO_COLOR: "1",
  NO_UPDATE_NOTIFIER: "1",
  npm_config_registry: "http://127.0.0.1:9/",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_REGISTRY_PATH: join(home, "registry"),
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  CLOUDFLARE_API_BASE_URL: "http://127.0.0.1:9/client/v4",
};

export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Starts a program as the leader of a process group that does not outlive this one. */
export function start(program, args, options) {
  const child = spawn(program, args, { env: environment, detached: true, ...options });
  child.on("spawn", () => groups.add(child.pid));
  return child;
}

/**
 * Runs a program to its end: {code, stdout (bytes), text, stderr}. env is added to the environment of all; onlyEnv
 * stands in place of it.
 */
export function run(program, args, { cwd, input = "", timeout = 60_000, env = {}, onlyEnv } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(program, args, { cwd, env: onlyEnv ?? { ...environment, ...env } });
    const out = [];
    const err = [];
    const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), timeout);
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.stdin.on("error", () => {}); // a program that reads no input may be gone before it is written
    child.stdin.end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      signalGroup(child.pid, "SIGKILL"); // a workerd that its wrangler left behind
      groups.delete(child.pid);
      const stdout = Buffer.concat(out);
      resolve({ code: code ?? signal, stdout, text: stdout.toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

/** A folder of its own holding the given files: {"wrangler.jsonc": text or bytes or an object}. */
export function project(files) {
  const folder = mkdtempSync(join(scratch, "project-"));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const plain = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(path, plain ? content : JSON.stringify(content));
  }
  return folder;
}

/** A project of one Worker with the given kv_namespaces, in TOML, which every version reads. */
export function kvProject(namespaces, files = {}) {
  const items = namespaces.map((item) => {
    const fields = Object.entries(item).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    return `[[kv_namespaces]]\n${fields.join("\n")}\n`;
  });
  const head = `name = "w"\nmain = "worker.mjs"\ncompatibility_date = "2023-05-18"\n`;
  const worker = readFileSync(join(here, "worker.mjs"));
  return project({ "wrangler.toml": head + items.join(""), "worker.mjs": worker, ...files });
}

/** The command line of a pinned wrangler. */
export function wranglerCommand(tool) {
  const options = ["--disable-warning=ExperimentalWarning"];
  if (tool.oldLayout) options.push("--require", join(here, "node-sqlite-as-better-sqlite3.cjs"));
  const bin = join(tools, `wrangler-${tool.version}`, "node_modules/wrangler");
  // The bundle itself: bin/wrangler.js would start a second Node without these options.
  return [process.execPath, [...options, join(bin, "wrangler-dist/cli.js")]];
}

/** Runs `wrangler ARGS...` in a folder, e.g. ("kv key", "put", ...), whichever way that version spells it. */
export const wranglerAnyhow = (tool, cwd, ...args) => wranglerWith(tool, { cwd }, ...args);

/** The same with options for run(). */
export function wranglerWith(tool, options, ...args) {
  const [program, before] = wranglerCommand(tool);
  const [command, ...rest] = args;
  const words = command.startsWith("kv ") && tool.colon ? [command.replace(" ", ":")] : command.split(" ");
  return run(program, [...before, ...words, ...rest], options);
}

/** The same, local, and it must succeed; returns what it printed, as bytes. */
export async function wrangler(tool, cwd, ...args) {
  const result = await wranglerAnyhow(tool, cwd, ...args, "--local");
  assert.equal(result.code, 0, `wrangler ${tool.version} ${args.join(" ")}:\n${result.text}${result.stderr}`);
  return result.stdout;
}

export const wranglerList = async (tool, cwd, ...args) =>
  JSON.parse((await wrangler(tool, cwd, "kv key", "list", ...args)).toString());

export async function bulkPut(tool, cwd, entries, ...args) {
  const file = join(mkdtempSync(join(scratch, "bulk-")), "entries.json");
  writeFileSync(file, JSON.stringify(entries));
  await wrangler(tool, cwd, "kv bulk", "put", file, ...args);
}

/** Runs kvw in a folder. */
export function kvwAnyhow(cwd, args, options) {
  assert.ok(kvwPath, "KVW must name the program to test; use tests/interop/run");
  return run(kvwPath, args, { cwd, ...options });
}

/** Runs kvw; it must succeed and say nothing on stderr. Returns what it printed, as bytes. */
export async function kvw(cwd, ...args) {
  return kvwFed(cwd, "", ...args);
}

/** The same, with something on its standard input. */
export async function kvwFed(cwd, input, ...args) {
  const result = await kvwAnyhow(cwd, args, { input });
  assert.equal(result.code, 0, `kvw ${args.join(" ")}: exit ${result.code}\n${result.text}${result.stderr}`);
  assert.equal(result.stderr, "", `kvw ${args.join(" ")} complains though it succeeds`);
  return result.stdout;
}

export const kvwJson = async (cwd, ...args) => JSON.parse((await kvw(cwd, ...args)).toString());
export const kvwList = (cwd, target, ...args) => kvwJson(cwd, "list", target, "--json", ...args);

/** What `kvw targets --json` says, whatever its exit code. */
export async function kvwTargets(cwd, ...args) {
  const result = await kvwAnyhow(cwd, ["targets", "--json", ...args]);
  try {
    return { code: result.code, rows: JSON.parse(result.text), stderr: result.stderr };
  } catch (error) {
    throw new Error(`kvw targets --json printed no JSON (exit ${result.code}): ${result.text}${result.stderr}`);
  }
}

/** Two byte strings are equal. assert.deepEqual would take minutes to describe how two large ones differ. */
export function sameBytes(actual, expected, what) {
  const wanted = Buffer.from(expected);
  if (actual.equals(wanted)) return;
  let at = 0;
  while (at < actual.length && at < wanted.length && actual[at] === wanted[at]) ++at;
  const near = (bytes) => bytes.subarray(at, at + 16).toString("hex");
  assert.fail(`${what}: ${actual.length} bytes instead of ${wanted.length}, from ${at}: ${near(actual)} instead of ${near(wanted)}`);
}

// --- Eyes on the disk ---

export const stateOf = (folder) => join(folder, ".wrangler/state/v3");

/** The file that a namespace's rows are in. */
export function databasePath(state, id) {
  const key = createHash("sha256").update("miniflare-KVNamespaceObject").digest();
  const hmac = (data) => createHmac("sha256", key).update(data).digest().subarray(0, 16);
  const first = hmac(id);
  return join(state, "kv/miniflare-KVNamespaceObject", `${Buffer.concat([first, hmac(first)]).toString("hex")}.sqlite`);
}

/** Every row of a store file: {key: {key, blob_id, expiration, metadata}}. */
export async function rowsOnDisk(path) {
  if (!existsSync(path)) return {};
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path);
  try {
    if (!database.prepare("SELECT 1 FROM sqlite_master WHERE name = '_mf_entries'").get()) return {};
    const rows = database.prepare("SELECT * FROM _mf_entries ORDER BY key").all();
    return Object.fromEntries(rows.map((row) => [row.key, { ...row }]));
  } finally {
    database.close();
  }
}

// --- wrangler dev ---

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A running `wrangler dev` of the current version. stop() ends it as Ctrl+C does, kill() as a power cut does. */
export const devServer = (cwd, ...args) => devServerOf(current, {}, cwd, ...args);

/** The same of any version. env is added to the environment of all. */
export async function devServerOf(tool, { env = {} }, cwd, ...args) {
  const [program, options] = wranglerCommand(tool);
  const port = await freePort();
  const words = ["dev", "--ip", "127.0.0.1", "--port", port, "--inspector-port", await freePort()];
  const child = start(program, [...options, ...words.map(String), ...args], {
    cwd,
    env: { ...environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout.on("data", (chunk) => (log += chunk));
  child.stderr.on("data", (chunk) => (log += chunk));
  let ended = false;
  const end = new Promise((resolve) => child.on("close", () => resolve((ended = true))));

  const url = `http://127.0.0.1:${port}`;
  const request = async (path, init) => {
    const response = await fetch(url + path, { signal: AbortSignal.timeout(20_000), ...init });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  };
  const keyPath = (binding, key) => `/${binding}?${new URLSearchParams({ key })}`;
  const finish = async (signal) => {
    signalGroup(child.pid, signal);
    await Promise.race([end, sleep(8_000)]);
    signalGroup(child.pid, "SIGKILL");
    await end;
    groups.delete(child.pid);
  };

  for (let tries = 0; ; ++tries) {
    const alive = await request("/").catch(() => null);
    if (alive?.status === 204) break;
    if (ended || tries > 300) {
      await finish("SIGKILL");
      throw new Error(`wrangler dev did not start:\n${log}`);
    }
    await sleep(100);
  }
  return {
    log: () => log,
    request,
    put: (binding, key, body, extra = {}) =>
      request(`${keyPath(binding, key)}&${new URLSearchParams(extra)}`, { method: "PUT", body }),
    get: (binding, key) => request(keyPath(binding, key)),
    delete: (binding, key) => request(keyPath(binding, key), { method: "DELETE" }),
    list: async (binding) => {
      const { status, body } = await request(`/${binding}`);
      assert.equal(status, 200, body.toString());
      return JSON.parse(body.toString());
    },
    stop: () => finish("SIGTERM"),
    kill: () => finish("SIGKILL"),
  };
}
