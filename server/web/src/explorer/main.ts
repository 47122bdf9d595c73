// The graph explorer: what is shown, why, and where one can go from there.

import "./explorer.css";

import { byId, download, h } from "../shared/dom";
import { Names } from "../shared/names";
import { colourOf } from "../shared/network";
import { language, pageData, type PageData } from "../shared/page";
import { linkView, relationName, thingView } from "./details";
import { Drawing } from "./drawing";
import { cytoscapeJson, gexf, graphml, svgFile } from "./files";
import { type Filter, Graph, type GraphData, type Thing } from "./model";
import { picker } from "./picker";
import { fromHash, type Layout, LAYOUTS, type State, toHash } from "./state";
import { say } from "./strings";

interface ExplorerData extends PageData {
  /** Where the whole graph is, as rows. */
  graph: string;
  downloads: string;
  /** The IRI to begin with. */
  start: string;
}

const data = pageData<ExplorerData>();
const names = new Names(data);
const root = byId("explorer");
const plain = byId("links");

async function load(): Promise<void> {
  root.hidden = false;
  root.replaceChildren(h("p", { class: "state", role: "status" }, say.loading));
  try {
    const response = await fetch(data.graph);
    if (!response.ok) throw new Error(String(response.status));
    start(new Graph((await response.json()) as GraphData, data.base, names));
    plain.hidden = true;
  } catch (error) {
    const again = h("button", { type: "button", onclick: () => void load() }, say.retry);
    root.replaceChildren(h("p", { class: "state problem", role: "alert" }, say.failed, " ", again));
    if (!(error instanceof TypeError) && !/^\d+$/.test((error as Error).message)) throw error;
  }
}

