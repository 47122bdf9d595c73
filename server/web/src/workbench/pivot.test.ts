import { expect, it } from "vitest";

import type { Row, Table, Term } from "../shared/terms";
import { crossed, pivotPlan } from "./pivot";
import { asWritten } from "./reading";
import { days, timed } from "./timeline";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const text = (value: string): Term => ({ type: "literal", value });
const num = (value: string): Term => ({ type: "literal", value, datatype: `${XSD}integer` });
const date = (value: string): Term => ({ type: "literal", value, datatype: `${XSD}date` });
const of = (...rows: Row[]) => asWritten({ names: Object.keys(rows[0]!), rows } as Table);

const promises = of(
  { report: text("A"), state: text("kept"), n: num("3") },
  { report: text("A"), state: text("not kept"), n: num("2") },
  { report: text("B"), state: text("kept"), n: num("5") },
  { report: text("B"), state: text("kept"), n: num("1") },
);

it("rows are put across by the columns that the query wishes, and summed up", () => {
  const plan = pivotPlan(promises, { rows: "report", columns: "state", value: "n" })!;
  expect(plan).toEqual({ rows: "report", columns: "state", value: "n" });
  const { rows, columns, sum } = crossed(promises, plan, (row, name) => row[name]!.value);
  expect([rows, columns]).toEqual([
    ["A", "B"],
    ["kept", "not kept"],
  ]);
  expect(sum.get("B")!.get("kept")).toBe(6);
  expect(sum.get("B")!.get("not kept")).toBeUndefined();
});

it("without a column of numbers, rows are counted", () => {
  const plan = pivotPlan(promises, {})!;
  expect(plan.value).toBe("");
  const { sum } = crossed(promises, plan, (row, name) => row[name]!.value);
  expect([...sum.values()].flatMap((line) => [...line.values()]).reduce((a, b) => a + b)).toBe(4);
});

it("there is none where no value comes again", () => {
  expect(pivotPlan(of({ a: text("x"), b: text("y") }), {})).toBeNull();
});

it("a timeline has the days in order, and leaves out what has none", () => {
  const rows = of(
    { day: date("2024-12-31"), what: text("a") },
    { day: date("2024-06-30"), what: text("b") },
    { day: undefined, what: text("c") },
    { day: date("2024-06-30"), what: text("d") },
  );
  expect(timed(rows)).toEqual(["day"]);
  const told = days(rows, "day").map(([day, some]) => [day, some.map((row) => row["what"]!.value)]);
  expect(told).toEqual([
    ["2024-06-30", ["b", "d"]],
    ["2024-12-31", ["a"]],
  ]);
});
