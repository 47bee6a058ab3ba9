// SPDX-License-Identifier: GPL-3.0-or-later
// wrangler-bulk-put.mjs N: prints the seconds that `wrangler kv bulk put --local` of the current version takes for N
// entries (100-byte values), in a store that does not exist before. For the bench table.
import { bulkPut, current, kvProject } from "./helpers.mjs";

const count = Number(process.argv[2]);
if (!Number.isInteger(count) || count < 1) {
  console.error("usage: wrangler-bulk-put.mjs N");
  process.exit(2);
}
const folder = kvProject([{ binding: "KV", id: "bench" }]);
const entries = Array.from({ length: count }, (_, n) => ({
  key: `user:${String(n).padStart(8, "0")}`,
  value: `${n} `.padEnd(100, "x"),
}));
const begin = performance.now();
await bulkPut(current, folder, entries, "--binding", "KV");
console.log(((performance.now() - begin) / 1000).toFixed(3));
