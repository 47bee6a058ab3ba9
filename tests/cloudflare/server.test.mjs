// SPDX-License-Identifier: GPL-3.0-or-later
// The server itself, asked directly: what it refuses and with which code, and that each fault is what it says.
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, afterEach, before, test } from "node:test";
import { sameBytes } from "../interop/helpers.mjs";
import { everyByte, inSeconds, startServer } from "./helpers.mjs";

let server;
let id;
before(async () => {
  server = await startServer("--quota", 100_000);
  ({ id } = await server.seed({ title: "for all", count: 25, metadata: { a: 1 } }));
});
after(async () => {
  const complaints = server?.complaints();
  await server?.stop();
  assert.equal(complaints, "", "the server met something that it does not know");
});
afterEach(() => server.noFaults());

const is = ({ status, json, text }, wantedStatus, code) => {
  assert.deepEqual([status, json?.errors?.[0]?.code], [wantedStatus, code], text);
  assert.deepEqual([json.success, json.result], [false, null]);
};
const value = (key, init, query = "") => server.kv(`/${id}/values/${encodeURIComponent(key)}${query}`, init);
const put = (key, body, query, headers) => value(key, { method: "PUT", body, headers }, query);
const bulk = (items) => server.kv(`/${id}/bulk`, { method: "PUT", json: items });

