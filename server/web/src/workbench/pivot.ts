// Results counted or summed up by two columns.

import { h } from "../shared/dom";
import { number, type Row } from "../shared/terms";
import { mixed, type Reading } from "./reading";
import { say } from "./strings";

const MOST = 60; // values of a column that a table can have side by side

export interface PivotPlan {
  rows: string;
  columns: string;
  /** The column that is summed up; "" counts the rows. */
  value: string;
}

export interface Pivoted {
  text: (row: Row, name: string) => string;
  head: (name: string) => string;
  amount: (value: number) => string;
}

/** The columns that rows can be put together by: their values come again. */
export function categories(table: Reading): string[] {
  const found = table.names.map((name) => {
    const values = new Set(table.rows.map((row) => row[name]?.value));
    const numeric = table.rows.every((row) => !row[name] || number(row[name]) !== null);
    return { name, size: numeric ? 0 : values.size };
  });
  return found
    .filter(({ size }) => size > 1 && size < table.rows.length)
    .sort((a, b) => b.size - a.size)
    .map(({ name }) => name);
}

/** The columns that can be summed up: numbers of one unit. */
export function sums(table: Reading): string[] {
  return table.names.filter(
    (name) =>
      table.rows.some((row) => row[name]) &&
      table.rows.every((row) => !row[name] || number(row[name]) !== null) &&
      !mixed(table, name),
  );
}

/** What suits the columns, or null where no two of them can be put across. */
export function pivotPlan(table: Reading, wish: Partial<PivotPlan>): PivotPlan | null {
  const all = categories(table);
  const narrow = all.filter(
    (name) => new Set(table.rows.map((row) => row[name]?.value)).size <= MOST,
  );
  const named = (name = "") => all.find((one) => one.replace(/(Zh|En)$/, "") === name);
  const columns = named(wish.columns) ?? narrow.at(-1);
  const rows = named(wish.rows) ?? all.find((name) => name !== columns);
  if (!columns || !rows) return null;
  const value = sums(table).find((name) => name === wish.value) ?? "";
  return { rows, columns, value };
}

/** The sums of a plan: the texts of its rows and columns in the order in which they come. */
export function crossed(
  table: Reading,
  plan: PivotPlan,
  text: Pivoted["text"],
): { rows: string[]; columns: string[]; sum: Map<string, Map<string, number>> } {
  const sum = new Map<string, Map<string, number>>();
  const columns = new Set<string>();
  for (const row of table.rows) {
    const [down, across] = [text(row, plan.rows), text(row, plan.columns)];
    const value = plan.value ? (number(row[plan.value]) ?? 0) : 1;
    const line = sum.get(down) ?? new Map<string, number>();
    sum.set(down, line.set(across, (line.get(across) ?? 0) + value));
    columns.add(across);
  }
  return { rows: [...sum.keys()], columns: [...columns], sum };
}

/** The table, with its choices above it; `chosen` hears of a change. */
export function pivotView(
  table: Reading,
  plan: PivotPlan,
  how: Pivoted,
  chosen: (plan: PivotPlan) => void,
): HTMLElement {
  const current = { ...plan };
  const place = h("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": say.pivot,
  });
  const choice = (label: string, key: keyof PivotPlan, names: string[]): HTMLElement => {
    const select = h(
      "select",
      {
        onchange: () => {
          current[key] = select.value;
          chosen({ ...current });
          draw();
        },
      },
      ...names.map((name) =>
        h(
          "option",
          { value: name, selected: name === current[key] },
          name ? how.head(name) : say.count,
        ),
      ),
    );
    return h("label", {}, h("span", {}, label), select);
  };
  const all = categories(table);
  const controls = h(
    "div",
    { class: "controls" },
    choice(say.down, "rows", all),
    choice(say.across, "columns", all),
    choice(say.value, "value", ["", ...sums(table)]),
  );

  function draw(): void {
    const { rows, columns, sum } = crossed(table, current, how.text);
    const shown = columns.slice(0, MOST);
    const head = (text: string) => h("th", { scope: "col", class: "number" }, text || "–");
    place.replaceChildren(
      h(
        "table",
        { class: "pivot" },
        h(
          "thead",
          {},
          h("tr", {}, h("th", { scope: "col" }, how.head(current.rows)), ...shown.map(head)),
        ),
        h(
          "tbody",
          {},
          ...rows.map((down) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, down || "–"),
              ...shown.map((across) => {
                const value = sum.get(down)!.get(across);
                return h("td", { class: "number" }, value === undefined ? "" : how.amount(value));
              }),
            ),
          ),
        ),
      ),
      columns.length > shown.length
        ? h("p", { class: "table-note" }, say.shownColumns(shown.length, columns.length))
        : "",
    );
  }
  draw();
  return h("div", { class: "table-view" }, controls, place);
}
