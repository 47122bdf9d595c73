import { describe, expect, it } from "vitest";

import {
  bound,
  boundValue,
  declaredPrefixes,
  defaultView,
  masked,
  missingPrefixes,
  offset,
  position,
  queryForm,
  prefixLine,
  variables,
  withDefaultView,
  withoutHeader,
  withPrefixes,
} from "./text";

const known = { wk: "http://x/ontology/", r: "http://x/report/", place: "http://x/place/" };

describe("masked", () => {
  it("blanks comments, strings and IRIs and moves nothing", () => {
    const text = 'SELECT ?x { ?x <http://a#b> "r:1.2.3" } # wk:No\n?y';
    expect(masked(text)).toHaveLength(text.length);
    expect(masked(text)).not.toMatch(/r:1|a#b|wk:No/);
    expect(masked(text).endsWith("\n?y")).toBe(true);
  });
  it("does not take a comparison for an IRI", () => {
    expect(masked("FILTER(?a < 5 && ?b > 3)")).toContain("< 5 && ?b > 3");
  });
});

describe("prefixes", () => {
  it("that are used and not declared are missing", () => {
    const text = "PREFIX wk: <http://x/ontology/>\nSELECT * { ?x a wk:Project ; wk:in place:a }";
    expect(missingPrefixes(text, known)).toEqual(["place"]);
  });
  it("are declared after the last one", () => {
    const text = "PREFIX wk: <http://x/ontology/>\nSELECT * { ?x wk:in place:a }";
    expect(withPrefixes(text, known)).toBe(
      "PREFIX wk: <http://x/ontology/>\nPREFIX place: <http://x/place/>\nSELECT * { ?x wk:in place:a }",
    );
  });
  it("go below leading comments where there is none", () => {
    const { at } = prefixLine("# a question\nSELECT 1", "wk", "http://x/");
    expect(at).toBe("# a question\n".length);
  });
  it("that nobody knows are left alone", () => {
    expect(withPrefixes("SELECT * { ?x a foo:Bar }", known)).toBe("SELECT * { ?x a foo:Bar }");
  });
  it("are read whatever their case", () => {
    expect(declaredPrefixes("prefix a: <http://a/>\nPREFIX : <http://b/>")).toEqual({
      a: "http://a/",
      "": "http://b/",
    });
  });
});

describe("position", () => {
  const cases: [string, string][] = [
    ["PREFIX w", "prefix"],
    ["SELECT ?x ", "other"],
    ["SELECT * { ", "subject"],
    ["SELECT * { ?x ", "predicate"],
    ["SELECT * { ?x a ", "class"],
    ["SELECT * { ?x a wk:Pro", "class"],
    ["SELECT * { ?x wk:partOf ", "object"],
    ["SELECT * { ?x a wk:Project ; ", "predicate"],
    ["SELECT * { ?x a wk:Project ; wk:partOf ", "object"],
    ["SELECT * { ?x a wk:Project ; a ", "class"],
    ["SELECT * { ?x wk:partOf place:a , ", "object"],
    ["SELECT * { ?x wk:partOf place:a . ", "subject"],
    ['SELECT * { ?x rdfs:label "武昌. 区"@zh ; ', "predicate"],
    ["SELECT * { <http://a.b/c> ", "predicate"],
    ["SELECT * { GRAPH ?g { ?x ", "predicate"],
    ["SELECT * { VALUES ?x { ", "subject"],
    ["SELECT * { FILTER (?x ", "other"],
  ];
  it.each(cases)("after %j is %s", (before, expected) => {
    expect(position(before)).toBe(expected);
  });
});

describe("the view a query asks for", () => {
  it("has a name and options", () => {
    expect(defaultView('#defaultView:BarChart{"x":"?a"}\nSELECT 1')).toEqual({
      name: "BarChart",
      options: { x: "?a" },
    });
  });
  it("survives options that are no JSON", () => {
    expect(defaultView("# defaultView: Map {oops}\nSELECT 1")).toEqual({
      name: "Map",
      options: {},
    });
  });
  it("is written once", () => {
    const text = withDefaultView("#defaultView:Map\nSELECT 1", "Graph");
    expect(text).toBe("#defaultView:Graph\nSELECT 1");
    expect(withDefaultView(text, null)).toBe("SELECT 1");
  });
});

describe("parameters", () => {
  const text = "SELECT * { VALUES ?place { place:a }\n VALUES ?n { UNDEF } ?x wk:in ?place }";
  it("are read from and written into their VALUES block", () => {
    expect(boundValue(text, "place")).toBe("place:a");
    expect(boundValue(text, "other")).toBeNull();
    expect(bound(text, "place", "<http://x/$1>")).toContain("VALUES ?place { <http://x/$1> }");
    expect(bound(text, "place", "place:b")).toContain("VALUES ?n { UNDEF }");
  });
});

it("takes the catalogue's header away, and no other comment", () => {
  expect(withoutHeader("#+ summary: a\n#+ tags: [b]\n# c\nSELECT 1")).toBe("# c\nSELECT 1");
});

it("lists variables in their order, not those in strings", () => {
  expect(variables('SELECT ?b $a { ?b ?p "?c" }')).toEqual(["b", "a", "p"]);
});

it("finds a line and column, and stays inside the text", () => {
  expect(offset("ab\ncd", 2, 2)).toBe(4);
  expect(offset("ab\ncd", 9, 9)).toBe(5);
});

it.each([
  ["PREFIX a: <x> CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "graph"],
  ["# SELECT\nDESCRIBE <http://x/select>", "graph"],
  ["PREFIX ask: <x> SELECT ?construct { ?construct ask:ask 'DESCRIBE' }", "rows"],
  ["base <x>\nask {}", "boolean"],
])("%s answers with %s", (text, form) => {
  expect(queryForm(text)).toBe(form);
});
