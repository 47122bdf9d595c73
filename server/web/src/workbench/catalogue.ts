// The list of saved questions beside the editor: filtered as one types, read from the API.

import { byId, h } from "../shared/dom";
import { language } from "../shared/page";
import type { Question } from "./parameters";
import { say } from "./strings";

let loaded: Promise<Map<string, Question>> | null = null;

/** The question of that name, or null. Throws TypeError where the server cannot be reached. */
export async function question(address: string, name: string): Promise<Question | null> {
  loaded ??= fetch(address)
    .then((response) => response.json())
    .then(
      ({ queries }: { queries: Question[] }) =>
        new Map(queries.map((query) => [query.name, query])),
    );
  try {
    return (await loaded).get(name) ?? null;
  } catch (error) {
    loaded = null;
    throw error;
  }
}

/** Makes the list searchable, and its links open questions here. */
export function wireCatalogue(open: (name: string, href: string) => void): {
  current: (name: string | null) => void;
} {
  const list = byId("catalogue");
  const links = [...list.querySelectorAll<HTMLAnchorElement>("a[data-ask]")];
  const note = h("p", { class: "table-note", role: "status" });
  const filter = h("input", {
    type: "search",
    id: "catalogue-filter",
    "aria-label": byId("catalogue-title").textContent ?? "",
    placeholder: say.questions(links.length),
    oninput: () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const link of links) {
        const text = (link.dataset["text"] ?? link.textContent ?? "").toLowerCase();
        const fits = words.every((word) => text.includes(word));
        link.closest("li")!.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      for (const group of list.querySelectorAll<HTMLElement>("section"))
        group.hidden = !group.querySelector("li:not([hidden])");
      note.textContent = words.length ? (shown ? say.questions(shown) : say.noQuestion) : "";
    },
  });
  list.prepend(filter, note);
  list.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-ask]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset["ask"]!, link.href);
  });
  list.addEventListener("keydown", (event) => {
    const stops = [filter, ...links.filter((link) => link.checkVisibility())];
    const at = stops.indexOf(event.target as HTMLAnchorElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 1, End: stops.length - 1 }[event.key];
    if (event.key === "Enter" && at === 0) stops[1]?.click();
    else if (event.key === "Escape" && at > 0) filter.focus();
    else if (to === undefined || at < 0 || (at === 0 && event.key !== "ArrowDown")) return;
    else stops[Math.max(0, to)]?.focus();
    event.preventDefault();
  });
  return {
    current(name) {
      for (const link of links) {
        if (link.dataset["ask"] === name) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

/** Title and description of a question, for above the editor. */
export function heading(question: Question): HTMLElement {
  return h(
    "div",
    { class: "asked" },
    h("h2", {}, question.title[language]),
    h("p", {}, question.description[language]),
  );
}
