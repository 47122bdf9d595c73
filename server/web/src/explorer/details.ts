// What is known of the chosen thing or link: its relations, and the sentences that state it.

import { button, type Child, h } from "../shared/dom";
import { ask } from "../shared/endpoint";
import type { Names } from "../shared/names";
import { language, type PageData } from "../shared/page";
import { type Filter, type Graph, type Link, other, type Thing } from "./model";
import { say } from "./strings";

const FEW = 6;

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

/** The name of a relation in the reader's language. */
export function relationName(graph: Graph, relation: string): string {
  const pair = graph.data.relations[relation];
  return pair ? pair[language === "zh" ? 0 : 1] : relation;
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
  return h(
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
  const name = relationName(graph, group.relation);
  const ends = [...new Set(group.links.map((link) => other(link, thing.id)))];
  const missing = ends.filter((id) => !shown.has(id));
  const list = h("ul", { class: "plain" });
  const fill = (links: Link[]): void =>
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
          link[language] && h("small", { class: "soft" }, ` ${link[language]}`),
        );
      }),
      links.length < group.links.length
        ? h(
            "li",
            {},
            button(say.all(group.links.length), () => fill(group.links), QUIET),
          )
        : "",
    );
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
  const evidence = h(
    "ul",
    { class: "evidence" },
    ...link.passages.map((number) =>
      h(
        "li",
        { "data-passage": number },
        h("a", { class: "number", href: names.page(names.passage(number)) }, say.sentence(number)),
        h("p", {}),
      ),
    ),
  );
  void gists(link.passages, around).then((found) => {
    for (const item of evidence.children) {
      const text = found.get((item as HTMLElement).dataset["passage"]!);
      item.lastElementChild!.textContent = text ?? say.noGist;
    }
  });
  return h(
    "div",
    {},
    h("h2", {}, relationName(graph, link.relation)),
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
        h("a", { href: names.page(link.statement) }, link[language]),
      ),
    h("h3", {}, say.evidence),
    link.passages.length ? evidence : h("p", { class: "soft" }, say.noEvidence),
  );
}

const known = new Map<string, string>();

/** The gists of sentences, by their numbers. Those that cannot be had are left out. */
async function gists(numbers: string[], { data, names }: Around): Promise<Map<string, string>> {
  const wanted = numbers.filter((number) => !known.has(number));
  if (wanted.length) {
    const terms = data.prefixes["wk"];
    const numbered = new Map(wanted.map((number) => [names.passage(number), number]));
    const values = [...numbered.keys()].map((iri) => `<${iri}>`).join(" ");
    const query = `SELECT ?passage ?gist { VALUES ?passage { ${values} } ?passage <${terms}gist> ?gist FILTER (LANG(?gist) = "${language}") }`;
    try {
      const { result } = await ask(data.sparql, query);
      if (result.form === "rows")
        for (const row of result.table.rows)
          known.set(numbered.get(row["passage"]!.value)!, row["gist"]!.value);
    } catch {
      // The link to the sentence stays, without its gist.
    }
  }
  return known;
}
