// What every page gains from scripts: suggestions, tables that sort, contents that filter.

import "./site.css";

import { filtering } from "./filter";
import { suggestions } from "./suggest";
import { sortable } from "./sort";
import { copyable } from "./copy";
import { light } from "./lit";

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]"))
  suggestions(input);
for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]"))
  sortable(table);
for (const contents of document.querySelectorAll<HTMLElement>("nav[data-filter]"))
  filtering(contents);

for (const frame of document.querySelectorAll("[data-lit]")) light(frame);
for (const text of document.querySelectorAll<HTMLElement>("[data-copy]")) copyable(text);

// The other language shows the same: what pages keep in the address goes along.
document.querySelector("a.language")?.addEventListener("click", (event) => {
  const link = event.currentTarget as HTMLAnchorElement;
  const address = new URL(location.href);
  address.searchParams.set("lang", link.hreflang.startsWith("zh") ? "zh" : "en");
  link.href = address.href;
});
