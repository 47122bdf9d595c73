import { expect, it } from "vitest";

import { phrases } from "./completion";

const read = (text: string) => phrases(text).map((from) => text.slice(from));

it.each([
  ["?x a wk:Area ; wk:partOf binjiang dig", ["binjiang dig"]],
  ["?x a carbon fin", ["a carbon fin", "carbon fin"]],
  ["SELECT ?x {\n  ?x ?p green and low", ["green and low", "and low"]],
  ["?x ?p wuchang", []],
  ["", []],
])("%s may end with the names %j", (text, names) => {
  const found = read(text);
  for (const name of names) expect(found).toContain(name);
  if (!names.length) expect(found).toEqual([]);
});
