import { afterEach, expect, it, vi } from "vitest";

import { ask, Problem } from "./endpoint";

afterEach(() => vi.unstubAllGlobals());

function answer(body: string, init: ResponseInit = {}) {
  const made = vi.fn(async (_: string, __?: RequestInit) => new Response(body, init));
  vi.stubGlobal("fetch", made);
  return made;
}

it("asks short queries by GET and long ones by POST", async () => {
  const json = { headers: { "content-type": "application/sparql-results+json" } };
  const fetched = answer('{"head":{},"boolean":true}', json);
  await ask("/sparql", "ASK {}");
  expect(fetched.mock.calls[0]![1]!.method).toBeUndefined();
  expect(fetched.mock.calls[0]![0]).toContain("query=ASK");
  expect(fetched.mock.calls[0]![1]!.headers).toMatchObject({ "accept-language": "en" });
  await ask("/sparql", `ASK {} #${"x".repeat(7000)}`);
  expect(fetched.mock.calls[1]![1]!.method).toBe("POST");
  expect(fetched.mock.calls[1]![0]).toBe("/sparql");
});

it("tells the server's time and whether it came from the cache", async () => {
  answer("<http://a> <http://b> <http://c> .\n", {
    headers: {
      "content-type": "application/n-triples",
      "server-timing": 'cache;desc="hit", total;dur=3.5',
    },
  });
  const found = await ask("/sparql", "CONSTRUCT {} {}");
  expect(found).toMatchObject({ server: 3.5, cached: true });
  expect(found.result.form).toBe("graph");
});

it("makes of a problem document a Problem with its place", async () => {
  const place = { line: 2, column: 5 };
  const body = { type: "/sparql#syntax", title: "No", status: 400, detail: "expected }", ...place };
  answer(JSON.stringify(body), { status: 400 });
  await expect(ask("/sparql", "SELECT")).rejects.toMatchObject({
    status: 400,
    kind: "syntax",
    title: "No",
    message: "expected }",
    line: 2,
    column: 5,
  });
});

it("keeps the words of a refusal that is no JSON, and when to come back", async () => {
  answer("busy", { status: 503, headers: { "retry-after": "3" } });
  await expect(ask("/sparql", "ASK {}")).rejects.toMatchObject({ message: "busy", retryAfter: 3 });
});

it("tells a server that is gone from a query that was cancelled", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed")));
  await expect(ask("/sparql", "ASK {}")).rejects.toBeInstanceOf(Problem);
  vi.stubGlobal("fetch", async () => Promise.reject(new DOMException("stop", "AbortError")));
  await expect(ask("/sparql", "ASK {}")).rejects.toMatchObject({ name: "AbortError" });
});
