import { expect, it } from "vitest";

import { moved, scaled } from "./zoom";

const whole = { x: 0, y: 0, width: 400, height: 200 };

it("zooms round the middle and never beyond the whole", () => {
  expect(scaled(whole, 2, whole)).toEqual({ x: 100, y: 50, width: 200, height: 100 });
  expect(scaled(whole, 0.5, whole)).toEqual(whole);
});

it("moves no further than the edge", () => {
  const box = { x: 100, y: 50, width: 200, height: 100 };
  expect(moved(box, 500, -500, whole)).toEqual({ x: 200, y: 0, width: 200, height: 100 });
});
