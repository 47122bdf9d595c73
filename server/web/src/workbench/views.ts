// The views of one answer behind tabs: table, chart, pivot, timeline, graph, map, raw. Those that
// have nothing to draw are not offered.

import { button, copy, download, h } from "../shared/dom";
import { type Answer, askText } from "../shared/endpoint";
import { png, standalone } from "../shared/picture";
import type { Table, Term } from "../shared/terms";
import { chartView } from "./chart";
import { type ChartKind, type ChartPlan, type Network, network, places, plan } from "./columns";
import { mapView } from "./map";
import { type PivotPlan, pivotPlan, pivotView } from "./pivot";
import { asWritten, type Reading, reading, worded } from "./reading";
import { related, relations } from "./relations";
import { say } from "./strings";
import { cells, cellText, headText, isPassage, type Shown, tableView } from "./table";
import { timed, timelineView } from "./timeline";
import type { View } from "./text";

export type Tab = "table" | "chart" | "pivot" | "timeline" | "graph" | "map" | "raw";
export const TABS: Tab[] = ["table", "chart", "pivot", "timeline", "graph", "map", "raw"];

/** The tab, and the chart, that a `#defaultView` name means. */
export function wished(view: View | null): { tab: Tab; chart?: ChartKind } | null {
  const name = view?.name.toLowerCase() ?? "";
  const charts: Record<string, ChartKind> = {
    barchart: "bar",
    linechart: "line",
    areachart: "area",
    scatterchart: "scatter",
    bubblechart: "treemap",
    treemap: "treemap",
    chart: "bar",
  };
  if (charts[name]) return { tab: "chart", chart: charts[name] };
  const tab = TABS.find((one) => one === name);
  return tab ? { tab } : null;
}

/** The columns that the options of a view hide, as `"hide":["?x","?y"]` or `"hide":"?x"`. */
export function hidden(view: View | null): ReadonlySet<string> {
  const names = [view?.options["hide"] ?? []].flat();
  return new Set(names.map((name) => String(name).replace(/^[?$]/, "")));
}

/** What is written back as `#defaultView` for a tab. */
export function viewName(tab: Tab, chart: ChartKind): string {
  const charts: Record<ChartKind, string> = {
    bar: "BarChart",
    line: "LineChart",
    area: "AreaChart",
    scatter: "ScatterChart",
    treemap: "TreeMap",
  };
  return tab === "chart" ? charts[chart] : tab[0]!.toUpperCase() + tab.slice(1);
}

export interface ViewContext extends Shown {
  endpoint: string;
  colours: Record<string, string>;
  view: View | null;
  /** The chart or pivot that was chosen by hand, until another query is run. */
  chart: ChartPlan | null;
  pivot: PivotPlan | null;
  chose: (plan: { chart: ChartPlan } | { pivot: PivotPlan }) => void;
}

/** The rows of an answer as they are shown: read, or as written; null where it has no rows. */
export function readAs(answer: Answer, context: ViewContext): Reading | null {
  const { result } = answer;
  if (result.form === "boolean") return null;
  const out = hidden(context.view);
  const names = result.table.names.filter((name) => !out.has(name));
  const table: Table = { ...result.table, names: names.length ? names : result.table.names };
  if (result.form === "graph" || !context.words || !context.labels) return asWritten(table);
  return reading(table, context.language, (term) => isPassage(term, context.names));
}

/** The tabs that have something to show. */
export function offered(answer: Answer, query: string, context: ViewContext): Tab[] {
  const read = readAs(answer, context);
  if (!read?.rows.length) return ["table", "raw"];
  const whole = answer.result.form === "boolean" ? read : answer.result.table;
  const drawable: Partial<Record<Tab, () => boolean>> = {
    chart: () => plan(read, context.language, {}) !== null,
    pivot: () => pivotPlan(read, {}) !== null,
    timeline: () => timed(read).length > 0,
    graph: () => {
      const { nodes, edges } = graphOf(answer, whole, context);
      return edges.length > 0 || related(query, nodes, context.names).length > 1;
    },
    map: () => places(whole, () => "").length > 0,
  };
  return TABS.filter((tab) => drawable[tab]?.() ?? true);
}

/** The answer in a tab. */
export function show(tab: Tab, answer: Answer, query: string, context: ViewContext): Node {
  if (tab === "raw") return rawView(answer, query, context.endpoint);
  if (answer.result.form === "boolean")
    return h("p", { class: "truth" }, say.truth(answer.result.value));
  const table = readAs(answer, context)!;
  if (!table.rows.length) return empty();
  switch (tab) {
    case "table":
      return tableView(table, context);
    case "chart":
      return charted(table, context);
    case "pivot":
      return pivoted(table, context);
    case "timeline":
      return timelineView(
        table,
        timed(table).find((name) => name === option(context.view, "date")) ?? timed(table)[0]!,
        (row, name) => cells(row, name, table, context),
      );
    case "graph":
      return graphed(graphOf(answer, answer.result.table, context), query, context);
    case "map": {
      const text = (term: Term) => cellText(term, { ...context, labels: true });
      const found = places(answer.result.table, text, table.names);
      return mapView(found, (iri) => context.names.page(iri));
    }
  }
}

/** An option of a view: the name of a column, without its question mark. */
function option(view: View | null, key: string): string {
  return String(view?.options[key] ?? "").replace(/^[?$]/, "");
}

