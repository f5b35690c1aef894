/** What can come back from a call to the server. Types only. */

/**
 * "answer": ours, with JSON. "problem": ours, a refusal with a stable code. "foreign": somebody else's (a captive portal).
 * "unreachable": nothing came back. retryAfter in milliseconds.
 * @typedef {{kind: "answer", status: number, body: unknown, retryAfter: number | null}
 *   | {kind: "problem", status: number, code: string, detail: string, retryAfter: number | null}
 *   | {kind: "foreign", status: number}
 *   | {kind: "unreachable", timedOut: boolean}} Answered
 */

export {};
