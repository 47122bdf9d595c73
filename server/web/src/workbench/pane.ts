// The place of the answer: how it went, and its views behind tabs.

import { byId, download, h } from "../shared/dom";
import { address, type Answer, askFile, LONGEST_URL } from "../shared/endpoint";
import type { Names } from "../shared/names";
import { language } from "../shared/page";
import type { Vocabulary } from "../shared/vocabulary";
import type { ChartKind, ChartPlan } from "./columns";
import type { Table } from "../shared/terms";
import { choices } from "./memory";
import { say } from "./strings";
import { defaultView } from "./text";
import { type PivotPlan } from "./pivot";
import { offered, readAs, show, type Tab, TABS, type ViewContext, wished } from "./views";

const LABELLED = 500; // rows of which labels are asked for one by one

export interface PaneSource {
  names: Names;
  endpoint: string;
  colours: Record<string, string>;
  /** What the columns of saved questions are called. */
  words: Record<string, string>;
  plurals: Record<string, string>;
  /** All names of the graph: large, so only for what needs them. */
  vocabulary: () => Promise<Vocabulary | null>;
  /** The labels of what answers show, asked for as they are shown. */
  labels: Vocabulary;
  /** Why a query may have found nothing. */
  hints: (query: string) => Promise<string[]>;
  /** The reader has chosen another tab. */
  chosen: () => void;
}

export interface Pane {
  /** One line beside the tabs, or alone. */
  status: HTMLElement;
  /**
   * Shows an answer in the tab that the query wishes, else in the one that is open. The answer to
   * a `saved` question is read: columns by their words, one row for each answer.
   */
  show(answer: Answer, query: string, saved: boolean): Promise<void>;
  /** Shows something in place of an answer. */
  replace(...nodes: Node[]): void;
  open(tab: Tab | null): void;
  tab(): Tab | null;
  chart(): ChartKind;
}

/** The pane in an element. */
export function openPane(element: HTMLElement, source: PaneSource): Pane {
  let answer: Answer | null = null;
  let query = "";
  let hints: string[] = [];
  let tab: Tab | null = null;
  let saved = false;
  let chart: ChartPlan | null = null;
  let pivot: PivotPlan | null = null;
  let known: Vocabulary | null = null;
  const status = h("p", { class: "status", role: "status" }, say.idle);
  const body = h("div", { id: "view", class: "view", role: "tabpanel" });
  const files = h("p", { class: "files" });
  const tabs = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": say.result },
    ...TABS.map((name) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": "view",
          onclick: () => choose(name),
          onkeydown: (event: KeyboardEvent) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (!step) return;
            const all = TABS.filter((one) => !byId(`tab-${one}`).hidden);
            const next = all[(all.indexOf(name) + step + all.length) % all.length]!;
            choose(next);
            byId(`tab-${next}`).focus();
          },
        },
        say[name],
      ),
    ),
  );
  const labels = h("input", {
    type: "checkbox",
    id: "labels",
    checked: choices.get().labels,
    onchange: () => {
      choices.set({ labels: labels.checked });
      void draw();
    },
  });

  function choose(name: Tab): void {
    tab = name;
    source.chosen();
    void draw();
  }

  function contextOf(found: Answer): ViewContext {
    const shown: ViewContext = {
      names: source.names,
      language,
      endpoint: source.endpoint,
      labels: labels.checked,
      vocabulary: known,
      words: saved ? source.words : null,
      plurals: source.plurals,
      translated: new Map(),
      colours: source.colours,
      view: defaultView(query),
      chart,
      pivot,
      chose: (plan) => {
        if ("chart" in plan) chart = plan.chart;
        else pivot = plan.pivot;
      },
    };
    if (!saved || !labels.checked || !known || found.result.form === "boolean") return shown;
    return { ...shown, translated: translated(found.result.table, known) };
  }

  async function draw(): Promise<void> {
    if (!answer || !tab) return;
    const drawn = answer;
    if (labels.checked || tab !== "table") {
      // Labels are translated by all names; those of many rows are quicker had at once.
      const all = saved || rowsOf(drawn).length > LABELLED ? await source.vocabulary() : null;
      const own = all ?? source.labels;
      known = own;
      // Without these labels the answer is shown with IRIs.
      const missing = own.missing(shownIris(drawn, !all));
      if (missing.length) await own.include(missing).catch(() => undefined);
    }
    if (drawn !== answer) return;
    const context = contextOf(drawn);
    const open = offered(drawn, query, context);
    const current = open.includes(tab) ? tab : "table";
    for (const name of TABS) {
      const button = tabs.querySelector<HTMLElement>(`#tab-${name}`)!;
      button.hidden = !open.includes(name);
      button.setAttribute("aria-selected", String(name === current));
      button.setAttribute("tabindex", name === current ? "0" : "-1");
    }
    body.setAttribute("aria-labelledby", `tab-${current}`);
    body.replaceChildren(
      show(current, drawn, query, context),
      ...hints.map((hint) => h("p", { class: "hint" }, hint)),
    );
    const answers = readAs(drawn, context)?.rows.length ?? 0;
    status.replaceChildren(...told(drawn, answers));
    const graph = answer.result.form === "graph";
    const formats = graph
      ? ["ttl", "nt", "jsonld", "graphml", "gexf", "cyjs"]
      : ["csv", "tsv", "json", "xml"];
    files.replaceChildren(
      ...formats.map((format) => {
        const href = address(source.endpoint, query, format);
        const name = `result.${format}`;
        const long = href.length > LONGEST_URL;
        const fetched = (long || format === "csv") && {
          onclick: (event: Event) => {
            event.preventDefault();
            void askFile(source.endpoint, query, format).then(
              (file) => download(name, file.type, file),
              (problem: Error) => (status.textContent = problem.message || say.gone),
            );
          },
        };
        return h(
          "a",
          { href: long ? "#" : href, download: name, ...fetched },
          format.toUpperCase(),
        );
      }),
    );
    const toggle = h("label", { class: "check" }, labels, say.labels);
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    element.replaceChildren(h("div", { class: "result-bar" }, tabs, toggle, status), body, files);
    // Tabs and the labels switch lose the focus where they are put in again.
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  return {
    status,
    async show(found, text, own) {
      answer = found;
      query = text;
      hints = [];
      saved = own;
      chart = pivot = null;
      const usual = found.result.form === "graph" ? "graph" : "table";
      tab = wished(defaultView(text))?.tab ?? tab ?? usual;
      await draw();
      if (!foundNothing(found)) return;
      const given = await source.hints(text);
      if (answer !== found || !given.length) return;
      hints = given;
      await draw();
    },
    replace(...nodes) {
      answer = null;
      status.textContent = "";
      element.replaceChildren(status, ...nodes);
    },
    open(name) {
      tab = name;
      void draw();
    },
    tab: () => tab,
    chart: () => chart?.kind ?? "bar",
  };
}

