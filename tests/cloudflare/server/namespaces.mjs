// SPDX-License-Identifier: GPL-3.0-or-later
// An account's namespaces: list, create, get, rename, delete.
import { randomBytes } from "node:crypto";
import { isId, pageOf, paging } from "./account.mjs";
import { Refusal, success } from "./errors.mjs";

const mostNamespaces = 1_000;
const longestTitle = 512;
const shown = ({ id, title }) => ({ id, title, supports_url_encoding: true });

/** The namespace of a path; operation is the word that a refusal begins with. */
export function namespaceOf(account, id, operation) {
  if (!isId(id)) {
    const text = `could not parse UUID from request's namespace_id: 'invalid namespace format: "${id}"'`;
    throw new Refusal(400, 10011, `${operation}: '${text}'`);
  }
  const namespace = account.namespaces.get(id);
  if (!namespace) throw new Refusal(404, 10013, `${operation}: 'namespace not found'`);
  return namespace;
}

function titleIn(body, operation) {
  let parsed;
  try {
    parsed = JSON.parse(body.toString());
  } catch {
    throw new Refusal(400, 10012, `${operation}: 'could not parse request body'`);
  }
  const title = parsed?.title;
  if (typeof title !== "string" || title === "") throw new Refusal(400, 10019, `${operation}: 'missing title'`);
  if ([...title].length > longestTitle) throw new Refusal(400, 10019, `${operation}: 'title is longer than ${longestTitle}'`);
  return title;
}

function refuseTaken(account, title, operation, but) {
  for (const namespace of account.namespaces.values()) {
    if (namespace.title === title && namespace !== but) {
      throw new Refusal(400, 10014, `${operation}: 'a namespace with this account ID and title already exists'`);
    }
  }
}

export const namespaceRoutes = {
  list({ account, query }) {
    const order = query.get("order") || "id";
    const direction = query.get("direction") || "asc";
    if (order !== "id" && order !== "title") throw new Refusal(400, 10043, "list namespaces: 'invalid order'");
    if (direction !== "asc" && direction !== "desc") throw new Refusal(400, 10044, "list namespaces: 'invalid direction'");
    const asked = paging(query, { least: 1, most: 1_000 });
    const all = [...account.namespaces.values()].sort((a, b) => (a[order] < b[order] ? -1 : 1));
    if (direction === "desc") all.reverse();
    const { items, info } = pageOf(all, asked);
    return success(items.map(shown), { result_info: info });
  },
  create({ account, body }) {
    const title = titleIn(body, "create namespace");
    refuseTaken(account, title, "create namespace");
    if (account.namespaces.size >= mostNamespaces) {
      throw new Refusal(400, 10018, "create namespace: 'too many namespaces in this account'");
    }
    const namespace = { id: randomBytes(16).toString("hex"), title };
    account.namespaces.set(namespace.id, namespace);
    return success(shown(namespace));
  },
  get: ({ namespace }) => success(shown(namespace)),
  rename({ account, namespace, body }) {
    const title = titleIn(body, "rename namespace");
    refuseTaken(account, title, "rename namespace", namespace);
    namespace.title = title;
    return success(shown(namespace));
  },
  async delete({ account, namespace, engine }) {
    account.namespaces.delete(namespace.id);
    await engine.forget(namespace.id);
    return success(null);
  },
};
