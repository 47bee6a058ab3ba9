// SPDX-License-Identifier: GPL-3.0-or-later
// More of what goes wrong under kvw: how often it asks again and how long it waits, what each command says, and that a
// value of 2 MiB that is cut at any twentieth of its length is whole in the end or an error.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kvwPath, project, run, sameBytes } from "../interop/helpers.mjs";
import { cloudflareEnvironment, everyByte, startServer } from "./helpers.mjs";

const skip = kvwPath ? false : "KVW names no program";
const preview = "0000000000000000000000000000000b";
const target = "remote:TODO:preview";
const unknown = "remote:GONE:preview";
const large = Buffer.alloc(2 * 1024 * 1024, everyByte);
const most = 4; // a request is sent that often at most
let server;
let folder;
before(async () => {
  if (skip) return;
  server = await startServer();
  await server.seed({ namespace: preview, title: "mishaps", count: 2_500 });
  folder = project({
    "wrangler.jsonc": JSON.stringify({
      name: "shop",
      kv_namespaces: [
        { binding: "TODO", id: "1", preview_id: preview },
        { binding: "GONE", id: "2", preview_id: "f".repeat(32) },
      ],
    }),
  });
  await good(["put", target, "kept", "--value", "as it was", "--metadata", '{"m":1}']);
});
after(() => server?.stop());

async function kvw(args, input = "") {
  const result = await run(kvwPath, args, { cwd: folder, input, timeout: 120_000, env: cloudflareEnvironment(server) });
  const what = `kvw ${args.join(" ")}: ${result.stderr}`;
  if (result.code === 0) assert.equal(result.stderr, "", what);
  else assert.match(result.stderr, /^kvw: [^\n]+\n$/, what);
  return result;
}
async function good(args, input) {
  const result = await kvw(args, input);
  assert.equal(result.code, 0, `kvw ${args.join(" ")}: exit ${result.code} ${result.stderr}`);
  return result.stdout;
}
/** One command while something goes wrong: what it answers, and the requests that it made. */
async function under(faults, args, input) {
  await server.forget();
  await server.fault(...[faults].flat());
  try {
    const result = await kvw(args, input);
    return { ...result, requests: (await server.requests()).requests };
  } finally {
    await server.noFaults();
  }
}
const everyCommand = (at = target) => [
  ["get", at, "kept"], ["info", at, "kept"], ["list", at], ["put", at, "new", "--value", "x"],
  ["put", at, "kept", "--value", "x", "--keep"], ["delete", at, "key-0000001"], ["delete", at, "key-0000001", "key-0000002"],
];
async function nothingHappened(why) {
  assert.equal((await good(["get", target, "kept"])).toString(), "as it was", why);
  assert.deepEqual(JSON.parse((await good(["info", target, "kept"])).toString()).metadata, { m: 1 }, why);
  assert.equal((await kvw(["get", target, "new"])).code, 3, why);
  for (const key of ["key-0000001", "key-0000002"]) await good(["get", target, key]);
}

