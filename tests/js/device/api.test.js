import assert from "node:assert/strict";
import { test } from "node:test";

import { Api } from "../../../verifier/static/js/device/api.js";
import { aCheck, aReport } from "../support/builders.js";
import { says, served } from "../support/http.js";

/** @import { Behaviour } from "../support/http.js" */
/** @import { Answered } from "../../../verifier/static/js/domain/answer.js" */

const ME = {
  person: { id: "inspector-1", name: "Astrid Øvelund", role: "labour_inspector", agency: "Arbeidstilsynet" },
  rights: ["check"], practice: true, server_time: "2026-11-24T08:00:00Z", languages: ["nb"],
};

for (const [what, behaviour, expected] of /** @type {[string, Behaviour, Answered][]} */ ([
  ["JSON is an answer", says(200, { a: 1 }), { kind: "answer", status: 200, body: { a: 1 }, retryAfter: null }],
  ["a problem keeps its code, its words and its wait", says(503, { code: "busy", detail: "try again", title: "Busy" }, { "Retry-After": "2" }),
    { kind: "problem", status: 503, code: "busy", detail: "try again", retryAfter: 2_000 }],
  ["a problem without detail gives its title", says(404, { code: "not-found", title: "Nothing here" }),
    { kind: "problem", status: 404, code: "not-found", detail: "Nothing here", retryAfter: null }],
  ["a captive portal's page is foreign", says(200, "<h1>Hotel</h1>", { "Content-Type": "text/html" }), { kind: "foreign", status: 200 }],
  ["a proxy's error page is foreign", says(502, "<h1>Bad gateway</h1>", { "Content-Type": "text/html" }), { kind: "foreign", status: 502 }],
  ["a problem without a code is foreign", says(500, { title: "?" }), { kind: "foreign", status: 500 }],
  ["JSON that is none is foreign", says(200, "{\"a\":"), { kind: "foreign", status: 200 }],
  ["an answer without a type is foreign", (_request, response) => response.end("{}"), { kind: "foreign", status: 200 }],
  ["a redirect is never followed", (_request, response) => response.writeHead(302, { Location: "/login" }).end(), { kind: "unreachable", timedOut: false }],
  ["a socket that shuts is no answer", (request) => request.socket.destroy(), { kind: "unreachable", timedOut: false }],
  ["an answer cut in the middle is no answer",
    (_request, response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100" });
      response.write("{\"a\":", () => response.socket?.destroy());
    },
    { kind: "unreachable", timedOut: false }],
])) {
  test(what, async (t) => {
    const api = new Api(await served(t, behaviour));

    assert.deepEqual(await api.call("/anything"), expected);
  });
}

test("a server that says nothing is given up when the time is up", async (t) => {
  const api = new Api(await served(t, () => {}));

  assert.deepEqual(await api.call("/anything", {}, 30), { kind: "unreachable", timedOut: true });
});

test("the time limit holds for the last byte too", async (t) => {
  const api = new Api(await served(t, (_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write("{");
  }));

  assert.deepEqual(await api.call("/anything", {}, 100), { kind: "unreachable", timedOut: true });
});

test("each call tells whether our own server was heard", async (t) => {
  /** @type {boolean[]} */
  const heard = [];
  const ears = { heard: (/** @type {boolean} */ reached) => void heard.push(reached) };

  await new Api(await served(t, says(200, {})), ears).call("/a");
  await new Api(await served(t, says(500, { code: "failed" })), ears).call("/b");
  await new Api(await served(t, says(200, "hotel", { "Content-Type": "text/html" })), ears).call("/c");
  await new Api(() => Promise.reject(new TypeError("no way")), ears).call("/d");

  assert.deepEqual(heard, [true, true, false, false]);
});

test("a fault of our own is not taken for a bad network", async () => {
  await assert.rejects(new Api(() => Promise.reject(new RangeError("ours"))).call("/a"), RangeError);
});

