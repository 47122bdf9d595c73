// Numbers to places on a chart: round steps for an axis, and short forms for labels.

/** Round values that cover the range, some five of them. */
export function ticks(low: number, high: number, about = 5): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough)!;
  const found: number[] = [];
  for (let i = Math.floor(low / step); ; i++) {
    const value = Number((i * step).toPrecision(12));
    found.push(value);
    if (value >= high) return found;
  }
}

/** A number in short: 1.9 万, 1,900亿; 19K, 190B. */
export function short(value: number, language: string): string {
  const locale = language === "zh" ? "zh-CN" : "en";
  return Math.abs(value) >= 10_000
    ? value.toLocaleString(locale, { notation: "compact", maximumFractionDigits: 2 })
    : value.toLocaleString(locale, { maximumFractionDigits: 4 });
}

/** Rectangles that fill an area, each as large as its value, as square as can be. */
export function treemap(
  values: number[],
  width: number,
  height: number,
): { x: number; y: number; width: number; height: number }[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  const order = values.map((value, index) => ({ area: (value / total) * width * height, index }));
  order.sort((a, b) => b.area - a.area);
  const found = values.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  let left = 0;
  let top = 0;
  let wide = width;
  let high = height;
  let start = 0;
  while (start < order.length) {
    const side = Math.min(wide, high);
    let end = start + 1;
    let best = worst(order.slice(start, end), side);
    while (end < order.length) {
      const next = worst(order.slice(start, end + 1), side);
      if (next > best) break;
      best = next;
      end++;
    }
    const row = order.slice(start, end);
    const area = row.reduce((sum, { area }) => sum + area, 0);
    const depth = side ? area / side : 0;
    let along = 0;
    for (const { area: own, index } of row) {
      const length = depth ? own / depth : 0;
      found[index] =
        wide <= high
          ? { x: left + along, y: top, width: length, height: depth }
          : { x: left, y: top + along, width: depth, height: length };
      along += length;
    }
    if (wide <= high) {
      top += depth;
      high -= depth;
    } else {
      left += depth;
      wide -= depth;
    }
    start = end;
  }
  return found;
}

function worst(row: { area: number }[], side: number): number {
  const areas = row.map(({ area }) => area);
  const sum = areas.reduce((total, area) => total + area, 0);
  const square = (side / sum) ** 2;
  return Math.max(Math.max(...areas) * square, 1 / (Math.min(...areas) * square));
}