test("each command says what it met, and changes nothing", { skip, timeout: 280_000 }, async () => {
  const cases = [
    [{ kind: "html403" }, /firewall/, /files|could not be reached/],
    [{ kind: "unauthorized" }, /does not let this credential/],
    [{ kind: "status", status: 403, code: 10000, message: "no" }, /Workers KV Storage (Read|Write)/],
    [{ kind: "successFalse", code: 10013, message: "namespace not found" }, /no such namespace/],
    [{ kind: "html", status: 404 }, /not the API's/, /check the name/],
  ];
  for (const [fault, says, never] of cases) {
    for (const args of everyCommand()) {
      const { code, stdout, stderr } = await under({ count: 0, ...fault }, args);
      const why = `${fault.kind}, kvw ${args.join(" ")}: ${stderr}`;
      assert.equal(code, 1, why);
      assert.equal(stdout.length, 0, why);
      assert.match(stderr, says, why);
      if (never) assert.doesNotMatch(stderr, never, why);
    }
    await nothingHappened(fault.kind);
  }
});

test("what may pass is asked for four times, not more", { skip, timeout: 280_000 }, async () => {
  const cases = [
    [{ kind: "status", status: 503 }, /no good answer.*HTTP 503/],
    [{ kind: "tooMany" }, /wait/],
    [{ kind: "successFalse" }, /no good answer.*unavailable/],
    [{ kind: "rst" }, /could not be reached/],
  ];
  for (const [fault, says] of cases) {
    for (const args of [["list", target], ["put", target, "new", "--value", "x"], ["delete", target, "key-0000001"]]) {
      const { code, stderr, requests } = await under({ count: 0, ...fault }, args);
      const why = `${fault.kind}, kvw ${args.join(" ")}: ${stderr}`;
      assert.equal(code, 1, why);
      assert.match(stderr, says, why);
      // Where a connection ends without a word, Qt asks once more by itself.
      if (fault.kind === "rst") assert.ok(requests.length >= most && requests.length <= 2 * most, `${requests.length} times, ${why}`);
      else assert.equal(requests.length, most, why);
    }
    await nothingHappened(fault.kind);
  }
  const refused = await under({ kind: "unauthorized", count: 0 }, ["list", target]);
  assert.equal(refused.requests.length, 1, "a refusal is an answer");
});

test("Retry-After holds everything back for as long as it says", { skip }, async () => {
  for (const [args, status] of [[["get", target, "kept"], 200], [["put", target, "again", "--value", "x"], 200]]) {
    const { code, stderr, requests } = await under({ kind: "tooMany", retryAfter: 2 }, args);
    assert.equal(code, 0, stderr);
    const refused = requests.find((one) => one.status === 429);
    const later = requests.filter(({ path, begun }) => path === refused.path && begun > refused.ended);
    assert.ok(later.length > 0);
    // Others may have left before the refusal came. The clocks are one; a timer may be a few milliseconds early.
    for (const { begun } of later) assert.ok(begun - refused.ended >= 1_950, `${begun - refused.ended} ms after the refusal`);
    assert.equal(later.at(-1).status, status);
  }
});

test("a list is waited for, and goes over empty pages", { skip }, async () => {
  const whole = (await good(["list", target])).toString();
  const faults = [
    { kind: "delay", ms: 700, count: 0 }, { kind: "drip", bytes: 4_096, ms: 5, count: 0 }, { kind: "chunked", count: 0 },
    { kind: "emptyPage" }, { kind: "emptyPage", skip: 1 }, { kind: "emptyPage", skip: 2, count: 3 },
    { kind: "tooMany", skip: 1 }, { kind: "cut", percent: 60, skip: 1 }, { kind: "cutChunked", percent: 60, skip: 2 },
    { kind: "halfJson", skip: 1 }, { kind: "successFalse", skip: 2 },
  ];
  for (const fault of faults) {
    const { code, text, stderr } = await under({ path: "/keys", ...fault }, ["list", target]);
    assert.equal(code, 0, `${fault.kind}: ${stderr}`);
    assert.equal(text, whole, fault.kind);
  }
});

test("an answer that gets lost does not make a write half done", { skip, timeout: 120_000 }, async () => {
  await good(["put", target, "doomed", "--value", "x"]);
  const deleted = await under({ kind: "lostAnswer", method: "DELETE" }, ["delete", target, "doomed"]);
  assert.equal(deleted.code, 0, deleted.stderr);
  assert.equal((await kvw(["get", target, "doomed"])).code, 3);
  for (const kind of ["lostAnswer", "cut", "rst"]) {
    await good(["put", target, "large", "--value", "old"]);
    const once = await under({ kind, method: "PUT" }, ["put", target, "large", "-"], large);
    assert.equal(once.code, 0, `${kind}: ${once.stderr}`);
    sameBytes(await good(["get", target, "large"]), large, kind);
    await good(["put", target, "large", "--value", "old"]);
    const always = await under({ kind, method: "PUT", count: 0 }, ["put", target, "large", "-"], large);
    assert.equal(always.code, 1, kind); // done or not, it was not acknowledged
    const found = await good(["get", target, "large"]);
    if (found.toString() !== "old") sameBytes(found, large, `${kind}: neither the old value nor the new one`);
  }
});

test("a namespace that is not there, or goes away", { skip, timeout: 120_000 }, async () => {
  for (const args of everyCommand(unknown)) {
    const { code, stdout, stderr } = await kvw(args);
    assert.equal(code, 1, `kvw ${args.join(" ")}: ${stderr}`); // 3 would say that only the key is missing
    assert.equal(stdout.length, 0);
    assert.match(stderr, /no such namespace/);
  }
  for (const args of [["get", "k0"], ["put", "k0", "--value", "x", "--production"], ["delete", "k0", "--production"]]) {
    const { id } = await server.seed({ title: `going-${args[0]}`, count: 3, prefix: "k", digits: 1 });
    const [command, ...rest] = args;
    const gone = await under({ kind: "gone" }, [command, `remote:#${id}`, ...rest]);
    assert.equal(gone.code, 1, gone.stderr);
    assert.match(gone.stderr, /no such namespace/);
  }
});

test("a read that is late shows what it got", { skip }, async () => {
  await good(["put", target, "late", "--value", "before"]);
  await server.settings({ staleSeconds: 3_600 });
  await good(["put", target, "late", "--value", "after"]);
  assert.equal((await good(["get", target, "late"])).toString(), "before");
  await server.settings({ staleSeconds: 0 });
  assert.equal((await good(["get", target, "late"])).toString(), "after");
});

test("2 MiB cut at every twentieth", { skip, timeout: 280_000 }, async () => {
  const jobs = [];
  for (let percent = 0; percent < 100; percent += 5) {
    for (const cut of [{ kind: "cut" }, { kind: "cut", reset: true }, { kind: "cutChunked" }]) jobs.push({ percent, ...cut });
  }
  const one = async ({ percent, kind, reset }, index) => {
    const key = `cut-${index}-`;
    const what = `${kind}${reset ? " and reset" : ""} at ${percent} %`;
    await good(["put", target, key, "-"], large);
    await server.fault({ kind, percent, reset, path: `/values/${key}` });
    sameBytes(await good(["get", target, key]), large, `${what}, then whole`);
    await server.fault({ kind, percent, reset, path: `/values/${key}`, count: 0 });
    const read = await kvw(["get", target, key]);
    assert.equal(read.code, 1, what);
    assert.equal(read.stdout.length, 0, `${what}: something was printed`);
    assert.match(read.stderr, /cut short|without its length|reached/, what);
  };
  // Most of the time goes by in pauses before the next try.
  const queue = jobs.map((job, index) => () => one(job, index));
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  };
  try {
    await Promise.all(Array.from({ length: 6 }, work));
  } finally {
    await server.noFaults();
  }
});
