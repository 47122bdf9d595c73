// The graph explorer: what is shown, why, and where one can go from there.

import "./explorer.css";

import { button, byId, h } from "../shared/dom";
import { Names } from "../shared/names";
import { language, pageData, type PageData } from "../shared/page";
import { clustersView, linkView, pathView, thingView } from "./details";
import type { Drawing } from "./drawing";
import { linkTable } from "./equivalent";
import { filterLists } from "./filters";
import { Graph, type GraphData } from "./model";
import { pathForm } from "./paths";
import { picker } from "./picker";
import { Stage } from "./stage";
import { fromHash, type Layout, toHash } from "./state";
import { say } from "./strings";
import { toolbar } from "./toolbar";

interface ExplorerData extends PageData {
  /** Where the whole graph is, as columns. */
  graph: string;
  downloads: string;
  subgraph: string;
  /** The IRI to begin with. */
  start: string;
}

const AT_ONCE = 60; // neighbours that are added without asking
const ROOM = 160; // pixels of the details that one should see after a choice
const QUIET = { class: "table-note" };
const CROWDED = 120; // things shown, beyond which a path is drawn alone, and clusters are listed

const data = pageData<ExplorerData>();
const names = new Names(data);
const root = byId("explorer");

async function load(): Promise<void> {
  root.hidden = false;
  root.replaceChildren(h("p", { class: "state", role: "status" }, say.loading));
  let columns: GraphData;
  let few: typeof Drawing;
  try {
    const code = import("./drawing");
    const response = await fetch(data.graph);
    if (!response.ok) throw new TypeError(String(response.status));
    columns = (await response.json()) as GraphData;
    few = (await code).Drawing;
  } catch {
    const again = button(say.retry, load);
    root.replaceChildren(h("p", { class: "state problem", role: "alert" }, say.failed, " ", again));
    return;
  }
  const graph = new Graph(columns, data.base, names);
  // The page can answer the reader in between.
  await new Promise((rest) => setTimeout(rest));
  start(graph, few);
  byId("links").hidden = true;
}

