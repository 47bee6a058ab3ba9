// SPDX-License-Identifier: GPL-3.0-or-later
// Runs inside workerd, beside the KV engine: what the routes ask for becomes calls of the ordinary KV binding.
// The question stands in the header "question" (URL-encoded JSON), a value is the body; the answer's head likewise.
const head = (object) => ({ answer: encodeURIComponent(JSON.stringify(object)) });
const together = 32; // puts or deletes in flight for one bulk call

async function inWaves(items, act) {
  const failed = [];
  for (let at = 0; at < items.length; at += together) {
    await Promise.all(
      items.slice(at, at + together).map((item) => act(item).catch((error) => failed.push([item.key ?? item, error.message]))),
    );
  }
  return failed;
}

/** The entry's own row of the list is the only place where the binding tells an expiration. */
async function read(kv, key) {
  const [{ value, metadata }, { keys }] = await Promise.all([
    kv.getWithMetadata(key, "arrayBuffer"),
    kv.list({ prefix: key, limit: 1 }),
  ]);
  if (value === null) return null;
  const row = keys[0]?.name === key ? keys[0] : {};
  return { value, metadata: metadata ?? undefined, expiration: row.expiration };
}

/** The expirations of many keys: by one list where they are neighbours, else by one for each. */
async function rowsOf(kv, keys) {
  let common = keys[0] ?? "";
  for (const key of keys) while (!key.startsWith(common)) common = common.slice(0, -1);
  // Half a character is no prefix.
  if (/[\ud800-\udbff]$/.test(common)) common = common.slice(0, -1);
  const found = new Map();
  const { keys: rows, list_complete: all } = await kv.list({ prefix: common });
  for (const { name, expiration } of rows) found.set(name, expiration);
  if (all) return found;
  const others = keys.filter((key) => !found.has(key));
  await inWaves(others, async (key) => {
    const [row] = (await kv.list({ prefix: key, limit: 1 })).keys;
    if (row?.name === key) found.set(key, row.expiration);
  });
  return found;
}

const operations = {
  async get(kv, { key }) {
    const entry = await read(kv, key);
    if (!entry) return Response.json(null, { headers: head(null) });
    return new Response(entry.value, { headers: head({ metadata: entry.metadata, expiration: entry.expiration }) });
  },
  // As many values follow one another in the body as are not null in its head, whose length a header tells. Once they
  // are more than `most` bytes together, nothing but that is told.
  async getMany(kv, { keys, most }) {
    const rows = await rowsOf(kv, keys);
    const entries = [];
    let total = 0;
    for (let at = 0; at < keys.length; at += together / 2) {
      const some = keys.slice(at, at + together / 2);
      const found = await Promise.all(some.map((key) => kv.getWithMetadata(key, "arrayBuffer")));
      for (const { value } of found) total += value?.byteLength ?? 0;
      if (total > most) return Response.json(null, { headers: { "head-length": "0" } });
      found.forEach(({ value, metadata }, index) =>
        entries.push(value === null ? null : { value, metadata: metadata ?? undefined, expiration: rows.get(some[index]) }));
    }
    const told = entries.map((entry) => entry && { ...entry, value: undefined, length: entry.value.byteLength });
    const first = new TextEncoder().encode(JSON.stringify(told));
    const body = new Blob([first, ...entries.filter(Boolean).map(({ value }) => value)]);
    return new Response(body, { headers: { "head-length": String(first.length) } });
  },
  async list(kv, { options }) {
    return Response.json(await kv.list(options));
  },
  async put(kv, { key, options }, request) {
    await kv.put(key, await request.arrayBuffer(), options);
    return Response.json(null);
  },
  async delete(kv, { key }) {
    await kv.delete(key);
    return Response.json(null);
  },
  // The values follow one another in the body; each item says how long its own is.
  async putMany(kv, { items }, request) {
    const bytes = await request.arrayBuffer();
    let at = 0;
    for (const item of items) item.value = bytes.slice(at, (at += item.length));
    return Response.json(await inWaves(items, ({ key, value, options }) => kv.put(key, value, options)));
  },
  async deleteMany(kv, { keys }) {
    return Response.json(await inWaves(keys, (key) => kv.delete(key)));
  },
};

export default {
  async fetch(request, env) {
    try {
      // A long question (many keys) goes in front of the body, its length in a header.
      let question = request.headers.get("question");
      let body = request;
      const inBody = Number(request.headers.get("question-length") ?? 0);
      if (inBody > 0) {
        const all = await request.arrayBuffer();
        question = new TextDecoder().decode(all.slice(0, inBody));
        body = { arrayBuffer: async () => all.slice(inBody) };
      } else {
        question = decodeURIComponent(question);
      }
      const { operation, slot, ...rest } = JSON.parse(question);
      return await operations[operation](env[slot], rest, body);
    } catch (error) {
      return new Response(error.message, { status: 500 });
    }
  },
};
