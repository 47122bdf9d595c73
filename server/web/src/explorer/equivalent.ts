// The drawing as a table: each link shown is a row, and can be chosen there too.

import { button, h } from "../shared/dom";
import type { Names } from "../shared/names";
import { language } from "../shared/page";
import type { Graph, Link } from "./model";
import { say } from "./strings";

export interface LinkTable {
  element: HTMLElement;
  /** Lists these links, as soon as the table is open. */
  list(links: Link[]): void;
}

/** The table. */
export function linkTable(graph: Graph, names: Names, choose: (id: string) => void): LinkTable {
  let shown: Link[] = [];
  const body = h("tbody");
  const heads = [say.subject, say.relation, say.object, say.evidence];
  const element = h(
    "details",
    { class: "equivalent", ontoggle: () => fill() },
    h("summary", {}, say.table),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": say.table },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)))),
        body,
      ),
    ),
  );
  const name = (id: string, text: string, style = "") =>
    h(
      "td",
      {},
      button(text, () => choose(id), { class: `name ${style}` }),
    );
  const end = (id: string) => {
    const thing = graph.things.get(id)!;
    return name(id, thing[language], `dot k-${thing.kind}`);
  };

  function fill(): void {
    if (!element.open) return;
    body.replaceChildren(
      ...shown.map((link) =>
        h(
          "tr",
          {},
          end(link.source),
          name(link.id, graph.relation(link.relation)),
          end(link.target),
          h(
            "td",
            {},
            ...link.passages.flatMap((number) => [
              h("a", { class: "number", href: names.page(names.passage(number)) }, number),
              " ",
            ]),
          ),
        ),
      ),
    );
  }

  return {
    element,
    list(links) {
      shown = links;
      fill();
    },
  };
}