/** One request that no library tidies up: the path goes out as it stands. {status, headers, received, ended}. */
function raw(path, { method = "GET" } = {}) {
  const { hostname, port, pathname } = new URL(server.url);
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${server.tokens.full}` };
    const asked = httpRequest({ host: hostname, port, method, path: `${pathname}${path}`, headers }, (answer) => {
      let received = Buffer.alloc(0);
      answer.on("data", (chunk) => (received = Buffer.concat([received, chunk])));
      const told = (ended) => resolve({ status: answer.statusCode, headers: answer.headers, received, ended });
      answer.on("end", () => told(answer.complete ? "whole" : "short"));
      answer.on("error", () => told("short"));
    });
    asked.on("error", (error) => resolve({ status: 0, ended: error.code }));
    asked.end();
  });
}
const kvPath = (rest) => `/accounts/${server.account}/storage/kv/namespaces${rest}`;

test("who may what", async () => {
  const { tokens, email, key, accounts } = server;
  is(await server.ask("/user", { token: null }), 400, 9106);
  is(await server.ask("/user", { token: "x" }), 400, 6003);
  is(await server.ask("/user", { token: tokens.unknown }), 403, 9109);
  is(await server.kv("", { token: tokens.unknown }), 401, 10000);
  for (const token of [tokens.expired, tokens.disabled]) is(await server.kv("", { token }), 401, 10000);
  is(await server.kv("", { token: tokens.second }), 403, 10000);
  is(await server.kv("", { token: tokens.readOnly, json: { title: "no" } }), 403, 10000);
  is(await server.ask("/user", { token: tokens.kvOnly }), 403, 10000);
  is(await server.ask("/memberships", { token: tokens.account }), 403, 10000);
  assert.deepEqual((await server.ask("/accounts", { token: tokens.kvOnly })).json.result, []);
  assert.deepEqual((await server.ask("/accounts", { token: tokens.second })).json.result.map(({ id: one }) => one), [accounts[1].id]);
  const byKey = { "x-auth-email": email, "x-auth-key": key };
  assert.equal((await server.kv("", { token: null, headers: byKey })).status, 200);
  is(await server.kv("", { token: null, headers: { ...byKey, "x-auth-key": "0".repeat(37) } }), 400, 9103);
  // Reading needs no more than that, and bulk/get is reading.
  const read = { token: tokens.readOnly };
  assert.equal((await server.kv(`/${id}/keys`, read)).status, 200);
  assert.equal((await server.kv(`/${id}/bulk/get`, { ...read, json: { keys: ["none"] } })).status, 200);
});

test("what a token says of itself", async () => {
  const { tokens, account } = server;
  const status = async (path, token) => (await server.ask(path, { token })).json.result?.status;
  assert.equal(await status("/user/tokens/verify", tokens.readOnly), "active");
  assert.equal(await status("/user/tokens/verify", tokens.disabled), "disabled");
  assert.equal(await status(`/accounts/${account}/tokens/verify`, tokens.account), "active");
  is(await server.ask("/user/tokens/verify", { token: tokens.account }), 401, 1000);
  is(await server.ask(`/accounts/${account}/tokens/verify`, { token: tokens.full }), 401, 1000);
  is(await server.ask("/user/tokens/verify", { token: tokens.unknown }), 401, 1000);
});

test("accounts, namespaces and routes that are not there", async () => {
  is(await server.ask("/accounts/x/storage/kv/namespaces"), 404, 7003);
  is(await server.ask(`/accounts/${"0".repeat(32)}/storage/kv/namespaces`), 403, 10000);
  is(await server.kv(`/${"0".repeat(32)}/keys`), 404, 10013);
  is(await server.kv("/short/keys"), 400, 10011);
  is(await server.kv(`/${id}/nothing`), 404, 7000);
  is(await server.kv(`/${id}/keys`, { method: "POST" }), 405, 10405);
  is(await server.kv("", { json: { title: "" } }), 400, 10019);
  is(await server.kv("", { json: { title: "for all" } }), 400, 10014);
  for (const [query, code] of [["page=0", 10007], ["per_page=1001", 10008], ["order=age", 10043], ["direction=up", 10044]]) {
    is(await server.kv(`?${query}`), 400, code);
  }
});

test("keys go through the path byte for byte, decoded once", async () => {
  for (const key of ["a/b", "a%2Fb", "a b", "a+b", "%", "?#&=", "ü", "u\u0308", "😀", "!'()*:@,;$", "__proto__", "é".repeat(256)]) {
    assert.equal((await put(key, key)).status, 200, key);
    assert.equal((await value(key)).text, key);
    const { result } = (await server.kv(`/${id}/keys?prefix=${encodeURIComponent(key)}`)).json;
    assert.equal(result[0].name, key);
    const { values } = (await server.kv(`/${id}/bulk/get`, { json: { keys: [key] } })).json.result;
    assert.deepEqual(Object.entries(values), [[key, key]]);
    assert.equal((await value(key, { method: "DELETE" })).status, 200);
    is(await value(key), 404, 10009);
  }
  is(await value("é".repeat(256) + "x"), 414, 10030);
  assert.equal((await raw(kvPath(`/${id}/values/%2E%2E`))).status, 400);
  assert.equal((await raw(kvPath(`/${id}/values/%ff`))).status, 400);
  assert.equal((await raw(kvPath(`/${id}/values/a/b`))).status, 404);
  // The gateway's own troubles, which the bulk calls do not share.
  const firewall = await value("../x/y");
  assert.deepEqual([firewall.status, firewall.json], [403, undefined]);
  is(await value("\u001f"), 404, 7000);
  assert.equal((await bulk([{ key: "../x/y", value: "1" }, { key: "\u001f", value: "2" }])).status, 200);
  const both = await server.kv(`/${id}/bulk/get`, { json: { keys: ["../x/y", "\u001f"] } });
  assert.deepEqual(both.json.result.values, { "../x/y": "1", "\u001f": "2" });
  await server.kv(`/${id}/bulk/delete`, { json: ["../x/y", "\u001f"] });
});

test("limits of values, metadata and times", async () => {
  is(await put("k", "v", "?expiration_ttl=59"), 400, 10034);
  is(await put("k", "v", `?expiration=${inSeconds(30)}`), 400, 10033);
  is(await put("k", "v", "?expiration=soon"), 400, 10033);
  is(await put("k", Buffer.alloc(25 * 1024 * 1024 + 1)), 413, 10024);
  assert.equal((await put("k", Buffer.alloc(25 * 1024 * 1024, 7))).status, 200);
  assert.equal((await value("k")).bytes.length, 25 * 1024 * 1024);
  const form = (metadata) => {
    const body = new FormData();
    body.set("value", new Blob([everyByte]));
    if (metadata !== undefined) body.set("metadata", metadata);
    return body;
  };
  is(await put("k", form(`"${"x".repeat(1_023)}"`)), 413, 10047);
  is(await put("k", form("{")), 400, 10047);
  const metadata = '{"b": 1.10, "a":12345678901234567890}';
  assert.equal((await put("k", form(metadata), `?expiration=1&expiration_ttl=100`)).status, 200, "the TTL wins");
  sameBytes((await value("k")).bytes, everyByte, "the value");
  assert.ok((await server.kv(`/${id}/metadata/k`)).text.includes(metadata), "the metadata's own text");
  assert.ok((await server.kv(`/${id}/keys?prefix=k`)).text.includes(metadata));
  await put("k", "");
  assert.equal((await value("k")).bytes.length, 0);
  assert.equal((await server.kv(`/${id}/metadata/k`)).json.result, null);
  // Any content type but a form's is the value as it is.
  await put("k", '{"value":"x","metadata":{}}', "", { "content-type": "application/json" });
  assert.equal((await value("k")).text, '{"value":"x","metadata":{}}');
  await value("k", { method: "DELETE" });
});

test("bulk calls are refused whole", async () => {
  const wrong = [
    [{ key: "k" }, 400, 10012],
    [{ key: "", value: "v" }, 400, 10042],
    [{ key: "k".repeat(513), value: "v" }, 414, 10030],
    [{ key: "k", value: "v", expiration_ttl: 59 }, 400, 10034],
    [{ key: "k", value: "v", expiration: 1 }, 400, 10033],
    [{ key: "k", value: "v", metadata: "x".repeat(1_100) }, 413, 10047],
    [{ key: "k", value: "not base64!", base64: true }, 400, 10012],
  ];
  for (const [item, status, code] of wrong) is(await bulk([{ key: "fine", value: "v" }, item]), status, code);
  is(await value("fine"), 404, 10009);
  is(await bulk(Array.from({ length: 10_001 }, (_, index) => ({ key: `${index}`, value: "" }))), 400, 10012);
  is(await server.kv(`/${id}/bulk/get`, { json: { keys: [] } }), 400, 10029);
  is(await server.kv(`/${id}/bulk/get`, { json: { keys: Array.from({ length: 101 }, (_, index) => `${index}`) } }), 400, 10012);
  await bulk([{ key: "fine", value: "no json" }]);
  is(await server.kv(`/${id}/bulk/get`, { json: { keys: ["fine"], type: "json" } }), 400, 10029);
  const metadata = '[ 1.0, {"]": "}" }, 12345678901234567890 ]';
  await server.kv(`/${id}/bulk`, { method: "PUT", body: `[{"key":"fine","metadata":${metadata},"value":"AP8=","base64":true}]` });
  sameBytes((await value("fine")).bytes, Buffer.from([0, 255]), "the value");
  assert.ok((await server.kv(`/${id}/metadata/fine`)).text.includes(metadata));
  await server.kv(`/${id}/bulk`, { method: "DELETE", json: ["fine"] });
  is(await value("fine"), 404, 10009);
});

test("lists: order of bytes, prefix, cursor", async () => {
  for (const limit of ["9", "1001", "x"]) is(await server.kv(`/${id}/keys?limit=${limit}`), 400, 10028);
  is(await server.kv(`/${id}/keys?cursor=nonsense`), 400, 10041);
  const first = (await server.kv(`/${id}/keys?limit=10&prefix=key`)).json;
  assert.equal(first.result_info.count, 10);
  is(await server.kv(`/${id}/keys?limit=10&cursor=${first.result_info.cursor}`), 400, 10041);
  const names = first.result.map(({ name }) => name);
  for (let { cursor } = first.result_info; cursor; ) {
    const { result, result_info } = (await server.kv(`/${id}/keys?limit=10&prefix=key&cursor=${cursor}`)).json;
    names.push(...result.map(({ name }) => name));
    cursor = result_info.cursor;
  }
  assert.equal(names.length, 25);
  const made = (await server.seed({ title: "order" })).id;
  const keys = ["z", "Z", "é", "😀", "\uffee", "a\u0000b", "a"];
  await server.kv(`/${made}/bulk`, { method: "PUT", json: keys.map((key) => ({ key, value: "" })) });
  const listed = (await server.kv(`/${made}/keys`)).json.result.map(({ name }) => name);
  assert.deepEqual(listed, [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
});

test("a deleted namespace is empty and gone, and its id stays its own", async () => {
  const made = (await server.seed({ title: "goes", count: 3 })).id;
  assert.equal((await server.kv(`/${made}`, { method: "DELETE" })).status, 200);
  is(await server.kv(`/${made}/values/key-0000001`), 404, 10013);
  const next = (await server.kv("", { json: { title: "goes" } })).json.result;
  assert.notEqual(next.id, made);
  assert.deepEqual((await server.kv(`/${next.id}/keys`)).json.result, []);
});

test("more namespaces with data than the engine began with", async () => {
  const made = [];
  for (let index = 0; index < 40; ++index) made.push((await server.seed({ title: `grown-${index}`, count: 1, prefix: `${index}-` })).id);
  for (const [index, one] of made.entries()) {
    assert.deepEqual((await server.kv(`/${one}/keys`)).json.result.map(({ name }) => name), [`${index}-0000000`]);
  }
});

test("the budget is told, and whoever exceeds it is shut out", async () => {
  await server.settings({ quota: 3, window: 60, block: 1 });
  try {
    for (const left of [2, 1, 0]) {
      const { status, headers } = await server.kv("");
      assert.equal(status, 200);
      assert.match(headers.get("ratelimit"), new RegExp(`^"default";r=${left};t=\\d+$`));
      assert.equal(headers.get("ratelimit-policy"), '"default";q=3;w=60');
      assert.equal(headers.get("retry-after"), null);
    }
    const refused = await server.kv("");
    is(refused, 429, 971);
    assert.match(refused.headers.get("retry-after"), /^[1-9]\d*$/);
    is(await server.ask("/user", { token: server.tokens.old }), 429, 971); // another token of the same person
    assert.equal((await server.kv("", { token: server.tokens.account })).status, 200);
    await server.settings({ sameKeySeconds: 60, quota: 100 });
    assert.equal((await put("often", "1")).status, 200);
    is(await put("often", "2"), 429, 971);
  } finally {
    await server.settings({ quota: 100_000, window: 300, block: 300, sameKeySeconds: 0 });
  }
});

test("faults that stand in place of an answer", async () => {
  const keys = `/${id}/keys`;
  await server.fault({ kind: "tooMany", retryAfter: 7, count: 2 });
  for (const time of [1, 2]) {
    const refused = await server.kv(keys);
    is(refused, 429, 971);
    assert.equal(refused.headers.get("retry-after"), "7", `${time}`);
  }
  assert.equal((await server.kv(keys)).status, 200);
  await server.fault({ kind: "status", status: 503 }, { kind: "successFalse", skip: 1 }, { kind: "unauthorized", path: "cursor=" });
  is(await server.kv(keys), 503, 10001);
  is(await server.kv(keys), 200, 10001);
  const { cursor } = (await server.kv(`${keys}?limit=10`)).json.result_info;
  is(await server.kv(`${keys}?limit=10&cursor=${cursor}`), 401, 10000);
  await server.fault({ kind: "html403", mitigated: true });
  const page = await server.kv(keys);
  assert.deepEqual([page.status, page.headers.get("cf-mitigated"), page.json], [403, "challenge", undefined]);
  await server.fault({ kind: "bare" });
  assert.deepEqual(Object.keys((await server.kv(keys)).json), ["code", "error"]);
  await server.fault({ kind: "gone", method: "PUT" });
  const { id: doomed } = await server.seed({ title: "doomed", count: 1 });
  is(await server.kv(`/${doomed}/values/k`, { method: "PUT", body: "v" }), 404, 10013);
});

test("faults of the connection", async () => {
  await put("large", Buffer.alloc(300_000, "x"));
  const path = kvPath(`/${id}/values/large`);
  for (const bytes of [0, 1, 65_536, 299_999]) {
    await server.fault({ kind: "cut", bytes });
    const cut = await raw(path);
    if (bytes > 0) assert.deepEqual([cut.headers["content-length"], cut.received.length, cut.ended], ["300000", bytes, "short"]);
    else assert.notEqual(cut.ended, "whole");
  }
  await server.fault({ kind: "cutChunked", percent: 50 });
  const chunked = await raw(path);
  assert.deepEqual([chunked.headers["content-length"], chunked.received.length, chunked.ended], [undefined, 150_000, "short"]);
  await server.fault({ kind: "rst" });
  assert.equal((await raw(path)).ended, "ECONNRESET");
  await server.fault({ kind: "chunked" });
  assert.deepEqual((({ received, ended }) => [received.length, ended])(await raw(path)), [300_000, "whole"]);
  await server.fault({ kind: "drip", bytes: 100_000, ms: 1 });
  assert.deepEqual((({ received, ended }) => [received.length, ended])(await raw(path)), [300_000, "whole"]);
  await server.fault({ kind: "lostAnswer", method: "DELETE" });
  assert.equal((await raw(path, { method: "DELETE" })).ended, "ECONNRESET");
  is(await value("large"), 404, 10009);
  await server.fault({ kind: "halfJson" });
  const half = await raw(kvPath(`/${id}/keys`));
  assert.equal(half.ended, "whole");
  assert.throws(() => JSON.parse(half.received.toString()), SyntaxError);
});

test("faults of a list", async () => {
  const keys = `/${id}/keys?prefix=key&limit=10`;
  const names = ({ json }) => json.result.map(({ name }) => name);
  const plain = await server.kv(keys);
  const { cursor } = plain.json.result_info;
  await server.fault({ kind: "emptyPage" }, { kind: "emptyPage", path: "cursor=", skip: 1 });
  const empty = await server.kv(keys);
  assert.deepEqual([names(empty), empty.json.result_info.cursor !== ""], [[], true]);
  const onward = await server.kv(`${keys}&cursor=${empty.json.result_info.cursor}`);
  assert.deepEqual(names(onward), names(plain), "an empty page leaves nothing out");
  await server.noFaults();
  await server.fault({ kind: "sameCursor" });
  assert.equal((await server.kv(`${keys}&cursor=${cursor}`)).json.result_info.cursor, cursor);
});

test("a bulk call that leaves some undone names them", async () => {
  await server.fault({ kind: "unsuccessful", path: "/bulk", keys: 2, count: 2 });
  const items = ["u1", "u2", "u3"].map((key) => ({ key, value: "v" }));
  assert.deepEqual((await bulk(items)).json.result, { successful_key_count: 1, unsuccessful_keys: ["u1", "u2"] });
  is(await value("u1"), 404, 10009);
  assert.equal((await value("u3")).text, "v");
  const gone = await server.kv(`/${id}/bulk/delete`, { json: ["u3", "none"] });
  assert.deepEqual(gone.json.result.unsuccessful_keys, ["u3", "none"]);
  assert.equal((await value("u3")).text, "v");
});

test("stale reads tell what was before, then the truth", async () => {
  const { id: lag } = await server.seed({ title: "lag", count: 2, digits: 1, prefix: "k" });
  const at = (key, init) => server.kv(`/${lag}/values/${key}`, init);
  await server.settings({ staleSeconds: 3_600 });
  await at("k0", { method: "PUT", body: "new" });
  await at("k1", { method: "DELETE" });
  await at("k2", { method: "PUT", body: "new" });
  assert.notEqual((await at("k0")).text, "new");
  assert.equal((await at("k1")).status, 200);
  is(await at("k2"), 404, 10009);
  const names = async () => (await server.kv(`/${lag}/keys`)).json.result.map(({ name }) => name);
  assert.deepEqual(await names(), ["k0", "k1"]);
  await server.settings({ staleSeconds: 0 });
  assert.equal((await at("k0")).text, "new");
  assert.deepEqual(await names(), ["k0", "k2"]);
});

test("the log knows what was asked, and no credential", async () => {
  await server.forget();
  await put("logged", "value");
  await server.ask("/user");
  const log = await server.requests("?bodies");
  assert.deepEqual(log.counters, { "PUT values/:key": 1, "GET user": 1 });
  assert.deepEqual(log.requests.map(({ method, status, credential }) => [method, status, credential]), [["PUT", 200, "full"], ["GET", 200, "full"]]);
  assert.equal(Buffer.from(log.requests[0].body, "base64").toString(), "value");
  assert.ok(!JSON.stringify(log).includes(server.tokens.full));
});
