import { expect, it } from "vitest";

import { type Entry, normal, type Role, Vocabulary } from "./vocabulary";

const entry = (
  short: string,
  zh: string,
  en: string,
  role: Role,
  aliases: string[] = [],
): Entry => ({
  iri: `http://x/${short}`,
  short,
  zh,
  en,
  role,
  aliases,
});
const vocabulary = new Vocabulary([
  entry("place:corridor", "滨江数创走廊", "Binjiang Digital Corridor", "thing", ["数创走廊"]),
  entry("place:binjiang", "滨江", "Binjiang", "thing"),
  entry("wk:Corridor", "走廊", "corridor", "class"),
  entry("wk:partOf", "是…的组成部分", "is part of", "property"),
]);
const found = (text: string, roles: Role[] = ["thing", "class", "property"]) =>
  vocabulary.search(text, roles, 5).map(({ short }) => short);

it("finds by Chinese and English labels and by the name in the IRI", () => {
  expect(found("滨江")).toEqual(["place:binjiang", "place:corridor"]);
  expect(found("digital corr")).toEqual(["place:corridor"]);
  expect(found("partof")).toEqual(["wk:partOf"]);
});

it("keeps to the kinds asked for", () => {
  expect(found("走廊", ["class"])).toEqual(["wk:Corridor"]);
  expect(found("走廊")[0]).toBe("wk:Corridor");
});

it("finds exactly by label first, by alias else", () => {
  expect(vocabulary.exact("数创走廊")).toEqual(["http://x/place:corridor"]);
  expect(vocabulary.exact("走廊")).toEqual(["http://x/wk:Corridor"]);
});

it("compares without width, case and blanks", () => {
  expect(normal("Ｂinjiang Digital-Corridor")).toBe("binjiangdigitalcorridor");
});
