// The form that looks for a shortest path between two things.

import { h } from "../shared/dom";
import type { Filter, Graph, Thing } from "./model";
import { picker } from "./picker";
import { say } from "./strings";

export interface PathForm {
  element: HTMLElement;
  /** Sets where the path begins, and waits for where it ends. */
  begin(thing: Thing): void;
  /** The path between two things under the form's choice; null where there is none. */
  between(from: string, to: string): string[] | null;
}

/** The form; `found` gets the things on the path. */
export function pathForm(graph: Graph, filter: Filter, found: (path: string[]) => void): PathForm {
  const ends: Record<"from" | "to", Thing | null> = { from: null, to: null };
  const from = picker(graph, "path-from", say.from, (thing) => (ends.from = thing));
  const to = picker(graph, "path-to", say.to, (thing) => {
    ends.to = thing;
    find();
  });
  for (const [field, key] of [
    [from, "from"],
    [to, "to"],
  ] as const)
    field.input.addEventListener("input", () => (ends[key] = null));
  const avoid = h("input", { type: "checkbox", checked: true, id: "avoid" });
  const note = h("p", { class: "table-note", role: "status" });

  function find(): void {
    const one = (ends.from ??= graph.search(from.input.value, 1)[0] ?? null);
    const two = (ends.to ??= graph.search(to.input.value, 1)[0] ?? null);
    if (!one || !two) {
      note.textContent = say.unknown((one ? to : from).input.value);
      return;
    }
    from.set(one);
    to.set(two);
    const around = graph.path(one.id, two.id, avoid.checked, filter);
    const path = around ?? graph.path(one.id, two.id, false, filter);
    note.textContent = path
      ? `${say.pathFound(path.length - 1)}${around ? "" : ` · ${say.onlyHub}`}`
      : say.noPath;
    if (path) found(path);
  }

  const form = h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        find();
      },
    },
    from.element,
    to.element,
    h("label", { class: "check" }, avoid, say.avoid),
    h("button", { class: "quiet" }, say.find),
    note,
  );
  const element = h("details", { id: "path-box" }, h("summary", {}, say.path), form);
  return {
    element,
    begin(thing) {
      ends.from = thing;
      from.set(thing);
      element.open = true;
      to.input.focus();
    },
    between: (one, two) =>
      graph.path(one, two, avoid.checked, filter) ?? graph.path(one, two, false, filter),
  };
}
