// The place of the answer: how it went, and its views behind tabs.

import { byId, download, h } from "../shared/dom";
import { address, type Answer, askFile, LONGEST_URL } from "../shared/endpoint";
import type { Names } from "../shared/names";
import { language } from "../shared/page";
import type { Vocabulary } from "../shared/vocabulary";
import type { ChartKind, ChartPlan } from "./columns";
import { choices } from "./memory";
import { say } from "./strings";
import { defaultView } from "./text";
import { show, type Tab, TABS, wished } from "./views";

export interface PaneSource {
  names: Names;
  endpoint: string;
  colours: Record<string, string>;
  vocabulary: () => Promise<Vocabulary | null>;
  /** Why a query may have found nothing. */
  hints: (query: string) => Promise<string[]>;
  /** The reader has chosen another tab. */
  chosen: () => void;
}

export interface Pane {
  /** One line beside the tabs, or alone. */
  status: HTMLElement;
  /** Shows an answer in the tab that the query wishes, else in the one that is open. */
  show(answer: Answer, query: string): Promise<void>;
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
  let chart: ChartPlan | null = null;
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
            const next = TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length]!;
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

  async function draw(): Promise<void> {
    if (!answer || !tab) return;
    const drawn = answer;
    for (const button of tabs.children) {
      const selected = button.id === `tab-${tab}`;
      button.setAttribute("aria-selected", String(selected));
      button.setAttribute("tabindex", selected ? "0" : "-1");
    }
    body.setAttribute("aria-labelledby", `tab-${tab}`);
    if (labels.checked || tab !== "table") known ??= await source.vocabulary();
    if (drawn !== answer) return;
    body.replaceChildren(
      show(tab, answer, query, {
        names: source.names,
        language,
        endpoint: source.endpoint,
        labels: labels.checked,
        vocabulary: known,
        colours: source.colours,
        view: defaultView(query),
        chart,
        chose: (plan) => (chart = plan),
      }),
      ...hints.map((hint) => h("p", { class: "hint" }, hint)),
    );
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
    element.replaceChildren(h("div", { class: "result-bar" }, tabs, toggle, status), body, files);
  }

  return {
    status,
    async show(found, text) {
      answer = found;
      query = text;
      hints = [];
      chart = null;
      const usual = found.result.form === "graph" ? "graph" : "table";
      tab = wished(defaultView(text))?.tab ?? tab ?? usual;
      status.replaceChildren(...told(found));
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

/** How it went: rows, times, size. */
function told(found: Answer): (string | Node)[] {
  const { result: answer_ } = found;
  const count =
    answer_.form === "boolean"
      ? say.truth(answer_.value)
      : answer_.form === "rows"
        ? say.rows(answer_.table.rows.length)
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
