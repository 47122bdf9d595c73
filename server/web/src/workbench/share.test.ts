import { expect, it } from "vitest";

import { asks, FORMS, fromHash, hash, shared } from "./share";

const query = `SELECT ?x { ?x rdfs:label "武昌 'a' \\\\ & #"@zh }`;
const page = "https://x.org/kg/workbench";

it("a link gives the query back", () => {
  const link = shared("link", query, page + hash({ query }), "/kg/sparql");
  expect(fromHash(new URL(link).hash)).toEqual({ query });
});

it("the address keeps the view beside the query", () => {
  expect(fromHash(hash({ query, view: "chart" }))).toEqual({ query, view: "chart" });
  expect(fromHash("")).toEqual({});
});

it("a bare query after # is read as the Wikidata service writes it", () => {
  expect(fromHash(`#${encodeURIComponent(query)}`)).toEqual({ query });
});

it.each(FORMS)("the form %s names the endpoint and holds the query", (form) => {
  if (form === "link") return;
  const text = shared(form, "SELECT 1 {}", page, "/kg/sparql");
  expect(text).toContain("https://x.org/kg/sparql");
  expect(text).toContain("SELECT 1 {}");
});

it("quotes do not end the shell's string", () => {
  expect(shared("curl", "'", page, "/sparql")).toContain("query='\\'''");
});

it("backslashes and templates survive in JavaScript", () => {
  const text = shared("javascript", "\\ ` ${x}", page, "/sparql");
  expect(text).toContain("`\\\\ \\` \\${x}`");
});

it("triples are asked for as Turtle", () => {
  expect(shared("curl", "CONSTRUCT {} {}", page, "/sparql")).toContain("text/turtle");
});

it.each(FORMS)("the form %s takes a query too long for an address", (form) => {
  const long = `SELECT (1 AS ?x) {} #${"x".repeat(9000)}`;
  const text = shared(form, long, page, "/sparql");
  if (form === "python") expect(text).toContain("data=form.encode()");
  if (form === "javascript" || form === "r") expect(text).toContain("POST");
});

it("a truth is printed as one", () => {
  expect(shared("python", "ASK {}", page, "/sparql")).toContain('["boolean"]');
  expect(shared("javascript", "ASK {}", page, "/sparql")).toContain(").boolean");
  expect(shared("r", "ASK {}", page, "/sparql")).not.toContain("read.csv");
});

it("an address asks the same whichever view is open", () => {
  expect(asks({ search: "?ask=a", hash: "#view=chart" })).toBe("a");
  expect(asks({ search: "?ask=a", hash: hash({ query, view: "chart" }) })).toBe(query);
  expect(asks({ search: "?query=ASK", hash: "" })).toBe("ASK");
  expect(asks({ search: "", hash: "" })).toBe("");
});
