// The workbench: the editor, its tools and the answers, over the form that works without them.

import "./workbench.css";

import { byId, debounced, h } from "../shared/dom";
import { ask, labelHints, Problem } from "../shared/endpoint";
import { Names } from "../shared/names";
import { language, pageData, type PageData } from "../shared/page";
import { Vocabulary } from "../shared/vocabulary";
import { heading, question, wireCatalogue } from "./catalogue";
import { openHistory, openShare } from "./dialogs";
import { openEditor } from "./editor";
import { comesBack, draft, drafts, keeper, past } from "./memory";
import { openPane } from "./pane";
import { type Form, given, parameterForm, type Question, withGiven } from "./parameters";
import { problemView } from "./problems";
import { asks, fromHash, hash } from "./share";
import { say } from "./strings";
import { withDefaultView, withoutHeader, withPrefixes } from "./text";
import { TABS, viewName } from "./views";

interface WorkbenchData extends PageData {
  queries: string;
  hints: string;
  /** Prefix of an entity's IRI -> colour of its kind. */
  colours: Record<string, string>;
  /** What the columns of saved questions are called. */
  words: Record<string, string>;
  /** English label of a unit -> its plural. */
  plurals: Record<string, string>;
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
const opened = area.value;
area.closest("form")!.before(host);
const editor = openEditor(
  host,
  opened,
  { names, prefixes: data.prefixes, language, vocabulary },
  () => void run(),
  () => {
    keep.changed();
    settled();
  },
);
const keep = keeper(editor.text, opened);
const settled = debounced(150, () => {
  keep.text();
  form?.show(editor.text(), known);
});

// The form's own area stays for those without scripts only.
area.closest("form")!.hidden = true;

/** Puts a text into the editor; what stood there is kept in the history. */
function load(text: string): void {
  if (editor.text() === text) return;
  keep.past(editor.text());
  editor.replace(text);
}

// ---- Running -----------------------------------------------------------------------------------

let running: AbortController | null = null;
let answered = "";
let openQuestion: Question | null = null;
const pane = openPane(result, {
  names,
  endpoint: data.sparql,
  colours: data.colours,
  words: data.words,
  plurals: data.plurals,
  vocabulary,
  labels: new Vocabulary([], data.sparql),
  hints: (query) => labelHints(data.hints, query),
  chosen: () => keepAddress(answered),
});
const runButton = byId<HTMLButtonElement>("run");
const cancelButton = byId<HTMLButtonElement>("cancel");

/** Asks a query, by itself what stands in the editor, and shows what comes. */
async function run(text = editor.text()): Promise<void> {
  running?.abort();
  const query = withPrefixes(text, data.prefixes);
  if (text === editor.text() && query !== text) editor.replace(query);
  const signal = (running = new AbortController()).signal;
  busy(true);
  editor.mark(null);
  pane.status.textContent = say.running;
  try {
    const found = await ask(data.sparql, query, signal);
    answered = query;
    const rows = found.result.form === "boolean" ? null : found.result.table.rows.length;
    past.add(query, rows, openQuestion?.title[language]);
    await pane.show(found, query, asIs(query) !== null);
    if (!signal.aborted) keepAddress(query);
  } catch (error) {
    if (signal.aborted) {
      if (running?.signal === signal) pane.status.textContent = say.cancelled;
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

/** Shows what went wrong; `retry` is what to try again. */
function failed(error: Problem, query: string, retry = () => void run(query)): void {
  if (error.line !== null && query === editor.text())
    editor.mark({ line: error.line, column: error.column ?? 1, message: error.message });
  pane.replace(problemView(error, { retry, goTo: editor.goTo }));
}

// ---- The address -------------------------------------------------------------------------------

/** What a query binds to the parameters of the open question; null for a query of another's own. */
function asIs(query: string): Record<string, string> | null {
  return openQuestion && given(openQuestion, query, names);
}

/** The address that opens the query: as a question with its parameters where it is one. */
function addressOf(query: string, view = ""): string {
  const parameters = asIs(query);
  const search = parameters
    ? `?${new URLSearchParams({ ask: openQuestion!.name, ...parameters })}`
    : "";
  const after = hash({ ...(parameters ? {} : { query }), ...(view ? { view } : {}) });
  return location.pathname + search + (after === "#" ? "" : after);
}

/** Keeps the query and the view in the address bar, so that it is a link to what is shown. */
function keepAddress(query: string): void {
  const tab = pane.tab();
  history.replaceState(null, "", addressOf(query, tab && tab !== "table" ? tab : ""));
  keep.text();
}

// ---- Questions ---------------------------------------------------------------------------------

let form: Form | null = null;
let opening = 0; // changes when the reader goes on, so that a question that loads is not shown late

/** Opens a question with parameters from an address; `kept` was typed over it before. */
async function openAsked(
  name: string,
  kept: string | null = null,
  parameters = new URLSearchParams(),
): Promise<void> {
  const turn = ++opening;
  let found: Question | null;
  try {
    found = await question(data.queries, name);
  } catch {
    if (turn !== opening) return;
    failed(new Problem(0, "gone", "", ""), "", () => void openAsked(name, kept, parameters));
    return;
  }
  if (!found) return;
  const text = await boundTo(found, parameters);
  if (turn !== opening) return;
  openQuestion = found;
  list.current(name);
  pane.open(null);
  load(kept ?? text);
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
  await run(text);
}

/** The query of a question with what an address says of its parameters, as far as it can be read. */
async function boundTo(found: Question, parameters: URLSearchParams): Promise<string> {
  const said = found.parameters.some(({ name }) => parameters.get(name));
  try {
    return withGiven(found, parameters, names, said ? await vocabulary() : null);
  } catch {
    return withoutHeader(found.query);
  }
}

const list = wireCatalogue((name, href) => {
  keep.text();
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
  const title = (event.currentTarget as HTMLElement).textContent ?? "";
  const link = new URL(addressOf(editor.text()), location.href).href;
  openShare(title, editor.text(), link, data.sparql);
});
byId("history").addEventListener("click", (event) =>
  openHistory((event.currentTarget as HTMLElement).textContent ?? "", (text) => {
    leaveQuestion();
    load(text);
    editor.focus();
  }),
);
byId("keep-view").addEventListener("click", () => {
  const tab = pane.tab();
  if (!tab) return;
  editor.replace(withDefaultView(editor.text(), viewName(tab, pane.chart())));
  keepAddress(editor.text());
});

function leaveQuestion(): void {
  opening++;
  openQuestion = null;
  form = null;
  list.current(null);
  asked.replaceChildren();
}

/** Opens what the address asks for, with what was typed there, else what was last typed. */
function start(event?: Event): void {
  const state = fromHash(location.hash);
  const kept = event || comesBack() || !asks(location) ? drafts.at(asks(location)) : null;
  const view = TABS.find((tab) => tab === state.view) ?? null;
  const search = new URLSearchParams(location.search);
  const name = search.get("ask");
  const query = state.query ?? (name ? null : search.get("query"));
  if (view) pane.open(view);
  if (query) {
    leaveQuestion();
    load(kept ?? query);
    void run(query);
  } else if (name) {
    void openAsked(name, kept, search).then(() => {
      if (view) pane.open(view);
    });
  } else {
    running?.abort();
    running = null;
    busy(false);
    leaveQuestion();
    load(kept ?? (event || !draft.get().trim() ? opened : draft.get()));
    pane.replace();
    pane.status.textContent = say.idle;
    // What the page brings is run, but for a rule over the whole graph.
    if (editor.text() === opened && !search.has("rule")) void run();
  }
}

keep.past(draft.get());
window.addEventListener("popstate", start);
window.addEventListener("pagehide", keep.leave);
start();
