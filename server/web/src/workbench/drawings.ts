// Bars, points and rectangles as SVG, each with its number for those who look it up.

import { svg } from "../shared/dom";
import type { Language } from "../shared/page";
import { short, ticks, treemap } from "../shared/scale";
import type { ChartPlan } from "./columns";
import { say } from "./strings";

/** How many colours series have; then they come again. */
export const COLOURS = 8;

export interface Datum {
  category: string;
  /** Where it stands on an axis. */
  at: number;
  value: number;
  /** The number as it is written in the result. */
  text: string;
  series: number;
}

type Draw = (data: Datum[], series: number, language: Language, plan: ChartPlan) => Element;

export const DRAW: Record<ChartPlan["kind"], Draw> = {
  bar: bars,
  line: (data, series, language, plan) => points(data, series, language, plan),
  area: (data, series, language, plan) => points(data, series, language, plan),
  scatter: (data, series, language, plan) => points(data, series, language, plan),
  treemap: rectangles,
};

function frame(width: number, height: number, plan: ChartPlan, ...children: Element[]): Element {
  const label = `${say[plan.kind]}: ?${plan.value} / ?${plan.category}`;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    ...children,
  );
}

/** One bar below the other, so that long names in either language can be read. */
function bars(data: Datum[], series: number, language: Language, plan: ChartPlan): Element {
  const groups = [...new Set(data.map((one) => one.category))];
  const thick = series > 1 ? 14 : 18;
  const most = Math.max(1, ...groups.map((g) => data.filter((d) => d.category === g).length));
  const step = thick * most + 10;
  const width = 860;
  const longest = Math.max(...groups.map((group) => measure(group)));
  const gutter = Math.min(300, Math.max(60, longest * 7.2 + 16));
  const scale = ticks(
    Math.min(0, ...data.map((d) => d.value)),
    Math.max(0, ...data.map((d) => d.value)),
  );
  const low = scale[0]!;
  const high = scale.at(-1)! === low ? low + 1 : scale.at(-1)!;
  const right = 76;
  const x = (value: number) => gutter + ((value - low) / (high - low)) * (width - gutter - right);
  const height = groups.length * step + 34;
  const parts: Element[] = scale.map((tick) =>
    svg(
      "g",
      {},
      svg("line", { x1: x(tick), x2: x(tick), y1: 0, y2: height - 26, class: "rule" }),
      svg("text", { x: x(tick), y: height - 8, class: "tick middle" }, short(tick, language)),
    ),
  );
  groups.forEach((group, row) => {
    const own = data.filter((one) => one.category === group);
    const top = row * step + 4;
    parts.push(
      svg(
        "text",
        { x: gutter - 8, y: top + (thick * own.length) / 2 + 4, class: "name end" },
        svg("title", {}, group),
        clip(group, gutter / 7.2),
      ),
    );
    own.forEach((one, index) => {
      const from = Math.min(x(0), x(one.value));
      const size = Math.max(1.5, Math.abs(x(one.value) - x(0)));
      const y = top + index * thick;
      const label = short(one.value, language);
      parts.push(
        svg(
          "g",
          { "data-value": one.text },
          svg("title", {}, `${group}: ${one.text}`),
          svg("rect", {
            x: from,
            y,
            width: size,
            height: thick - 3,
            rx: 2,
            class: `series-${one.series % COLOURS}`,
          }),
          svg(
            "text",
            { x: Math.max(x(0), x(one.value)) + 6, y: y + thick / 2 + 3, class: "tick" },
            label,
          ),
        ),
      );
    });
  });
  return frame(width, height, plan, ...parts);
}

