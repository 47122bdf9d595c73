// The workbench: the editor, its tools and the answers, over the form that works without them.

import "./workbench.css";

import { byId, debounced, h } from "../shared/dom";
import { type Answer, ask, Problem } from "../shared/endpoint";
import { Names } from "../shared/names";
import { language, pageData, type PageData } from "../shared/page";
import { Vocabulary } from "../shared/vocabulary";
import { heading, question, wireCatalogue } from "./catalogue";
import type { ChartPlan } from "./columns";
import { openHistory, openShare } from "./dialogs";
import { openEditor } from "./editor";
import { choices, draft, past } from "./memory";
import { type Form, parameterForm, type Question } from "./parameters";
import { problemView } from "./problems";
import { fileAddress, fromHash, hash } from "./share";
import { say } from "./strings";
import { defaultView, withDefaultView, withoutHeader, withPrefixes } from "./text";
import { show, type Tab, TABS, viewName, wished } from "./views";

interface WorkbenchData extends PageData {
  queries: string;
  /** Prefix of an entity's IRI -> colour of its kind. */
  colours: Record<string, string>;
}

const data = pageData<WorkbenchData>();
const names = new Names(data);
const area = byId<HTMLTextAreaElement>("query");
const result = byId("result");
const tools = byId("tools");
const asked = byId("asked");

let loading: Promise<Vocabulary | null> | null = null;
let known: Vocabulary | null = null;

/** The names of the graph; null where they cannot be had now. */
function vocabulary(): Promise<Vocabulary | null> {
  loading ??= Vocabulary.load(data.sparql, names).then(
    (loaded) => (known = loaded),
    () => (loading = null),
  );
  return loading;
}

// ---- The editor --------------------------------------------------------------------------------

const host = h("div", { id: "editor", class: "editor" });
const given = area.value;
area.closest("form")!.before(host);
const editor = openEditor(
  host,
  given,
  { names, prefixes: data.prefixes, language, vocabulary },
  () => void run(),
  debounced(150, () => {
    draft.set(editor.text());
    form?.show(editor.text(), known);
  }),
);
// The form's own area stays for those without scripts only.
area.closest("form")!.hidden = true;

/** Puts a text into the editor; what stood there is kept in the history. */
function load(text: string): void {
  const old = editor.text();
  if (old.trim() && old !== text && old !== given) past.add(old, null);
  editor.replace(text);
}

// ---- Running -----------------------------------------------------------------------------------

let running: AbortController | null = null;
let answer: Answer | null = null;
let answered = "";
let tab: Tab | null = null;
let chart: ChartPlan | null = null;
let openQuestion: Question | null = null;

const status = h("p", { class: "status", role: "status" }, say.idle);
const body = h("div", { id: "view", class: "view" });
const runButton = byId<HTMLButtonElement>("run");
const cancelButton = byId<HTMLButtonElement>("cancel");

/** Asks what stands in the editor, and shows what comes. */
async function run(): Promise<void> {
  running?.abort();
  const declared = withPrefixes(editor.text(), data.prefixes);
  if (declared !== editor.text()) editor.replace(declared);
  const query = declared;
  draft.set(query);
  const signal = (running = new AbortController()).signal;
  busy(true);
  editor.mark(null);
  status.textContent = say.running;
  try {
    const found = await ask(data.sparql, query, signal);
    answer = found;
    answered = query;
    chart = null;
    const wish = wished(defaultView(query))?.tab;
    const rows = found.result.form === "boolean" ? null : found.result.table.rows.length;
    past.add(query, rows, openQuestion?.title[language]);
    keepAddress(query);
    tab = wish ?? tab ?? (found.result.form === "graph" ? "graph" : "table");
    status.replaceChildren(...told(found));
    await draw();
  } catch (error) {
    if (signal.aborted) {
      status.textContent = say.cancelled;
      return;
    }
    if (!(error instanceof Problem)) throw error;
    keepAddress(query);
    failed(error, query);
  } finally {
    if (running?.signal === signal) {
      running = null;
      busy(false);
    }
  }
}

function busy(is: boolean): void {
  runButton.setAttribute("aria-busy", String(is));
  cancelButton.hidden = !is;
  result.setAttribute("aria-busy", String(is));
}

function failed(error: Problem, query: string): void {
  answer = null;
  status.textContent = "";
  if (error.line !== null)
    editor.mark({ line: error.line, column: error.column ?? 1, message: error.message });
  result.replaceChildren(
    status,
    problemView(error, query, {
      retry: () => void run(),
      goTo: (line, column) => editor.goTo(line, column),
      replace: (text) => {
        editor.replace(text);
        void run();
      },
    }),
  );
}

function told(found: Answer): (string | Node)[] {
  const { result: answer_ } = found;
  const count =
    answer_.form === "boolean"
      ? say.truth(answer_.value)
      : answer_.form === "rows"
        ? say.rows(answer_.table.rows.length)
        : say.triples(answer_.table.rows.length);
  const ms = (value: number) => (value < 1000 ? `${Math.max(1, Math.round(value))} ms` : `${(value / 1000).toFixed(2)} s`);
  const size = found.bytes < 10_000 ? `${found.bytes} B` : `${Math.round(found.bytes / 1024)} kB`;
  return [
    h("strong", {}, count),
    ` · ${say.time(ms(found.server ?? found.total), ms(found.total))} · ${size}`,
    found.cached ? ` · ${say.cached}` : "",
  ];
}

