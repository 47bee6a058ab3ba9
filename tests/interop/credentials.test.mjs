// SPDX-License-Identifier: GPL-3.0-or-later
// Where a credential comes from: for each way to be logged in, `wrangler auth token --json` and our own search must
// find the same one; and each .env text must mean the same variables. Every secret here is made up here, and of ours
// only a hash is compared.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { current, environment, kvwPath, project, run, tools, wranglerCommand } from "./helpers.mjs";

const probe = process.env.KVW_CREDENTIALS_PROBE ?? join(dirname(kvwPath), "../../tests/credentials_probe");
assert.ok(existsSync(probe), `the build must have made ${probe}`);

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();

function login(token, { expires = inAnHour, more = "" } = {}) {
  const expiration = expires === null ? "" : `expiration_time = "${expires}"\n`;
  return `oauth_token = "${token}"\nrefresh_token = "not-for-us"\n${expiration}scopes = [ "account:read", "workers_kv:write" ]\n${more}`;
}

// `env`: variables; `files`: of the project; `home`: files of the home folder. Login: 0 not looked at, 1 none,
// 2 usable, 3 expired, 4 encrypted, as in Findings. PROJECT in a file of `home` becomes the project's folder.
const config = ".config/.wrangler/config/default.toml";
const cases = {
  "nothing at all": {},
  "a token": { env: { CLOUDFLARE_API_TOKEN: "t-env" } },
  "a token under its old name": { env: { CF_API_TOKEN: "t-old" } },
  "both names": { env: { CF_API_TOKEN: "t-old", CLOUDFLARE_API_TOKEN: "t-new" } },
  "the new name set to nothing hides the old": { env: { CF_API_TOKEN: "t-old", CLOUDFLARE_API_TOKEN: "" } },
  "key and email": { env: { CLOUDFLARE_API_KEY: "k-1", CLOUDFLARE_EMAIL: "a@example.com" } },
  "key and email under their old names": { env: { CF_API_KEY: "k-2", CF_EMAIL: "b@example.com" } },
  "key and email go before a token": {
    env: { CLOUDFLARE_API_KEY: "k-3", CLOUDFLARE_EMAIL: "c@example.com", CLOUDFLARE_API_TOKEN: "t-env" },
  },
  "a key without an email": { env: { CLOUDFLARE_API_KEY: "k-4", CLOUDFLARE_API_TOKEN: "t-env" } },
  "a key alone": { env: { CLOUDFLARE_API_KEY: "k-5" } },
  "key here, email in .env": { env: { CLOUDFLARE_API_KEY: "k-6" }, files: { ".env": "CLOUDFLARE_EMAIL=d@example.com" } },
  "a token in .env": { files: { ".env": "CLOUDFLARE_API_TOKEN=t-file" } },
  ".env.local goes over .env": {
    files: { ".env": "CLOUDFLARE_API_TOKEN=t-file", ".env.local": 'export CLOUDFLARE_API_TOKEN="t-local" # mine' },
  },
  "the environment goes over .env": { env: { CLOUDFLARE_API_TOKEN: "t-env" }, files: { ".env": "CLOUDFLARE_API_TOKEN=t-file" } },
  "unless it is empty there": { env: { CLOUDFLARE_API_TOKEN: "" }, files: { ".env": "CLOUDFLARE_API_TOKEN=t-file" } },
  "the old name in .env": { files: { ".env": "CF_API_TOKEN=t-file-old" } },
  "old name in the environment, new one in .env": {
    env: { CF_API_TOKEN: "t-old" },
    files: { ".env": "CLOUDFLARE_API_TOKEN=t-file" },
  },
  ".env of an environment": {
    files: { ".env": "CLOUDFLARE_API_TOKEN=t-file", ".env.prod": "CLOUDFLARE_API_TOKEN=t-prod" },
    name: "prod",
  },
  ".env of an environment, local": {
    files: { ".env.prod": "CLOUDFLARE_API_TOKEN=t-prod", ".env.prod.local": "CLOUDFLARE_API_TOKEN=t-prod-local" },
    name: "prod",
  },
  ".env of another environment": { files: { ".env.prod": "CLOUDFLARE_API_TOKEN=t-prod" } },
  "a reference": { env: { MINE: "t-mine" }, files: { ".env": "CLOUDFLARE_API_TOKEN=${MINE:-none}" } },
  ".dev.vars is for the Worker": { files: { ".dev.vars": "CLOUDFLARE_API_TOKEN=t-dev" } },
  "a login": { home: { [config]: login("o-1") } },
  "a token goes before a login": { env: { CLOUDFLARE_API_TOKEN: "t-env" }, home: { [config]: login("o-1") } },
  "a login in XDG_CONFIG_HOME": { xdg: "conf", home: { "conf/.wrangler/config/default.toml": login("o-2"), [config]: login("o-1") } },
  "~/.wrangler goes first": { home: { ".wrangler/config/default.toml": login("o-3"), [config]: login("o-1") } },
  "~/.wrangler goes first, also empty": { home: { ".wrangler/x": "", [config]: login("o-1") } },
  "an expired login": { home: { [config]: login("o-4", { expires: anHourAgo }) }, expired: true },
  "a login that does not say": { home: { [config]: login("o-5", { expires: null }) }, expired: true },
  "staging": {
    env: { WRANGLER_API_ENVIRONMENT: "staging" },
    home: { ".config/.wrangler/config/staging.toml": login("o-6"), [config]: login("o-1") },
  },
  "a profile by name": {
    env: { CLOUDFLARE_AUTH_PROFILE: "work" },
    home: { ".config/.wrangler/config/work.toml": login("o-7"), [config]: login("o-1") },
  },
  "a profile by name, from .env": {
    files: { ".env": "CLOUDFLARE_AUTH_PROFILE=work" },
    home: { ".config/.wrangler/config/work.toml": login("o-7"), [config]: login("o-1") },
  },
  "a profile by folder": {
    home: {
      ".config/.wrangler/profiles/directory-bindings.json": '{"/": "other", "PROJECT": "work", "PROJECT-not": "other"}',
      ".config/.wrangler/config/work.toml": login("o-8"),
      [config]: login("o-1"),
    },
  },
  "a folder's profile without a login": {
    home: { ".config/.wrangler/profiles/directory-bindings.json": '{"PROJECT": "gone"}', [config]: login("o-1") },
  },
  "an API token of wrangler 1": { home: { [config]: 'api_token = "t-v1"' }, wranglerOne: true },
};

