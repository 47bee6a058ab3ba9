// SPDX-License-Identifier: GPL-3.0-or-later
// The request budget: so many requests in so many seconds for one owner, told in every answer; whoever exceeds it is
// shut out until the window after has passed, as Cloudflare does with 1,200 in five minutes.
import { Refusal } from "./errors.mjs";

export const tooMany = (seconds) =>
  new Refusal(429, 971, "Please wait and consider throttling your request speed", {
    headers: { "retry-after": String(seconds) },
  });

export class Pace {
  #windows = new Map(); // owner: {start (ms), used, blockedUntil (ms)}
  #lastWrite = new Map();

  constructor(settings) {
    this.settings = settings; // quota, window (s), block (s), sameKeySeconds
  }
  reset() {
    this.#windows.clear();
    this.#lastWrite.clear();
  }

  /** Counts one request: {headers, refusal}. */
  take(owner) {
    const { quota, window, block } = this.settings;
    const now = Date.now();
    let mine = this.#windows.get(owner);
    if (!mine || (now >= mine.start + window * 1_000 && now >= (mine.blockedUntil ?? 0))) {
      mine = { start: now, used: 0 };
      this.#windows.set(owner, mine);
    }
    ++mine.used;
    if (mine.used > quota) mine.blockedUntil ??= now + block * 1_000;
    const ends = Math.max(mine.start + window * 1_000, mine.blockedUntil ?? 0);
    const seconds = Math.max(1, Math.ceil((ends - now) / 1_000));
    return {
      headers: {
        ratelimit: `"default";r=${Math.max(0, quota - mine.used)};t=${seconds}`,
        "ratelimit-policy": `"default";q=${quota};w=${window}`,
      },
      refusal: mine.blockedUntil === undefined ? undefined : tooMany(Math.max(1, Math.ceil((mine.blockedUntil - now) / 1_000))),
    };
  }

  /** One write to a key in so many seconds; 0 lets every write pass. */
  checkWrite(namespace, key) {
    const least = this.settings.sameKeySeconds * 1_000;
    if (least <= 0) return;
    const id = `${namespace}\n${key}`;
    const now = Date.now();
    const before = this.#lastWrite.get(id) ?? 0;
    if (now - before < least) throw tooMany(Math.max(1, Math.ceil((before + least - now) / 1_000)));
    this.#lastWrite.set(id, now);
  }
}
