// SPDX-License-Identifier: GPL-3.0-or-later
// The side door for tests, /__control/...: what was asked, what goes wrong, and data in bulk.
import { randomBytes } from "node:crypto";
import { kinds } from "./faults.mjs";

const chunk = 5_000;

async function seed({ world, engine }, { account, namespace, title, count = 0, prefix = "key-", digits = 7, valueBytes = 10, metadata, expiration }) {
  const owner = world.accounts.find(({ id }) => id === (account ?? world.accounts[0].id));
  let id = namespace;
  if (!id) {
    id = randomBytes(16).toString("hex");
    owner.namespaces.set(id, { id, title: title ?? `seeded-${id.slice(0, 6)}` });
  } else if (!owner.namespaces.has(id)) {
    owner.namespaces.set(id, { id, title: title ?? `seeded-${id.slice(0, 6)}` }); // an id of the test's choice
  }
  const text = metadata === undefined ? undefined : JSON.stringify(metadata);
  for (let at = 0; at < count; at += chunk) {
    const entries = Array.from({ length: Math.min(chunk, count - at) }, (_, index) => {
      const name = String(at + index).padStart(digits, "0");
      return { key: prefix + name, value: Buffer.from(name.padEnd(valueBytes, ".").slice(0, valueBytes)), metadata: text, expiration };
    });
    await engine.putMany(id, entries);
  }
  return { id, title: owner.namespaces.get(id).title, count };
}

/** Answers [status, object]. */
export async function control(server, method, path, query, body) {
  const { world, faults, log, pace, view, settings } = server;
  const given = () => (body.length > 0 ? JSON.parse(body.toString()) : {});
  switch (`${method} ${path}`) {
    case "GET requests":
      return [200, log.report({ bodies: query.has("bodies") })];
    case "DELETE requests":
      log.reset();
      return [200, {}];
    case "GET faults":
      return [200, { kinds, faults: faults.describe() }];
    case "POST faults":
      faults.add(given());
      return [200, { faults: faults.describe() }];
    case "DELETE faults":
      faults.clear();
      return [200, {}];
    case "GET settings":
      return [200, settings];
    case "POST settings": {
      const wanted = given();
      const unknown = Object.keys(wanted).filter((name) => !(name in settings));
      if (unknown.length > 0) return [400, { error: `no setting is called ${unknown}; there are ${Object.keys(settings)}` }];
      Object.assign(settings, wanted);
      view.staleFor = settings.staleSeconds;
      pace.reset();
      return [200, settings];
    }
    case "POST seed":
      return [200, await seed(server, given())];
    case "GET invitation":
      return [200, server.invitation()];
    default:
      return [404, { error: "requests, faults, settings, seed, invitation" }];
  }
}
