// SPDX-License-Identifier: GPL-3.0-or-later
// Where the entries are: the KV engine of the miniflare that the pinned wrangler brings, in a workerd of its own.
// A namespace is given one of the engine's namespaces (a slot) with its first write.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "./errors.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tools = process.env.KVW_INTEROP_TOOLS ?? join(here, "../../interop/tools");
const firstSlots = 32;

/** What the engine says of an entry that it refuses, as the API says it: [in its text, HTTP status, code]. */
const refusals = [
  [/expiration_ttl/, 400, 10034],
  [/expiration/, 400, 10033],
  [/Metadata length/, 413, 10047],
  [/Value length/, 413, 10024],
  [/key length limit/, 414, 10030],
  [/Illegal key name|not allowed as a key name|Key name cannot be empty|must not be empty/, 400, 10042],
];

export function refusalFrom(operation, message) {
  const text = message.replace(/^KV \w+ failed: \d+ /, "");
  for (const [pattern, status, code] of refusals) {
    if (pattern.test(text)) return new Refusal(status, code, `${operation}: '${text}'`);
  }
  return new Error(`the engine says: ${message}`);
}

export class Engine {
  #miniflare;
  #convert;
  #slots = 0;
  #free = [];
  #slotOf = new Map(); // namespace id: slot
  #rawMetadata = new Map(); // slot + "\n" + key: {text, canonical}
  #growing = Promise.resolve();

  async start() {
    const require = createRequire(join(tools, "wrangler-4.164/node_modules/miniflare/package.json"));
    const { Miniflare, convertV4MiniflareOptions } = require("miniflare");
    this.#convert = convertV4MiniflareOptions;
    this.#slots = firstSlots;
    this.#free = this.#names(0, firstSlots);
    this.#miniflare = new Miniflare(this.#options());
    await this.#miniflare.ready;
    return { miniflare: require("miniflare/package.json").version };
  }
  stop = () => this.#miniflare?.dispose();

