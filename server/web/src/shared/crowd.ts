// Which names of a crowded drawing can be written, so that each can be read.

export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** The name of a thing, or the thing itself, where it would be on the screen. */
export interface Placed extends Box {
  id: string;
}

function meet(one: Box, other: Box): boolean {
  return one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2;
}

/**
 * The ids of the names that are written: none over an earlier one, nor over another thing; the
 * first few, which are the most important, may lie over things.
 */
export function readable(names: Placed[], things: Placed[], first = 0): Set<string> {
  const written: Placed[] = [];
  names.forEach((name, index) => {
    const taken =
      written.some((other) => meet(name, other)) ||
      (index >= first && things.some((thing) => thing.id !== name.id && meet(name, thing)));
    if (!taken) written.push(name);
  });
  return new Set(written.map(({ id }) => id));
}

/** The size of a text that is broken into lines no wider than `most`. */
export function wrapped(width: number, most: number, line: number): [number, number] {
  // Words do not fill their lines.
  const lines = width <= most ? 1 : Math.ceil((width / most) * 1.15);
  return [Math.min(width, most), lines * line];
}
