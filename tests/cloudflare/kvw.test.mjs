// SPDX-License-Identifier: GPL-3.0-or-later
// kvw at Cloudflare, beside the real wrangler: each reads what the other wrote, and production is written to by name only.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kvwPath, project, run, sameBytes } from "../interop/helpers.mjs";
import { cloudflareEnvironment, everyByte, inSeconds, mustSucceed, remoteWrangler, startServer } from "./helpers.mjs";
import { noSchema, withPrism } from "./prism.mjs";

const skip = kvwPath ? false : "KVW names no program";
const production = "0000000000000000000000000000000a";
const preview = "0000000000000000000000000000000b";
const other = "0000000000000000000000000000000c";
let server;
let folder;
let printed = ""; // all that kvw ever said
before(async () => {
  if (skip) return;
  server = await startServer();
  for (const namespace of [production, preview, other]) await server.seed({ namespace, title: `kvw-${namespace.at(-1)}` });
  folder = project({
    "wrangler.jsonc": JSON.stringify({
      name: "shop",
      kv_namespaces: [{ binding: "TODO", id: production, preview_id: preview }],
    }),
  });
});
after(async () => {
  assert.ok(skip || !printed.includes(server.tokens.full), "kvw printed the token");
  await server?.stop();
});

async function kvwAnyhow(args, { input = "", token, api = server, cwd = folder } = {}) {
  const result = await run(kvwPath, args, { cwd, input, env: cloudflareEnvironment(api, token) });
  printed += result.text + result.stderr;
  return result;
}
async function kvw(args, options) {
  const result = await kvwAnyhow(args, options);
  assert.equal(result.code, 0, `kvw ${args.join(" ")}: exit ${result.code}\n${result.text}${result.stderr}`);
  return result.stdout;
}
const kvwJson = async (args, options) => JSON.parse((await kvw(args, options)).toString());

test("what kvw writes wrangler reads, and the other way round", { skip }, async () => {
  const wrangler = remoteWrangler(server, { cwd: folder });
  const at = ["--binding", "TODO", "--preview"];
  const expiration = inSeconds(7_200);
  const key = "user/ü 1?%#😀 x.";
  await kvw(["put", "remote:TODO:preview", key, "-", "--expiration", `${expiration}`, "--metadata", '{"n":12345678901234567890,"a":1}'],
            { input: everyByte });
  sameBytes(await mustSucceed(wrangler("kv key", "get", key, ...at)), everyByte, "wrangler's value");
  sameBytes(await kvw(["get", "remote:TODO:preview", key]), everyByte, "our value");
  const [row] = JSON.parse((await mustSucceed(wrangler("kv key", "list", ...at))).toString());
  assert.equal(row.name, key);
  assert.equal(row.expiration, expiration);
  const info = (await kvw(["info", "remote:TODO:preview", key])).toString();
  assert.match(info, /"metadata": \{"n":12345678901234567890,"a":1\}/);
  assert.equal(JSON.parse(info).expiration, expiration);

  await kvw(["put", "remote:TODO:preview", key, "--value", "kept", "--keep"]);
  const after = (await kvw(["info", "remote:TODO:preview", key])).toString();
  assert.match(after, /"size": 4, "expiration": \d+, "metadata": \{"n":12345678901234567890,"a":1\}/);
  assert.equal(JSON.parse(after).expiration, expiration);

  await mustSucceed(wrangler("kv key", "put", "by-wrangler", "välue", ...at, "--metadata", '{"by":"wrangler"}'));
  assert.equal((await kvw(["get", "remote:TODO:preview", "by-wrangler"])).toString(), "välue");
  const list = await kvwJson(["list", "remote:TODO:preview", "--json"]);
  assert.deepEqual(list.map(({ name }) => name), ["by-wrangler", key]);
  assert.deepEqual(list[0].metadata, { by: "wrangler" });
  assert.deepEqual(await kvwJson(["list", "remote:TODO:preview", "--json", "--prefix", "by"]), [list[0]]);
  await kvw(["delete", "remote:TODO:preview", key, "by-wrangler"]);
  assert.deepEqual(JSON.parse((await mustSucceed(wrangler("kv key", "list", ...at))).toString()), []);
  assert.equal((await kvwAnyhow(["get", "remote:TODO:preview", key])).code, 3);
});

