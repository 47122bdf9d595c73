// Drawings that one can move and enlarge: by dragging, by buttons, by keys.

import { button, h } from "../shared/dom";
import { pick } from "../shared/page";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The box enlarged or shrunk round its middle, never beyond the whole. */
export function scaled(box: Box, factor: number, whole: Box): Box {
  const width = Math.min(whole.width, Math.max(whole.width / 40, box.width / factor));
  const height = (width / whole.width) * whole.height;
  return moved(
    { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height },
    0,
    0,
    whole,
  );
}

/** The box moved, kept within the whole. */
export function moved(box: Box, dx: number, dy: number, whole: Box): Box {
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  return {
    ...box,
    x: clamp(box.x + dx, whole.x, whole.x + whole.width - box.width),
    y: clamp(box.y + dy, whole.y, whole.y + whole.height - box.height),
  };
}

/** Lets the drawing be moved and enlarged. */
export function zoomable(drawing: SVGSVGElement): void {
  const { x, y, width, height } = drawing.viewBox.baseVal;
  const whole: Box = { x, y, width, height };
  let box = whole;
  const show = (next: Box) => {
    box = next;
    drawing.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  };
  const zoom = (factor: number) => show(scaled(box, factor, whole));
  const tool = (sign: string, label: string, act: () => void) =>
    button(sign, act, { "aria-label": label, title: label });
  const bar = h(
    "p",
    { class: "actions" },
    tool("+", pick("放大", "Zoom in"), () => zoom(1.5)),
    tool("−", pick("缩小", "Zoom out"), () => zoom(1 / 1.5)),
    tool(pick("全图", "Fit"), pick("看全图", "Fit all of it"), () => show(whole)),
  );
  (drawing.closest(".scroll") ?? drawing).before(bar);
  const frame = drawing.closest<HTMLElement>("[tabindex]") ?? drawing.parentElement!;
  frame.addEventListener("keydown", (event) => {
    const step = box.width / 10;
    const acts: Record<string, () => void> = {
      "+": () => zoom(1.3),
      "=": () => zoom(1.3),
      "-": () => zoom(1 / 1.3),
      "0": () => show(whole),
      ArrowLeft: () => show(moved(box, -step, 0, whole)),
      ArrowRight: () => show(moved(box, step, 0, whole)),
      ArrowUp: () => show(moved(box, 0, -step, whole)),
      ArrowDown: () => show(moved(box, 0, step, whole)),
    };
    const act = box === whole && event.key.startsWith("Arrow") ? undefined : acts[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });
  let from: { x: number; y: number; box: Box } | null = null;
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && box !== whole) from = { x: event.clientX, y: event.clientY, box };
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const size = box.width / drawing.getBoundingClientRect().width;
    show(moved(from.box, (from.x - event.clientX) * size, (from.y - event.clientY) * size, whole));
  });
  window.addEventListener("pointerup", () => (from = null));
}
