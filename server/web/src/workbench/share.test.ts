import { expect, it } from "vitest";

import { FORMS, fromHash, hash, shared } from "./share";

const query = `SELECT ?x { ?x rdfs:label "武昌 'a' \\\\ & #"@zh }`;
const page = "https://x.org/kg/workbench";

it("a link gives the query back", () => {
  const link = shared("link", query, page, "/kg/sparql", false);
  expect(link.startsWith(`${page}#query=`)).toBe(true);
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
  const text = shared(form, "SELECT 1 {}", page, "/kg/sparql", false);
  expect(text).toContain("https://x.org/kg/sparql");
  expect(text).toContain("SELECT 1 {}");
});

it("quotes do not end the shell's string", () => {
  expect(shared("curl", "'", page, "/sparql", false)).toContain("query='\\'''");
});

it("backslashes and templates survive in JavaScript", () => {
  const text = shared("javascript", "\\ ` ${x}", page, "/sparql", false);
  expect(text).toContain("`\\\\ \\` \\${x}`");
});

it("triples are asked for as Turtle", () => {
  expect(shared("curl", "CONSTRUCT {} {}", page, "/sparql", true)).toContain("text/turtle");
});
