import { describe, expect, it } from "vitest";

import { circle, grid, levels, type Places, rings, tree } from "./places";

const ids = Array.from({ length: 400 }, (_, index) => `n${index}`);

/** The least distance between two places, and how much wider than high they all are. */
function measure(places: Places): { least: number; shape: number } {
  const all = [...places.values()];
  let least = Infinity;
  all.forEach((a, index) =>
    all
      .slice(index + 1)
      .forEach((b) => (least = Math.min(least, Math.hypot(a.x - b.x, a.y - b.y)))),
  );
  const span = (values: number[]) => Math.max(...values) - Math.min(...values);
  return { least, shape: span(all.map(({ x }) => x)) / span(all.map(({ y }) => y)) };
}

describe("rings", () => {
  it("keep things apart and fill a disc", () => {
    const { least, shape } = measure(rings(ids));
    expect(least).toBeGreaterThan(60);
    expect(shape).toBeCloseTo(1, 1);
  });
  it("begin in the middle", () => {
    expect(Math.hypot(...Object.values(rings(ids).get("n0")!))).toBe(0);
  });
});

it("a circle keeps its order", () => {
  const { least, shape } = measure(circle(ids));
  expect(least).toBeGreaterThan(8);
  expect(shape).toBeCloseTo(1, 1);
});

describe("a tree", () => {
  it("breaks wide levels into rows, none over the next level", () => {
    const places = tree([["root"], ids, ["leaf"]]);
    const { least, shape } = measure(places);
    expect(least).toBeGreaterThan(60);
    expect(shape).toBeGreaterThan(0.7);
    expect(shape).toBeLessThan(3);
    const low = Math.max(...ids.map((id) => places.get(id)!.y));
    expect(places.get("leaf")!.y).toBeGreaterThan(low);
    expect(places.get("root")!.y).toBeLessThan(places.get("n0")!.y);
  });
  it("has a level for each step from the best linked, and those alone last", () => {
    const links: [string, string][] = [
      ["a", "b"],
      ["c", "b"],
      ["c", "d"],
      ["x", "y"],
      ["a", "a"],
    ];
    expect(levels(["a", "b", "c", "d", "x", "y", "z"], links)).toEqual([
      ["b", "x"],
      ["a", "c", "y"],
      ["d"],
      ["z"],
    ]);
  });
});

it("grids are rows of things apart", () => {
  const { least, shape } = measure(grid(ids));
  expect(least).toBeGreaterThan(60);
  expect(shape).toBeGreaterThan(1);
});
