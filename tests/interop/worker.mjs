// SPDX-License-Identifier: GPL-3.0-or-later
// The Worker that the dev server runs: /BINDING?key=K with GET, PUT and DELETE, /BINDING lists. A failure of KV
// comes back as 500 with its text, so that a test can count it.
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
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
      if (key === null) return Response.json(await list(kv));
      const { value, metadata } = await kv.getWithMetadata(key, "arrayBuffer");
      if (value === null) return new Response(null, { status: 404 });
      return new Response(value, { headers: { "x-metadata": encodeURIComponent(JSON.stringify(metadata)) } });
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};

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
