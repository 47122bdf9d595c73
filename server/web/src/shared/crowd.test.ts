import { expect, it } from "vitest";

import { type Placed, readable, wrapped } from "./crowd";

const at = (id: string, x: number, y = 0, width = 10): Placed => ({
  id,
  x1: x,
  y1: y,
  x2: x + width,
  y2: y + 5,
});

it("writes no name over one that comes before it", () => {
  expect([...readable([at("a", 0), at("b", 9), at("c", 10)], [])]).toEqual(["a", "c"]);
});

it("gives a name left out no room", () => {
  expect([...readable([at("a", 0), at("b", 9), at("c", 12)], [])]).toEqual(["a", "c"]);
});

it("writes no name over another thing, unless it is among the first", () => {
  const things = [at("a", 0), at("other", 30)];
  expect([...readable([at("a", 0), at("b", 28)], things)]).toEqual(["a"]);
  expect([...readable([at("b", 28), at("c", 60)], things, 1)]).toEqual(["b", "c"]);
});

it("breaks long texts into lines", () => {
  expect(wrapped(80, 100, 14)).toEqual([80, 14]);
  expect(wrapped(250, 100, 14)).toEqual([100, 42]);
});