function start(graph: Graph, few: typeof Drawing): void {
  const shown = new Set<string>();
  const filter = { kinds: new Set<string>(), relations: new Set<string>() };
  let layout: Layout = "force";
  let chosen = "";
  let path: string[] | null = null;
  let restoring = false;
  let missing: string[] = [];
  let steps = 0; // that the Back button undoes within this page

  // ---- The frame -------------------------------------------------------------------------------

  const counts = h("p", { class: "status", role: "status" });
  const spoken = h("p", { class: "hidden", role: "status" });
  const details = h("section", { class: "details" });
  const empty = h("p", { class: "empty" }, say.empty);
  const canvas = h("div", {
    class: "network",
    id: "canvas",
    tabindex: "0",
    role: "application",
    "aria-label": say.canvas,
    onkeydown: onKey,
  });
  const find = picker(graph, "find-thing", say.search, (thing) => {
    find.set(null);
    add([thing.id, ...(shown.size ? [] : neighbours(thing.id))], chosen);
    choose(thing.id);
  });
  const paths = pathForm(graph, filter, (found) => {
    path = found;
    chosen = "";
    if (shown.size > CROWDED) shown.clear();
    add(found, "");
  });
  const filters = filterLists(graph, filter, () => update(chosen, false));
  const table = linkTable(graph, names, choose);
  const tools = toolbar(() => drawing, data, {
    arrange: (name) => {
      layout = name;
      drawing.arrange(layout);
      remember(false);
    },
    whole: () => {
      for (const id of graph.things.keys()) shown.add(id);
      layout = "map";
      path = null;
      chosen = "";
      if (!update("", true)) drawing.arrange(layout);
    },
    undo: () => history.back(),
    clear: () => {
      shown.clear();
      path = null;
      chosen = "";
      update("", true);
    },
    subject: () => {
      if (graph.things.has(chosen)) return chosen;
      return shown.size < graph.things.size ? [...visible()][0]! : null;
    },
    without: () => [...filter.relations].filter((name) => name in graph.data.relations),
    tell: (text) => (counts.textContent = text),
  });
  const wide = matchMedia("(min-width: 60rem)").matches;
  const box = (id: string, title: string, open: boolean, list: HTMLElement) =>
    h("details", { id, open }, h("summary", {}, title), list);
  root.replaceChildren(
    h("div", { class: "left" }, find.element),
    h(
      "div",
      { class: "middle" },
      tools.element,
      h("div", { class: "stage" }, canvas, empty),
      counts,
      spoken,
    ),
    // After the drawing, so that the keyboard reaches that in few steps.
    h(
      "div",
      { class: "ticked" },
      paths.element,
      box("kind-box", say.classes, wide, h("div", {}, filters.kinds, h("p", QUIET, say.once))),
      box("relation-box", say.relations, false, filters.relations),
    ),
    h("div", { class: "right" }, details),
    table.element,
  );
  const drawing = new Stage(canvas, graph, { chosen: tapped, opened: expand }, few);

  // ---- What is shown ---------------------------------------------------------------------------

  /** A thing's neighbours where they are few, else none. */
  function neighbours(id: string): string[] {
    const all = graph.neighbours(id, filter);
    return all.length <= AT_ONCE ? all : [];
  }

  function visible(): Set<string> {
    return new Set([...shown].filter((id) => !filter.kinds.has(graph.things.get(id)!.kind)));
  }

  function add(ids: string[], near: string): void {
    for (const id of ids) shown.add(id);
    update(near, true);
  }

  function expand(id: string): void {
    const missing = graph.neighbours(id, filter).filter((one) => !shown.has(one));
    if (missing.length && missing.length <= AT_ONCE) add(missing, id);
    choose(id);
  }

  function hide(id: string): void {
    shown.delete(id);
    chosen = "";
    update("", true);
  }

  /** Draws anew; true where things were placed. `step`: the Back button undoes the change. */
  function update(near: string, step: boolean): boolean {
    const seen = visible();
    const links = graph.between(seen, filter);
    const placed = drawing.show(
      [...seen].map((id) => graph.things.get(id)!),
      links,
      layout,
      near,
    );
    drawing.mark(path);
    drawing.choose(chosen);
    if (step) missing = [];
    const lost = missing.length > 0 && say.missing(missing.slice(0, 3).join(", "), missing.length);
    const statements = [...seen].filter((id) => id.startsWith("st")).length;
    const told = say.counts(seen.size - statements, statements, links.length);
    counts.textContent = [told, lost || say.hint].join(" · ");
    empty.textContent = lost ? `${lost}${language === "zh" ? "。" : ". "}${say.empty}` : say.empty;
    empty.hidden = seen.size > 0;
    tools.layout(layout);
    filters.count(shown);
    table.list(links);
    describe();
    remember(step);
    return placed;
  }

  function choose(id: string): void {
    chosen = id;
    drawing.choose(id);
    describe();
    const thing = graph.things.get(id);
    if (thing) spoken.textContent = say.selected(thing[language], graph.linksOf(id, filter).length);
    remember(false);
  }

  /** On a phone what is known of a thing stands below the drawing: both come into view. */
  function tapped(id: string): void {
    choose(id);
    const below = details.getBoundingClientRect().top > innerHeight - ROOM;
    if (id && below) canvas.scrollIntoView({ block: "start" });
  }

  /** Shows what is known of the chosen thing or link. */
  function describe(): void {
    const actions = {
      add,
      choose,
      hide,
      pathFrom: paths.begin,
      collapse: (id: string) => {
        for (const leaf of graph.leaves(id, visible(), filter)) shown.delete(leaf);
        update(id, true);
      },
      only: (id: string) => {
        const kept = new Set([id, ...graph.neighbours(id, filter)]);
        for (const one of [...shown]) if (!kept.has(one)) shown.delete(one);
        update(id, true);
      },
    };
    const around = { graph, names, data, shown: visible(), filter, actions };
    const thing = graph.things.get(chosen);
    const link = graph.links.get(chosen);
    const view = thing
      ? thingView(thing, around)
      : link
        ? linkView(link, around)
        : path
          ? pathView(path, around)
          : shown.size > CROWDED
            ? clustersView(around)
            : null;
    details.replaceChildren(view ?? "");
    details.classList.toggle("none", !view);
  }

  // ---- Keys and the address --------------------------------------------------------------------

  function onKey(event: KeyboardEvent): void {
    const walk = (dx: number, dy: number) => () => {
      choose(drawing.beside(chosen, dx, dy));
      drawing.reveal(chosen);
    };
    const drop = () => shown.has(chosen) && hide(chosen);
    const acts: Record<string, () => unknown> = {
      ArrowRight: walk(1, 0),
      ArrowLeft: walk(-1, 0),
      ArrowDown: walk(0, 1),
      ArrowUp: walk(0, -1),
      Enter: () => graph.things.has(chosen) && expand(chosen),
      Delete: drop,
      Backspace: drop,
      Escape: () => choose(""),
      "+": () => drawing.zoom(1.3),
      "=": () => drawing.zoom(1.3),
      "-": () => drawing.zoom(1 / 1.3),
      "0": () => drawing.fit(),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  function remember(step: boolean): void {
    if (restoring) return;
    const less = [...graph.things.keys()].filter((id) => !shown.has(id));
    const most = less.length < shown.size;
    const state = toHash({
      shown: most ? "all" : [...shown],
      less: most ? less : [],
      hiddenKinds: [...filter.kinds],
      hiddenRelations: [...filter.relations],
      layout,
      chosen,
      path: path ? [path[0]!, path.at(-1)!] : null,
    });
    const address = `${location.pathname}${location.search}#${state}`;
    if (step) history.pushState(++steps, "", address);
    else history.replaceState(steps, "", address);
    tools.undoable(steps > 0);
  }

  /** Shows what the address asks for; without a word of that, the thing to begin with. */
  function restore(): void {
    const state = fromHash(location.hash);
    const first = names.short(data.start);
    const begin = !location.hash && graph.things.has(first);
    restoring = true;
    filter.kinds.clear();
    filter.relations.clear();
    for (const kind of state.hiddenKinds) filter.kinds.add(kind);
    for (const relation of state.hiddenRelations) filter.relations.add(relation);
    filters.sync();
    const less = new Set(state.less);
    const wanted =
      state.shown === "all" ? [...graph.things.keys()].filter((id) => !less.has(id)) : state.shown;
    shown.clear();
    for (const id of begin ? [first, ...neighbours(first)] : wanted)
      if (graph.things.has(id)) shown.add(id);
    const asked = new URLSearchParams(location.search).get("thing") ?? "";
    missing = location.hash ? wanted.filter((id) => !graph.things.has(id)) : [];
    if (!location.hash && !begin) missing = [asked];
    layout = state.layout;
    chosen = begin ? first : state.chosen;
    path = state.path && paths.between(...state.path);
    update("", false);
    restoring = false;
    tools.undoable(steps > 0);
  }
  window.addEventListener("popstate", ({ state }) => {
    steps = Number(state ?? 0);
    restore();
  });
  restore();
}

void load();
