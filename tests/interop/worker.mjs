// SPDX-License-Identifier: GPL-3.0-or-later
// The Worker that the dev server runs: /BINDING?key=K with GET, PUT and DELETE, /BINDING lists. A failure of KV
// comes back as 500 with its text, so that a test can count it. /BINDING?loop puts one key after the other until
// /?stop, and answers what became of that.
let looping = false;

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.searchParams.has("stop")) looping = false;
    const kv = env[url.pathname.slice(1)];
    if (!kv) return new Response(null, { status: url.pathname === "/" ? 204 : 404 });
    const key = url.searchParams.get("key");
    try {
      if (request.method === "PUT") {
        const { expiration, metadata } = Object.fromEntries(url.searchParams);
        await kv.put(key, await request.arrayBuffer(), {
          ...(expiration && { expiration: Number(expiration) }),
          ...(metadata && { metadata: JSON.parse(metadata) }),
        });
        return new Response(null, { status: 204 });
      }
      if (request.method === "DELETE") {
        await kv.delete(key);
        return new Response(null, { status: 204 });
      }
      if (url.searchParams.has("loop")) return Response.json(await loop(kv));
      if (key === null) return Response.json(await list(kv));
      const { value, metadata } = await kv.getWithMetadata(key, "arrayBuffer");
      if (value === null) return new Response(null, { status: 404 });
      return new Response(value, { headers: { "x-metadata": encodeURIComponent(JSON.stringify(metadata)) } });
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};

/**
 * `last`: the values of the puts that did not fail, the last of each key. The waits are for workerd, which looks at
 * its sockets only when nothing else is ready: without them, no other request would be heard.
 */
async function loop(kv) {
  const made = { puts: 0, failed: 0, errors: [], last: {} };
  looping = true;
  while (looping) {
    const n = made.puts++;
    const [key, value] = [`loop:${n % 100}`, `${n} ${"x".repeat(200)}`];
    try {
      await kv.put(key, value);
      made.last[key] = value;
    } catch (error) {
      ++made.failed;
      if (made.errors.length < 10) made.errors.push(String(error));
    }
    if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return made;
}

async function list(kv) {
  const keys = [];
  let cursor;
  do {
    const page = await kv.list({ cursor });
    keys.push(...page.keys);
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor);
  return keys;
}
