// SPDX-License-Identifier: GPL-3.0-or-later
// What a client sees of the engine. It can be made to lag, as Cloudflare does elsewhere than where a write was made:
// for some seconds after a write every read still tells what was there before it.
const compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

export class View {
  #engine;
  #before = new Map(); // namespace: Map(key: {until (ms), entry or null})
  staleFor = 0; // seconds

  constructor(engine) {
    this.#engine = engine;
  }

  #past(namespace) {
    const all = this.#before.get(namespace) ?? new Map();
    if (this.staleFor <= 0) all.clear();
    for (const [key, { until }] of all) if (until <= Date.now()) all.delete(key);
    return all;
  }
  async #keepPast(namespace, keys) {
    if (this.staleFor <= 0) return;
    const all = this.#past(namespace);
    this.#before.set(namespace, all);
    for (const key of keys) {
      const entry = all.has(key) ? all.get(key).entry : await this.#engine.get(namespace, key);
      all.set(key, { until: Date.now() + this.staleFor * 1_000, entry });
    }
  }

  get(namespace, key) {
    const past = this.#past(namespace).get(key);
    return past ? past.entry : this.#engine.get(namespace, key);
  }

  /** An entry or null for each key; undefined when the values hold more than `most` bytes together. */
  async getMany(namespace, keys, most) {
    const past = this.#past(namespace);
    const here = keys.filter((key) => !past.has(key));
    const found = here.length > 0 ? await this.#engine.getMany(namespace, here, most) : [];
    if (found === undefined) return undefined;
    const entries = new Map(here.map((key, index) => [key, found[index]]));
    const all = keys.map((key) => past.get(key)?.entry ?? entries.get(key) ?? null);
    return all.reduce((sum, entry) => sum + (entry?.value.length ?? 0), 0) > most ? undefined : all;
  }

  async list(namespace, options) {
    const page = await this.#engine.list(namespace, options);
    const past = this.#past(namespace);
    if (past.size === 0) return page;
    const rows = page.rows.filter(({ name }) => !past.has(name));
    // The engine's cursor is the last key that was given out.
    const after = options.cursor === undefined ? undefined : Buffer.from(options.cursor, "base64").toString();
    const last = page.cursor === undefined ? undefined : page.rows.at(-1)?.name;
    for (const [name, { entry }] of past) {
      const here =
        entry && name.startsWith(options.prefix ?? "") &&
        (after === undefined || compare(name, after) > 0) && (last === undefined || compare(name, last) <= 0);
      if (here) rows.push({ name, expiration: entry.expiration, metadata: entry.metadata });
    }
    rows.sort((a, b) => compare(a.name, b.name));
    return { rows, cursor: page.cursor };
  }

  async put(namespace, entry) {
    await this.#keepPast(namespace, [entry.key]);
    await this.#engine.put(namespace, entry);
  }
  async delete(namespace, key) {
    await this.#keepPast(namespace, [key]);
    await this.#engine.delete(namespace, key);
  }

  /** Both return the keys that were left out: all but `leave` of them are done. */
  async putMany(namespace, entries, leave = 0) {
    const last = new Map(entries.map((entry) => [entry.key, entry])); // a key that comes twice: the last one counts
    const done = [...last.values()].slice(leave);
    await this.#keepPast(namespace, done.map(({ key }) => key));
    const refused = await this.#engine.putMany(namespace, done);
    return [...[...last.keys()].slice(0, leave), ...refused.map(([key]) => key)];
  }
  async deleteMany(namespace, keys, leave = 0) {
    const all = [...new Set(keys)];
    await this.#keepPast(namespace, all.slice(leave));
    await this.#engine.deleteMany(namespace, all.slice(leave));
    return all.slice(0, leave);
  }
}
