import { expect, it } from "vitest";

import { compare, key, sortable } from "./sort";

it("reads numbers as numbers, with thousands and signs", () => {
  expect(key("1,900 亿元")).toBe(1900);
  expect(key("−3.5")).toBe(-3.5);
  expect(key(" 武昌 ")).toBe("武昌");
  expect(compare(2, 10, "en")).toBeLessThan(0);
  expect(compare(2, "a", "en")).toBeLessThan(0);
});

it("sorts by a click, and the other way by a second", () => {
  document.body.innerHTML =
    "<table><thead><tr><th>A</th><th>N</th></tr></thead><tbody><tr><td>b</td><td>10</td></tr><tr><td>a</td><td>9</td></tr></tbody></table>";
  const table = document.querySelector("table")!;
  sortable(table);
  const [, head] = table.querySelectorAll("th");
  const first = () => table.tBodies[0]!.rows[0]!.cells[1]!.textContent;
  head!.querySelector("button")!.click();
  expect([first(), head!.getAttribute("aria-sort")]).toEqual(["9", "ascending"]);
  head!.querySelector("button")!.click();
  expect([first(), head!.getAttribute("aria-sort")]).toEqual(["10", "descending"]);
});
