import { expect, it } from "vitest";

import { EMPTY, fromHash, type State, toHash } from "./state";

const states: State[] = [
  EMPTY,
  { ...EMPTY, shown: "all", layout: "map" },
  {
    shown: ["place:a", "st:1.2.2-s03-x", "p:with,comma&amp"],
    less: [],
    hiddenKinds: ["Policy"],
    hiddenRelations: ["Measure", "partOf"],
    layout: "tree",
    chosen: "e12",
    path: ["place:a", "org:b"],
  },
];

it.each(states)("an address gives its state back", (state) => {
  expect(fromHash(`#${toHash(state)}`)).toEqual(state);
});

it("what an address cannot mean is left out", () => {
  expect(fromHash("#layout=spiral&path=a&show=%E0%A4%A&zzz")).toMatchObject({
    layout: "force",
    path: null,
    shown: ["%E0%A4%A"],
  });
});

it("all but a few is told by the few", () => {
  const state = { ...EMPTY, shown: "all" as const, less: ["place:a", "place:b"] };
  expect(toHash(state)).toBe("all&less=place:a,place:b");
  expect(fromHash(`#${toHash(state)}`)).toEqual(state);
});
