// One query in the words of other programs.

import { address } from "../shared/endpoint";

export type Form = "link" | "curl" | "python" | "r" | "javascript";
export const FORMS: [Form, string][] = [
  ["link", ""],
  ["curl", "curl"],
  ["python", "Python"],
  ["r", "R"],
  ["javascript", "JavaScript"],
];

/** The query in a form. `graph`: its answer is triples, not rows. */
export function shared(
  form: Form,
  query: string,
  page: string,
  endpoint: string,
  graph: boolean,
): string {
  const url = new URL(endpoint, page).href;
  const type = graph ? "text/turtle" : "text/csv";
  switch (form) {
    case "link":
      return new URL(hash({ query }), page).href;
    case "curl":
      return `curl -s ${quoted(url)} \\\n  -H 'Accept: ${type}' \\\n  --data-urlencode ${quoted(`query=${query}`)}\n`;
    case "python":
      return graph
        ? `import urllib.parse, urllib.request

query = ${pythonText(query)}
address = "${url}?" + urllib.parse.urlencode({"query": query})
request = urllib.request.Request(address, headers={"Accept": "${type}"})
print(urllib.request.urlopen(request).read().decode())
`
        : `import json, urllib.parse, urllib.request

query = ${pythonText(query)}
address = "${url}?" + urllib.parse.urlencode({"query": query})
request = urllib.request.Request(address, headers={"Accept": "application/sparql-results+json"})
answer = json.load(urllib.request.urlopen(request))
for row in answer["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})
`;
    case "r":
      return graph
        ? `query <- ${rText(query)}
address <- paste0("${url}?query=", URLencode(query, reserved = TRUE), "&format=ttl")
cat(readLines(address, encoding = "UTF-8"), sep = "\\n")
`
        : `query <- ${rText(query)}
address <- paste0("${url}?query=", URLencode(query, reserved = TRUE), "&format=csv")
rows <- read.csv(address, encoding = "UTF-8")
print(rows)
`;
    case "javascript":
      return `const query = ${scriptText(query)};
const address = "${url}?" + new URLSearchParams({ query });
const response = await fetch(address, { headers: { Accept: "${
        graph ? type : "application/sparql-results+json"
      }" } });
${
  graph
    ? "console.log(await response.text());"
    : "const answer = await response.json();\nconsole.table(answer.results.bindings.map((row) =>\n  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value]))));"
}
`;
  }
}

/** The address of an answer as a file. */
export function fileAddress(endpoint: string, query: string, format: string): string {
  return address(endpoint, query, format);
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
