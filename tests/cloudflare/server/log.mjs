// SPDX-License-Identifier: GPL-3.0-or-later
// What was asked, in the order it was asked. No credential gets in: who asked stands there by name.
const most = 50_000;
const longestBody = 64 * 1024;

export class RequestLog {
  reset() {
    this.entries = [];
    this.counters = {};
    this.underWay = 0;
    this.mostInFlight = 0;
    this.bytesIn = 0;
    this.bytesOut = 0;
  }
  constructor() {
    this.reset();
  }

  begin(request) {
    const headers = { ...request.headers };
    for (const name of ["authorization", "x-auth-key"]) if (name in headers) headers[name] = "<hidden>";
    const entry = { method: request.method, path: request.url, headers, begun: Date.now(), open: true };
    if (this.entries.length < most) this.entries.push(entry);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.underWay);
    return entry;
  }
  body(entry, bytes) {
    entry.bodyLength = bytes.length;
    this.bytesIn += bytes.length;
    entry.body = bytes.length <= longestBody ? bytes.toString("base64") : undefined;
  }
  count(entry, route) {
    entry.route = route;
    this.counters[route] = (this.counters[route] ?? 0) + 1;
  }
  end(entry, bytesOut) {
    if (!entry.open) return;
    entry.open = false;
    entry.ended = Date.now();
    --this.underWay;
    this.bytesOut += bytesOut;
  }

  report({ bodies }) {
    const { counters, underWay, mostInFlight, bytesIn, bytesOut } = this;
    const requests = this.entries.map(({ body, ...entry }) => (bodies ? { ...entry, body } : entry));
    return { count: requests.length, counters, underWay, mostInFlight, bytesIn, bytesOut, requests };
  }
}
