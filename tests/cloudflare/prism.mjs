// SPDX-License-Identifier: GPL-3.0-or-later
// Cloudflare's published schema as the judge between a client and the server: Prism's validation proxy. The schema is
// Cloudflare's and is not part of this project: KVW_OPENAPI names it, or it lies in a folder beside the checkout.
import { existsSync, readdirSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, signalGroup, sleep, start, tools } from "../interop/helpers.mjs";

const schemaName = "cloudflare-kv-openapi.json";

/** The path of the schema, or undefined. */
export function schemaPath() {
  if (process.env.KVW_OPENAPI) return process.env.KVW_OPENAPI;
  const beside = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const folders = readdirSync(beside, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(beside, name, schemaName)).find((path) => existsSync(path));
}

/** Why a test that needs the schema is left out; false when it is there. */
export const noSchema = () =>
  schemaPath() === undefined && `no ${schemaName} beside the checkout, and KVW_OPENAPI names none: Cloudflare's schema judges nothing`;

/**
 * Violations that say nothing about client or server, each with its reason. A client's own faults are not among them:
 * a test that knows of some names them itself.
 */
export const quirks = [
  {
    why: "Prism takes an empty body for a missing one; a value of no bytes is legal",
    fits: ({ method, path, location }) => method === "PUT" && /\/values\//.test(path) && location === "request",
    message: /Body parameter is required/,
  },
  {
    why: "of a refused bulk call the schema says success: true",
    fits: ({ path, status, location }) => /\/bulk\b/.test(path) && status >= 400 && location === "response.body.success",
    message: /allowed values: true/,
  },
  {
    why: "the schema wants error codes from 1000, the service throttles with 971",
    fits: ({ location }) => location.startsWith("response.body.errors"),
    message: />= 1000/,
  },
];

function violationsIn(header = "[]") {
  try {
    return JSON.parse(header);
  } catch {
    return [{ location: ["?"], message: header }]; // a list too long for a header is cut
  }
}

const isQuirk = (violation) => quirks.some(({ fits, message }) => fits(violation) && message.test(violation.message));

/**
 * Puts Prism before a server whose API's base address is `serverUrl`. Clients use `url` in its place; what the schema
 * has against a request or an answer is kept: violations() gives {method, path, location, message}, quirks left out;
 * with {all: true} those too. Values through Prism must be UTF-8 and no more than 10 MB: it reads them as text.
 */
export async function withPrism(serverUrl) {
  const port = await freePort();
  const bin = join(tools, "prism/node_modules/@stoplight/prism-cli/dist/index.js");
  const child = start(process.execPath, [bin, "proxy", "-h", "127.0.0.1", "-p", String(port), schemaPath(), serverUrl], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  const up = new Promise((resolve, reject) => {
    const read = (chunk) => {
      log += chunk;
      if (/Prism is listening/.test(log)) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("close", () => reject(new Error(`Prism did not start:\n${log}`)));
  });
  await Promise.race([up, sleep(60_000).then(() => Promise.reject(new Error(`Prism is not up after a minute:\n${log}`)))]);

  // Prism tells its findings in a header of the answer, which a client would drop: this notes them on the way.
  const found = [];
  let judged = 0;
  const recorder = createServer((request, response) => {
    const path = request.url.replace(/^\/client\/v4/, "");
    const onward = httpRequest({ host: "127.0.0.1", port, method: request.method, path, headers: request.headers }, (answer) => {
      ++judged;
      for (const { location = [], message, code } of violationsIn(answer.headers["sl-violations"])) {
        found.push({ method: request.method, path, status: answer.statusCode, location: location.join("."), message, code });
      }
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => recorder.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${recorder.address().port}/client/v4`,
    judged: () => judged,
    violations: ({ all = false } = {}) => found.filter((violation) => all || !isQuirk(violation)),
    log: () => log,
    stop: async () => {
      recorder.close();
      recorder.closeAllConnections();
      child.removeAllListeners("close");
      const ended = new Promise((resolve) => child.on("close", resolve));
      signalGroup(child.pid, "SIGTERM");
      await Promise.race([ended, sleep(5_000)]);
      signalGroup(child.pid, "SIGKILL");
    },
  };
}
