// One query in the words of other programs.

import { LONGEST_URL } from "../shared/endpoint";
import { queryForm } from "./text";

export type Form = "link" | "curl" | "python" | "r" | "javascript";
export const FORMS: [Form, string][] = [
  ["link", ""],
  ["curl", "curl"],
  ["python", "Python"],
  ["r", "R"],
  ["javascript", "JavaScript"],
];

/** The query in a form; `link` is the address that opens it here. A short one is asked by GET, so that caches work; a long one by POST. */
export function shared(form: Form, query: string, link: string, endpoint: string): string {
  const url = new URL(endpoint, link).href;
  const kind = queryForm(query);
  const long = `${url}?${new URLSearchParams({ query })}`.length > LONGEST_URL;
  const json = "application/sparql-results+json";
  const text = kind === "graph" ? "text/turtle" : "text/csv";
  switch (form) {
    case "link":
      return link;
    case "curl":
      return `curl -s ${quoted(url)} \\\n  -H 'Accept: ${text}' \\\n  --data-urlencode ${quoted(`query=${query}`)}\n`;
    case "python":
      return `import ${kind === "graph" ? "" : "json, "}urllib.parse, urllib.request

query = ${pythonText(query)}
form = urllib.parse.urlencode({"query": query})
request = urllib.request.Request(
    "${url}${long ? '", data=form.encode()' : '?" + form'},
    headers={"Accept": "${kind === "graph" ? text : json}"},
)
answer = urllib.request.urlopen(request)
${
  {
    graph: "print(answer.read().decode())",
    boolean: 'print(json.load(answer)["boolean"])',
    rows: `for row in json.load(answer)["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})`,
  }[kind]
}
`;
    case "r": {
      const format = kind === "graph" ? "ttl" : "csv";
      const asked = long
        ? `library(httr)
answer <- POST("${url}", body = list(query = query), encode = "form", accept("${text}"))
lines <- content(answer, as = "text", encoding = "UTF-8")`
        : `address <- paste0("${url}?query=", URLencode(query, reserved = TRUE), "&format=${format}")
lines <- readLines(address, encoding = "UTF-8", warn = FALSE)`;
      const shown =
        kind === "rows"
          ? 'print(read.csv(text = lines, encoding = "UTF-8"))'
          : 'cat(lines, sep = "\\n")';
      return `query <- ${rText(query)}
${asked}
${shown}
`;
    }
    case "javascript":
      return `const query = ${scriptText(query)};
const form = new URLSearchParams({ query });
const headers = { Accept: "${kind === "graph" ? text : json}" };
const response = await fetch(${long ? `"${url}", { method: "POST", body: form, headers }` : `"${url}?" + form, { headers }`});
${
  {
    graph: "console.log(await response.text());",
    boolean: "console.log((await response.json()).boolean);",
    rows: `const { results } = await response.json();
console.table(results.bindings.map((row) =>
  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value]))));`,
  }[kind]
}
`;
  }
}

export interface HashState {
  query?: string;
  view?: string;
}

/** What the address bar holds of a page's state, after its `#`. */
export function hash(state: HashState): string {
  const parts = new URLSearchParams();
  if (state.query) parts.set("query", state.query);
  if (state.view) parts.set("view", state.view);
  const text = parts.toString();
  return text ? `#${text}` : "#";
}

/** The state that a `#…` holds; one that is no state of ours is taken as a query itself. */
export function fromHash(text: string): HashState {
  const rest = text.replace(/^#/, "");
  if (!rest) return {};
  if (!/^(query|view)=/.test(rest)) {
    try {
      return { query: decodeURIComponent(rest) };
    } catch {
      return {};
    }
  }
  const parts = new URLSearchParams(rest);
  const state: HashState = {};
  const query = parts.get("query");
  const view = parts.get("view");
  if (query) state.query = query;
  if (view) state.view = view;
  return state;
}

/** What an address asks for, whichever view is open: a query or a question's name; "": nothing. */
export function asks({ search, hash: after }: Pick<Location, "search" | "hash">): string {
  const parts = new URLSearchParams(search);
  return fromHash(after).query ?? parts.get("ask") ?? parts.get("query") ?? "";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function pythonText(text: string): string {
  return text.includes('"""') || text.includes("\\") || text.endsWith('"')
    ? JSON.stringify(text)
    : `"""\n${text.trim()}\n"""`;
}

function rText(text: string): string {
  // A raw string ends at )-----" only, which no query holds.
  return text.includes(')-----"') ? JSON.stringify(text) : `r"-----(${text})-----"`;
}

function scriptText(text: string): string {
  return `\`${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
}
