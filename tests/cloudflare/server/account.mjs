// SPDX-License-Identifier: GPL-3.0-or-later
// Who there is: one person with two accounts, their credentials, and the namespaces of each account. All of it is made
// anew for each run; nothing here is, or looks like, a credential that works anywhere.
import { randomBytes } from "node:crypto";
import { noRoute, notRouted, Refusal, unauthorized } from "./errors.mjs";

const hex = () => randomBytes(16).toString("hex");
const secret = (prefix) => prefix + randomBytes(30).toString("base64url").replace(/[-_]/g, "x");

export const isId = (text) => /^[0-9a-f]{32}$/.test(text);

export class World {
  constructor({ environment = {} } = {}) {
    const account = (id, name) => ({ id: id ?? hex(), name, created: new Date().toISOString(), namespaces: new Map() });
    this.user = { id: hex(), email: environment.KVW_TEST_EMAIL ?? "ada@example.com" };
    this.accounts = [account(environment.KVW_TEST_ACCOUNT, "Ada's shop"), account(undefined, "Second account")];
    const [first, second] = this.accounts;

    // allowed: what the token may do; owner: whose requests are counted together.
    const token = (name, text, rest) => ({ name, text, id: hex(), status: "active", accounts: [first], owner: "user", ...rest });
    const everything = new Set(["read", "write", "user", "memberships", "accounts"]);
    this.credentials = [
      token("full", environment.KVW_TEST_TOKEN ?? secret("cfut_"), { allowed: everything, accounts: [first, second] }),
      token("old", secret("").slice(0, 40), { allowed: everything }),
      token("readOnly", secret("cfut_"), { allowed: new Set(["read", "accounts"]) }),
      token("kvOnly", secret("cfut_"), { allowed: new Set(["read", "write"]) }),
      token("second", secret("cfut_"), { allowed: everything, accounts: [second] }),
      token("expired", secret("cfut_"), { allowed: everything, status: "expired", expiresOn: "2020-01-01T00:00:00Z" }),
      token("disabled", secret("cfut_"), { allowed: everything, status: "disabled" }),
      token("account", secret("cfat_"), { allowed: new Set(["read", "write", "accounts"]), owner: "account token" }),
      { ...token("key", secret("cfk_"), { allowed: everything, accounts: [first, second] }), email: this.user.email },
    ];
    // No token at all, but one that a test may use as such.
    this.unknownToken = secret("cfut_");
  }

  /** Everything that a test needs to take part, for the line that the server prints. */
  invitation() {
    const text = (name) => this.credentials.find((credential) => credential.name === name).text;
    const names = this.credentials.filter(({ email }) => !email).map(({ name }) => name);
    return {
      accounts: this.accounts.map(({ id, name }) => ({ id, name })),
      account: this.accounts[0].id,
      tokens: { ...Object.fromEntries(names.map((name) => [name, text(name)])), unknown: this.unknownToken },
      email: this.user.email,
      key: text("key"),
    };
  }

  /** Takes any secret of this run out of a text. */
  redact(text) {
    for (const { name, text: word } of this.credentials) text = text.replaceAll(word, `<${name}>`);
    return text;
  }

