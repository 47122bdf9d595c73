// A chart of a result, drawn as SVG. The table holds the same numbers for those who read.

import { h, svg } from "../shared/dom";
import type { Language } from "../shared/page";
import { moment, number, type Row, type Table } from "../shared/terms";
import { type ChartPlan, CHARTS, columns } from "./columns";
import { mixed } from "./reading";
import { COLOURS, type Datum, DRAW } from "./drawings";
import { say } from "./strings";

const BARS = 400;

export interface Charted {
  text: (row: Row, name: string) => string;
  /** What a column is called. */
  head: (name: string) => string;
  language: Language;
}

/** The chart, with the choices above it; `chosen` hears of a change. */
export function chartView(
  table: Table,
  plan: ChartPlan,
  how: Charted,
  chosen: (plan: ChartPlan) => void,
): HTMLElement {
  const all = columns(table).filter((column) => column.filled > 0);
  const numbers = all
    .filter((column) => column.kind === "number" && !mixed(table, column.name))
    .map((column) => column.name);
  const picture = h("div", {
    class: "chart",
    tabindex: "0",
    role: "region",
    "aria-label": say.chart,
  });
  const current = { ...plan };

  function choice(
    label: string,
    options: [string, string][],
    value: string,
    set: (value: string) => void,
  ): HTMLElement {
    const select = h(
      "select",
      {
        onchange: () => {
          set(select.value);
          chosen({ ...current });
          draw();
        },
      },
      ...options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
    );
    return h("label", {}, h("span", {}, label), select);
  }
  const names = (list: string[]): [string, string][] => list.map((name) => [name, how.head(name)]);
  const controls = h(
    "div",
    { class: "controls" },
    choice(
      say.chartKind,
      CHARTS.map((kind) => [kind, say[kind]]),
      current.kind,
      (value) => (current.kind = value as ChartPlan["kind"]),
    ),
    choice(
      say.category,
      names(all.map((column) => column.name)),
      current.category,
      (value) => (current.category = value),
    ),
    choice(say.value, names(numbers), current.value, (value) => (current.value = value)),
    choice(
      say.series,
      [["", say.none], ...names(all.map((column) => column.name))],
      current.series,
      (value) => (current.series = value),
    ),
  );

  function draw(): void {
    const { data, series } = read(table, current, how);
    const drawn = current.kind === "bar" ? data.slice(0, BARS) : data;
    const left =
      current.kind === "treemap"
        ? data.some((one) => one.value <= 0) && say.negative
        : drawn.length < data.length && say.shown(drawn.length, data.length);
    picture.replaceChildren(
      series.length > 1 ? legend(series) : "",
      DRAW[current.kind](drawn, Math.max(1, series.length), how.language, current),
      left ? h("p", { class: "table-note" }, left) : "",
    );
  }
  draw();
  return h("div", { class: "chart-view" }, controls, picture);
}

function read(table: Table, plan: ChartPlan, how: Charted): { data: Datum[]; series: string[] } {
  const series: string[] = [];
  const data: Datum[] = [];
  table.rows.forEach((row, index) => {
    const value = number(row[plan.value]);
    if (value === null) return;
    const name = plan.series ? how.text(row, plan.series) : "";
    if (!series.includes(name)) series.push(name);
    const x = row[plan.category];
    data.push({
      category: how.text(row, plan.category),
      at: number(x) ?? moment(x) ?? index,
      value,
      text: row[plan.value]!.value,
      series: series.indexOf(name),
    });
  });
  return { data, series };
}

function legend(series: string[]): HTMLElement {
  return h(
    "ul",
    { class: "legend" },
    ...series.map((name, index) =>
      h(
        "li",
        {},
        svg(
          "svg",
          { width: 12, height: 12, "aria-hidden": "true" },
          svg("rect", { width: 12, height: 12, rx: 2, class: `series-${index % COLOURS}` }),
        ),
        name || "–",
      ),
    ),
  );
}
