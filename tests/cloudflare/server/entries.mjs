// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the entries of one namespace. Lengths and times are the engine's to refuse wherever it does.
import { fieldTexts, formParts } from "./body.mjs";
import { refusalFrom } from "./engine.mjs";
import { Raw, Refusal, success } from "./errors.mjs";

const longestKey = 512;
const longestMetadata = 1_024;
const largestValue = 25 * 1024 * 1024;
const mostBulkItems = 10_000;
const largestBulk = 100 * 1024 * 1024;
const mostBulkGets = 100;
const largestBulkGet = 25 * 1024 * 1024;

function checkKey(key, operation) {
  if (key === "" || key === "." || key === "..") throw new Refusal(400, 10042, `${operation}: 'illegal key name "${key}"'`);
  const length = Buffer.byteLength(key);
  if (length > longestKey) {
    const text = `UTF-8 encoded length of ${length} exceeds key length limit of ${longestKey}.`;
    throw new Refusal(414, 10030, `${operation}: '${text}'`);
  }
}

function checkMetadata(text, operation) {
  const bad = (status, why) => new Refusal(status, 10047, `${operation}: '${why}'`);
  const length = Buffer.byteLength(text);
  if (length > longestMetadata) throw bad(413, `Metadata length of ${length} exceeds limit of ${longestMetadata}.`);
  try {
    return JSON.parse(text) === null ? undefined : text;
  } catch {
    throw bad(400, "metadata must be valid json");
  }
}

/** expiration and expiration_ttl as whole numbers of seconds; the TTL wins. */
function expirationFrom(expiration, ttl, operation) {
  const whole = (value, name, code) => {
    if (value === null || value === undefined || value === "") return undefined;
    if (!/^\d{1,15}$/.test(String(value))) {
      const text = `Invalid ${name} of ${value}. Please specify integer greater than 0.`;
      throw new Refusal(400, code, `${operation}: '${text}'`);
    }
    return Number(value);
  };
  const expirationTtl = whole(ttl, "expiration_ttl", 10034);
  const at = whole(expiration, "expiration", 10033);
  return expirationTtl === undefined ? { expiration: at } : { expirationTtl };
}

/** The engine's own rule, for whole arrays that are refused before anything of them is written. */
function checkExpiration({ expiration, expirationTtl }, operation) {
  const now = Math.floor(Date.now() / 1_000);
  if (expirationTtl !== undefined && expirationTtl < 60) {
    throw refusalFrom(operation, `Invalid expiration_ttl of ${expirationTtl}. Expiration TTL must be at least 60.`);
  }
  if (expiration !== undefined && expiration < now + 60) {
    const text = `Invalid expiration of ${expiration}. Expiration times must be at least 60 seconds in the future.`;
    throw refusalFrom(operation, text);
  }
}

function jsonBody(body, operation) {
  const text = body.toString();
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    throw new Refusal(400, 10012, `${operation}: 'could not parse request body'`);
  }
}

const cursorText = (cursor, prefix) => Buffer.from(JSON.stringify([cursor, prefix])).toString("base64url");
function cursorFrom(text, prefix) {
  if (!text) return undefined;
  try {
    const [cursor, itsPrefix] = JSON.parse(Buffer.from(text, "base64url").toString());
    // A cursor goes on within its own list: asking with another prefix would be another list.
    if (typeof cursor === "string" && itsPrefix === prefix) return cursor;
  } catch {
    // told below
  }
  throw new Refusal(400, 10041, "list keys: 'invalid cursor'");
}

function keysIn(value, operation, most) {
  if (!Array.isArray(value) || value.some((key) => typeof key !== "string")) {
    throw new Refusal(400, 10012, `${operation}: 'expected an array of keys'`);
  }
  if (value.length > most) throw new Refusal(400, 10012, `${operation}: 'more than ${most} keys'`);
  for (const key of value) checkKey(key, operation);
  return value;
}

async function bulkDelete({ body, namespace, view }) {
  const keys = keysIn(jsonBody(body, "bulk delete").value, "bulk delete", mostBulkItems);
  const left = await view.deleteMany(namespace.id, keys);
  return success({ successful_key_count: keys.length - left.length, unsuccessful_keys: left });
}