function pivoted(table: Reading, context: ViewContext): Node {
  const wish: Partial<PivotPlan> = {
    rows: option(context.view, "rows"),
    columns: option(context.view, "columns"),
    value: option(context.view, "value"),
  };
  return pivotView(
    table,
    context.pivot ?? pivotPlan(table, wish)!,
    {
      text: (row, column) => cellText(row[column], context),
      head: (name) => headText(name, context),
      amount: (value) => worded(value, context.language),
    },
    (pivot) => context.chose({ pivot }),
  );
}

function charted(table: Reading, context: ViewContext): Node {
  const wish: Partial<ChartPlan> = {
    category: option(context.view, "x"),
    value: option(context.view, "y"),
    series: option(context.view, "series"),
  };
  const kind = wished(context.view)?.chart;
  if (kind) wish.kind = kind;
  const view = chartView(
    table,
    context.chart ?? plan(table, context.language, wish)!,
    {
      text: (row, column) => cellText(row[column], { ...context, labels: true }),
      head: (name) => headText(name, context),
      language: context.language,
    },
    (chart) => context.chose({ chart }),
  );
  const save = (type: "svg" | "png") => async () => {
    const drawing = view.querySelector<SVGSVGElement>(".chart > svg");
    if (!drawing) return;
    const text = standalone(drawing);
    const box = drawing.viewBox.baseVal;
    if (type === "svg") download("chart.svg", "image/svg+xml", text);
    else download("chart.png", "image/png", await png(text, box.width, box.height));
  };
  view.append(
    h(
      "div",
      { class: "controls" },
      button(say.saveSvg, save("svg"), { class: "quiet" }),
      button(say.savePng, save("png"), { class: "quiet" }),
    ),
  );
  return view;
}

/** The graph in an answer; sentences are no nodes of it. */
function graphOf(answer: Answer, table: Table, context: ViewContext): Network {
  const sentence = (name: string) =>
    table.rows.some((row) => row[name] && isPassage(row[name], context.names));
  const names = table.names.filter((name) => !sentence(name));
  return network({ ...table, names }, answer.result.form === "graph");
}

function graphed(found: Network, query: string, context: ViewContext): Node {
  const place = h("div", { class: "loading" });
  const short = (iri: string) => context.names.short(iri);
  // Rows that name things only are drawn with what sentences say between these.
  const whole = found.edges.length
    ? Promise.resolve(found)
    : relations(query, found, context.names, context.endpoint);
  Promise.all([whole, import("./graph")]).then(
    ([drawn, { graphView }]) =>
      place.replaceWith(
        graphView(drawn, {
          label: (iri) => context.vocabulary?.label(iri, context.language) ?? short(iri),
          colour: (iri) => context.colours[short(iri).split(":")[0]!] ?? "#808080",
          page: (iri) => context.names.page(iri),
        }),
      ),
    () => place.replaceWith(note(say.gone)),
  );
  return place;
}

function rawView(answer: Answer, query: string, endpoint: string): Node {
  const formats: [string, string, string][] =
    answer.result.form === "graph"
      ? [
          ["nt", "N-Triples", "application/n-triples"],
          ["ttl", "Turtle", "text/turtle"],
          ["jsonld", "JSON-LD", "application/ld+json"],
          ["rdf", "RDF/XML", "application/rdf+xml"],
        ]
      : [
          ["json", "JSON", "application/sparql-results+json"],
          ["csv", "CSV", "text/csv"],
          ["tsv", "TSV", "text/tab-separated-values"],
          ["xml", "XML", "application/sparql-results+xml"],
        ];
  const pre = h("pre", { tabindex: "0", class: "raw" });
  const note = h("p", { class: "table-note", role: "status" });
  const said = h("span", { role: "status" });
  let whole = "";
  const put = (text: string): void => {
    whole = text;
    const read = pretty(text);
    pre.textContent = read.slice(0, LONGEST_SHOWN);
    note.textContent = read.length > LONGEST_SHOWN ? say.shownText(LONGEST_SHOWN, read.length) : "";
  };
  put(answer.text);
  const select = h(
    "select",
    {
      onchange: async () => {
        const type = formats.find(([name]) => name === select.value)![2];
        try {
          put(await askText(endpoint, query, type));
        } catch (problem) {
          note.textContent = "";
          pre.textContent = (problem as Error).message || say.gone;
        }
      },
    },
    ...formats.map(([name, label]) => h("option", { value: name }, label)),
  );
  return h(
    "div",
    { class: "raw-view" },
    h(
      "div",
      { class: "controls" },
      h("label", {}, h("span", {}, say.format), select),
      button(
        say.copy,
        async () => {
          said.textContent = (await copy(whole)) ? say.copied : say.copyFailed;
        },
        { class: "quiet" },
      ),
      button(
        say.download,
        () => {
          const [name, , type] = formats.find(([one]) => one === select.value)!;
          download(`result.${name}`, type, whole);
        },
        { class: "quiet" },
      ),
      said,
    ),
    note,
    pre,
  );
}

const LONGEST_PRETTY = 400_000;
const LONGEST_SHOWN = 500_000; // characters; more would stop the browser for seconds

function pretty(text: string): string {
  if (!text.startsWith("{") || text.length > LONGEST_PRETTY) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

function empty(): Node {
  return h("div", { class: "state" }, h("h2", {}, say.noRows), h("p", {}, say.noRowsHint));
}

function note(text: string): Node {
  return h("p", { class: "state" }, text);
}
