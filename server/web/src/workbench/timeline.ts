// Results along time: the rows that have a day, the earliest first, those of one day together.

import { h } from "../shared/dom";
import { moment, type Row, type Term } from "../shared/terms";
import type { Reading } from "./reading";
import { say } from "./strings";

/** The columns whose values are all days or years. */
export function timed(table: Reading): string[] {
  return table.names.filter((name) => {
    const terms = table.rows.map((row) => row[name]).filter((term): term is Term => !!term);
    return terms.length > 0 && terms.every((term) => moment(term) !== null);
  });
}

/** The rows by the day in a column: each day with its rows. */
export function days(table: Reading, column: string): [string, Row[]][] {
  const found = new Map<string, Row[]>();
  const dated = table.rows.filter((row) => row[column]);
  dated.sort((a, b) => moment(a[column])! - moment(b[column])!);
  for (const row of dated) {
    const day = row[column]!.value;
    found.set(day, [...(found.get(day) ?? []), row]);
  }
  return [...found];
}

/** The timeline; `cells` gives what a row has in a column. */
export function timelineView(
  table: Reading,
  column: string,
  cells: (row: Row, name: string) => (Node | string)[],
): HTMLElement {
  const others = table.names.filter((name) => name !== column);
  const left = table.rows.filter((row) => !row[column]).length;
  return h(
    "div",
    {},
    h(
      "ol",
      { class: "days" },
      ...days(table, column).map(([day, rows]) =>
        h(
          "li",
          {},
          h("time", { datetime: day }, day),
          h(
            "ul",
            {},
            ...rows.map((row) =>
              h("li", {}, ...others.flatMap((name) => [h("span", {}, ...cells(row, name)), " "])),
            ),
          ),
        ),
      ),
    ),
    left > 0 && h("p", { class: "table-note" }, say.undated(left)),
  );
}
