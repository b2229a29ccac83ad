import { table } from "../../../docs/generate/markdown.ts";
import type { Size } from "./sizes.ts";

type Sizes = Readonly<Record<string, Size>>;

/** A table with what changed since other figures, where there are some. */
export function sizesTable(sizes: Sizes, before?: Sizes): string {
  const rows = Object.entries(sizes).map(([name, { raw, gzip }]) => {
    const old = before?.[name];
    return [
      name,
      count(raw),
      count(gzip),
      ...(before === undefined ? [] : [old === undefined ? "new" : change(gzip - old.gzip)]),
    ];
  });
  return table(["", "bytes", "gzip", ...(before === undefined ? [] : ["change of gzip"])], rows);
}

/** The figures of a page that has such a table without changes. */
export function readSizes(page: string): Sizes {
  const rows = page.matchAll(/^\| (.+?) \| ([\d,]+) \| ([\d,]+) \|$/gm);
  return Object.fromEntries(
    [...rows].map(([, name = "", raw, gzip]) => [name, { raw: number(raw), gzip: number(gzip) }]),
  );
}

function count(bytes: number): string {
  return bytes.toLocaleString("en");
}

function change(bytes: number): string {
  return bytes === 0 ? "" : `${bytes > 0 ? "+" : "-"}${count(Math.abs(bytes))}`;
}

function number(text = ""): number {
  return Number(text.replaceAll(",", ""));
}
