import { describe, expect, it } from "vitest";

import type { Row, Table, Term } from "../shared/terms";
import { columns, network, places, plan } from "./columns";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const iri = (value: string): Term => ({ type: "uri", value });
const text = (value: string, lang?: string): Term => ({
  type: "literal",
  value,
  ...(lang && { lang }),
});
const num = (value: string): Term => ({ type: "literal", value, datatype: `${XSD}integer` });
const date = (value: string): Term => ({ type: "literal", value, datatype: `${XSD}date` });
const table = (names: string[], ...rows: Row[]): Table => ({ names, rows });

it("tells what a column holds, blanks apart", () => {
  const kinds = columns(
    table(
      ["a", "b", "c", "d", "e"],
      { a: num("1"), b: iri("x:1"), c: text("x"), d: date("2024-01-01") },
      { a: num("2") },
    ),
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(["number", "iri", "text", "moment", "text"]);
  expect(kinds[4]!.filled).toBe(0);
});

describe("the chart that suits", () => {
  const rows = table(["thing", "thingZh", "thingEn", "n"], {
    thing: iri("x:1"),
    thingZh: text("甲", "zh"),
    thingEn: text("A", "en"),
    n: num("3"),
  });
  it("names things in the reader's language", () => {
    expect(plan(rows, "zh", {})).toMatchObject({ kind: "bar", category: "thingZh", value: "n" });
    expect(plan(rows, "en", {})!.category).toBe("thingEn");
  });
  it("is what the query wishes, where its columns are there", () => {
    expect(plan(rows, "en", { kind: "treemap", category: "thing", value: "no" })).toMatchObject({
      kind: "treemap",
      category: "thing",
      value: "n",
    });
  });
  it("is a line over time", () => {
    expect(plan(table(["d", "n"], { d: date("2024-01-01"), n: num("1") }), "en", {})!.kind).toBe(
      "line",
    );
  });
  it("is none without numbers", () => {
    expect(plan(table(["a"], { a: text("x") }), "en", {})).toBeNull();
  });
});

describe("the graph in a result", () => {
  it("joins the first IRI of a row to the others", () => {
    const { nodes, edges } = network(
      table(["a", "aLabel", "b", "edgeLabel", "rgb"], {
        a: iri("x:1"),
        aLabel: text("One"),
        b: iri("x:2"),
        edgeLabel: text("in"),
        rgb: text("ff0000"),
      }),
      false,
    );
    expect(edges).toEqual([{ source: "x:1", target: "x:2", label: "in" }]);
    expect(nodes.get("x:1")!.label).toBe("One");
    expect(nodes.get("x:2")!.colour).toBe("#ff0000");
  });
  it("takes triples as edges and leaves literals out", () => {
    const label = "http://www.w3.org/2000/01/rdf-schema#label";
    const { nodes, edges } = network(
      table(
        ["subject", "predicate", "object"],
        { subject: iri("x:1"), predicate: iri("x:p"), object: iri("x:2") },
        { subject: iri("x:3"), predicate: iri(label), object: text("Three") },
        { subject: iri("x:1"), predicate: iri("x:n"), object: num("3") },
      ),
      true,
    );
    expect(edges).toEqual([{ source: "x:1", target: "x:2", label: "x:p" }]);
    expect([...nodes.keys()]).toEqual(["x:1", "x:2", "x:3"]);
  });
});

describe("the points of a result", () => {
  const read = (term: Term) => term.value;
  it("come from WKT, longitude first", () => {
    const wkt = {
      type: "literal" as const,
      value: "POINT(114.3 30.5)",
      datatype: "http://www.opengis.net/ont/geosparql#wktLiteral",
    };
    expect(places(table(["p", "w"], { p: iri("x:1"), w: wkt }), read)).toEqual([
      { label: "x:1", iri: "x:1", longitude: 114.3, latitude: 30.5 },
    ]);
  });
  it("come from two columns, and only where both are numbers on the globe", () => {
    const rows = table(
      ["lat", "long"],
      { lat: num("30"), long: num("114") },
      { lat: num("30") },
      { lat: num("95"), long: num("1") },
    );
    expect(places(rows, read)).toHaveLength(1);
  });
});
