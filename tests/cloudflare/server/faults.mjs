// SPDX-License-Identifier: GPL-3.0-or-later
// What can go wrong between a client and Cloudflare, switched on one by one. A fault is
//   {kind, method?, path?, skip?, count?, ...}: the requests whose method is `method` and whose path and query (below the
// API's base) match the regular expression `path`; the first `skip` of them pass, the next `count` (1; 0 for all) suffer.
import { Refusal } from "./errors.mjs";

export const kinds = {
  delay: "ms: answers that much later",
  hang: "never answers, and keeps the connection",
  status: "status (500), code, message, retryAfter: an error in the envelope; nothing is done",
  html: "status (502): a page of HTML in place of an answer; nothing is done",
  html403: "the firewall's page; nothing is done",
  successFalse: "code, message: 200, yet success is false; nothing is done",
  bare: "status (400), code, message: an error without the envelope; nothing is done",
  unauthorized: "401; nothing is done",
  tooMany: "retryAfter (1; null for no header): 429; nothing is done",
  gone: "the namespace is deleted just before",
  rst: "the connection is reset; nothing is done",
  lostAnswer: "the work is done, then the connection is reset",
  cut: "bytes or percent of the body are sent with the whole's Content-Length, then the connection ends",
  cutChunked: "the same without a length: the last chunk never comes",
  drip: "bytes (1024) every ms (10): a slow body",
  chunked: "the whole body without a Content-Length",
  halfJson: "a body that ends in the middle of its JSON, with a Content-Length that agrees",
  emptyPage: "a page of keys without a key, and a cursor that goes on",
  sameCursor: "a page of keys with the cursor that was asked with (or its own first one) once more",
  unsuccessful: "keys (1): a bulk call leaves that many undone and names them",
};

export class Faults {
  #all = [];
  #next = 1;

  add(given) {
    for (const fault of [given].flat()) {
      if (!(fault.kind in kinds)) throw new Error(`no fault is called ${fault.kind}; there are ${Object.keys(kinds).join(", ")}`);
      const path = new RegExp(fault.path ?? "");
      this.#all.push({ skip: 0, count: 1, ...fault, id: this.#next++, hits: 0, passed: 0, pattern: path });
    }
  }
  clear = () => (this.#all = []);
  describe = () => this.#all.map(({ pattern, ...fault }) => fault);

  /** The faults that this request meets, each counted: {kind: fault}. */
  meet(method, path) {
    const met = {};
    for (const fault of this.#all) {
      if (fault.method && fault.method !== method) continue;
      if (!fault.pattern.test(path)) continue;
      if (fault.count > 0 && fault.hits >= fault.count) continue;
      if (fault.passed < fault.skip) {
        ++fault.passed;
        continue;
      }
      ++fault.hits;
      met[fault.kind] = fault;
    }
    return met;
  }
}

const page = (title, text) =>
  `<!DOCTYPE html>\n<html lang="en-US"><head><title>${title}</title></head>\n<body><h1>${title}</h1><p>${text}</p></body></html>\n`;

export function html403({ mitigated } = {}) {
  const headers = { "content-type": "text/html; charset=UTF-8", "cf-ray": "0123456789abcdef-TST" };
  if (mitigated) headers["cf-mitigated"] = "challenge";
  const text = "Sorry, you have been blocked. You are unable to access this address.";
  return { status: 403, headers, bytes: Buffer.from(page("Attention Required!", text)) };
}

/** The answer that stands in place of the work, if any of the faults met is of that sort. */
export function answerInstead(met) {
  const failed = ({ status, code, message, headers }) => new Refusal(status, code, message, { headers }).answer();
  if (met.status) {
    const { status = 500, code = 10001, message = "service temporarily unavailable", retryAfter } = met.status;
    return failed({ status, code, message, headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) } });
  }
  if (met.tooMany) {
    const { retryAfter = 1 } = met.tooMany;
    const headers = retryAfter === null ? {} : { "retry-after": String(retryAfter) };
    return failed({ status: 429, code: 971, message: "Please wait and consider throttling your request speed", headers });
  }
  if (met.unauthorized) return failed({ status: 401, code: 10000, message: "Authentication error" });
  if (met.html403) return html403(met.html403);
  if (met.html) {
    const { status = 502 } = met.html;
    return { status, headers: { "content-type": "text/html" }, bytes: Buffer.from(page(`${status} Bad gateway`, "cloudflare")) };
  }
  if (met.successFalse) {
    const { code = 10001, message = "service temporarily unavailable" } = met.successFalse;
    return failed({ status: 200, code, message });
  }
  if (met.bare) {
    const { status = 400, code = 10001, message = "something went wrong" } = met.bare;
    return { status, json: { code, error: message } };
  }
  return null;
}

/** What the faults make of a page of keys. */
export function spoilPage(met, { query, answer }) {
  if (!Array.isArray(answer.json?.result) || answer.json.result_info?.cursor === undefined) return answer;
  const { json } = answer;
  if (met.sameCursor) {
    const cursor = query.get("cursor") || json.result_info.cursor || "c2FtZQ";
    return { ...answer, json: { ...json, result_info: { ...json.result_info, cursor } } };
  }
  return answer;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends the bytes as the faults met want it. */
export async function send(response, { status, headers, bytes }, met) {
  const reset = () => response.socket?.resetAndDestroy();
  if (met.rst || met.lostAnswer) return reset();
  if (met.halfJson) bytes = bytes.subarray(0, Math.floor(bytes.length / 2));
  const cut = met.cut ?? met.cutChunked;
  const plain = { ...headers };
  if (!met.chunked && !met.cutChunked) plain["content-length"] = String(bytes.length);
  response.writeHead(status, plain);
  if (cut) {
    const share = cut.bytes ?? Math.floor((bytes.length * (cut.percent ?? 50)) / 100);
    response.flushHeaders();
    // Ends once the part is on its way: destroying at once would take back what the system has not sent yet.
    const finish = () => setTimeout(() => (cut.reset ? reset() : response.socket?.destroySoon()), 20);
    if (share > 0) response.write(bytes.subarray(0, share), finish);
    else finish();
    return;
  }
  if (met.drip) {
    const { bytes: step = 1_024, ms = 10 } = met.drip;
    response.flushHeaders();
    for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
      response.write(bytes.subarray(at, at + step));
      await sleep(ms);
    }
    response.end();
    return;
  }
  response.end(bytes);
}
