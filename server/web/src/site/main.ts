// What every page gains from scripts: suggestions, tables that sort, drawings that zoom.

import "./site.css";

import { suggestions } from "./suggest";
import { sortable } from "./sort";
import { zoomable } from "./zoom";

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]"))
  suggestions(input);
for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]"))
  sortable(table);
for (const drawing of document.querySelectorAll<SVGSVGElement>("svg[data-pan-zoom]"))
  zoomable(drawing);