for (const [name, one] of Object.entries(cases)) {
  test(name, { timeout: 60_000 }, async () => {
    const folder = project({ "wrangler.toml": 'name = "w"\n', ...one.files });
    const home = project({});
    for (const [path, content] of Object.entries(one.home ?? {})) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), content.replaceAll("PROJECT", folder));
    }
    const env = {
      ...environment,
      HOME: home,
      // A login that wrangler would renew finds nobody to ask.
      WRANGLER_TOKEN_URL: "http://127.0.0.1:9/",
      WRANGLER_AUTH_DOMAIN: "127.0.0.1:9",
      ...one.env,
    };
    delete env.XDG_CONFIG_HOME;
    if (one.xdg) env.XDG_CONFIG_HOME = join(home, one.xdg);

    const [program, options] = wranglerCommand(current);
    const words = ["auth", "token", "--json", ...(one.name ? ["--env", one.name] : [])];
    // Ours first: what wrangler makes of its files is no affair of ours.
    const ours = JSON.parse((await run(probe, ["find", home, folder, one.name ?? ""], { cwd: home, onlyEnv: env })).text);
    const theirs = await run(program, [...options, ...words], { cwd: folder, onlyEnv: env });
    assert.equal(ours.error, undefined);

    if (one.wranglerOne) {
      // wrangler uses it for requests but does not hand it out.
      assert.equal(ours.sha256, sha256("t-v1"));
      return;
    }
    if (theirs.code !== 0) {
      if (!one.expired) assert.match(theirs.stderr + theirs.text, /Not logged in/);
      assert.equal(ours.login, one.expired ? 3 : 1);
      assert.equal(ours.source === undefined, !one.expired);
      return;
    }
    const answer = JSON.parse(theirs.text);
    assert.equal(ours.kind, answer.type === "api_key" ? "key" : "token");
    assert.equal(ours.sha256, sha256(answer.key ?? answer.token), `${ours.source} is not what wrangler uses`);
    assert.equal(ours.email, answer.email ?? "");
    assert.equal(ours.login === 2, answer.type === "oauth");
    assert.equal(ours.source.includes("login"), answer.type === "oauth");
  });
}