for (const [what, behaviour, alive] of /** @type {[string, Behaviour, boolean][]} */ ([
  ["our server", says(200, { status: "ok" }), true],
  ["a captive portal that answers everything with 200", says(200, "<h1>Hotel</h1>", { "Content-Type": "text/html" }), false],
  ["a server that is closing down", says(503, { status: "ok" }), false],
  ["nobody", (request) => request.socket.destroy(), false],
])) {
  test(`alive is told by the content of the answer: ${what}`, async (t) => {
    assert.equal(await new Api(await served(t, behaviour)).alive(), alive);
  });
}

test("who is signed in is known, and how far the clocks are apart", async (t) => {
  /** @type {number[]} */
  const offsets = [];
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-24T07:00:00Z") });
  const api = new Api(await served(t, says(200, ME)), { clock: (offset) => void offsets.push(offset) });

  const me = await api.me();

  assert.equal(me.kind === "answer" && me.body.person.id, "inspector-1");
  assert.deepEqual(offsets, [3_600_000]);
});

for (const [what, body] of /** @type {[string, unknown][]} */ ([["nobody", { ...ME, person: null }], ["no rights", { ...ME, rights: undefined }], ["a list", []]])) {
  test(`an answer that names ${what} is not ours`, async (t) => {
    assert.deepEqual(await new Api(await served(t, says(200, body))).me(), { kind: "foreign", status: 200 });
  });
}

test("a report travels as its exact bytes under its hash", async (t) => {
  const report = await aReport({ note: "Łódź 🦺" });
  /** @type {unknown[]} */
  const arrived = [];
  const api = new Api(await served(t, (request, response) => {
    arrived.push([request.method, request.url, request.headers["content-type"], request.headers["content-digest"], request.body]);
    says(201, {})(request, response);
  }));

  await api.putReport({ id: report.id, sha256: report.sha256, body: report.body.slice().buffer });

  const digest = `sha-256=:${Buffer.from(report.sha256, "hex").toString("base64")}:`;
  assert.deepEqual(arrived, [["PUT", `/api/v1/reports/${report.id}`, "application/json", digest, new TextDecoder().decode(report.body)]]);
});

test("a large picture over a slow network is given the time it needs", async (t) => {
  const timeout = t.mock.method(AbortSignal, "timeout");
  const api = new Api(await served(t, says(200, { codes: [], milliseconds: 1 })));

  await api.frame(new Blob([new Uint8Array(120_000)], { type: "image/jpeg" }));
  await api.frame(new Blob([new Uint8Array(2_000_000)], { type: "image/jpeg" }));

  assert.deepEqual(timeout.mock.calls.map((call) => call.arguments[0]), [45_000, 515_000]);
});

test("a frame says how many went before it, and gives the checks in it and what else was seen", async (t) => {
  const check = aCheck();
  /** @type {(string | undefined)[]} */
  const asked = [];
  const api = new Api(await served(t, (request, response) => {
    asked.push(request.url, request.headers["content-type"]);
    says(200, { codes: [check], milliseconds: 1, others: ["EAN-13", 8] })(request, response);
  }));

  const answered = await api.frame(new Blob(["picture"], { type: "image/jpeg" }), 2);

  assert.deepEqual(answered, { kind: "answer", codes: [check], others: ["EAN-13"] });
  assert.deepEqual(asked, ["/api/v1/frames?attempt=2", "image/jpeg"]);
});

test("a frame that is called back is no sign of a bad network", async (t) => {
  /** @type {boolean[]} */
  const heard = [];
  const stop = new AbortController();
  const api = new Api(await served(t, () => stop.abort()), { heard: (reached) => void heard.push(reached) });

  const answered = await api.frame(new Blob(["picture"], { type: "image/jpeg" }), null, stop.signal);

  assert.deepEqual([answered, heard], [{ kind: "unreachable", timedOut: false }, []]);
});

for (const codes of [undefined, [{}], [{ ...aCheck(), outcome: "GOOD" }]]) {
  test(`half a check is not shown: ${JSON.stringify(codes)?.slice(0, 30)}`, async (t) => {
    const api = new Api(await served(t, says(200, { codes })));

    assert.deepEqual(await api.frame(new Blob(["picture"])), { kind: "foreign", status: 200 });
  });
}