  #names = (from, to) => Array.from({ length: to - from }, (_, index) => `SLOT${from + index}`);
  #options() {
    return this.#convert({
      modules: true,
      script: readFileSync(join(here, "worker.mjs"), "utf8"),
      compatibilityDate: "2025-01-01",
      kvNamespaces: this.#names(0, this.#slots),
      host: "127.0.0.1",
      cf: false,
      telemetry: { enabled: false },
    });
  }

  async #slot(namespace) {
    if (!this.#slotOf.has(namespace)) {
      await (this.#growing = this.#growing.then(async () => {
        if (this.#free.length > 0) return;
        this.#free = this.#names(this.#slots, 2 * this.#slots);
        this.#slots *= 2;
        await this.#miniflare.setOptions(this.#options());
      }));
      if (!this.#slotOf.has(namespace)) this.#slotOf.set(namespace, this.#free.shift());
    }
    return this.#slotOf.get(namespace);
  }

  async #ask(question, body = Buffer.alloc(0)) {
    let headers = { question: encodeURIComponent(JSON.stringify(question)) };
    if (headers.question.length > 4_000) {
      const text = Buffer.from(JSON.stringify(question));
      headers = { "question-length": String(text.length) };
      body = Buffer.concat([text, body]);
    }
    const response = await this.#miniflare.dispatchFetch("http://engine/", { method: "POST", headers, body });
    if (response.status !== 200) throw refusalFrom(question.operation, await response.text());
    return response;
  }

  // The engine keeps JSON.stringify(JSON.parse(metadata)). So that a client's metadata comes back as it was sent, down
  // to the digits of a number, its text is kept beside, and given where the engine's own agrees with it.
  #remember(slot, key, text) {
    if (text === undefined) this.#rawMetadata.delete(`${slot}\n${key}`);
    else this.#rawMetadata.set(`${slot}\n${key}`, { text, canonical: JSON.stringify(JSON.parse(text)) });
  }
  #metadataText(slot, key, metadata) {
    if (metadata === undefined || metadata === null) return undefined;
    const canonical = JSON.stringify(metadata);
    const kept = this.#rawMetadata.get(`${slot}\n${key}`);
    return kept?.canonical === canonical ? kept.text : canonical;
  }

  /** {value, metadata (JSON text), expiration (s)}, or null. */
  async get(namespace, key) {
    if (!this.#slotOf.has(namespace)) return null;
    const slot = await this.#slot(namespace);
    const response = await this.#ask({ operation: "get", slot, key });
    const found = JSON.parse(decodeURIComponent(response.headers.get("answer")));
    if (found === null) return null;
    return {
      value: Buffer.from(await response.arrayBuffer()),
      metadata: this.#metadataText(slot, key, found.metadata),
      expiration: found.expiration,
    };
  }

  /** An entry or null for each key; undefined when the values hold more than `most` bytes together. */
  async getMany(namespace, keys, most) {
    if (!this.#slotOf.has(namespace)) return keys.map(() => null);
    const slot = await this.#slot(namespace);
    const response = await this.#ask({ operation: "getMany", slot, keys, most });
    const bytes = Buffer.from(await response.arrayBuffer());
    let at = Number(response.headers.get("head-length"));
    if (at === 0) return undefined;
    return JSON.parse(bytes.subarray(0, at).toString()).map((found, index) => found && {
      value: bytes.subarray(at, (at += found.length)),
      metadata: this.#metadataText(slot, keys[index], found.metadata),
      expiration: found.expiration,
    });
  }

  /** {rows: [{name, expiration, metadata (JSON text)}], cursor or undefined}. */
  async list(namespace, options) {
    if (!this.#slotOf.has(namespace)) return { rows: [] };
    const slot = await this.#slot(namespace);
    const { keys, cursor, list_complete } = await (await this.#ask({ operation: "list", slot, options })).json();
    const rows = keys.map(({ name, expiration, metadata }) => ({
      name,
      expiration,
      metadata: this.#metadataText(slot, name, metadata),
    }));
    return { rows, cursor: list_complete ? undefined : cursor };
  }

  static #putOptions = ({ expiration, expirationTtl, metadata }) => ({
    expiration,
    expirationTtl,
    metadata: metadata === undefined ? undefined : JSON.parse(metadata),
  });

  async put(namespace, { key, value, ...rest }) {
    const slot = await this.#slot(namespace);
    await this.#ask({ operation: "put", slot, key, options: Engine.#putOptions(rest) }, value);
    this.#remember(slot, key, rest.metadata);
  }

  async delete(namespace, key) {
    if (!this.#slotOf.has(namespace)) return;
    const slot = await this.#slot(namespace);
    await this.#ask({ operation: "delete", slot, key });
    this.#remember(slot, key, undefined);
  }

  /** Returns [[key, message]] of what was refused. */
  async putMany(namespace, entries) {
    const slot = await this.#slot(namespace);
    const items = entries.map(({ key, value, ...rest }) => ({ key, length: value.length, options: Engine.#putOptions(rest) }));
    const response = await this.#ask({ operation: "putMany", slot, items }, Buffer.concat(entries.map(({ value }) => value)));
    const failed = await response.json();
    const bad = new Set(failed.map(([key]) => key));
    for (const { key, metadata } of entries) if (!bad.has(key)) this.#remember(slot, key, metadata);
    return failed;
  }

  async deleteMany(namespace, keys) {
    if (!this.#slotOf.has(namespace)) return;
    const slot = await this.#slot(namespace);
    await this.#ask({ operation: "deleteMany", slot, keys });
    for (const key of keys) this.#remember(slot, key, undefined);
  }

  /** Empties a namespace that goes, and frees its slot. */
  async forget(namespace) {
    if (!this.#slotOf.has(namespace)) return;
    const slot = await this.#slot(namespace);
    this.#slotOf.delete(namespace);
    for (;;) {
      const { keys, list_complete } = await (await this.#ask({ operation: "list", slot, options: {} })).json();
      if (keys.length > 0) await this.#ask({ operation: "deleteMany", slot, keys: keys.map(({ name }) => name) });
      if (list_complete) break;
    }
    for (const id of this.#rawMetadata.keys()) if (id.startsWith(`${slot}\n`)) this.#rawMetadata.delete(id);
    this.#free.push(slot);
  }
}
