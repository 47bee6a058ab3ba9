// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded with `node --require` for wrangler 3.0 to 3.8, whose miniflare keeps KV through the native module
// better-sqlite3, in a version that has no binary for the Node that is pinned here. This gives it the few calls it
// makes, on the SQLite inside Node; the statements, the schema and the files stay miniflare's own.
"use strict";
const Module = require("node:module");

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "better-sqlite3" ? Database : load.call(this, request, ...rest);
};

/** better-sqlite3 takes named parameters with undefined members for NULL; node:sqlite wants null. */
function bindable(args) {
  return args.map((arg) =>
    arg !== null && typeof arg === "object" && !ArrayBuffer.isView(arg)
      ? Object.fromEntries(Object.entries(arg).map(([name, value]) => [name, value ?? null]))
      : arg ?? null);
}

class Statement {
  constructor(statement) {
    this.statement = statement;
    statement.setAllowUnknownNamedParameters(true);
  }
  get(...args) {
    return this.statement.get(...bindable(args));
  }
  all(...args) {
    return this.statement.all(...bindable(args));
  }
  run(...args) {
    return this.statement.run(...bindable(args));
  }
}

class Database {
  constructor(path) {
    const { DatabaseSync } = require("node:sqlite");
    this.db = new DatabaseSync(path);
  }
  pragma(text) {
    this.db.exec(`PRAGMA ${text}`);
  }
  exec(sql) {
    this.db.exec(sql);
  }
  prepare(sql) {
    return new Statement(this.db.prepare(sql));
  }
  transaction(body) {
    return (...args) => {
      this.db.exec("BEGIN");
      try {
        const result = body(...args);
        this.db.exec("COMMIT");
        return result;
      } catch (error) {
        this.db.exec("ROLLBACK");
        throw error;
      }
    };
  }
  close() {
    this.db.close();
  }
}
