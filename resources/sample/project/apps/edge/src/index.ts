interface Env {
  FLAGS: KVNamespace;
  PAGES: KVNamespace;
  CACHE: KVNamespace;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const flag = await env.FLAGS.get<{ on: boolean }>("flag:new-checkout", "json");
    const page = flag?.on ? "page:checkout" : "page:index";
    const html = await env.PAGES.get(page, { type: "text", cacheTtl: 60 });
    return new Response(html ?? "Nothing here yet\n", {
      headers: { "content-type": html === null ? "text/plain" : "text/html; charset=utf-8" },
    });
  },
} satisfies ExportedHandler<Env>;