// ---- Showing -----------------------------------------------------------------------------------

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
body.setAttribute("role", "tabpanel");

const labels = h("input", {
  type: "checkbox",
  id: "labels",
  checked: choices.get().labels,
  onchange: () => {
    choices.set({ labels: labels.checked });
    void draw();
  },
});
const files = h("p", { class: "files" });

function choose(name: Tab): void {
  tab = name;
  keepAddress(answered);
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
  const wanted = labels.checked || tab === "graph" || tab === "map";
  if (wanted && !known) await vocabulary();
  if (drawn !== answer || !tab) return;
  const view = defaultView(answered);
  body.replaceChildren(
    show(tab, answer, answered, {
      names,
      language,
      endpoint: data.sparql,
      labels: labels.checked,
      vocabulary: known,
      colours: data.colours,
      view,
      chart,
      chose: (plan) => (chart = plan),
    }),
  );
  const formats = answer.result.form === "graph" ? ["ttl", "nt", "jsonld"] : ["csv", "tsv", "json", "xml"];
  files.replaceChildren(
    ...formats.map((format) =>
      h(
        "a",
        { href: fileAddress(data.sparql, answered, format), download: `result.${format}` },
        format.toUpperCase(),
      ),
    ),
  );
  result.replaceChildren(
    h(
      "div",
      { class: "result-bar" },
      tabs,
      h("label", { class: "check" }, labels, say.labels),
      status,
    ),
    body,
    files,
  );
}

/** Keeps the query and the view in the address bar, so that it is a link to what is shown. */
function keepAddress(query: string): void {
  const whole = openQuestion && query === withoutHeader(openQuestion.query);
  const base = location.pathname + (whole ? `?ask=${openQuestion!.name}` : "");
  const state = hash({ ...(whole ? {} : { query }), ...(tab && tab !== "table" ? { view: tab } : {}) });
  history.replaceState(null, "", base + (state === "#" ? "" : state));
}

// ---- Questions ---------------------------------------------------------------------------------

let form: Form | null = null;

async function openAsked(name: string): Promise<void> {
  let found: Question | null;
  try {
    found = await question(data.queries, name);
  } catch {
    failed(new Problem(0, "gone", ""), "");
    return;
  }
  if (!found) return;
  openQuestion = found;
  const text = withoutHeader(found.query);
  list.current(name);
  tab = null;
  load(text);
  asked.replaceChildren(heading(found));
  form = null;
  if (found.parameters.length) {
    form = parameterForm(found, names, language, vocabulary, editor.text, (text) => {
      editor.replace(text);
      void run();
    });
    asked.append(form.element);
    void vocabulary().then(() => form?.show(editor.text(), known));
  }
  await run();
}

const list = wireCatalogue((name, href) => {
  history.pushState(null, "", href);
  if (narrow.matches) byId<HTMLDetailsElement>("catalogue-box").open = false;
  void openAsked(name);
});

// ---- Tools -------------------------------------------------------------------------------------

tools.hidden = false;
const narrow = matchMedia("(max-width: 60rem)");
byId<HTMLDetailsElement>("catalogue-box").open = !narrow.matches;
runButton.addEventListener("click", () => void run());
cancelButton.addEventListener("click", () => running?.abort());
byId("share").addEventListener("click", (event) => {
  const graph = /^\s*(CONSTRUCT|DESCRIBE)\b/im.test(editor.text());
  openShare((event.currentTarget as HTMLElement).textContent ?? "", editor.text(), data.sparql, graph);
});
byId("history").addEventListener("click", (event) =>
  openHistory((event.currentTarget as HTMLElement).textContent ?? "", (text) => {
    leaveQuestion();
    load(text);
    editor.focus();
  }),
);
byId("keep-view").addEventListener("click", () => {
  if (!tab) return;
  editor.replace(withDefaultView(editor.text(), viewName(tab, chart?.kind ?? "bar")));
  keepAddress(editor.text());
});

function leaveQuestion(): void {
  openQuestion = null;
  form = null;
  list.current(null);
  asked.replaceChildren();
}

/** Opens what the address asks for, else what was last typed here. */
function start(): void {
  const state = fromHash(location.hash);
  if (state.view && TABS.includes(state.view as Tab)) tab = state.view as Tab;
  const name = new URLSearchParams(location.search).get("ask");
  if (state.query) {
    leaveQuestion();
    load(state.query);
    void run();
  } else if (name) {
    const view = tab;
    void openAsked(name).then(() => {
      if (view) choose(view);
    });
  } else if (new URLSearchParams(location.search).get("query")) {
    load(given);
    void run();
  } else {
    const kept = draft.get();
    if (kept.trim()) editor.replace(kept);
    result.replaceChildren(status);
  }
}

const kept = draft.get();
if (kept.trim() && kept !== given && !past.all().some((one) => one.text === kept)) past.add(kept, null);
window.addEventListener("popstate", start);
window.addEventListener("hashchange", start);
start();
