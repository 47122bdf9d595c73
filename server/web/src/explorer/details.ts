// What is known of the chosen thing, link or path: relations, and the sentences that state them.

import { button, type Child, h } from "../shared/dom";
import { ask } from "../shared/endpoint";
import type { Names } from "../shared/names";
import { language, type PageData } from "../shared/page";
import { type Filter, type Graph, type Link, other, type Thing } from "./model";
import { say } from "./strings";

const FEW = 6;
const STEPS = 3; // relations of one step of a path that are told

export interface Actions {
  add: (ids: string[], near: string) => void;
  collapse: (id: string) => void;
  hide: (id: string) => void;
  only: (id: string) => void;
  choose: (id: string) => void;
  pathFrom: (thing: Thing) => void;
}

export interface Around {
  graph: Graph;
  names: Names;
  data: PageData;
  shown: ReadonlySet<string>;
  filter: Filter;
  actions: Actions;
}

const QUIET = { class: "quiet" };

/** The name of a thing as a button. */
function nameButton(thing: Thing, act: () => void, style = "", more: Child = null): HTMLElement {
  return h(
    "button",
    { type: "button", class: `name dot k-${thing.kind}${style}`, onclick: act },
    thing[language],
    more,
  );
}

/** A thing: what it is, what can be done with it, and what it is linked to. */
export function thingView(thing: Thing, around: Around): HTMLElement {
  const { graph, names, shown, filter, actions } = around;
  const [zh, en] = graph.data.classes[thing.cls] ?? [thing.cls, thing.cls];
  const links = graph.linksOf(thing.id, filter);
  const missing = graph.neighbours(thing.id, filter).filter((id) => !shown.has(id));
  const leaves = graph.leaves(thing.id, shown, filter);
  const big = missing.length > 60;
  const view = h(
    "div",
    {},
    h("h2", { class: `dot k-${thing.kind}` }, thing[language]),
    h(
      "p",
      { class: "soft" },
      h(
        "span",
        { lang: language === "zh" ? "en" : "zh-Hans" },
        language === "zh" ? thing.en : thing.zh,
      ),
      ` · ${language === "zh" ? zh : en}`,
    ),
    big && h("p", {}, say.hub(missing.length)),
    h(
      "p",
      { class: "controls" },
      missing.length > 0 &&
        button(
          big ? say.addAll(missing.length) : say.expand(missing.length),
          () => actions.add(missing, thing.id),
          big ? QUIET : { class: "main-button quiet" },
        ),
      leaves.length > 0 && button(say.collapse, () => actions.collapse(thing.id), QUIET),
      button(say.hide, () => actions.hide(thing.id), QUIET),
      button(say.only, () => actions.only(thing.id), QUIET),
      button(say.pathFrom, () => actions.pathFrom(thing), QUIET),
      h("a", { class: "button quiet", href: names.page(thing.iri) }, say.page),
    ),
    links.length ? null : h("p", { class: "soft" }, say.alone),
    ...groups(thing.id, links).map((group) => groupView(thing, group, around)),
  );
  void tell(view, "label", around);
  return view;
}

interface Group {
  relation: string;
  outward: boolean;
  links: Link[];
}

