// SPDX-License-Identifier: GPL-3.0-or-later
// Cloudflare's schema between the real clients and the server: it finds no fault with either, but for what is listed.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { project, run } from "../interop/helpers.mjs";
import { contractProgram, noContract } from "./contract.mjs";
import { inSeconds, mustSucceed, remoteWrangler, sdkClient, startServer } from "./helpers.mjs";
import { noSchema, withPrism } from "./prism.mjs";

/** What wrangler does otherwise than the schema says, and the service takes all the same. */
const wranglersOwn = [
  ({ method, path, location, message }) =>
    method === "PUT" && /\/values\//.test(path) && location === "request" && /Supported content types/.test(message),
];

const skip = noSchema();
let server;
let judge;
let seen;
before(async () => {
  if (skip) return;
  server = await startServer();
  judge = await withPrism(server.url);
  seen = { ...server, url: judge.url };
});
after(async () => {
  await judge?.stop();
  await server?.stop();
});

/** What was found since the last time. */
let told = 0;
function found() {
  const all = judge.violations();
  const news = all.slice(told);
  told = all.length;
  return news;
}

test("the judge does judge", { skip }, async () => {
  const kv = `${judge.url}/accounts/${server.account}/storage/kv/namespaces`;
  const headers = { authorization: `Bearer ${server.tokens.full}` };
  await fetch(`${kv}?per_page=5000`, { headers });
  await fetch(kv, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: '{"name":"x"}' });
  await server.fault({ kind: "bare", path: "namespaces" });
  await fetch(kv, { headers });
  await fetch(kv);
  const places = found().map(({ location, status }) => `${status} ${location}`);
  assert.equal(places[0], "400 request.query.per_page");
  assert.equal(places[1], "400 request.body");
  assert.ok(places.some((place) => place.startsWith("400 response.body")), `${places}`);
  assert.ok(places.some((place) => /^400 request/.test(place)), `${places}`);
});

test("the SDK and the server", { skip }, async () => {
  const client = sdkClient(seen);
  const account_id = server.account;
  const kv = client.kv.namespaces;
  const all = async (pages) => {
    const items = [];
    for await (const item of pages) items.push(item);
    return items;
  };
  await client.user.get();
  await client.user.tokens.verify();
  await all(client.accounts.list());
  await all(client.memberships.list());
  await sdkClient(seen, { apiToken: server.tokens.account }).accounts.tokens.verify({ account_id });
  const { id: namespace_id } = await kv.create({ account_id, title: "judged" });
  await kv.update(namespace_id, { account_id, title: "judged again" });
  await all(kv.list({ account_id, per_page: 10, order: "title" }));
  await kv.get(namespace_id, { account_id });
  const at = { account_id, namespace_id };
  await kv.values.update("a/b é", { ...at, value: "välue", metadata: '{"a":[1,"é"]}', expiration_ttl: 300 });
  assert.equal(await (await kv.values.get("a/b é", at)).text(), "välue");
  assert.deepEqual(await kv.metadata.get("a/b é", at), { a: [1, "é"] });
  const body = Array.from({ length: 1_200 }, (_, i) => ({ key: `k${i}`, value: `${i}`, metadata: { i }, expiration: inSeconds(900) }));
  await kv.bulkUpdate(namespace_id, { account_id, body });
  assert.equal((await all(kv.keys.list(namespace_id, { account_id }))).length, 1_201);
  assert.equal((await all(kv.keys.list(namespace_id, { account_id, prefix: "k11", limit: 10 }))).length, 111);
  await kv.bulkGet(namespace_id, { account_id, keys: ["k1", "none"], withMetadata: true });
  await kv.bulkGet(namespace_id, { account_id, keys: ["k1"], type: "json" });
  await kv.bulkDelete(namespace_id, { account_id, body: ["k1", "k2"] });
  await kv.values.delete("k3", at);
  await kv.delete(namespace_id, { account_id });
  assert.deepEqual(found(), []);
});

test("answers that refuse", { skip }, async () => {
  const account_id = server.account;
  const client = sdkClient(seen, { maxRetries: 0 });
  const kv = client.kv.namespaces;
  const refused = async (running, status) => assert.rejects(running, { status });
  const { id: namespace_id } = await kv.create({ account_id, title: "refusals" });
  const at = { account_id, namespace_id };
  await refused(kv.create({ account_id, title: "refusals" }), 400);
  await refused(kv.get("0".repeat(32), { account_id }), 404);
  await refused(kv.values.get("none", at), 404);
  await refused(kv.metadata.get("none", at), 404);
  const readOnly = sdkClient(seen, { apiToken: server.tokens.readOnly }).kv.namespaces;
  await refused(readOnly.bulkUpdate(namespace_id, { account_id, body: [{ key: "k", value: "v" }] }), 403);
  await refused(sdkClient(seen, { apiToken: server.tokens.unknown }).user.get(), 403);
  await server.fault({ kind: "tooMany", count: 1 });
  await refused(kv.values.get("none", at), 429);
  assert.deepEqual(found(), []);
});

test("wrangler and the server", { skip }, async () => {
  const cwd = project({});
  const wrangler = remoteWrangler(seen, { cwd });
  await mustSucceed(wrangler("kv namespace", "create", "judged-by-wrangler"));
  const listed = JSON.parse((await mustSucceed(wrangler("kv namespace", "list"))).toString());
  const { id } = listed.find(({ title }) => title === "judged-by-wrangler");
  const at = ["--namespace-id", id];
  await mustSucceed(wrangler("kv key", "put", "plain", "value", ...at));
  await mustSucceed(wrangler("kv key", "put", "a/b", "value", ...at, "--ttl", "100", "--metadata", '{"a":1}'));
  await mustSucceed(wrangler("kv key", "get", "a/b", ...at));
  await mustSucceed(wrangler("kv key", "list", ...at, "--prefix", "a"));
  writeFileSync(join(cwd, "put.json"), JSON.stringify([{ key: "x", value: "AAA=", base64: true }, { key: "y", value: "1" }]));
  writeFileSync(join(cwd, "keys.json"), JSON.stringify(["x", "y"]));
  await mustSucceed(wrangler("kv bulk", "put", "put.json", ...at));
  await mustSucceed(wrangler("kv bulk", "get", "keys.json", ...at));
  await mustSucceed(wrangler("kv bulk", "delete", "keys.json", ...at, "--force"));
  await mustSucceed(wrangler("kv key", "delete", "a/b", ...at));
  await mustSucceed(wrangler("kv namespace", "delete", ...at, "--skip-confirmation"));
  const others = found().filter((violation) => !wranglersOwn.some((fits) => fits(violation)));
  assert.deepEqual(others, []);
});

test("what our store asks for in bulk", { skip: skip || noContract() }, async () => {
  const before = judge.judged();
  const { code, text, stderr } = await run(contractProgram, ["fetchOfManyKeys", "putManyOfManyKeys", "putManyWithExpectations"], {
    timeout: 120_000,
    env: { KVW_TEST_API: judge.url, KVW_TEST_TOKEN: server.tokens.full, KVW_TEST_ACCOUNT: server.account },
  });
  assert.equal(code, 0, text + stderr);
  assert.ok(judge.judged() - before > 10, `${judge.judged() - before} requests were judged`);
  assert.deepEqual(found(), []);
});
