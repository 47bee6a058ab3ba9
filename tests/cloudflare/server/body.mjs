// SPDX-License-Identifier: GPL-3.0-or-later
// What a request carries: its bytes, the parts of a form, and the spans of JSON text that must not be read as numbers.
import { Refusal } from "./errors.mjs";

const mostBytes = 110 * 1024 * 1024;

/** The whole body. Rejects when the client goes away in the middle. */
export function readBody(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let length = 0;
    request.on("data", (chunk) => {
      length += chunk.length;
      if (length <= mostBytes) chunks.push(chunk);
    });
    request.on("end", () => {
      if (length > mostBytes) reject(new Refusal(413, 10024, "'payload too large'"));
      else resolve(Buffer.concat(chunks));
    });
    request.on("error", reject);
    request.on("close", () => reject(new Error("the client went away")));
  });
}

/** multipart/form-data into {name: bytes}, byte for byte; a part's own headers count only for its name. */
export function formParts(body, contentType) {
  const bad = (text) => new Refusal(400, 10012, `put: 'malformed multipart request: ${text}'`);
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!found) throw bad("no boundary");
  const boundary = Buffer.from(`--${found[1] ?? found[2]}`);
  const delimiter = Buffer.concat([Buffer.from("\r\n"), boundary]);
  const parts = {};
  let at = body.indexOf(boundary);
  if (at < 0) throw bad("the boundary does not occur");
  at += boundary.length;
  while (body.subarray(at, at + 2).toString() !== "--") {
    if (body.subarray(at, at + 2).toString() !== "\r\n") throw bad("a boundary's line does not end");
    const headEnd = body.indexOf("\r\n\r\n", at);
    const end = headEnd < 0 ? -1 : body.indexOf(delimiter, headEnd + 2);
    if (end < 0) throw bad("a part does not end");
    const head = body.subarray(at + 2, headEnd).toString();
    const name = /^content-disposition:\s*form-data\b[^\r\n]*?\bname="([^"]*)"/im.exec(head)?.[1];
    if (name === undefined) throw bad("a part has no name");
    parts[name] = body.subarray(headEnd + 4, Math.max(end, headEnd + 4));
    at = end + delimiter.length;
  }
  return parts;
}

const space = /\s*/y;
const scalar = /[^\s,\]}]+/y;
const string = /"(?:[^"\\]|\\.)*"/sy;

/** The end of the JSON value that begins at `at`. The text has already been found to be JSON. */
function valueEnd(text, at) {
  if (text[at] === '"') {
    string.lastIndex = at;
    string.exec(text);
    return string.lastIndex;
  }
  if (text[at] !== "{" && text[at] !== "[") {
    scalar.lastIndex = at;
    scalar.exec(text);
    return scalar.lastIndex;
  }
  for (let depth = 0; ; ++at) {
    const sign = text[at];
    if (sign === '"') at = valueEnd(text, at) - 1;
    else if (sign === "{" || sign === "[") ++depth;
    else if ((sign === "}" || sign === "]") && --depth === 0) return at + 1;
  }
}

const afterSpace = (text, at) => {
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
};

/** The field's own text in each object of a JSON array of objects, undefined where an object lacks it. */
export function fieldTexts(text, field) {
  const found = [];
  let at = afterSpace(text, afterSpace(text, 0) + 1);
  while (text[at] !== "]") {
    let value;
    at = afterSpace(text, at + 1); // behind the object's brace
    while (text[at] !== "}") {
      const nameEnd = valueEnd(text, at);
      const name = JSON.parse(text.slice(at, nameEnd));
      const from = afterSpace(text, afterSpace(text, nameEnd) + 1);
      const to = valueEnd(text, from);
      if (name === field) value = text.slice(from, to);
      at = afterSpace(text, to);
      if (text[at] === ",") at = afterSpace(text, at + 1);
    }
    found.push(value);
    at = afterSpace(text, at + 1);
    if (text[at] === ",") at = afterSpace(text, at + 1);
  }
  return found;
}
