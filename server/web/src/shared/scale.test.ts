import { expect, it } from "vitest";

import { short, ticks, treemap } from "./scale";

it("covers the range with round steps", () => {
  expect(ticks(0, 97)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticks(-3, 12)[0]).toBeLessThanOrEqual(-3);
  expect(ticks(5, 5)).toEqual([5]);
  expect(ticks(0, 0.3).at(-1)).toBeGreaterThanOrEqual(0.3);
});

it("writes large numbers as each language does", () => {
  expect(short(190_000_000_000, "zh")).toBe("1900亿");
  expect(short(190_000_000_000, "en")).toBe("190B");
  expect(short(7.5, "en")).toBe("7.5");
});

it("fills the whole area, each box as large as its value, none over another", () => {
  const values = [6, 6, 4, 3, 2, 2, 1];
  const boxes = treemap(values, 600, 400);
  const total = values.reduce((a, b) => a + b);
  boxes.forEach((box, index) =>
    expect(box.width * box.height).toBeCloseTo((values[index]! / total) * 240_000, 3),
  );
  for (const a of boxes)
    for (const b of boxes)
      if (a !== b) {
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        expect(Math.min(wide, high)).toBeLessThan(1e-6);
      }
});
