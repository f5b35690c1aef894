/** A real server on this machine that does what the test says, down to the socket. */

import { once } from "node:events";
import { createServer } from "node:http";

/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import { AddressInfo } from "node:net" */

/** @typedef {(request: IncomingMessage & {body: string}, response: ServerResponse) => void} Behaviour */

/**
 * Starts a server and gives a fetch that reaches it by paths, as a page does.
 * @param {import("node:test").TestContext} t closes the server when the test ends
 * @param {Behaviour} behaviour
 * @returns {Promise<typeof fetch>}
 */
export async function served(t, behaviour) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    behaviour(Object.assign(request, { body: Buffer.concat(chunks).toString() }), response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {AddressInfo} */ (server.address());
  return (path, init) => fetch(`http://127.0.0.1:${port}${String(path)}`, init);
}

/** @param {number} status @param {unknown} body @param {Record<string, string>} [headers] @returns {Behaviour} */
export function says(status, body, headers = {}) {
  const type = status < 400 ? "application/json; charset=utf-8" : "application/problem+json";
  return (_request, response) => {
    response.writeHead(status, { "Content-Type": type, ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}
