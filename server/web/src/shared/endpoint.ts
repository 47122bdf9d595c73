// Asks the SPARQL endpoint. Whatever can go wrong becomes a Problem that says what to do.

import { language } from "./page";
import { fromJson, fromNTriples, type Result } from "./terms";

/** Longer addresses are refused by some on the way. */
export const LONGEST_URL = 6000;
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";

export interface Answer {
  result: Result;
  /** The body as it came. */
  text: string;
  mediaType: string;
  bytes: number;
  /** Milliseconds in the server, and from the click to the last byte. */
  server: number | null;
  total: number;
  cached: boolean;
}

/** Why there is no answer. Status 0: the server could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    /** The title in the language of the page, empty where the server gave none. */
    readonly title: string,
    detail: string,
    readonly line: number | null = null,
    readonly column: number | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

/** The answer to a query. Throws Problem, or an AbortError when the signal says so. */
export async function ask(endpoint: string, query: string, signal?: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const response = await send(endpoint, query, ACCEPT, signal);
  const text = await response.text();
  const mediaType = (response.headers.get("content-type") ?? "").split(";")[0]!.trim();
  const timing = response.headers.get("server-timing") ?? "";
  const server = /total;dur=([\d.]+)/.exec(timing)?.[1];
  return {
    result: mediaType.includes("json") ? fromJson(text) : fromNTriples(text),
    text,
    mediaType,
    bytes: new Blob([text]).size,
    server: server === undefined ? null : Number(server),
    total: performance.now() - started,
    cached: timing.includes('"hit"'),
  };
}

/** The answer to a query as text in a format of the endpoint. Throws as `ask` does. */
export async function askText(
  endpoint: string,
  query: string,
  mediaType: string,
  signal?: AbortSignal,
): Promise<string> {
  return (await send(endpoint, query, mediaType, signal)).text();
}

/** The answer to a query as a file in a format of the endpoint. Throws as `ask` does. */
export async function askFile(endpoint: string, query: string, format: string): Promise<Blob> {
  const url = new URL(endpoint, location.href);
  url.searchParams.set("format", format);
  return (await send(url.href, query, "*/*")).blob();
}

/** The address that answers the query, for tools that take one. */
export function address(endpoint: string, query: string, format?: string): string {
  const url = new URL(endpoint, location.href);
  url.searchParams.set("query", query);
  if (format) url.searchParams.set("format", format);
  return url.href;
}

/** Why a query may have found nothing, in words; none where that cannot be told. */
export async function labelHints(path: string, query: string): Promise<string[]> {
  try {
    const body = new URLSearchParams({ query });
    const response = await fetch(path, { method: "POST", body });
    if (!response.ok) return [];
    const { items } = (await response.json()) as { items: { message: Record<string, string> }[] };
    return items.map(({ message }) => message[language] ?? "");
  } catch {
    return [];
  }
}

async function send(
  endpoint: string,
  query: string,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  // GET, so that caches work, unless the address would become too long for some of them.
  const url = address(endpoint, query);
  const headers = {
    accept: `${accept}, application/problem+json;q=0.5`,
    "accept-language": language, // of the words for what may go wrong
  };
  const init: RequestInit =
    url.length <= LONGEST_URL
      ? { headers }
      : {
          method: "POST",
          headers: { ...headers, "content-type": "application/sparql-query" },
          body: query,
        };
  if (signal) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(init.method ? endpoint : url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "gone", "", "");
  }
  if (!response.ok) throw await problem(response);
  return response;
}

async function problem(response: Response): Promise<Problem> {
  const text = await response.text();
  const after = Number(response.headers.get("retry-after")) || null;
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    const kind = String(json["type"] ?? "").replace(/^.*#/, "");
    const whole = (name: string) => (typeof json[name] === "number" ? json[name] : null);
    const title = String(json["title"] ?? "");
    const detail = String(json["detail"] ?? text);
    return new Problem(response.status, kind, title, detail, whole("line"), whole("column"), after);
  } catch {
    return new Problem(response.status, "", "", text, null, null, after);
  }
}