/** Points over an axis of numbers, moments or places in the order of the rows; joined or not. */
function points(data: Datum[], series: number, language: Language, plan: ChartPlan): Element {
  const [width, height, left, bottom, top] = [860, 380, 72, 56, 12];
  const ats = data.map((one) => one.at);
  const [first, last] = [Math.min(...ats), Math.max(...ats)];
  const scale = ticks(
    Math.min(plan.kind === "scatter" ? Infinity : 0, ...data.map((d) => d.value)),
    Math.max(...data.map((d) => d.value)),
  );
  const low = scale[0]!;
  const high = scale.at(-1)! === low ? low + 1 : scale.at(-1)!;
  const x = (at: number) =>
    left +
    16 +
    (last > first ? ((at - first) / (last - first)) * (width - left - 48) : (width - left) / 2);
  const y = (value: number) => top + (1 - (value - low) / (high - low)) * (height - top - bottom);
  const parts: Element[] = scale.map((tick) =>
    svg(
      "g",
      {},
      svg("line", { x1: left, x2: width - 16, y1: y(tick), y2: y(tick), class: "rule" }),
      svg("text", { x: left - 8, y: y(tick) + 4, class: "tick end" }, short(tick, language)),
    ),
  );
  const marks = new Map(data.map((one) => [one.at, one.category]));
  const every = Math.ceil(marks.size / 8);
  [...marks.entries()]
    .sort((a, b) => a[0] - b[0])
    .forEach(([at, name], index) => {
      if (index % every) return;
      parts.push(
        svg(
          "text",
          { x: x(at), y: height - bottom + 22, class: "tick middle" },
          svg("title", {}, name),
          clip(name, 14),
        ),
      );
    });
  for (let index = 0; index < series; index++) {
    const own = data.filter((one) => one.series === index).sort((a, b) => a.at - b.at);
    const path = own.map((one) => `${x(one.at)},${y(one.value)}`).join("L");
    const colour = `series-${index % COLOURS}`;
    if (own.length && plan.kind === "area")
      parts.push(
        svg("path", {
          d: `M${x(own[0]!.at)},${y(low)}L${path}L${x(own.at(-1)!.at)},${y(low)}Z`,
          class: `area ${colour}`,
        }),
      );
    if (own.length > 1 && plan.kind !== "scatter")
      parts.push(svg("path", { d: `M${path}`, class: `stroke ${colour}` }));
    for (const one of own)
      parts.push(
        svg(
          "circle",
          { cx: x(one.at), cy: y(one.value), r: 4, class: colour, "data-value": one.text },
          svg("title", {}, `${one.category}: ${one.text}`),
        ),
      );
  }
  return frame(width, height, plan, ...parts);
}

function rectangles(data: Datum[], _: number, language: Language, plan: ChartPlan): Element {
  const [width, height] = [860, 480];
  const kept = data.filter((one) => one.value > 0);
  const boxes = treemap(
    kept.map((one) => one.value),
    width,
    height,
  );
  return frame(
    width,
    height,
    plan,
    ...kept.map((one, index) => {
      const box = boxes[index]!;
      const room = (box.width - 12) / 7.2;
      const lines = box.height > 36 && room > 3;
      return svg(
        "g",
        { "data-value": one.text },
        svg("title", {}, `${one.category}: ${one.text}`),
        svg("rect", {
          ...box,
          class: `tile series-${(plan.series ? one.series : index) % COLOURS}`,
        }),
        ...(lines
          ? [
              svg(
                "text",
                { x: box.x + 7, y: box.y + 18, class: "on-tile" },
                clip(one.category, room),
              ),
              svg(
                "text",
                { x: box.x + 7, y: box.y + 34, class: "on-tile" },
                short(one.value, language),
              ),
            ]
          : []),
      );
    }),
  );
}

/** How many Latin letters wide a text is; a Chinese character counts for two. */
function measure(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1.9 : 1), 0);
}

function clip(text: string, room: number): string {
  let width = 0;
  let kept = "";
  for (const letter of text) {
    width += measure(letter);
    if (width > room - 1) return `${kept}…`;
    kept += letter;
  }
  return text;
}
