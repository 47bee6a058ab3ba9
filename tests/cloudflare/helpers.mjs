// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of this folder share: a server of their own, its side door, and the real clients set upon it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { current, environment, project, start, tools, wranglerWith } from "../interop/helpers.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/**
 * A running server: what its line says (url, account, tokens, ...), and
 * ask(path, init): one request with the full token (or init.token), {status, headers, bytes, text, json};
 * kv(path, init): the same below the account's namespaces;
 * requests(), forget(), fault(...), settings(...), seed(...): the side door; stop().
 */
export async function startServer(...options) {
  const child = start(process.execPath, [join(here, "server.mjs"), ...options.map(String)], {
    env: { ...environment, KVW_INTEROP_TOOLS: tools },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (chunk) => (complaints += chunk));
  const ended = new Promise((resolve) => child.on("close", resolve));
  const line = await new Promise((resolve) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    void ended.then(() => resolve(null));
  });
  if (line === null) throw new Error(`the server did not start:\n${complaints}`);
  const invitation = JSON.parse(line);

  const door = async (method, path, body) => {
    const response = await fetch(`${invitation.control}/${path}`, { method, body: body && JSON.stringify(body) });
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  };
  const ask = async (path, { token = invitation.tokens.full, json, headers = {}, ...init } = {}) => {
    const sent = { ...headers };
    if (token) sent.authorization ??= `Bearer ${token}`;
    if (json !== undefined) {
      init = { method: "POST", ...init, body: JSON.stringify(json) };
      sent["content-type"] ??= "application/json";
    }
    const response = await fetch(invitation.url + path, { ...init, headers: sent, signal: AbortSignal.timeout(60_000) });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text: bytes.toString(),
      json: isJson ? JSON.parse(bytes.toString()) : undefined,
    };
  };
  return {
    ...invitation,
    ask,
    kv: (path, init) => ask(`/accounts/${invitation.account}/storage/kv/namespaces${path}`, init),
    requests: (query = "") => door("GET", `requests${query}`),
    forget: () => door("DELETE", "requests"),
    fault: (...faults) => door("POST", "faults", faults),
    noFaults: () => door("DELETE", "faults"),
    settings: (wanted) => door("POST", "settings", wanted),
    seed: (wanted) => door("POST", "seed", wanted),
    complaints: () => complaints,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** What a client needs in its environment to find the server, and nothing that it could find elsewhere. */
export const cloudflareEnvironment = ({ url, account, tokens }, token = tokens.full) => ({
  CLOUDFLARE_API_BASE_URL: url,
  CLOUDFLARE_ACCOUNT_ID: account,
  CLOUDFLARE_API_TOKEN: token,
});

/** The current wrangler against the server, in a folder of its own: (...args) -> {code, stdout, text, stderr}. */
export function remoteWrangler(server, { cwd = project({}), token, kvRemote = true } = {}) {
  const env = cloudflareEnvironment(server, token);
  return (...args) => {
    const remote = kvRemote && !args[0].startsWith("kv namespace") ? ["--remote"] : [];
    return wranglerWith(current, { cwd, env, timeout: 120_000 }, ...args, ...remote);
  };
}

/** It must succeed: returns its stdout. */
export async function mustSucceed(running) {
  const result = await running;
  assert.equal(result.code, 0, result.text + result.stderr);
  return result.stdout;
}

/** The official SDK's client against a server. */
export function sdkClient({ url, tokens }, options = {}) {
  const require = createRequire(join(tools, "cloudflare-sdk/package.json"));
  const { Cloudflare } = require("cloudflare");
  return new Cloudflare({ baseURL: url, apiToken: tokens.full, apiKey: null, apiEmail: null, ...options });
}
export function sdkToFile(bytes, name) {
  const require = createRequire(join(tools, "cloudflare-sdk/package.json"));
  return require("cloudflare").toFile(bytes, name);
}

/** Every byte there is, twice, and not in order. */
export const everyByte = Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 7) % 256));
export const inSeconds = (seconds) => Math.floor(Date.now() / 1_000) + seconds;