function groups(id: string, links: Link[]): Group[] {
  const found = new Map<string, Group>();
  for (const link of links) {
    const outward = link.source === id;
    const key = `${link.relation} ${outward}`;
    const group = found.get(key) ?? { relation: link.relation, outward, links: [] };
    group.links.push(link);
    found.set(key, group);
  }
  // What relations say is said in a word; statements come after them.
  const rank = (group: Group) => (group.links[0]!.statement ? 1000 : 0) - group.links.length;
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

function groupView(thing: Thing, group: Group, around: Around): HTMLElement {
  const { graph, shown, actions } = around;
  const name = graph.relation(group.relation);
  const ends = [...new Set(group.links.map((link) => other(link, thing.id)))];
  const missing = ends.filter((id) => !shown.has(id));
  const list = h("ul", { class: "plain" });
  const fill = (links: Link[]): void => {
    list.replaceChildren(
      ...links.map((link) => {
        const end = graph.things.get(other(link, thing.id))!;
        const on = shown.has(end.id);
        return h(
          "li",
          {},
          nameButton(
            end,
            () => (on ? actions.choose(link.id) : actions.add([end.id], thing.id)),
            on ? " on" : "",
            on && h("span", { class: "hidden" }, ` (${say.shownMark})`),
          ),
          link.statement && h("small", { class: "soft", "data-iri": link.statement }),
        );
      }),
      links.length < group.links.length
        ? h("li", {}, button(say.all(group.links.length), all, QUIET))
        : "",
    );
  };
  const all = () => {
    fill(group.links);
    void tell(list, "label", around);
  };
  fill(group.links.slice(0, group.links.length > FEW + 1 ? FEW : undefined));
  return h(
    "section",
    { class: "group" },
    h(
      "h3",
      {},
      group.outward ? `${name} →` : `← ${name}`,
      h("small", {}, ` ${group.links.length}`),
    ),
    list,
    missing.length > 1 &&
      missing.length < 400 &&
      button(say.add(name, missing.length), () => actions.add(missing, thing.id), QUIET),
  );
}

/** A link: its two ends, the statement behind it, and the sentences with their gists. */
export function linkView(link: Link, around: Around): HTMLElement {
  const { graph, names, actions } = around;
  const end = (id: string) => {
    const thing = graph.things.get(id)!;
    return nameButton(thing, () => actions.choose(id));
  };
  const view = h(
    "div",
    {},
    h("h2", {}, graph.relation(link.relation)),
    h(
      "p",
      { class: "ends" },
      end(link.source),
      h("span", { "aria-hidden": "true" }, " → "),
      end(link.target),
    ),
    link.statement &&
      h(
        "p",
        {},
        `${say.statement}: `,
        h("a", { href: names.page(link.statement), "data-iri": link.statement }),
      ),
    h("h3", {}, say.evidence),
    evidence(link.passages, around),
  );
  void tell(view, "label", around);
  void tell(view, "gist", around);
  return view;
}

/** A path as one reads it: each step with its relations, and the sentences that state them. */
export function pathView(path: string[], around: Around): HTMLElement {
  const { graph, filter, actions } = around;
  const name = (id: string) => nameButton(graph.things.get(id)!, () => actions.choose(id));
  const step = (from: string, to: string) => {
    const links = graph.linksOf(from, filter).filter((link) => other(link, from) === to);
    // Where more than one relation joins the two, a reader of the path needs but a few.
    const some = links
      .slice(0, STEPS)
      .map((link) =>
        h(
          "div",
          {},
          h(
            "p",
            { class: "say" },
            name(link.source),
            h("span", { class: "soft" }, ` ${graph.relation(link.relation)} `),
            name(link.target),
          ),
          evidence(link.passages, around),
        ),
      );
    const rest = links.length - some.length;
    return h("li", {}, ...some, rest > 0 && h("p", { class: "soft" }, say.moreLinks(rest)));
  };
  const view = h(
    "div",
    { class: "path-told" },
    h("h2", {}, say.path),
    h("p", { class: "soft" }, say.pathFound(path.length - 1)),
    h("ol", {}, ...path.slice(1).map((id, index) => step(path[index]!, id))),
  );
  void tell(view, "gist", around);
  return view;
}

/** The clusters of which a thing is shown that names them: how many nodes each has. */
export function clustersView({ graph, shown, actions }: Around): HTMLElement | null {
  const found = graph.clusters.filter(({ leaders }) => shown.has(leaders[0]!.id));
  if (found.length < 2) return null;
  return h(
    "div",
    {},
    h("h2", {}, say.clusters),
    h("p", { class: "soft" }, say.clustersMade),
    h(
      "ul",
      { class: "plain" },
      ...found.map(({ leaders, count }) =>
        h(
          "li",
          {},
          ...leaders.flatMap((thing, index) => [
            index ? " · " : "",
            nameButton(thing, () => actions.choose(thing.id)),
          ]),
          h("small", { class: "soft" }, ` ${count}`),
        ),
      ),
    ),
  );
}

/** The sentences of these numbers, with room for their gists. */
function evidence(numbers: string[], around: Around): HTMLElement {
  if (!numbers.length) return h("p", { class: "soft" }, say.noEvidence);
  const { names } = around;
  const list = h(
    "ul",
    { class: "evidence" },
    ...numbers.map((number) => {
      const iri = names.passage(number);
      return h(
        "li",
        {},
        h("a", { class: "number", href: names.page(iri) }, say.sentence(number)),
        h("p", { "data-iri": iri }),
      );
    }),
  );
  return list;
}

/** Writes the labels or gists of what the elements of a list name by their `data-iri`. */
async function tell(list: HTMLElement, which: "label" | "gist", around: Around): Promise<void> {
  const { data, names } = around;
  const property = data.prefixes[which === "gist" ? "wk" : "rdfs"]! + which;
  const tags = which === "gist" ? "p" : "small, a";
  const places = [...list.querySelectorAll<HTMLElement>(`:is(${tags})[data-iri]`)];
  const iris = places.map((place) => place.dataset["iri"]!);
  const found = await texts([...new Set(iris)], property, data.sparql);
  places.forEach((place, index) => {
    const text = found.get(`${iris[index]!} ${property}`);
    if (text) place.textContent = place.tagName === "SMALL" ? ` ${text}` : text;
    else if (which === "gist") place.textContent = say.noGist;
    else if (place.tagName === "A") place.textContent = names.short(iris[index]!);
  });
}

const known = new Map<string, string>();

/** Texts of nodes by `IRI property`, in the reader's language. What cannot be had is left out. */
async function texts(
  iris: string[],
  property: string,
  endpoint: string,
): Promise<Map<string, string>> {
  const wanted = iris.filter((iri) => !known.has(`${iri} ${property}`));
  if (wanted.length) {
    const values = wanted.map((iri) => `<${iri}>`).join(" ");
    const query = `SELECT ?node ?text { VALUES ?node { ${values} } ?node <${property}> ?text FILTER (LANG(?text) = "${language}") }`;
    try {
      const { result } = await ask(endpoint, query);
      if (result.form === "rows")
        for (const row of result.table.rows)
          known.set(`${row["node"]!.value} ${property}`, row["text"]!.value);
    } catch {
      // The links to the nodes stay, without their texts.
    }
  }
  return known;
}
