interface Env {
  TODO: KVNamespace;
  SESSIONS: KVNamespace;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const key = decodeURIComponent(new URL(request.url).pathname.slice(1));
    if (key === "") {
      const { keys } = await env.TODO.list({ prefix: "user:", limit: 10 });
      return Response.json(keys);
    }
    if (request.method === "PUT") {
      const visits = { savedAt: new Date().toISOString() };
      await env.TODO.put(key, await request.arrayBuffer(), { metadata: visits });
      return new Response(null, { status: 204 });
    }
    const value = await env.TODO.get(key, "stream");
    return value === null ? new Response("No such key\n", { status: 404 }) : new Response(value);
  },
} satisfies ExportedHandler<Env>;
