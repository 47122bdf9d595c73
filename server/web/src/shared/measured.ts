// How wide texts are, asked of a canvas once for each.

const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null = null;

/** The width of a text, in ems of the page's type. */
export function measured(text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    context ??= document.createElement("canvas").getContext("2d")!;
    context.font = `100px ${getComputedStyle(document.body).fontFamily}`;
    widths.set(text, (width = context.measureText(text).width / 100));
  }
  return width;
}
