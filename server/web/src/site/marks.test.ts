import { expect, it } from "vitest";

import { pieces } from "./marks";

it("the words that were typed are marked, in any case", () => {
  expect(pieces("滨江数创走廊", "数创")).toEqual([
    ["滨江", false],
    ["数创", true],
    ["走廊", false],
  ]);
  expect(pieces("Binjiang Corridor", "corr BIN")).toEqual([
    ["Bin", true],
    ["jiang ", false],
    ["Corr", true],
    ["idor", false],
  ]);
});

it("what only resembles the text has no mark, and no text is a pattern", () => {
  expect(pieces("滨江数创走廊", "bjsczl")).toEqual([["滨江数创走廊", false]]);
  expect(pieces("a (b", " ( ")).toEqual([
    ["a ", false],
    ["(", true],
    ["b", false],
  ]);
  expect(pieces("a", "  ")).toEqual([["a", false]]);
});
