// SPDX-License-Identifier: GPL-3.0-or-later
// node server.mjs [--port N] [--minutes N] [--quota N] [--window S] [--no-gateway]
// Cloudflare's REST API for Workers KV on 127.0.0.1, for tests. Prints one line of JSON when it is ready, and ends on
// SIGTERM, when its standard input ends, or after so many minutes (15). README.md says what may be believed of it.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { World } from "./server/account.mjs";
import { readBody } from "./server/body.mjs";
import { control } from "./server/control.mjs";
import { Engine } from "./server/engine.mjs";
import { Refusal, toJson } from "./server/errors.mjs";
import { answerInstead, Faults, html403, send, spoilPage } from "./server/faults.mjs";
import { RequestLog } from "./server/log.mjs";
import { Pace } from "./server/pace.mjs";
import { findRoute, gatewayRefuses, runRoute } from "./server/router.mjs";
import { View } from "./server/view.mjs";

const base = "/client/v4";

class Server {
  constructor(options) {
    this.settings = {
      quota: Number(options.quota),
      window: Number(options.window),
      block: Number(options.window),
      sameKeySeconds: 0,
      staleSeconds: 0,
      gateway: !options["no-gateway"],
    };
    this.world = new World({ environment: process.env });
    this.engine = new Engine();
    this.view = new View(this.engine);
    this.pace = new Pace(this.settings);
    this.faults = new Faults();
    this.log = new RequestLog();
  }
  invitation = () => ({ url: `${this.origin}${base}`, control: `${this.origin}/__control`, ...this.world.invitation() });

  async start(port) {
    this.versions = await this.engine.start();
    this.http = createServer({ keepAliveTimeout: 30_000 }, (request, response) => void this.#serve(request, response));
    await new Promise((resolve) => this.http.listen(port, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.http.address().port}`;
  }
  async stop() {
    this.http?.close();
    this.http?.closeAllConnections();
    await this.engine.stop();
  }

  async #serve(request, response) {
    const [path, queryText = ""] = request.url.split(/\?(.*)/s);
    const query = new URLSearchParams(queryText);
    if (path.startsWith("/__control/")) {
      let [status, answer] = [500, {}];
      try {
        [status, answer] = await control(this, request.method, path.slice("/__control/".length), query, await readBody(request));
      } catch (error) {
        [status, answer] = [400, { error: error.message }];
      }
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
      return;
    }
    const entry = this.log.begin(request);
    response.on("close", () => {
      entry.status ??= 0;
      entry.aborted = !response.writableFinished;
      this.log.end(entry, entry.bytesOut ?? 0);
    });
    let met = {};
    try {
      const below = path.startsWith(`${base}/`) ? path.slice(base.length) : path;
      met = this.faults.meet(request.method, below + (queryText && `?${queryText}`));
      if (Object.keys(met).length > 0) entry.faults = Object.keys(met);
      const answer = await this.#answer(request, { path, below, query, met, entry });
      if (met.hang) return;
      if (met.delay) await new Promise((resolve) => setTimeout(resolve, met.delay.ms));
      if (response.destroyed) return;
      const { status, headers = {}, json } = answer;
      const bytes = answer.bytes ?? Buffer.from(toJson(json));
      entry.status = status;
      entry.bytesOut = bytes.length;
      await send(response, { status, headers: { "content-type": "application/json", ...headers }, bytes }, met);
    } catch (error) {
      if (!response.destroyed) response.destroy();
      entry.error = error.message;
    }
  }

  async #answer(request, { path, below, query, met, entry }) {
    let paid = {};
    try {
      const body = await readBody(request);
      this.log.body(entry, body);
      if (met.rst || met.hang) return { status: 0, json: {} };
      if (!path.startsWith(`${base}/`)) throw new Refusal(404, 7000, "No route for that URI");
      // Who asks comes first, then what they have left, then what they ask for.
      const verifying = /\/tokens\/verify$/.test(below);
      let credential;
      try {
        credential = this.world.authenticate(request.headers);
      } catch (error) {
        if (error.code === 10000 && verifying) throw new Refusal(401, 1000, "Invalid API Token");
        if (error.code === 10000 && /^\/(user|accounts|memberships)$/.test(below)) throw new Refusal(403, 9109, "Invalid access token");
        throw error;
      }
      entry.credential = credential.name;
      paid = this.pace.take(credential.owner);
      if (paid.refusal) throw paid.refusal;
      const instead = answerInstead(met);
      if (instead) return { ...instead, headers: { ...paid.headers, ...instead.headers } };

      const route = findRoute(request.method, below);
      this.log.count(entry, `${route.method} ${route.segments.slice(-2).join("/")}`);
      if (this.settings.gateway && gatewayRefuses(route)) return html403();
      if (met.gone) await this.#remove(route.namespace);
      const leave = met.unsuccessful ? (met.unsuccessful.keys ?? 1) : 0;
      const view = leave > 0 ? this.#leaving(leave) : this.view;
      const { world, engine, pace } = this;
      let answer;
      if (met.emptyPage && route.name === "listKeys") answer = await this.#emptyPage(route, query, { world, credential, path: below });
      else answer = await runRoute(route, { world, credential, path: below, query, headers: request.headers, body, engine, view, pace });
      answer = spoilPage(met, { query, answer });
      return { ...answer, headers: { ...paid.headers, ...answer.headers } };
    } catch (error) {
      if (!(error instanceof Refusal)) {
        entry.error = error.message;
        if (error.message !== "the client went away") console.error(this.world.redact(error.stack));
        error = new Refusal(500, 10001, "service temporarily unavailable");
      }
      const answer = error.answer();
      return { ...answer, headers: { ...paid.headers, ...answer.headers } };
    }
  }

  async #remove(namespace) {
    for (const account of this.world.accounts) account.namespaces.delete(namespace);
    await this.engine.forget(namespace);
  }
  #leaving(leave) {
    const view = Object.create(this.view);
    view.putMany = (namespace, entries) => this.view.putMany(namespace, entries, leave);
    view.deleteMany = (namespace, keys) => this.view.deleteMany(namespace, keys, leave);
    view.get = (...all) => this.view.get(...all);
    return view;
  }
  /** A page of tombstones: nothing in it, and its cursor stands where the page began, though it is another one. */
  async #emptyPage(route, query, { world, credential, path }) {
    world.account(credential, route.account, "read", path);
    const prefix = query.get("prefix") ?? "";
    const start = Buffer.from(JSON.stringify(["", prefix])).toString("base64url");
    const asked = query.get("cursor");
    const cursor = asked ? Buffer.from(`${Buffer.from(asked, "base64url")} `).toString("base64url") : start;
    return { status: 200, json: { success: true, errors: [], messages: [], result: [], result_info: { count: 0, cursor } } };
  }
}

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    minutes: { type: "string", default: "15" },
    quota: { type: "string", default: "1200" },
    window: { type: "string", default: "300" },
    "no-gateway": { type: "boolean", default: false },
  },
});
const server = new Server(options);
let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(code), 5_000).unref();
  await server.stop();
  process.exit(code);
}
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => void end(0));
process.stdin.on("end", () => void end(0)).on("error", () => void end(0)).resume();
setTimeout(() => void end(3), Number(options.minutes) * 60_000).unref();
try {
  await server.start(Number(options.port));
  process.stdout.write(`${JSON.stringify({ ...server.invitation(), ...server.versions })}\n`);
} catch (error) {
  if (!ending) throw error; // stopped before it was up
}
