import { describe, expect, it } from "vitest";

import { Names } from "../shared/names";
import { Graph, type GraphData } from "./model";

const base = "http://x/";
const names = new Names({ base, sparql: "", documents: "", prefixes: { p: "http://x/id/" } });
const ids = ["a", "b", "c", "d", "alone"];
const edge = (from: string, to: string, relation = "partOf"): GraphData["edges"][number] => [
  ids.indexOf(from),
  ids.indexOf(to),
  relation,
  "1.2.2-s03; 2.1.1-s01",
  "",
  "",
  "",
];
const data: GraphData = {
  kinds: [["Place", "地点", "place", "#178529"]],
  classes: {},
  relations: { partOf: ["属于", "is part of"] },
  nodes: ids.map((id, index) => [
    `id/${id}`,
    `点${id}`,
    `Node ${id}`,
    "Area",
    index === 2 ? "Policy" : "Place",
    index,
    0,
  ]),
  edges: [
    edge("a", "b"),
    edge("b", "c"),
    edge("c", "d"),
    edge("a", "d", "Measure"),
    edge("a", "a"),
  ],
};
const graph = new Graph(data, base, names);
const all = { kinds: new Set<string>(), relations: new Set<string>() };

it("names things by their short names and counts their links", () => {
  expect([...graph.things.keys()]).toEqual(ids.map((id) => `p:${id}`));
  expect(graph.things.get("p:a")).toMatchObject({ iri: "http://x/id/a", degree: 3 });
  expect(graph.links.get("e0")!.passages).toEqual(["1.2.2-s03", "2.1.1-s01"]);
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
    const star: GraphData = {
      ...data,
      nodes: Array.from({ length: 203 }, (_, index) => [`id/n${index}`, "", "", "", "Place", 0, 0]),
      edges: [
        ...Array.from(
          { length: 200 },
          (_, index) => [0, index + 1, "partOf", "", "", "", ""] as GraphData["edges"][number],
        ),
        [1, 201, "partOf", "", "", "", ""],
        [201, 202, "partOf", "", "", "", ""],
        [202, 2, "partOf", "", "", "", ""],
      ],
    };
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