// --- What a .env text means ---

const texts = [
  "A=1", "A = 1 ", "A: 1", "A:1", "export A=1", "export\tA = 1", "exportA=1", "export =1", " A=1", "A=", "A=\nB=2",
  "A= # c", "A=#c", "A=a#b", "A='a#b'", 'A="a#b" # c', "A=`a'b\"c`", "A='it''s'", "A='a' b", 'A="a" "b"', "A='a",
  'A="a\\nb\\rc"', "A='a\\nb'", "A=a\\nb", "A=`a\\nb`", 'A="a\\"b"', "A='a\\'b'", 'A="a\\\\"', 'A="\\"', 'A="a\nb"\nB=2',
  "A='a\nb' # c\nB=2", 'A="a\nb" c\nB=2', 'A="open\nB=2', "A=1\r\nB=2\rC=3", "A\n=\n1", "A=\n'b'", "A:\nB=1", "=1\nB=2",
  "# A=1\nB=2", "no sense\nB=2", "A.b-c=1", "A B=1\nC=2", "\ufeffA=1", "A=\u00a0x\u00a0", "A=é", "A=1\nA=2", "A=1\n\n\n  B=2",
  "A=x\nB=$A", "A=x\nB=${A}y", "B=$A\nA=x", "A=$NOT", "A=${NOT:-d}", "A=${NOT-d}", "A=${NOT:+d}", "A=x\nB=${A:+d}",
  "A=x\nB=${A+d}", "A=x\nB=${A:-d}", "A=${NOT:-${OTHER:-z}}", "A='$FROM_OUTSIDE'", "A=\\$FROM_OUTSIDE", "A=a\\$b\\$c",
  "A=$FROM_OUTSIDE\nB=$A-$A", "FROM_OUTSIDE=mine\nA=$FROM_OUTSIDE", "EMPTY_OUTSIDE=mine\nA=$EMPTY_OUTSIDE",
  "A=${FROM_OUTSIDE:-a:-b}", "A=$DOLLARS", "A=$", "A=${", "A=${}", "A=a$$b", "A=${ A }", "A=$A", "A=${A:-x}",
  "A=$1", "A=x$A.b", "A=${A-B-C}", "A=1\n#\n'\nB=2", "A='\n\nB='x'", "A=\"x'y\nB=2", "A=`x`\\`\nB=2", "A='\\'\\'' x\nB=1",
];

/** Numbers that look random and are the same every time. */
function* numbers(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}
const pieces = [
  "A", "B", "C_1", "A=", "B=", "C=", "export ", "=", ":", " ", "\n", "\n", "\n", "\r\n", "'", "'", '"', '"', "`", "\\", "#", "x",
  "$A", "${B}", "${B:-y}", "${A:+z}", "\\n", "\\'", '\\"', "\t", "-", ".", "é", "{", "}", "$FROM_OUTSIDE",
];
const random = numbers(20260101);
for (let i = 0; i < 1500; ++i) {
  let text = "";
  for (let length = (random.next().value % 24) + 4; length > 0; --length) text += pieces[random.next().value % pieces.length];
  texts.push(text);
}

test("each .env text means the same variables", { timeout: 120_000 }, async () => {
  const outside = { FROM_OUTSIDE: "out", EMPTY_OUTSIDE: "", DOLLARS: "a$$b", CLOUDFLARE_INCLUDE_PROCESS_ENV: "true" };
  const env = { ...environment, ...outside };
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const { unstable_getVarsForDev: read } = createRequire(join(tools, `wrangler-${current.version}`, "node_modules/"))("wrangler");

  const folders = texts.map((text) => project({ ".env": text }));
  const lines = (await run(probe, ["variables", ...folders], { onlyEnv: env })).text.trimEnd().split("\n");
  assert.equal(lines.length, texts.length);
  const differing = [];
  texts.forEach((text, i) => {
    const theirs = read(join(folders[i], "wrangler.toml"), undefined, {}, undefined, true);
    const ours = JSON.parse(lines[i]);
    for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const value = name in ours ? ours[name] : env[name];
      if (value !== theirs[name]?.value)
        differing.push(`${JSON.stringify(text)}: ${name} is ${JSON.stringify(value)}, for wrangler ${JSON.stringify(theirs[name]?.value)}`);
    }
  });
  assert.deepEqual(differing, []);
});
