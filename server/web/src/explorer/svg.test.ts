import { describe, expect, it } from "vitest";

import type { Drawn } from "./drawn";
import { lines, svgFile } from "./svg";

const node = (id: string, label: string, x: number) => ({
  id,
  label,
  zh: "武昌",
  en: 'A "B" <C> & D',
  cls: "Area",
  kind: "Place",
  colour: "#178529",
  x,
  y: 5,
  size: 20,
  font: 12,
  onPath: false,
});
const drawn: Drawn = {
  nodes: [node("http://x/a", "<甲> & 'one'\u0001", 0), node("http://x/b", "乙", 100)],
  edges: [
    {
      id: "e0",
      source: "http://x/a",
      target: "http://x/b",
      relation: "partOf",
      label: "属于",
      passages: "1.2.2-s03",
      line: [
        { x: 10, y: 5 },
        { x: 50, y: 25 },
        { x: 90, y: 5 },
      ],
      statement: true,
      onPath: true,
    },
  ],
};

function parsed(text: string): Document {
  const document = new DOMParser().parseFromString(text, "application/xml");
  expect(document.querySelector("parsererror")).toBeNull();
  return document;
}

describe("the SVG", () => {
  const look = { ink: "#000", paper: "#fff", line: "#999", soft: "#666", accent: "#a00" };
  const document = parsed(svgFile(drawn, look, true));
  it("holds every name and is whole", () => {
    const texts = [...document.querySelectorAll("text")].map((text) => text.textContent);
    expect(texts).toEqual(["属于", "<甲> & 'one'", "乙"]);
  });
  it("draws a link as on the screen: bent, dashed, and marked where a path runs", () => {
    const line = document.querySelector("g > path")!;
    expect(line.getAttribute("d")).toBe("M10 5Q50 25 90 5");
    expect(line.getAttribute("class")).toBe("stated path");
    expect(line.getAttribute("marker-end")).toBe("url(#arrow-path)");
  });
  it("has room for the names at its edges", () => {
    const long = { ...drawn, nodes: [node("http://x/a", "一".repeat(10), 0)] };
    const box = parsed(svgFile(long, look, true)).documentElement.getAttribute("viewBox")!;
    const [left, , width] = box.split(" ").map(Number);
    expect(left).toBeLessThan(-60);
    expect(left! + width!).toBeGreaterThan(60);
  });
});

it("long names are broken at blanks, Chinese ones anywhere", () => {
  expect(lines("Wuhan Digital Innovation Tower", 12)).toEqual([
    "Wuhan Digital",
    "Innovation Tower",
  ]);
  expect(lines("武汉数创大厦二期", 5)).toEqual(["武汉数创大", "厦二期"]);
  expect(lines("乙", 5)).toEqual(["乙"]);
});
