/** A small honest server: keeps reports by id, checks the digest, repeats the receipt. And the bad networks before it. */

/** @import { Me } from "../../../verifier/static/js/device/api.js" */

import { contentDigest, sha256Hex } from "../../../verifier/static/js/domain/report.js";
import { AUTHOR, aReceipt } from "./builders.js";

/** @typedef {"ok" | "lost-answer" | "lost-request" | "busy" | "signed-out" | "portal" | "redirect" | "stall" | "cut-body"
 *   | "wrong-id" | "wrong-hash" | "damaged" | "refused"} Fault */

/** @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
export function json(status, body, headers = {}) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": type, ...headers } });
}

/** @param {number} status @param {string} code @param {Record<string, string>} [headers] */
export function problem(status, code, headers = {}) {
  return json(status, { type: "about:blank", title: code, status, detail: `about ${code}`, code }, headers);
}

/** The page of a captive portal. */
export function portal() {
  return new Response("<h1>Log in to the network</h1>", { status: 200, headers: { "Content-Type": "text/html" } });
}

/** The server. */
export class Server {
  /** @type {Map<string, {sha256: string, body: string, number: number, author: string | null}>} rows by report id */
  rows = new Map();
  /** @type {string[]} id of each PUT that arrived */
  puts = [];
  conflicts = 0;
  /** @type {string | null} */
  person = AUTHOR;

  /** @param {string} path @param {RequestInit} init @returns {Promise<Response>} */
  async answer(path, init) {
    if (this.person === null) return problem(401, "not-signed-in");
    if (path === "/api/v1/me") return json(200, this.#me(this.person));
    return this.#put(decodeURIComponent(path.replace("/api/v1/reports/", "")), init, this.person);
  }

  /** @param {string} id @returns {Me} */
  #me(id) {
    const person = { id, name: "Astrid Øvelund", role: "labour_inspector", agency: "Arbeidstilsynet" };
    return { person, rights: ["check", "notify", "confiscate"], practice: true, server_time: new Date().toISOString(), languages: ["nb"] };
  }

  /** @param {string} id @param {RequestInit} init @param {string} person */
  async #put(id, init, person) {
    this.puts.push(id);
    const body = new TextDecoder().decode(/** @type {ArrayBuffer} */ (init.body));
    const sha256 = await sha256Hex(new TextEncoder().encode(body));
    if (new Headers(init.headers).get("Content-Digest") !== contentDigest(sha256)) return problem(400, "damaged");
    if (JSON.parse(body).author !== person) return problem(403, "other-author");
    const row = this.rows.get(id);
    if (!row) this.rows.set(id, { sha256, body, number: this.rows.size + 1, author: person });
    else if (row.sha256 !== sha256) {
      this.conflicts += 1;
      return problem(409, "conflict");
    }
    return json(row ? 200 : 201, aReceipt({ id, sha256 }, row?.number ?? this.rows.size));
  }
}

/**
 * A fetch that reaches the server over a network with faults.
 * @param {Server} server
 * @param {(path: string, init: RequestInit) => Fault} faultOf
 * @returns {typeof fetch}
 */
export function network(server, faultOf) {
  return async (input, init = {}) => {
    const path = String(input);
    const fault = faultOf(path, init);
    switch (fault) {
      case "ok":
        return server.answer(path, init);
      case "lost-answer":
        await server.answer(path, init);
        throw new TypeError("the connection was closed");
      case "lost-request":
        throw new TypeError("no way to the server");
      case "busy":
        return problem(503, "busy", { "Retry-After": "2" });
      case "signed-out":
        return problem(401, "not-signed-in");
      case "portal":
        return portal();
      case "redirect":
        if (init.redirect === "error") throw new TypeError("redirected");
        return portal();
      case "stall":
        throw new DOMException("the time is up", "TimeoutError");
      case "cut-body":
        return cut(await server.answer(path, init));
      case "wrong-id":
        return changed(await server.answer(path, init), { id: crypto.randomUUID() });
      case "wrong-hash":
        return changed(await server.answer(path, init), { sha256: "0".repeat(64) });
      case "damaged":
        return problem(400, "damaged");
      case "refused":
        return problem(422, "report-refused");
    }
  };
}

/** @param {Response} response */
async function cut(response) {
  const bytes = new TextEncoder().encode(await response.text());
  const half = new ReadableStream({
    pull(controller) {
      if (bytes.length && !controller.desiredSize) return;
      controller.enqueue(bytes.slice(0, bytes.length / 2));
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(half, { status: response.status, headers: response.headers });
}

/** @param {Response} response @param {object} wrong */
async function changed(response, wrong) {
  return json(response.status, { ...(await response.json()), ...wrong });
}
