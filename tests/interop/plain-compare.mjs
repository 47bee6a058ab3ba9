// SPDX-License-Identifier: GPL-3.0-or-later
// What a comparison of two namespaces must find, as plainly as it can be said: two maps of entries, gone through
// key by key, and JSON read by a parser that rounds no number. Shares nothing with the program.
// An entry: {key, value (Buffer), metadata (JSON text) or undefined, expiration (s) or undefined}.

/** Reads JSON text into plain values; numbers become canonical strings. Throws where it is none. */
function parseExactly(text) {
  let at = 0;
  const fail = () => {
    throw new SyntaxError(`no JSON at ${at}`);
  };
  const blank = () => {
    while (at < text.length && " \t\n\r".includes(text[at])) at += 1;
  };
  const number = () => {
    const match = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at));
    if (!match) fail();
    at += match[0].length;
    return { number: canonicalNumber(match[0]) };
  };
  const string = () => {
    const match = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/u.exec(text.slice(at));
    if (!match) fail();
    at += match[0].length;
    return JSON.parse(match[0]);
  };
  const value = () => {
    blank();
    if (text[at] === "{") {
      const members = new Map();
      at += 1;
      blank();
      if (text[at] === "}") {
        at += 1;
        return { members };
      }
      for (;;) {
        blank();
        const name = string();
        blank();
        if (text[at] !== ":") fail();
        at += 1;
        members.set(name, value());
        blank();
        if (text[at] === "}") break;
        if (text[at] !== ",") fail();
        at += 1;
      }
      at += 1;
      return { members };
    }
    if (text[at] === "[") {
      const items = [];
      at += 1;
      blank();
      if (text[at] === "]") {
        at += 1;
        return { items };
      }
      for (;;) {
        items.push(value());
        blank();
        if (text[at] === "]") break;
        if (text[at] !== ",") fail();
        at += 1;
      }
      at += 1;
      return { items };
    }
    if (text[at] === '"') return { string: string() };
    for (const word of ["true", "false", "null"]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return { word };
      }
    }
    return number();
  };
  const result = value();
  blank();
  if (at !== text.length) fail();
  return result;
}

/** Sign, digits without zeros at either end, power of ten: two texts of one number are one. */
function canonicalNumber(text) {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const digits = (whole + fraction).replace(/^0+/, "");
  const stripped = digits.replace(/0+$/, "");
  if (stripped === "") return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - stripped.length);
  return `${sign}${stripped}e${power}`;
}

/** The parsed value with what `paths` name taken out: each a list of member names, indexes and "*". */
function without(node, paths) {
  const here = paths.filter((path) => path.length > 0);
  if (here.length === 0) return node;
  const keep = (step) => !here.some((path) => path.length === 1 && (path[0] === "*" || path[0] === step));
  const below = (step) => here.filter((path) => path.length > 1 && (path[0] === "*" || path[0] === step)).map((path) => path.slice(1));
  if (node.members) {
    const members = new Map();
    for (const [name, child] of node.members) if (keep(name)) members.set(name, without(child, below(name)));
    return { members };
  }
  if (node.items) {
    // Places are counted before anything is taken out.
    return { items: node.items.map((child, index) => (keep(index) ? without(child, below(index)) : null)).filter(Boolean) };
  }
  return node;
}

function flat(node) {
  if (node.members) return `{${[...node.members.keys()].sort().map((name) => `${JSON.stringify(name)}:${flat(node.members.get(name))}`)}}`;
  if (node.items) return `[${node.items.map(flat)}]`;
  return JSON.stringify(node);
}

function meaning(bytes, paths) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return flat(without(parseExactly(text), paths));
  } catch {
    return null;
  }
}

/** "$.a[0].*" as ["a", 0, "*"]. */
const steps = (path) => [...path.slice(1).matchAll(/\.(\*|\w+)|\[(\d+)\]/g)].map(([, name, index]) => (index === undefined ? name : Number(index)));

/**
 * What differs between two lists of entries: a Map from key to {status, reasons (sorted)}.
 * rules: {depth: "names"|"meta"|"values", expiration: seconds, paths: ["$.a", "metadata:$.b"], prefixes: [...], jsonFormat}
 */
export function plainCompare(left, right, rules = {}, now = Date.now() / 1000) {
  const { depth = "values", expiration = 0, paths = [], prefixes = [], jsonFormat = false } = rules;
  const valuePaths = paths.filter((path) => path.startsWith("$")).map(steps);
  const metadataPaths = paths.filter((path) => path.startsWith("metadata:")).map((path) => steps(path.slice(9)));
  const alive = (entries) =>
    new Map(entries.filter((entry) => !(entry.expiration <= now) && !prefixes.some((prefix) => entry.key.startsWith(prefix)))
      .map((entry) => [entry.key, entry]));
  const a = alive(left);
  const b = alive(right);
  const rows = new Map();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [one, other] = [a.get(key), b.get(key)];
    if (!other) rows.set(key, { status: "only-left", reasons: [] });
    else if (!one) rows.set(key, { status: "only-right", reasons: [] });
    else rows.set(key, judge(one, other));
  }
  return rows;

  function judge(one, other) {
    const reasons = [];
    if (depth !== "names") {
      const metadata = (entry) => (entry.metadata === undefined ? null : meaning(Buffer.from(entry.metadata), metadataPaths) ?? entry.metadata);
      if ((one.metadata === undefined) !== (other.metadata === undefined) || metadata(one) !== metadata(other)) reasons.push("metadata");
      const [from, to] = [one.expiration, other.expiration];
      if ((from === undefined) !== (to === undefined) || (from !== undefined && Math.abs(from - to) > expiration)) reasons.push("expiration");
    }
    if (depth === "values" && !one.value.equals(other.value)) {
      const [mine, theirs] = [meaning(one.value, []), meaning(other.value, [])];
      if (mine !== null && mine === theirs) {
        if (!jsonFormat) reasons.push("formatting");
      } else if (mine === null || theirs === null || meaning(one.value, valuePaths) !== meaning(other.value, valuePaths)) {
        reasons.push("value");
      }
    }
    return { status: reasons.length ? "different" : "same", reasons: reasons.sort() };
  }
}

