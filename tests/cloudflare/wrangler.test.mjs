// SPDX-License-Identifier: GPL-3.0-or-later
// The real wrangler takes the server for Cloudflare: everything that `wrangler kv` does remotely.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { project, sameBytes } from "../interop/helpers.mjs";
import { everyByte, inSeconds, mustSucceed, remoteWrangler, startServer } from "./helpers.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const json = async (running) => JSON.parse((await mustSucceed(running)).toString());
const idOf = async (title) => {
  const { json: answer } = await server.kv("?per_page=1000");
  return answer.result.find((namespace) => namespace.title === title)?.id;
};

test("a namespace is created, listed, renamed and deleted", async () => {
  const wrangler = remoteWrangler(server);
  await mustSucceed(wrangler("kv namespace", "create", "wr-first"));
  const id = await idOf("wr-first");
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.deepEqual(
    (await json(wrangler("kv namespace", "list"))).filter(({ title }) => title.startsWith("wr-")),
    [{ id, title: "wr-first", supports_url_encoding: true }],
  );
  const again = await wrangler("kv namespace", "create", "wr-first");
  assert.notEqual(again.code, 0, "two namespaces of one title");
  assert.match(again.text + again.stderr, /already exists/);

  await mustSucceed(wrangler("kv namespace", "rename", "wr-first", "--new-name", "wr-second"));
  assert.equal(await idOf("wr-second"), id);
  await mustSucceed(wrangler("kv namespace", "delete", "--namespace-id", id, "--skip-confirmation"));
  assert.equal(await idOf("wr-second"), undefined);
});

test("an entry with metadata and a TTL is written, read, listed and deleted", async () => {
  const wrangler = remoteWrangler(server);
  const { id } = await server.seed({ title: "wr-entries" });
  const at = (...args) => [...args, "--namespace-id", id];
  const key = "user/ü 1?%#😀";
  const metadata = { n: 1, text: "é", list: [1, null, { a: true }] };
  const earliest = inSeconds(300);
  await mustSucceed(wrangler("kv key", "put", ...at(key, "välue", "--ttl", "300", "--metadata", JSON.stringify(metadata))));
  assert.equal((await mustSucceed(wrangler("kv key", "get", ...at(key, "--text")))).toString().trimEnd(), "välue");
  const [row, ...others] = await json(wrangler("kv key", "list", ...at()));
  assert.deepEqual(others, []);
  assert.equal(row.name, key);
  assert.deepEqual(row.metadata, metadata);
  assert.ok(row.expiration >= earliest && row.expiration <= inSeconds(300), `${row.expiration}`);

  const absolute = inSeconds(4_000);
  await mustSucceed(wrangler("kv key", "put", ...at(key, "next", "--expiration", String(absolute))));
  assert.deepEqual(await json(wrangler("kv key", "list", ...at())), [{ name: key, expiration: absolute }]);

  await mustSucceed(wrangler("kv key", "delete", ...at(key)));
  assert.deepEqual(await json(wrangler("kv key", "list", ...at())), []);
  const gone = await wrangler("kv key", "get", ...at(key));
  assert.notEqual(gone.code, 0);
});

test("a file of any bytes comes back as it was", async () => {
  const cwd = project({ value: everyByte });
  const wrangler = remoteWrangler(server, { cwd });
  const { id } = await server.seed({ title: "wr-bytes" });
  await mustSucceed(wrangler("kv key", "put", "bytes", "--path", "value", "--namespace-id", id));
  sameBytes(await mustSucceed(wrangler("kv key", "get", "bytes", "--namespace-id", id)), everyByte, "the value");
});

test("a list goes on past one page, and each page is asked for once", async () => {
  const wrangler = remoteWrangler(server);
  const { id } = await server.seed({ title: "wr-pages", count: 2_345 });
  await server.forget();
  const rows = await json(wrangler("kv key", "list", "--namespace-id", id));
  assert.equal(rows.length, 2_345);
  assert.deepEqual(rows.map(({ name }) => name), rows.map(({ name }) => name).sort());
  assert.equal((await server.requests()).counters["GET :namespace/keys"], 3);
  const some = await json(wrangler("kv key", "list", "--namespace-id", id, "--prefix", "key-000012"));
  assert.deepEqual(some.map(({ name }) => name), Array.from({ length: 10 }, (_, index) => `key-000012${index}`));
});

