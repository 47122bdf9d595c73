// Points on a plain grid of degrees. There are no tiles: none could come from this server.

import { h, svg } from "../shared/dom";
import { ticks } from "../shared/scale";
import type { Place } from "./columns";
import { say } from "./strings";

const WIDTH = 860;
const MARGIN = 46;

/** The map; each point links to its page and is named beside it. */
export function mapView(places: Place[], page: (iri: string) => string): HTMLElement {
  const xs = places.map((place) => place.longitude);
  const ys = places.map((place) => place.latitude);
  const middle = (Math.min(...ys) + Math.max(...ys)) / 2;
  // A degree of longitude is shorter than one of latitude, by the cosine.
  const squeeze = Math.max(0.05, Math.cos((middle * Math.PI) / 180));
  const span = Math.max((spread(xs) || 0.02) * squeeze, spread(ys) || 0.02) * 1.15;
  const centre = (Math.min(...xs) + Math.max(...xs)) / 2;
  const scale = (WIDTH - 2 * MARGIN) / span;
  const height = Math.max(280, Math.min(640, spread(ys) * 1.3 * scale + 2 * MARGIN));
  const x = (longitude: number) => WIDTH / 2 + (longitude - centre) * squeeze * scale;
  const y = (latitude: number) => height / 2 - (latitude - middle) * scale;
  const half = { x: (WIDTH / 2 - MARGIN) / scale / squeeze, y: (height / 2 - MARGIN) / scale };
  const grid = [
    ...ticks(centre - half.x, centre + half.x)
      .filter((at) => x(at) > MARGIN - 4 && x(at) < WIDTH - MARGIN + 4)
      .map((at) =>
        svg(
          "g",
          {},
          svg("line", { x1: x(at), x2: x(at), y1: 10, y2: height - 30, class: "rule" }),
          svg("text", { x: x(at), y: height - 10, class: "tick middle" }, `${at}°E`),
        ),
      ),
    ...ticks(middle - half.y, middle + half.y)
      .filter((at) => y(at) > 8 && y(at) < height - 30)
      .map((at) =>
        svg(
          "g",
          {},
          svg("line", { x1: MARGIN, x2: WIDTH - 10, y1: y(at), y2: y(at), class: "rule" }),
          svg("text", { x: 2, y: y(at) + 4, class: "tick" }, `${at}°N`),
        ),
      ),
  ];
  const points = places.map((place) => {
    const mark = svg(
      "g",
      { class: "place" },
      svg("title", {}, `${place.label} (${place.latitude}, ${place.longitude})`),
      svg("circle", { cx: x(place.longitude), cy: y(place.latitude), r: 6, class: "series-0" }),
      svg(
        "text",
        { x: x(place.longitude) + 9, y: y(place.latitude) + 4, class: "name" },
        place.label,
      ),
    );
    return place.iri ? svg("a", { href: page(place.iri) }, mark) : mark;
  });
  return h(
    "div",
    { class: "map-view" },
    h("p", { class: "table-note" }, say.points(places.length)),
    h(
      "div",
      { class: "chart", tabindex: "0", role: "region", "aria-label": say.map },
      svg(
        "svg",
        {
          viewBox: `0 0 ${WIDTH} ${height}`,
          width: WIDTH,
          height,
          role: "group",
          "aria-label": say.map,
        },
        ...grid,
        ...points,
      ),
    ),
  );
}

function spread(values: number[]): number {
  return Math.max(...values) - Math.min(...values);
}
