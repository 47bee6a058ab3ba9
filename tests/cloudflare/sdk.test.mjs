// SPDX-License-Identifier: GPL-3.0-or-later
// Cloudflare's own SDK takes the server for Cloudflare.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sameBytes } from "../interop/helpers.mjs";
import { everyByte, inSeconds, sdkClient, sdkToFile, startServer } from "./helpers.mjs";

let server;
let kv;
let account_id;
before(async () => {
  server = await startServer();
  account_id = server.account;
  kv = sdkClient(server).kv.namespaces;
});
after(() => server?.stop());

const at = (namespace_id) => ({ account_id, namespace_id });
async function all(pages) {
  const found = [];
  for await (const item of pages) found.push(item);
  return found;
}
const refused = async (running, status, code) => {
  await assert.rejects(running, (error) => {
    assert.equal(error.status, status, error.message);
    assert.equal(error.errors?.[0]?.code, code, error.message);
    return true;
  });
};

test("namespaces: create, list, get, rename, delete", async () => {
  const made = await kv.create({ account_id, title: "sdk one" });
  assert.deepEqual(made, { id: made.id, title: "sdk one", supports_url_encoding: true });
  assert.deepEqual(await kv.get(made.id, { account_id }), made);
  await refused(kv.create({ account_id, title: "sdk one" }), 400, 10014);
  await kv.update(made.id, { account_id, title: "sdk two" });
  assert.deepEqual((await all(kv.list({ account_id }))).map(({ title }) => title), ["sdk two"]);
  await kv.delete(made.id, { account_id });
  assert.deepEqual(await all(kv.list({ account_id })), []);
  await refused(kv.get(made.id, { account_id }), 404, 10013);
});

test("namespaces: pages end, in every order", async () => {
  for (let index = 0; index < 47; ++index) await server.seed({ title: `page-${String(index).padStart(2, "0")}` });
  for (const order of ["id", "title"]) {
    for (const direction of ["asc", "desc"]) {
      const listed = await all(kv.list({ account_id, order, direction, per_page: 10 }));
      const words = listed.map((namespace) => namespace[order]);
      assert.equal(words.length, 47);
      assert.deepEqual(words, [...words].sort((a, b) => (a < b ? -1 : 1) * (direction === "asc" ? 1 : -1)));
    }
  }
});

test("values of any bytes, metadata and times", async () => {
  const { id } = await server.seed({ title: "sdk values" });
  const key = "a/b c?é%+&=;😀";
  const expiration = inSeconds(1_000);
  const metadata = JSON.stringify({ n: 1, deep: { list: [1, "two", null] } });
  await kv.values.update(key, { ...at(id), value: await sdkToFile(everyByte, "value"), metadata, expiration });
  const response = await kv.values.get(key, at(id));
  sameBytes(Buffer.from(await response.arrayBuffer()), everyByte, "the value");
  assert.equal(response.headers.get("expiration"), String(expiration));
  assert.deepEqual(await kv.metadata.get(key, at(id)), JSON.parse(metadata));
  assert.deepEqual(await all(kv.keys.list(id, { account_id })), [{ name: key, expiration, metadata: JSON.parse(metadata) }]);

  // A write without them takes metadata and expiration away.
  await kv.values.update(key, { ...at(id), value: "text" });
  assert.deepEqual(await all(kv.keys.list(id, { account_id })), [{ name: key }]);
  assert.equal(await kv.metadata.get(key, at(id)), null);
  await kv.values.delete(key, at(id));
  await kv.values.delete(key, at(id));
  await refused(kv.values.get(key, at(id)), 404, 10009);
  await refused(kv.metadata.get(key, at(id)), 404, 10009);
});

test("keys past one page, with a prefix, and to the last", async () => {
  const { id } = await server.seed({ title: "sdk keys", count: 2_001 });
  await server.forget();
  assert.equal((await all(kv.keys.list(id, { account_id }))).length, 2_001);
  assert.equal((await server.requests()).counters["GET :namespace/keys"], 3);
  const some = await all(kv.keys.list(id, { account_id, prefix: "key-00001", limit: 10 }));
  assert.deepEqual(some.map(({ name }) => name), Array.from({ length: 100 }, (_, i) => `key-00001${String(i).padStart(2, "0")}`));
});

test("bulk: put, get with metadata, delete by both calls", async () => {
  const { id } = await server.seed({ title: "sdk bulk" });
  const expiration = inSeconds(500);
  const body = [
    { key: "text", value: "tëxt", metadata: { a: 1 } },
    { key: "bytes", value: everyByte.toString("base64"), base64: true, expiration },
    { key: "json", value: '{"b":2}', expiration_ttl: 600 },
  ];
  const put = await kv.bulkUpdate(id, { account_id, body });
  assert.deepEqual(put, { successful_key_count: 3, unsuccessful_keys: [] });
  const got = await kv.bulkGet(id, { account_id, keys: ["text", "json", "none"], withMetadata: true });
  assert.deepEqual(got.values.text, { value: "tëxt", metadata: { a: 1 } });
  assert.equal(got.values.json.value, '{"b":2}');
  assert.equal(got.values.none, null);
  const parsed = await kv.bulkGet(id, { account_id, keys: ["json"], type: "json" });
  assert.deepEqual(parsed.values, { json: { b: 2 } });
  const response = await kv.values.get("bytes", at(id));
  sameBytes(Buffer.from(await response.arrayBuffer()), everyByte, "the value");
  assert.equal(response.headers.get("expiration"), String(expiration));
  const gone = await kv.bulkDelete(id, { account_id, body: ["text", "json", "none"] });
  assert.deepEqual(gone, { successful_key_count: 3, unsuccessful_keys: [] });
  assert.deepEqual(await all(kv.keys.list(id, { account_id })), [{ name: "bytes", expiration }]);
});

test("who one is", async () => {
  const client = sdkClient(server);
  assert.equal((await client.user.get()).email, server.email);
  assert.equal((await client.user.tokens.verify()).status, "active");
  assert.deepEqual((await all(client.accounts.list())).map(({ id, name }) => ({ id, name })), server.accounts);
  assert.deepEqual((await all(client.memberships.list())).map(({ account }) => account.id), server.accounts.map(({ id }) => id));
  const byKey = sdkClient(server, { apiToken: null, apiKey: server.key, apiEmail: server.email });
  assert.equal((await byKey.user.get()).email, server.email);
  const byAccount = sdkClient(server, { apiToken: server.tokens.account });
  assert.equal((await byAccount.accounts.tokens.verify({ account_id })).status, "active");
  await refused(byAccount.user.tokens.verify(), 401, 1000);
  await refused(sdkClient(server, { apiToken: server.tokens.unknown }).user.tokens.verify(), 401, 1000);
  assert.equal((await sdkClient(server, { apiToken: server.tokens.expired }).user.tokens.verify()).status, "expired");
  await refused(sdkClient(server, { apiToken: server.tokens.readOnly }).kv.namespaces.create({ account_id, title: "no" }), 403, 10000);
});

test("a 429 and a 503 are waited out", async () => {
  const { id } = await server.seed({ title: "sdk again", count: 3 });
  await server.fault({ kind: "tooMany", path: "/keys", retryAfter: 1 }, { kind: "status", status: 503, path: "/keys", skip: 1 });
  await server.forget();
  assert.equal((await all(kv.keys.list(id, { account_id }))).length, 3);
  assert.deepEqual((await server.requests()).requests.map(({ status }) => status), [429, 503, 200]);
});