test("more namespaces than one page are all listed", async () => {
  const titles = Array.from({ length: 130 }, (_, index) => `many-${String(index).padStart(3, "0")}`);
  for (const title of titles) await server.seed({ title });
  const listed = await json(remoteWrangler(server)("kv namespace", "list"));
  assert.deepEqual(listed.map(({ title }) => title).filter((title) => title.startsWith("many-")).sort(), titles);
});

test("bulk put, get and delete", async () => {
  const cwd = project({});
  const wrangler = remoteWrangler(server, { cwd });
  const { id } = await server.seed({ title: "wr-bulk" });
  const entries = Array.from({ length: 1_200 }, (_, index) => ({ key: `b/${index}`, value: `value ${index}` }));
  const expiration = inSeconds(900);
  entries.push({ key: "bytes", value: everyByte.toString("base64"), base64: true, metadata: { kind: "all" }, expiration });
  writeFileSync(join(cwd, "put.json"), JSON.stringify(entries));
  await mustSucceed(wrangler("kv bulk", "put", "put.json", "--namespace-id", id));
  const value = await server.kv(`/${id}/values/bytes`);
  sameBytes(value.bytes, everyByte, "the value");
  assert.equal(value.headers.get("expiration"), String(expiration));
  assert.deepEqual((await server.kv(`/${id}/metadata/bytes`)).json.result, { kind: "all" });
  assert.equal((await json(wrangler("kv key", "list", "--namespace-id", id))).length, 1_201);

  writeFileSync(join(cwd, "get.json"), JSON.stringify(["b/7", "b/8", "none"]));
  const got = (await mustSucceed(wrangler("kv bulk", "get", "get.json", "--namespace-id", id))).toString();
  const values = JSON.parse(got.slice(got.indexOf("{"), got.lastIndexOf("}") + 1));
  assert.equal(values["b/7"]?.value ?? values["b/7"], "value 7", got);
  assert.equal(values.none ?? null, null);

  writeFileSync(join(cwd, "delete.json"), JSON.stringify(entries.slice(0, 1_200).map(({ key }) => key)));
  await mustSucceed(wrangler("kv bulk", "delete", "delete.json", "--namespace-id", id, "--force"));
  assert.deepEqual(
    (await json(wrangler("kv key", "list", "--namespace-id", id))).map(({ name }) => name),
    ["bytes"],
  );
});

test("a binding of a project reaches its namespace, and its preview another", async () => {
  const { id } = await server.seed({ title: "wr-binding" });
  const { id: preview } = await server.seed({ title: "wr-binding-preview" });
  const config = { name: "w", compatibility_date: "2026-01-01", kv_namespaces: [{ binding: "TODO", id, preview_id: preview }] };
  const wrangler = remoteWrangler(server, { cwd: project({ "wrangler.jsonc": config }) });
  await mustSucceed(wrangler("kv key", "put", "k", "production", "--binding", "TODO", "--preview", "false"));
  await mustSucceed(wrangler("kv key", "put", "k", "preview", "--binding", "TODO", "--preview"));
  assert.equal((await server.kv(`/${id}/values/k`)).text, "production");
  assert.equal((await server.kv(`/${preview}/values/k`)).text, "preview");
});

test("whoami and the choice of an account follow the token", async () => {
  const { text, stderr, code } = await remoteWrangler(server, { kvRemote: false })("whoami");
  assert.equal(code, 0, text + stderr);
  for (const { id, name } of server.accounts) {
    assert.ok(text.includes(id) && text.includes(name), text);
  }
});

test("what a token may not do, wrangler reports and leaves undone", async () => {
  const { id } = await server.seed({ title: "wr-denied", count: 1 });
  const denied = async (token, ...args) => {
    const result = await remoteWrangler(server, { token })(...args, "--namespace-id", id);
    assert.notEqual(result.code, 0, `${args}: ${result.text}`);
    return result.text + result.stderr;
  };
  const { readOnly, unknown, expired, second } = server.tokens;
  assert.match(await denied(readOnly, "kv key", "put", "key-0000000", "other"), /10000/);
  assert.match(await denied(unknown, "kv key", "list"), /10000/);
  assert.match(await denied(expired, "kv key", "list"), /10000/);
  assert.match(await denied(second, "kv key", "list"), /10000/);
  await mustSucceed(remoteWrangler(server, { token: readOnly })("kv key", "list", "--namespace-id", id));
  assert.equal((await server.kv(`/${id}/values/key-0000000`)).text.replace(/\.+$/, ""), "0000000");
});
