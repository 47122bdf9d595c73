import { expect, it } from "vitest";

import type { PageData } from "../shared/page";
import { Names } from "../shared/names";
import type { Row, Term } from "../shared/terms";
import { grouped, ordered } from "./table";

const names = new Names({ base: "", sparql: "", documents: "", prefixes: {} } as PageData);
const shown = {
  names,
  language: "zh",
  labels: false,
  vocabulary: null,
  words: null,
  plurals: {},
  translated: new Map<string, string>(),
} as const;
const integer = "http://www.w3.org/2001/XMLSchema#integer";
const num = (value: string): Row => ({ x: { type: "literal", value, datatype: integer } });
const text = (value: string): Row => ({ x: { type: "literal", value } });
const values = (rows: Row[]) => rows.map((row) => (row["x"] as Term | undefined)?.value);

it("numbers are ordered as numbers, and blanks come last both ways", () => {
  const rows = [num("10"), {}, num("9"), num("-1")];
  expect(values(ordered(rows, "x", false, shown))).toEqual(["-1", "9", "10", undefined]);
  expect(values(ordered(rows, "x", true, shown))).toEqual(["10", "9", "-1", undefined]);
});

it("Chinese is ordered by sound, figures in it as numbers", () => {
  const rows = [text("武昌"), text("第10条"), text("汉口"), text("第9条")];
  const found = values(ordered(rows, "x", false, shown));
  expect(found).toEqual(["第9条", "第10条", "汉口", "武昌"]);
});

it("thousands are set apart, and nothing else is changed", () => {
  expect(grouped("1234567.89")).toBe("1,234,567.89");
  expect(grouped("-100")).toBe("-100");
  expect(grouped("1e9")).toBe("1e9");
});
