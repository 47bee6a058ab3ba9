// SPDX-License-Identifier: GPL-3.0-or-later
// Answers in the API's envelope, and what makes one fail.

/** A request refused on purpose: status, error code, message, and whatever else the answer carries. */
export class Refusal extends Error {
  constructor(status, code, message, { chain, headers, also = [] } = {}) {
    super(message);
    Object.assign(this, { status, code, chain, headers, also });
  }
  answer() {
    const error = { code: this.code, message: this.message };
    if (this.chain) error.error_chain = this.chain;
    const body = { success: false, errors: [error, ...this.also], messages: [], result: null };
    return { status: this.status, headers: { ...this.headers }, json: body };
  }
}

export const notRouted = (path) =>
  new Refusal(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`, {
    also: [{ code: 7000, message: "No route for that URI" }],
  });
export const noRoute = () => new Refusal(404, 7000, "No route for that URI");
export const wrongMethod = () => new Refusal(405, 10405, "Method not allowed");
export const unauthorized = (status = 403) => new Refusal(status, 10000, "Authentication error");

export function success(result, { result_info, messages = [] } = {}) {
  const json = { success: true, errors: [], messages, result };
  if (result_info) json.result_info = result_info;
  return { status: 200, json };
}

/** JSON text that an answer holds as it is. */
export class Raw {
  constructor(text) {
    this.text = text;
  }
}

/** JSON.stringify that knows Raw. */
export function toJson(value) {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${toJson(item)}`).join(",")}}`;
}
