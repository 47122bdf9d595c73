import { expect, it } from "vitest";

import type { DrawnNode } from "./drawn";
import { request } from "./toolbar";

const node = (id: string, x: number, y: number) => ({ id, x, y }) as DrawnNode;

it("asks for the file of what is drawn: things, places, and the relations that are hidden", () => {
  const drawn = {
    nodes: [node("http://x/a,&(1)", 0.04, -5), node("http://x/b", 99.96, 3)],
    edges: [],
  };
  const form = request(drawn, "gexf", ["partOf", "nearTo"]);
  expect(Object.fromEntries(form)).toEqual({
    things: "http://x/a,&(1) http://x/b",
    places: "0,-5 100,3",
    without: "partOf,nearTo",
    lang: "en",
    format: "gexf",
  });
});
