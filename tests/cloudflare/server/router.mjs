// SPDX-License-Identifier: GPL-3.0-or-later
// From a request line to the route it means. Each segment of the path is percent-decoded once, after splitting.
import { namespaceOf, namespaceRoutes } from "./namespaces.mjs";
import { entryRoutes } from "./entries.mjs";
import { peopleRoutes } from "./account.mjs";
import { noRoute, Refusal, success, wrongMethod } from "./errors.mjs";

const kv = "accounts/:account/storage/kv/namespaces";
const read = "read";
const write = "write";

// [method, path, name, what the credential must be allowed, what refusals begin with]
const table = [
  ["GET", "user", "user"],
  ["GET", "user/tokens/verify", "verifyUserToken"],
  ["GET", "accounts", "accounts"],
  ["GET", "accounts/:account", "account"],
  ["GET", "accounts/:account/tokens/verify", "verifyAccountToken"],
  ["GET", "memberships", "memberships"],
  ["GET", kv, "list", read],
  ["POST", kv, "create", write],
  ["GET", `${kv}/:namespace`, "get", read, "get namespace"],
  ["PUT", `${kv}/:namespace`, "rename", write, "rename namespace"],
  ["DELETE", `${kv}/:namespace`, "delete", write, "remove namespace"],
  ["GET", `${kv}/:namespace/keys`, "listKeys", read, "list keys"],
  ["GET", `${kv}/:namespace/values/:key`, "getValue", read, "get"],
  ["PUT", `${kv}/:namespace/values/:key`, "putValue", write, "put"],
  ["DELETE", `${kv}/:namespace/values/:key`, "deleteValue", write, "delete"],
  ["GET", `${kv}/:namespace/metadata/:key`, "getMetadata", read, "get metadata"],
  ["PUT", `${kv}/:namespace/bulk`, "bulkPut", write, "bulk put"],
  ["DELETE", `${kv}/:namespace/bulk`, "bulkDeleteOld", write, "bulk delete"],
  ["POST", `${kv}/:namespace/bulk/delete`, "bulkDelete", write, "bulk delete"],
  ["POST", `${kv}/:namespace/bulk/get`, "bulkGet", read, "bulk get"],
].map(([method, path, name, allowed, operation]) => ({ method, segments: path.split("/"), name, allowed, operation }));

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Percent-decodes once; "+" is a plus sign in a path. */
export function decodeOnce(text) {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new Refusal(400, 10042, "could not decode the path");
  const bytes = Buffer.from(text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal(400, 10042, "the path is not UTF-8");
  }
}

function match(route, segments) {
  if (route.segments.length !== segments.length) return null;
  const found = {};
  for (const [index, pattern] of route.segments.entries()) {
    if (pattern.startsWith(":")) found[pattern.slice(1)] = segments[index];
    else if (pattern !== segments[index]) return null;
  }
  return found;
}

/** {name, allowed, operation, account, namespace, key} of a path below the API's base; the three are still encoded. */
export function findRoute(method, path) {
  const segments = path.replace(/^\//, "").split("/");
  let otherMethod = false;
  for (const route of table) {
    const found = match(route, segments);
    if (!found) continue;
    if (route.method === method) return { ...route, ...found };
    otherMethod = true;
  }
  throw otherMethod ? wrongMethod() : noRoute();
}

/**
 * The gateway before the API, which has troubles of its own with keys that are in order: dots beside an encoded slash
 * look like an attack to it (403 and HTML), and control characters lead nowhere (404). The bulk calls know neither.
 */
export function gatewayRefuses(route) {
  if (route.key === undefined) return null;
  const key = decodeOnce(route.key);
  if (key.includes("..") && key.includes("/")) return "html403";
  if (/[\u0000-\u001f\u007f]/.test(key)) throw noRoute();
  return null;
}

/** Runs a route that was found and paid for. */
export async function runRoute(route, { world, credential, path, query, headers, body, engine, view, pace }) {
  const people = peopleRoutes[route.name];
  if (people) return people(world, { credential, query, path, accountId: route.account }, { success });
  const account = world.account(credential, route.account, route.allowed, path);
  const request = { account, query, headers, body, engine, view };
  if (route.namespace !== undefined) request.namespace = namespaceOf(account, decodeOnce(route.namespace), route.operation);
  if (route.key !== undefined) {
    request.key = decodeOnce(route.key);
    if (route.allowed === write) pace.checkWrite(route.namespace, request.key);
  }
  return (namespaceRoutes[route.name] ?? entryRoutes[route.name])(request);
}