function start(graph: Graph): void {
  const zh = language === "zh";
  const shown = new Set<string>();
  const hiddenKinds = new Set<string>();
  const hiddenRelations = new Set<string>();
  const filter: Filter = { kinds: hiddenKinds, relations: hiddenRelations };
  let layout: Layout = "force";
  let chosen = "";
  let path: string[] | null = null;

  // ---- The frame -------------------------------------------------------------------------------

  const counts = h("p", { class: "status", role: "status" });
  const spoken = h("p", { class: "hidden", role: "status" });
  const details = h("section", { class: "details" });
  const canvas = h("div", {
    class: "network",
    id: "canvas",
    tabindex: "0",
    role: "application",
    "aria-label": say.canvas,
    onkeydown: onKey,
  });
  const empty = h("p", { class: "empty" }, say.empty);
  const find = picker(graph, "find-thing", say.search, (thing) => {
    find.set(null);
    add([thing.id, ...(shown.size ? [] : some(thing.id))], chosen);
    choose(thing.id);
  });
  const from = picker(graph, "path-from", say.from, (thing) => (ends.from = thing));
  const to = picker(graph, "path-to", say.to, (thing) => {
    ends.to = thing;
    findPath();
  });
  const ends: { from: Thing | null; to: Thing | null } = { from: null, to: null };
  const avoid = h("input", { type: "checkbox", checked: true, id: "avoid" });
  const pathNote = h("p", { class: "table-note", role: "status" });
  const pathForm = h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        findPath();
      },
    },
    from.element,
    to.element,
    h("label", { class: "check" }, avoid, say.avoid),
    h("button", { class: "quiet" }, say.find),
    pathNote,
  );
  const layoutChoice = h(
    "select",
    {
      onchange: () => {
        layout = layoutChoice.value as Layout;
        drawing.arrange(layout);
        remember(false);
      },
    },
    ...LAYOUTS.map((name) => h("option", { value: name }, say[name])),
  );
  const exports = h(
    "details",
    { class: "menu" },
    h("summary", { class: "button" }, say.export),
    h(
      "div",
      { class: "menu-list" },
      ...(["svg", "png", "graphml", "gexf", "cyjs"] as const).map((form) =>
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              exports.open = false;
              save(form);
            },
          },
          { svg: "SVG", png: "PNG", graphml: "GraphML", gexf: "GEXF", cyjs: "Cytoscape JSON" }[form],
        ),
      ),
      h("a", { href: data.downloads }, say.wholeFiles),
    ),
  );
  const tool = (label: string, act: () => void, sign = label) =>
    h("button", { type: "button", "aria-label": label, title: label, onclick: act }, sign);
  const tools = h(
    "div",
    { class: "tools" },
    h("label", {}, h("span", { class: "hidden" }, say.layout), layoutChoice),
    tool(say.zoomOut, () => drawing.zoom(1 / 1.3), "−"),
    tool(say.zoomIn, () => drawing.zoom(1.3), "+"),
    tool(say.fit, () => drawing.fit()),
    h("span", { class: "gap" }),
    tool(say.whole, showWhole),
    tool(say.clear, () => {
      shown.clear();
      path = null;
      choose("");
      update("", true);
    }),
    exports,
  );
  const kindBoxes = new Map<string, HTMLElement>();
  const kinds = h(
    "ul",
    { class: "ticks" },
    ...graph.data.kinds.map(([name, nameZh, nameEn]) => {
      const count = h("small", {});
      kindBoxes.set(name, count);
      return tick(`kind-${name}`, zh ? nameZh : nameEn, count, `dot k-${name}`, hiddenKinds, name);
    }),
  );
  const totals = new Map<string, number>();
  for (const link of graph.links.values())
    totals.set(link.relation, (totals.get(link.relation) ?? 0) + 1);
  const relations = h(
    "ul",
    { class: "ticks" },
    ...[...totals]
      .sort((a, b) => b[1] - a[1])
      .map(([name, total]) =>
        tick(`relation-${name}`, relationName(graph, name), h("small", {}, String(total)), "", hiddenRelations, name),
      ),
  );

  function tick(
    id: string,
    label: string,
    count: HTMLElement,
    style: string,
    hidden: Set<string>,
    name: string,
  ): HTMLElement {
    const box = h("input", {
      type: "checkbox",
      id,
      checked: true,
      "data-hides": name,
      onchange: () => {
        if (box.checked) hidden.delete(name);
        else hidden.add(name);
        update(chosen, false);
      },
    });
    return h("li", {}, h("label", { class: "check" }, box, h("span", { class: style }, label), count));
  }

  const table = h("tbody");
  const tableBox = h(
    "details",
    { class: "equivalent", ontoggle: () => fillTable() },
    h("summary", {}, say.table),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": say.table },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...[say.subject, say.relation, say.object, say.evidence].map((name) => h("th", { scope: "col" }, name)))),
        table,
      ),
    ),
  );
  const wide = matchMedia("(min-width: 60rem)").matches;
  root.replaceChildren(
    h(
      "div",
      { class: "left" },
      find.element,
      h("details", { id: "path-box" }, h("summary", {}, say.path), pathForm),
      h("details", { open: wide, id: "kind-box" }, h("summary", {}, say.classes), kinds),
      h("details", { id: "relation-box" }, h("summary", {}, say.relations), relations),
    ),
    h("div", { class: "middle" }, tools, h("div", { class: "stage" }, canvas, empty), counts, spoken, tableBox),
    h("div", { class: "right" }, details),
  );
  const drawing = new Drawing(canvas, graph, { chosen: choose, opened: expand });

  // ---- What is shown ---------------------------------------------------------------------------

  /** A thing's neighbours where they are few; the ends that are not hubs where they are many. */
  function some(id: string): string[] {
    const all = graph.neighbours(id, filter);
    return all.length <= 60 ? all : [];
  }

  function add(ids: string[], near: string): void {
    for (const id of ids) shown.add(id);
    update(near, true);
  }

  function expand(id: string): void {
    const missing = graph.neighbours(id, filter).filter((one) => !shown.has(one));
    if (missing.length && missing.length <= 60) add(missing, id);
    choose(id);
  }

  function showWhole(): void {
    for (const id of graph.things.keys()) shown.add(id);
    layout = "map";
    path = null;
    choose("");
    update("", true);
    drawing.arrange(layout);
  }

  function visible(): Set<string> {
    return new Set([...shown].filter((id) => !hiddenKinds.has(graph.things.get(id)!.kind)));
  }

  /** Draws anew. `step`: the change is one that the Back button undoes. */
  function update(near: string, step: boolean): void {
    const seen = visible();
    const links = graph.between(seen, filter);
    drawing.show([...seen].map((id) => graph.things.get(id)!), links, layout, near);
    drawing.mark(path);
    drawing.choose(chosen);
    counts.textContent = `${say.counts(seen.size, links.length)} · ${say.hint}`;
    empty.hidden = seen.size > 0;
    layoutChoice.value = layout;
    for (const [name, count] of kindBoxes) {
      const all = [...shown].filter((id) => graph.things.get(id)!.kind === name).length;
      count.textContent = all ? String(all) : "";
    }
    fillTable();
    showDetails();
    remember(step);
  }

  function choose(id: string): void {
    chosen = id;
    drawing.choose(id);
    showDetails();
    const thing = graph.things.get(id);
    if (thing) spoken.textContent = say.selected(thing[language], graph.linksOf(id, filter).length);
    remember(false);
  }

  function showDetails(): void {
    const around = {
      graph,
      names,
      data,
      shown: visible(),
      filter,
      actions: {
        add,
        choose,
        collapse: (id: string) => {
          for (const leaf of graph.leaves(id, visible(), filter)) shown.delete(leaf);
          update(id, true);
        },
        hide: (id: string) => {
          shown.delete(id);
          chosen = "";
          update("", true);
        },
        only: (id: string) => {
          const kept = new Set([id, ...graph.neighbours(id, filter).filter((one) => shown.has(one))]);
          for (const one of [...shown]) if (!kept.has(one)) shown.delete(one);
          update(id, true);
        },
        pathFrom: (thing: Thing) => {
          ends.from = thing;
          from.set(thing);
          byId<HTMLDetailsElement>("path-box").open = true;
          to.input.focus();
        },
      },
    };
    const thing = graph.things.get(chosen);
    const link = graph.links.get(chosen);
    details.replaceChildren(thing ? thingView(thing, around) : link ? linkView(link, around) : "");
    details.classList.toggle("none", !thing && !link);
  }

  function fillTable(): void {
    if (!tableBox.open) return;
    const end = (id: string) => {
      const thing = graph.things.get(id)!;
      return h("td", {}, h("button", { type: "button", class: `name dot k-${thing.kind}`, onclick: () => choose(id) }, thing[language]));
    };
    table.replaceChildren(
      ...graph.between(visible(), filter).map((link) =>
        h(
          "tr",
          {},
          end(link.source),
          h("td", {}, h("button", { type: "button", class: "name", onclick: () => choose(link.id) }, relationName(graph, link.relation))),
          end(link.target),
          h("td", {}, ...link.passages.flatMap((number) => [h("a", { class: "number", href: names.page(data.prefixes["r"] + number) }, number), " "])),
        ),
      ),
    );
  }

  // ---- Paths -----------------------------------------------------------------------------------

  function findPath(): void {
    const one = ends.from ?? graph.search(from.input.value, 1)[0];
    const two = ends.to ?? graph.search(to.input.value, 1)[0];
    if (!one || !two) {
      pathNote.textContent = say.unknown((one ? to : from).input.value);
      return;
    }
    from.set(one);
    to.set(two);
    const around = graph.path(one.id, two.id, avoid.checked, filter);
    const found = around ?? graph.path(one.id, two.id, false, filter);
    ends.from = one;
    ends.to = two;
    if (!found) {
      pathNote.textContent = say.noPath;
      return;
    }
    pathNote.textContent = `${say.pathFound(found.length - 1)}${around ? "" : ` · ${say.onlyHub}`}`;
    path = found;
    chosen = "";
    if (shown.size > 120) shown.clear();
    add(found, "");
  }
  for (const [field, key] of [[from, "from"], [to, "to"]] as const)
    field.input.addEventListener("input", () => (ends[key] = null));

  // ---- Keys, files, address --------------------------------------------------------------------

  function onKey(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = {
      ArrowRight: [1, 0],
      ArrowLeft: [-1, 0],
      ArrowDown: [0, 1],
      ArrowUp: [0, -1],
    };
    const step = steps[event.key];
    if (step) {
      choose(drawing.beside(chosen, ...step));
      drawing.reveal(chosen);
    } else if (event.key === "Enter" && graph.things.has(chosen)) expand(chosen);
    else if ((event.key === "Delete" || event.key === "Backspace") && shown.delete(chosen)) {
      chosen = "";
      update("", true);
    } else if (event.key === "+" || event.key === "=") drawing.zoom(1.3);
    else if (event.key === "-") drawing.zoom(1 / 1.3);
    else if (event.key === "0") drawing.fit();
    else if (event.key === "Escape") choose("");
    else return;
    event.preventDefault();
  }

  function save(form: "svg" | "png" | "graphml" | "gexf" | "cyjs"): void {
    const drawn = drawing.drawn();
    if (!drawn.nodes.length) return;
    if (form === "graphml") download("graph.graphml", "application/graphml+xml", graphml(drawn));
    else if (form === "gexf") download("graph.gexf", "application/gexf+xml", gexf(drawn));
    else if (form === "cyjs") download("graph.cyjs", "application/json", cytoscapeJson(drawn));
    else if (form === "png") {
      const bytes = atob(drawing.png().replace(/^.*,/, ""));
      download("graph.png", "image/png", Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
    } else {
      const look = { ink: colourOf("--ink"), paper: colourOf("--surface"), line: colourOf("--edge"), soft: colourOf("--soft") };
      download("graph.svg", "image/svg+xml", svgFile(drawn, look, drawn.edges.length < 300));
    }
  }

  function remember(step: boolean): void {
    if (restoring) return;
    const all = shown.size === graph.things.size;
    const state: State = {
      shown: all ? "all" : [...shown],
      hiddenKinds: [...hiddenKinds],
      hiddenRelations: [...hiddenRelations],
      layout,
      chosen,
      path: path ? [path[0]!, path.at(-1)!] : null,
    };
    const text = `${location.pathname}${location.search}#${toHash(state)}`;
    if (step) history.pushState(null, "", text);
    else history.replaceState(null, "", text);
  }

  let restoring = false;
  function restore(): void {
    const state = fromHash(location.hash);
    restoring = true;
    shown.clear();
    const ids = state.shown === "all" ? [...graph.things.keys()] : state.shown;
    for (const id of ids) if (graph.things.has(id)) shown.add(id);
    for (const [set, values] of [
      [hiddenKinds, state.hiddenKinds],
      [hiddenRelations, state.hiddenRelations],
    ] as const) {
      set.clear();
      for (const value of values) set.add(value);
    }
    for (const box of root.querySelectorAll<HTMLInputElement>("input[data-hides]"))
      box.checked = !(hiddenKinds.has(box.dataset["hides"]!) || hiddenRelations.has(box.dataset["hides"]!));
    layout = state.layout;
    chosen = state.chosen;
    path = state.path && graph.path(...state.path, avoid.checked, filter);
    if (!location.hash) {
      const id = names.short(data.start);
      if (graph.things.has(id)) for (const one of [id, ...some(id)]) shown.add(one);
      chosen = graph.things.has(id) ? id : "";
    }
    update("", false);
    restoring = false;
  }
  window.addEventListener("popstate", restore);
  restore();
}

void load();
