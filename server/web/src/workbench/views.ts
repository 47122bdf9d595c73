// The views of one answer behind tabs: table, chart, graph, map, raw.

import { button, copy, download, h } from "../shared/dom";
import { type Answer, askText } from "../shared/endpoint";
import type { Names } from "../shared/names";
import type { Language } from "../shared/page";
import { png, standalone } from "../shared/picture";
import type { Table, Term } from "../shared/terms";
import type { Vocabulary } from "../shared/vocabulary";
import { chartView } from "./chart";
import { type ChartKind, type ChartPlan, network, places, plan } from "./columns";
import { mapView } from "./map";
import { say } from "./strings";
import { cellText, type Shown, tableView } from "./table";
import type { View } from "./text";

export type Tab = "table" | "chart" | "graph" | "map" | "raw";
export const TABS: Tab[] = ["table", "chart", "graph", "map", "raw"];

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
  if (name === "raw" || name === "table" || name === "map" || name === "graph")
    return { tab: name };
  return null;
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

export interface ViewContext {
  names: Names;
  language: Language;
  endpoint: string;
  labels: boolean;
  vocabulary: Vocabulary | null;
  colours: Record<string, string>;
  view: View | null;
  /** The chart that was chosen by hand, until another query is run. */
  chart: ChartPlan | null;
  chose: (plan: ChartPlan) => void;
}

/** The answer in a tab. */
export function show(tab: Tab, answer: Answer, query: string, context: ViewContext): Node {
  if (tab === "raw") return rawView(answer, query, context.endpoint);
  if (answer.result.form === "boolean")
    return h("p", { class: "truth" }, say.truth(answer.result.value));
  const { table: whole } = answer.result;
  if (!whole.rows.length) return empty();
  const out = hidden(context.view);
  const names = whole.names.filter((name) => !out.has(name));
  const table: Table = { names: names.length ? names : whole.names, rows: whole.rows };
  const shown: Shown = context;
  switch (tab) {
    case "table":
      return tableView(table, shown);
    case "chart":
      return charted(table, shown, context);
    case "graph":
      return graphed(table, answer.result.form === "graph", context);
    case "map": {
      const text = (term: Term) => cellText(term, { ...shown, labels: true });
      const found = places(whole, text, table.names);
      return found.length ? mapView(found, (iri) => context.names.page(iri)) : note(say.noPlaces);
    }
  }
}

function charted(table: Table, shown: Shown, context: ViewContext): Node {
  const options: Record<string, unknown> = context.view?.options ?? {};
  const wish: Partial<ChartPlan> = {};
  const name = (key: string) => String(options[key] ?? "").replace(/^\?/, "");
  const kind = wished(context.view)?.chart;
  if (kind) wish.kind = kind;
  if (options["x"]) wish.category = name("x");
  if (options["y"]) wish.value = name("y");
  if (options["series"]) wish.series = name("series");
  const chosen = context.chart ?? plan(table, context.language, wish);
  if (!chosen) return note(say.noNumbers);
  const view = chartView(
    table,
    chosen,
    {
      text: (row, column) => cellText(row[column], { ...shown, labels: true }),
      language: context.language,
    },
    context.chose,
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

function graphed(table: Table, triples: boolean, context: ViewContext): Node {
  const found = network(table, triples);
  if (!found.edges.length && found.nodes.size < 1) return note(say.noIris);
  const place = h("div", { class: "loading" });
  const short = (iri: string) => context.names.short(iri);
  const loaded = ({ graphView }: typeof import("./graph")) =>
    place.replaceWith(
      graphView(found, {
        label: (iri) => context.vocabulary?.label(iri, context.language) ?? short(iri),
        colour: (iri) => context.colours[short(iri).split(":")[0]!] ?? "#808080",
        page: (iri) => context.names.page(iri),
      }),
    );
  import("./graph").then(loaded, () => place.replaceWith(note(say.gone)));
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