test("a typed number is checked with its purpose, and with the company when one is named", async (t) => {
  /** @type {unknown[]} */
  const asked = [];
  const api = new Api(await served(t, (request, response) => {
    asked.push(JSON.parse(request.body));
    says(200, aCheck())(request, response);
  }));

  await api.check({ card_number: "10000019", purpose: "card cannot be scanned" });
  const answered = await api.check({ code: "12345678" }, "320000009");

  assert.deepEqual(asked, [{ card_number: "10000019", purpose: "card cannot be scanned" }, { code: "12345678", site_org_number: "320000009" }]);
  assert.equal(answered.kind === "answer" && answered.check.card_number, "10000019");
});

test("an answer to a check that is no check is foreign", async (t) => {
  assert.deepEqual(await new Api(await served(t, says(200, {}))).check({ code: "1" }), { kind: "foreign", status: 200 });
});

test("signed out is who the server no longer knows", async (t) => {
  let signedIn = true;
  const api = new Api(await served(t, (request, response) => {
    if (request.url === "/sign-out") {
      signedIn = false;
      response.writeHead(302, { Location: "/sign-in" }).end();
    } else if (signedIn) says(200, ME)(request, response);
    else says(401, { code: "not-signed-in" })(request, response);
  }));

  assert.equal(await api.signOut(), true);
});

test("a captive portal that swallows the sign-out is not believed", async (t) => {
  const redirecting = new Api(await served(t, (_request, response) => response.writeHead(302, { Location: "http://hotel.example/" }).end()));
  const gone = new Api(await served(t, (request) => request.socket.destroy()));

  assert.deepEqual([await redirecting.signOut(), await gone.signOut()], [false, false]);
});

test("a check says where a card is that lies there now, by body or by header; what was typed, chosen or kept says nothing", async (t) => {
  /** @type {[string | undefined, string | string[] | undefined, string][]} */
  const asked = [];
  const fetcher = await served(t, (request, response) => {
    asked.push([request.url, request.headers["kortsjekk-position"], request.body]);
    says(200, request.url?.includes("frames") ? { codes: [], others: [] } : aCheck())(request, response);
  });
  const place = { latitude: 59.913, longitude: 10.746, accuracy_m: 13 };
  const api = new Api(fetcher, { place: () => place });

  const picture = new Blob(["x"], { type: "image/jpeg" });
  await api.check({ code: "x" }, "", null, true);
  await api.check({ code: "x" });
  await api.check({ card_number: "10000019", purpose: "follow-up" }, "", null, true);
  await api.frame(picture, 3, null, true);
  await api.frame(picture);
  await new Api(fetcher).frame(picture, null, null, true);

  assert.deepEqual(asked, [
    ["/api/v1/checks", undefined, JSON.stringify({ code: "x", position: place })],
    ["/api/v1/checks", undefined, JSON.stringify({ code: "x" })],
    ["/api/v1/checks", undefined, JSON.stringify({ card_number: "10000019", purpose: "follow-up" })],
    ["/api/v1/frames?attempt=3", "geo:59.913,10.746;u=13", "x"],
    ["/api/v1/frames", undefined, "x"],
    ["/api/v1/frames", undefined, "x"],
  ]);
});

test("a comparison goes to its check", async (t) => {
  /** @type {unknown[]} */
  const asked = [];
  const api = new Api(await served(t, (request, response) => {
    asked.push(request.method, request.url, JSON.parse(request.body));
    says(200, { recorded_at: "2026-11-24T08:00:00Z" })(request, response);
  }));

  const answered = await api.compare("5a0c/..", { same_person: true, compared_with: "printed_photo" });

  assert.equal(answered.kind, "answer");
  assert.deepEqual(asked, ["PUT", "/api/v1/checks/5a0c%2F../comparison", { same_person: true, compared_with: "printed_photo" }]);
});