/** Numbers from 0 to 1, the same for the same seed. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Two namespaces that have much in common, and rules for comparing them. */
export function randomPair(seed, { text = false } = {}) {
  const roll = dice(seed);
  const below = (n) => Math.floor(roll() * n);
  const pick = (list) => list[below(list.length)];
  const soon = Math.floor(Date.now() / 1000) + 100_000;
  const scalar = () =>
    pick([() => `${below(3)}`, () => pick(["1", "1.0", "10e-1", "1E0", "-0", "0.0", "12345678901234567890", "12345678901234567891", "1e400"]),
          () => JSON.stringify(pick(["", "a", "ü", "\u2028", "line\nbreak"])), () => pick(["true", "false", "null"])])();
  const json = (deep) => {
    if (deep === 0 || roll() < 0.3) return scalar();
    const gap = pick(["", " ", "\n  "]);
    if (roll() < 0.4) return `[${Array.from({ length: below(3) }, () => json(deep - 1)).join(`,${gap}`)}]`;
    const names = ["a", "b", "updatedAt", "ü"].filter(() => roll() < 0.6);
    if (roll() < 0.5) names.reverse();
    return `{${gap}${names.map((name) => `${roll() < 0.2 ? `"\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}"` : JSON.stringify(name)}:${gap}${json(deep - 1)}`).join(`,${gap}`)}}`;
  };
  const value = () => {
    const kind = below(text ? 4 : 5);
    if (kind === 4) return Buffer.from(Array.from({ length: below(6) }, () => below(256)));
    if (kind === 3) return Buffer.from(pick(["", "plain", "plain ", "a\r\n", "{not json", "\ufeff{}"]));
    return Buffer.from(json(2));
  };
  const entry = (key) => ({
    key,
    value: value(),
    metadata: roll() < 0.4 ? `{"v":${pick(["1", "1.0", "2", "[1,2]"])}${roll() < 0.5 ? `,${pick(["", " "])}"at":${below(3)}` : ""}}` : undefined,
    expiration: roll() < 0.3 ? soon + below(100) : undefined,
  });
  const keys = Array.from({ length: below(30) }, () => pick(["", "user:", "tmp:", "ü/", "z\u{1f600}", "z\uffee", "a"]) + below(40));
  const left = new Map();
  const right = new Map();
  for (const key of keys) {
    const side = below(8);
    if (side !== 0) left.set(key, entry(key));
    if (side === 1) continue;
    const other = { ...(left.get(key) ?? entry(key)) };
    if (roll() < 0.25) other.value = value();
    else if (roll() < 0.2 && meaning(other.value, []) !== null) other.value = Buffer.from(` ${other.value}\n`);
    if (roll() < 0.15) other.metadata = entry(key).metadata;
    if (roll() < 0.15) other.expiration = entry(key).expiration;
    right.set(key, other);
  }
  const rules = { depth: pick(["values", "values", "values", "meta", "names"]), paths: [], prefixes: [] };
  if (roll() < 0.3) rules.expiration = below(60);
  if (roll() < 0.3) rules.paths.push(pick(["$.updatedAt", "$.a", "$.a.b", "$[0]", "$.*", "$.b[1]"]));
  if (roll() < 0.2) rules.paths.push("metadata:$.at");
  if (roll() < 0.2) rules.prefixes.push("tmp:");
  if (roll() < 0.2) rules.jsonFormat = true;
  return { left: [...left.values()], right: [...right.values()], rules };
}

/** The options of kvw that say the same. */
export function optionsOf({ depth, expiration, paths, prefixes, jsonFormat }) {
  const ignored = [...paths, ...prefixes.map((prefix) => `prefix:${prefix}`)];
  if (expiration !== undefined) ignored.push(`expiration:${expiration}`);
  if (jsonFormat) ignored.push("json-format");
  return ["--depth", depth, ...ignored.flatMap((rule) => ["--ignore", rule])];
}

/** Entries as a file in the form of wrangler's bulk put. */
export const asBulkFile = (entries) =>
  `[${entries
    .map(({ key, value, metadata, expiration }) => {
      const isText = Buffer.from(value.toString()).equals(value);
      const fields = [`"key":${JSON.stringify(key)}`, `"value":${JSON.stringify(isText ? value.toString() : value.toString("base64"))}`];
      if (!isText) fields.push('"base64":true');
      if (expiration !== undefined) fields.push(`"expiration":${expiration}`);
      if (metadata !== undefined) fields.push(`"metadata":${metadata}`);
      return `{${fields}}`;
    })
    .join(",\n")}]`;