export const entryRoutes = {
  async listKeys({ namespace, query, view }) {
    const limitText = query.get("limit");
    const limit = limitText === null || limitText === "" ? 1_000 : Number(limitText);
    if (!Number.isInteger(limit) || limit < 10 || limit > 1_000) {
      throw new Refusal(400, 10028, `list keys: 'invalid limit ${limitText}: it must be from 10 to 1000'`);
    }
    const prefix = query.get("prefix") ?? "";
    const cursor = cursorFrom(query.get("cursor"), prefix);
    const options = { limit, prefix: prefix === "" ? undefined : prefix, cursor };
    const { rows, cursor: next } = await view.list(namespace.id, options);
    const result = rows.map(({ name, expiration, metadata }) => ({
      name,
      expiration,
      metadata: metadata === undefined ? undefined : new Raw(metadata),
    }));
    return success(result, {
      result_info: { count: result.length, cursor: next === undefined ? "" : cursorText(next, prefix) },
    });
  },

  async getValue({ namespace, key, view }) {
    checkKey(key, "get");
    const entry = await view.get(namespace.id, key);
    if (!entry) throw new Refusal(404, 10009, "get: 'key not found'");
    const headers = { "content-type": "application/octet-stream" };
    if (entry.expiration !== undefined) headers.expiration = String(entry.expiration);
    return { status: 200, headers, bytes: entry.value };
  },

  async getMetadata({ namespace, key, view }) {
    checkKey(key, "get metadata");
    const entry = await view.get(namespace.id, key);
    if (!entry) throw new Refusal(404, 10009, "get metadata: 'key not found'");
    return success(entry.metadata === undefined ? null : new Raw(entry.metadata));
  },

  async putValue({ namespace, key, query, body, headers, view }) {
    checkKey(key, "put");
    const times = expirationFrom(query.get("expiration"), query.get("expiration_ttl"), "put");
    const type = headers["content-type"] ?? "";
    let value = body;
    let metadata;
    if (/^multipart\/form-data\b/i.test(type)) {
      const parts = formParts(body, type);
      if (!parts.value) throw new Refusal(400, 10012, "put: 'multipart put request does not contain required form field 'value''");
      value = parts.value;
      if (parts.metadata) metadata = checkMetadata(parts.metadata.toString(), "put");
    }
    if (value.length > largestValue) {
      throw new Refusal(413, 10024, `put: 'Value length of ${value.length} exceeds limit of ${largestValue}.'`);
    }
    await view.put(namespace.id, { key, value, metadata, ...times });
    return success(null);
  },

  async deleteValue({ namespace, key, view }) {
    checkKey(key, "delete");
    await view.delete(namespace.id, key);
    return success(null);
  },

  async bulkPut({ namespace, body, view }) {
    const operation = "bulk put";
    if (body.length > largestBulk) throw new Refusal(413, 10024, `${operation}: 'payload too large'`);
    const { text, value: items } = jsonBody(body, operation);
    const wrong = (why) => new Refusal(400, 10012, `${operation}: '${why}'`);
    if (!Array.isArray(items)) throw wrong("expected an array");
    if (items.length > mostBulkItems) throw wrong(`more than ${mostBulkItems} items`);
    for (const item of items) {
      if (typeof item?.key !== "string" || typeof item.value !== "string") throw wrong("an item lacks its key or value");
    }
    const metadata = fieldTexts(text, "metadata");
    const entries = items.map((item, index) => {
      checkKey(item.key, operation);
      const value = Buffer.from(item.value, item.base64 ? "base64" : "utf8");
      if (item.base64 && value.toString("base64").replace(/=+$/, "") !== item.value.replace(/=+$/, "")) {
        throw wrong(`the value of "${item.key}" is not base64`);
      }
      if (value.length > largestValue) throw new Refusal(413, 10024, `${operation}: 'value too large'`);
      const times = expirationFrom(item.expiration, item.expiration_ttl, operation);
      checkExpiration(times, operation);
      const its = metadata[index] === undefined ? undefined : checkMetadata(metadata[index], operation);
      return { key: item.key, value, metadata: its, ...times };
    });
    const left = await view.putMany(namespace.id, entries);
    return success({ successful_key_count: entries.length - left.length, unsuccessful_keys: left });
  },

  bulkDelete,
  bulkDeleteOld: bulkDelete,

  async bulkGet({ namespace, body, view }) {
    const operation = "bulk get";
    const { value: asked } = jsonBody(body, operation);
    const { type = "text", withMetadata = false } = asked ?? {};
    if (!Array.isArray(asked?.keys) || asked.keys.length === 0) {
      throw new Refusal(400, 10029, `${operation}: 'invalid request: no keys'`);
    }
    if (type !== "text" && type !== "json") throw new Refusal(400, 10029, `${operation}: '"${type}" is not a valid type'`);
    const keys = keysIn(asked.keys, operation, mostBulkGets);
    const entries = await view.getMany(namespace.id, keys, largestBulkGet);
    if (!entries) throw new Refusal(413, 10024, `${operation}: 'Total size of request exceeds the limit of 25MB'`);
    const values = {};
    for (const [index, key] of keys.entries()) {
      // fromEntries-like: a key called __proto__ must be a key like any other
      Object.defineProperty(values, key, { value: bulkValue(entries[index], type, withMetadata, operation), enumerable: true, configurable: true });
    }
    return success({ values });
  },
};

function bulkValue(entry, type, withMetadata, operation) {
  if (!entry) return null;
  let value = entry.value.toString(); // what is no UTF-8 becomes U+FFFD, as there
  if (type === "json") {
    try {
      value = JSON.parse(value);
    } catch {
      const text = `At least one of the requested keys corresponds to a non-${type} value`;
      throw new Refusal(400, 10029, `${operation}: '${text}'`);
    }
  }
  if (!withMetadata) return value;
  return { value, metadata: entry.metadata === undefined ? null : new Raw(entry.metadata), expiration: entry.expiration };
}
