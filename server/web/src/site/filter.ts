// A list of contents that also filters the sections of its page by what is written.

import { h } from "../shared/dom";

/** Adds a field to the list; its `data-filter` is what the field is called. */
export function filtering(contents: HTMLElement): void {
  const label = contents.dataset["filter"]!;
  const none = h("p", { class: "soft", role: "status" });
  const sections = [...document.querySelectorAll<HTMLElement>("main section[id]")];
  const texts = sections.map((section) => (section.textContent ?? "").toLowerCase());
  const entries = [...contents.querySelectorAll<HTMLElement>("li")];
  const input = h("input", {
    type: "search",
    "aria-label": label,
    placeholder: label,
    oninput: () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const has = (text: string) => words.every((word) => text.includes(word));
      sections.forEach((section, index) => (section.hidden = !has(texts[index]!)));
      const shown = new Set(sections.filter((one) => !one.hidden).map((one) => one.id));
      // What a visible entry stands below stays too.
      for (const entry of entries)
        entry.hidden = ![...entry.querySelectorAll("a")].some((a) => shown.has(a.hash.slice(1)));
      none.textContent = sections.every((one) => one.hidden) ? contents.dataset["none"]! : "";
    },
  });
  contents.prepend(input, none);
}