  /** The credential that the request's headers name. */
  authenticate(headers) {
    const bearer = headers.authorization;
    const key = headers["x-auth-key"];
    const email = headers["x-auth-email"];
    const malformed = (code, name) =>
      new Refusal(400, 6003, "Invalid request headers", { chain: [{ code, message: `Invalid format for ${name} header` }] });
    if (bearer !== undefined) {
      const text = /^Bearer +([A-Za-z0-9_.~+/=-]{20,})$/i.exec(bearer)?.[1];
      if (!text) throw malformed(6111, "Authorization");
      const found = this.credentials.find((credential) => !credential.email && credential.text === text);
      if (!found) throw new Refusal(401, 10000, "Authentication error", { unknown: true });
      return found;
    }
    if (key === undefined && email === undefined) {
      throw new Refusal(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
    }
    if (!email || !/^[^@\s]+@[^@\s]+$/.test(email)) throw malformed(6102, "X-Auth-Email");
    if (!key || !/^[A-Za-z0-9_-]{20,}$/.test(key)) throw malformed(6103, "X-Auth-Key");
    const found = this.credentials.find((credential) => credential.email === email && credential.text === key);
    if (!found) throw new Refusal(400, 9103, "Unknown X-Auth-Key or X-Auth-Email");
    return found;
  }

  /** The account in a path, if the credential may do that there. */
  account(credential, id, what, path) {
    if (!isId(id)) throw notRouted(path);
    const account = this.accounts.find((candidate) => candidate.id === id);
    if (credential.status !== "active") throw unauthorized(401);
    if (!account || !credential.accounts.includes(account)) throw unauthorized(403);
    if (!credential.allowed.has(what)) throw unauthorized(403);
    return account;
  }
}

/** page and per_page as the API takes them: {page, perPage}. */
export function paging(query, { least, most, usual = 20 }) {
  const number = (name, low, high, value, code) => {
    const text = query.get(name);
    if (text === null || text === "") return value;
    if (!/^\d+$/.test(text) || Number(text) < low || Number(text) > high) {
      throw new Refusal(400, code, `list: 'malformed ${name} parameter'`);
    }
    return Number(text);
  };
  return { page: number("page", 1, 1e9, 1, 10007), perPage: number("per_page", least, most, usual, 10008) };
}

export function pageOf(all, { page, perPage }) {
  const items = all.slice((page - 1) * perPage, page * perPage);
  const info = { page, per_page: perPage, count: items.length, total_count: all.length, total_pages: Math.ceil(all.length / perPage) };
  return { items, info };
}

const asAccount = ({ id, name, created }) => ({ id, name, type: "standard", settings: { enforce_twofactor: false }, created_on: created });

/** The routes that are about people, tokens and accounts: name of route -> (world, {credential, query, ...}) -> answer. */
export const peopleRoutes = {
  user(world, { credential }, { success }) {
    if (credential.status !== "active" || !credential.allowed.has("user")) throw unauthorized(403);
    return success({ id: world.user.id, email: world.user.email, two_factor_authentication_enabled: false, suspended: false });
  },
  verifyUserToken: (world, { credential }, answers) => {
    if (credential.email) throw noRoute();
    if (credential.text.startsWith("cfat_")) throw new Refusal(401, 1000, "Invalid API Token");
    return verified(credential, answers);
  },
  verifyAccountToken: (world, { credential, accountId, path }, answers) => {
    if (!isId(accountId)) throw notRouted(path);
    if (!credential.text.startsWith("cfat_")) throw new Refusal(401, 1000, "Invalid API Token");
    if (!credential.accounts.some(({ id }) => id === accountId)) throw new Refusal(401, 1000, "Invalid API Token");
    return verified(credential, answers);
  },
  accounts(world, { credential, query }, { success }) {
    if (credential.status !== "active") throw new Refusal(403, 9109, "Invalid access token");
    const name = query.get("name");
    const seen = credential.allowed.has("accounts") ? credential.accounts : [];
    const all = seen.filter((account) => !name || account.name === name);
    if (query.get("direction") === "desc") all.reverse();
    const { items, info } = pageOf(all, paging(query, { least: 5, most: 50 }));
    return success(items.map(asAccount), { result_info: info });
  },
  account(world, { credential, accountId, path }, { success }) {
    return success(asAccount(world.account(credential, accountId, "accounts", path)));
  },
  memberships(world, { credential, query }, { success }) {
    if (credential.status !== "active" || !credential.allowed.has("memberships")) throw unauthorized(403);
    const status = query.get("status");
    const all = credential.accounts
      .filter(() => !status || status === "accepted")
      .map((account) => ({ id: account.id, account: asAccount(account), status: "accepted" }));
    const { items, info } = pageOf(all, paging(query, { least: 5, most: 50 }));
    return success(items, { result_info: info });
  },
};

function verified({ id, status, expiresOn }, { success }) {
  const words = { active: "valid and active", expired: "expired", disabled: "disabled" };
  const messages = [{ code: 10000, message: `This API Token is ${words[status]}`, type: null }];
  return success({ id, status, ...(expiresOn && { expires_on: expiresOn }) }, { messages });
}