test("keys that no URL carries, empty and large values", { skip }, async () => {
  const target = "remote:TODO:preview";
  for (const key of ["a/../b", "blog/assets/duck...jpg", "tab\tand\u001f", "x".repeat(512), "..a", "%2F%25", "ends."]) {
    await kvw(["put", target, key, "--value", `value of ${key}`, "--metadata", '{"k":1}']);
    assert.equal((await kvw(["get", target, key])).toString(), `value of ${key}`);
    assert.deepEqual((await kvwJson(["info", target, key])).metadata, { k: 1 });
    await kvw(["delete", target, key]);
  }
  await kvw(["put", target, "empty", "--value="]);
  assert.equal((await kvw(["get", target, "empty"])).length, 0);
  const large = Buffer.alloc(25 * 1024 * 1024, everyByte);
  await kvw(["put", target, "large", "-"], { input: large });
  sameBytes(await kvw(["get", target, "large"]), large, "25 MiB");
  const tooLarge = await kvwAnyhow(["put", target, "larger", "-"], { input: Buffer.concat([large, Buffer.from("x")]) });
  assert.equal(tooLarge.code, 1);
  assert.equal((await kvwAnyhow(["get", target, "larger"])).code, 3);
});

test("production is written to by name only", { skip }, async () => {
  await kvw(["put", "remote:TODO", "k", "--value", "1", "--production"]);
  await server.forget();
  for (const args of [["put", "remote:TODO", "k", "--value", "2"], ["delete", "remote:TODO", "k"],
                      ["put", `remote:#${production}`, "k", "--value", "2"], ["put", `remote:#${other}`, "k", "--value", "2"]]) {
    const refused = await kvwAnyhow(args);
    assert.equal(refused.code, 2, args.join(" "));
    assert.match(refused.stderr, /--production/);
  }
  assert.equal((await server.requests()).total ?? 0, 0, "a refused command asked Cloudflare for something");
  assert.equal((await kvw(["get", "remote:TODO", "k"])).toString(), "1");
  await kvw(["put", `remote:#${preview}`, "by-id", "--value", "p"]); // a preview_id of this project
  assert.equal((await kvw(["get", "remote:TODO:preview", "by-id"])).toString(), "p");
  await kvw(["delete", "remote:TODO", "k", "--production"]);
});

test("a list asks once for a thousand keys", { skip }, async () => {
  const { id } = await server.seed({ title: "kvw-many", count: 3_500 });
  await server.forget();
  const lines = (await kvw(["list", `remote:#${id}`])).toString().trimEnd().split("\n");
  assert.equal(lines.length, 3_500);
  const { requests } = await server.requests();
  assert.equal(requests.filter(({ path }) => /\/keys/.test(path)).length, 4);
  assert.equal(requests.length, 4, requests.map(({ method, path }) => `${method} ${path}`).join("\n"));
});

test("a search tells what it costs, reads a hundred values a request, and binary ones by themselves", { skip }, async () => {
  const { id } = await server.seed({ title: "kvw-search", count: 1_150 });
  const target = `remote:#${id}`;
  const binary = Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from("needle"), Buffer.from([128])]);
  await kvw(["put", target, "zz-binary", "-", "--production"], { input: binary });
  await kvw(["put", target, "zz-json", "--value", '{"user":{"id":4.2e1},"text":"a needle"}', "--production"]);
  await server.forget();
  const found = await kvwAnyhow(["search", "needle", target, "--json"]);
  assert.equal(found.code, 0, found.stderr);
  const told = found.stderr.split("\n");
  assert.match(told[0], /will read remote:#[0-9a-f]+: at least 2 requests: one for every 1,000 keys and one for every 100 values/);
  assert.deepEqual(JSON.parse(found.text).map(({ key, offset }) => [key, offset]), [["zz-binary", 3], ["zz-json", 31]]);
  const { requests } = await server.requests();
  const count = (pattern) => requests.filter(({ path }) => pattern.test(path)).length;
  assert.equal(count(/\/keys\b/), 2, "listings");
  assert.equal(count(/\/bulk\/get/), 12, "bulk readings");
  const path = await kvw(["search", "42", target, "--path", "$.user.id"]);
  assert.match(path.toString(), /^remote:#[0-9a-f]+ {2}zz-json {2}\{"user":\{"id":4\.2e1\}/);
  await server.forget();
  await kvw(["search", "zz-*", target, "--keys"]);
  assert.equal((await server.requests()).requests.length, 2, "keys are searched by listing alone");
});