/** Whether an answer has no row, or is No. */
function foundNothing({ result }: Answer): boolean {
  return result.form === "boolean" ? !result.value : !result.table.rows.length;
}

function rowsOf({ result }: Answer): Table["rows"] {
  return result.form === "boolean" ? [] : result.table.rows;
}

/** The IRIs in the first rows of an answer; only those with a generated label unless all are wanted. */
function shownIris(answer: Answer, all: boolean): string[] {
  const terms = rowsOf(answer)
    .slice(0, LABELLED)
    .flatMap((row) => Object.values(row));
  return terms
    .filter((term) => term?.type === "uri")
    .map((term) => term!.value)
    .filter((iri) => all || /\/(statement|verdict|report)\//.test(iri));
}

/** Labels of the other language in an answer -> the reader's, column by column. */
function translated(table: Table, known: Vocabulary): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of table.names) {
    const terms = table.rows.map((row) => row[name]).filter((term) => term?.lang);
    // A column that holds both languages is there to show both.
    if (terms.some((term) => term!.lang === language)) continue;
    const labels = new Set(terms.map((term) => term!.value));
    for (const [label, word] of known.translations(labels, language)) found.set(label, word);
  }
  return found;
}

/** How it went: answers, rows, times, size. */
function told(found: Answer, answers: number): (string | Node)[] {
  const { result: answer_ } = found;
  const count =
    answer_.form === "boolean"
      ? say.truth(answer_.value)
      : answer_.form === "rows"
        ? answers && answers < answer_.table.rows.length
          ? say.answers(answers, answer_.table.rows.length)
          : say.rows(answer_.table.rows.length)
        : say.triples(answer_.table.rows.length);
  const ms = (value: number) =>
    value < 1000 ? `${Math.max(1, Math.round(value))} ms` : `${(value / 1000).toFixed(2)} s`;
  const size = found.bytes < 10_000 ? `${found.bytes} B` : `${Math.round(found.bytes / 1024)} kB`;
  return [
    h("strong", {}, count),
    ` · ${say.time(ms(found.server ?? found.total), ms(found.total))} · ${size}`,
    found.cached ? ` · ${say.cached}` : "",
  ];
}
