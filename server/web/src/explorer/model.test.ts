import { describe, expect, it } from "vitest";

import { Names } from "../shared/names";
import { Graph, type GraphData } from "./model";

const base = "http://x/";
const names = new Names({
  base,
  sparql: "",
  documents: "",
  prefixes: { p: "http://x/id/", r: "http://x/report/w/" },
});
const ids = ["a", "b", "c", "d", "alone"];
type Edge = [from: string, to: string, relation?: string];
const columns = (ids: string[], edges: Edge[]): GraphData => ({
  kinds: [["Place", "地点", "place", "#178529"]],
  classes: {},
  relations: { partOf: ["属于", "is part of"] },
  nodes: {
    path: ids.map((id) => `id/${id}`),
    zh: ids.map((id) => `点${id}`),
    en: ids.map((id) => `Node ${id}`),
    class: ids.map(() => "Area"),
    kind: ids.map((id) => (id === "c" ? "Policy" : "Place")),
    x: ids.map((_, index) => index),
    y: ids.map(() => 0),
  },
  edges: {
    source: edges.map(([from]) => ids.indexOf(from)),
    target: edges.map(([, to]) => ids.indexOf(to)),
    relation: edges.map(([, , relation]) => relation ?? "partOf"),
    passages: edges.map(() => "1.2.2-s03; 2.1.1-s01"),
    statement: edges.map(([, , relation]) => (relation ? "-led" : "")),
  },
  clusters: [[[0, 1], 4, 1.5, 0, 3]],
});
const data = columns(ids, [
  ["a", "b"],
  ["b", "c"],
  ["c", "d"],
  ["a", "d", "Measure"],
  ["a", "a"],
]);
const graph = new Graph(data, base, names);
const all = { kinds: new Set<string>(), relations: new Set<string>() };

it("names things by their short names and counts their links", () => {
  expect([...graph.things.keys()]).toEqual(ids.map((id) => `p:${id}`));
  expect(graph.things.get("p:a")).toMatchObject({ iri: "http://x/id/a", degree: 3 });
  expect(graph.links.get("e0")!.passages).toEqual(["1.2.2-s03", "2.1.1-s01"]);
  expect(graph.links.get("e0")!.statement).toBe("");
  expect(graph.links.get("e3")!.statement).toBe("http://x/statement/w/1.2.2-s03-led");
  expect(graph.clusters[0]!.leaders.map(({ id }) => id)).toEqual(["p:a", "p:b"]);
});

it("finds neighbours once each, and never a thing itself", () => {
  expect(graph.neighbours("p:a", all).sort()).toEqual(["p:b", "p:d"]);
  expect(graph.neighbours("p:a", { ...all, relations: new Set(["Measure"]) })).toEqual(["p:b"]);
  expect(graph.neighbours("p:b", { ...all, kinds: new Set(["Policy"]) })).toEqual(["p:a"]);
});

describe("a path", () => {
  it("is a shortest one, against the arrows too", () => {
    expect(graph.path("p:d", "p:b", false)).toHaveLength(3);
    expect(graph.path("p:a", "p:d", false, { ...all, relations: new Set(["Measure"]) })).toEqual([
      "p:a",
      "p:b",
      "p:c",
      "p:d",
    ]);
  });
  it("is none where nothing links the ends, or one is unknown", () => {
    expect(graph.path("p:a", "p:alone", false)).toBeNull();
    expect(graph.path("p:a", "p:no", false)).toBeNull();
  });
  it("from a thing to itself has no step", () => {
    expect(graph.path("p:a", "p:a", true)).toEqual(["p:a"]);
  });
  it("avoids hubs between its ends where asked", () => {
    const many = Array.from({ length: 203 }, (_, index) => `n${index}`);
    const star = columns(many, [
      ...many.slice(1, 201).map((id): Edge => ["n0", id]),
      ["n1", "n201"],
      ["n201", "n202"],
      ["n202", "n2"],
    ]);
    const wide = new Graph(star, base, names);
    expect(wide.path("p:n1", "p:n2", false)).toHaveLength(3);
    expect(wide.path("p:n1", "p:n2", true)).toEqual(["p:n1", "p:n201", "p:n202", "p:n2"]);
    expect(wide.path("p:n0", "p:n2", true)).toEqual(["p:n0", "p:n2"]);
  });
});

it("collapses only what hangs on nothing else shown", () => {
  const shown = new Set(["p:b", "p:a", "p:c", "p:d"]);
  expect(graph.leaves("p:b", shown, all)).toEqual([]);
  shown.delete("p:d");
  expect(graph.leaves("p:b", shown, all).sort()).toEqual(["p:a", "p:c"]);
});

it("finds things in both languages, whole names first", () => {
  expect(graph.search("点b", 5).map(({ id }) => id)).toEqual(["p:b"]);
  expect(graph.search("node", 5)).toHaveLength(5);
  expect(graph.search(" ", 5)).toEqual([]);
});
