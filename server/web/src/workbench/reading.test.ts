import { describe, expect, it } from "vitest";

import type { Row, Table, Term } from "../shared/terms";
import { mixed, measured, reading, shownColumns, worded } from "./reading";

const iri = (value: string): Term => ({ type: "uri", value });
const text = (value: string, lang?: string): Term => ({
  type: "literal",
  value,
  ...(lang && { lang }),
});
const integer = "http://www.w3.org/2001/XMLSchema#integer";
const num = (value: string): Term => ({ type: "literal", value, datatype: integer });
const table = (names: string[], ...rows: Row[]): Table => ({ names, rows });
const isPassage = (term: Term) => term.value.startsWith("r:");

it("shows a name once, in the reader's language", () => {
  const names = ["project", "projectZh", "projectEn", "passage", "stateEn"];
  expect(shownColumns(names, "zh")).toEqual(["projectZh", "passage", "stateEn"]);
  expect(shownColumns(names, "en")).toEqual(["projectEn", "passage", "stateEn"]);
});

describe("an answer that several sentences give", () => {
  const row = (project: string, passage: string): Row => ({
    project: iri(project),
    passage: iri(passage),
    gistEn: text(`gist of ${passage}`, "en"),
  });
  const rows = table(
    ["project", "passage", "gistEn"],
    row("x:b", "r:2"),
    row("x:a", "r:10"),
    row("x:a", "r:2"),
  );
  const read = reading(rows, "en", isPassage);
  it("is one row, in the order of the query, with all its sentences", () => {
    expect(read.rows.map((one) => one["project"]!.value)).toEqual(["x:b", "x:a"]);
    const cited = read.cited.get(read.rows[1]!)!["passage"]!;
    expect(cited.map((term) => term.value)).toEqual(["r:10", "r:2"]);
  });
  it("tells once, below, what each sentence says", () => {
    expect(read.names).toEqual(["project", "passage"]);
    expect(read.below.map(([one]) => one.value)).toEqual(["r:2", "r:10"]);
    expect(read.below[1]![1]!.value).toBe("gist of r:10");
  });
});

it("rows that say the same are one, and sentences alone are not put together", () => {
  const same = { n: num("1") };
  expect(reading(table(["n"], same, { ...same }), "en", isPassage).rows).toHaveLength(1);
  const gists = table(["passage", "gistEn"], { passage: iri("r:1") }, { passage: iri("r:2") });
  expect(reading(gists, "en", isPassage).rows).toHaveLength(2);
});

it.each([
  ["180000000000", "zh", "1800亿"],
  ["2200000000000", "zh", "2.2万亿"],
  ["24000", "zh", "2.4万"],
  ["1051", "zh", "1,051"],
  ["24000", "en", "24,000"],
  ["180000000000", "en", "180 billion"],
  ["221813076923.076923", "en", "221.8131 billion"],
  ["-0.5", "en", "-0.5"],
] as const)("%s in %s is %s", (value, language, wanted) => {
  expect(worded(Number(value), language)).toBe(wanted);
});

it("an amount has its unit", () => {
  const named = (term: Term) => term.value;
  const plurals = { dwelling: "dwellings" };
  expect(measured(6.5, text("percent", "en"), "en", named, plurals)).toBe("6.5%");
  expect(measured(4000, text("dwelling", "en"), "en", named, plurals)).toBe("4,000 dwellings");
  expect(measured(1, text("dwelling", "en"), "en", named, plurals)).toBe("1 dwelling");
  expect(measured(1.9e11, text("元", "zh"), "zh", named, plurals)).toBe("1900亿元");
  expect(measured(3, undefined, "zh", named, plurals)).toBe("3");
});

it("numbers of several units are told", () => {
  const rows = [
    { value: num("1"), unit: text("yuan") },
    { value: num("2"), unit: text("percent") },
  ];
  expect(mixed(table(["value", "unit"], ...rows), "value")).toBe(true);
  expect(mixed(table(["value", "unit"], rows[0]!), "value")).toBe(false);
  expect(mixed(table(["n"], { n: num("1") }, { n: num("2") }), "n")).toBe(false);
});