test("accounts and namespaces", { skip }, async () => {
  const accounts = await kvwJson(["accounts", "--json"]);
  assert.ok(accounts.some(({ id, used }) => id === server.account && used));
  const rows = await kvwJson(["namespaces", "--json"]);
  assert.deepEqual(rows.find(({ id }) => id === production).bindings, ["TODO (id)"]);
  assert.deepEqual(rows.find(({ id }) => id === preview).bindings, ["TODO (preview_id)"]);
  assert.deepEqual(rows.find(({ id }) => id === other).bindings, []);

  const created = (await kvw(["namespaces", "create", "kvw-new"])).toString();
  const id = created.split("\n")[0];
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.match(created, new RegExp(`"binding": "KVW_NEW"[^]*"id": "${id}"`));
  const again = await kvwAnyhow(["namespaces", "create", "kvw-new"]);
  assert.equal(again.code, 1);
  await kvw(["namespaces", "rename", "kvw-new", "kvw-renamed"]);
  assert.equal((await kvwJson(["namespaces", "--json"])).find((one) => one.id === id).title, "kvw-renamed");
  assert.equal((await kvwAnyhow(["namespaces", "delete", id])).code, 2);
  assert.equal((await kvwAnyhow(["namespaces", "delete", "kvw-a", "--yes"])).code, 2, "production without --production");
  await kvw(["namespaces", "delete", "kvw-renamed", "--yes", "--production"]);
  assert.ok(!(await kvwJson(["namespaces", "--json"])).some((one) => one.id === id));
});

test("what goes wrong is said in a sentence", { skip }, async () => {
  const target = "remote:TODO:preview";
  const unknown = await kvwAnyhow(["list", target], { token: server.tokens.unknown });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /credential/);
  const readOnly = await kvwAnyhow(["put", target, "k", "--value", "v"], { token: server.tokens.readOnly });
  assert.equal(readOnly.code, 1);
  assert.match(readOnly.stderr, /Workers KV Storage Write/);
  const gone = await kvwAnyhow(["list", `remote:#${"f".repeat(32)}`]);
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /namespace/);
  const noNamespace = await kvwAnyhow(["get", `remote:#${"f".repeat(32)}`, "k"]);
  assert.equal(noNamespace.code, 1, "a missing namespace is no missing key");
  assert.match(noNamespace.stderr, /namespace/);
  const nowhere = await kvwAnyhow(["list", target], { api: { ...server, url: "http://127.0.0.1:9/client/v4" } });
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /could not be reached/);
  const plain = await kvwAnyhow(["list", target], { api: { ...server, url: "http://example.com/client/v4" } });
  assert.equal(plain.code, 1);
  assert.ok(!plain.stderr.includes("reached"), plain.stderr);
  const none = await run(kvwPath, ["list", target], { cwd: folder });
  assert.equal(none.code, 1);
  assert.match(none.stderr, /CLOUDFLARE_API_TOKEN/);
});

test("Cloudflare's schema finds no fault with kvw", { skip: skip || noSchema() }, async () => {
  const judge = await withPrism(server.url);
  const api = { ...server, url: judge.url };
  try {
    const target = `remote:#${preview}`;
    await kvw(["accounts"], { api });
    const id = (await kvw(["namespaces", "create", "kvw-judged"], { api })).toString().split("\n")[0];
    await kvw(["namespaces", "rename", id, "kvw-judged-again"], { api });
    await kvw(["namespaces"], { api });
    await kvw(["namespaces", "delete", id, "--yes", "--production"], { api });
    await kvw(["put", target, "a/b é", "--value", "välue"], { api });
    await kvw(["put", target, "with", "--value", "välue", "--ttl", "300", "--metadata", '{"a":[1,"é"]}'], { api });
    await kvw(["put", target, "a/../b", "--value", "x", "--metadata", '{"k":1}'], { api });
    await kvw(["get", target, "a/../b"], { api });
    await kvw(["put", target, "with", "--value", "next", "--keep"], { api });
    await kvw(["info", target, "with"], { api });
    await kvw(["list", target, "--json", "--prefix", "a"], { api });
    await kvw(["delete", target, "with"], { api });
    await kvw(["delete", target, "a/b é", "a/../b"], { api });
    assert.equal((await kvwAnyhow(["get", target, "none"], { api })).code, 3);
    assert.ok(judge.judged() > 20, `${judge.judged()} requests were judged`);
    // Asked for on purpose, to learn whether a token may write: refused by the schema as by the service.
    const others = judge.violations().filter(({ method, path }) => !(method === "POST" && /\/namespaces$/.test(path)));
    assert.deepEqual(others, []);
  } finally {
    await judge.stop();
  }
});
