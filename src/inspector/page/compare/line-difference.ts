import { align } from "../../steps/diff.ts";

export interface DifferenceLine {
  readonly change: "same" | "removed" | "added";
  readonly text: string;
}

/** Differences after which the search settles for a longer way: enough for any prompt, little enough for a page. */
const MAX_EDITS = 300;

/** What turns one text into another, line by line. */
export function differenceOfLines(before: string, after: string): readonly DifferenceLine[] {
  const a = before === "" ? [] : before.split("\n");
  const b = after === "" ? [] : after.split("\n");
  const lines: DifferenceLine[] = [];
  // Of lines that were replaced, the old ones stand before the new ones.
  let added: DifferenceLine[] = [];
  for (const row of align(a, b, MAX_EDITS)) {
    if (row.a < 0) added.push({ change: "added", text: b[row.b] ?? "" });
    else if (row.b < 0) lines.push({ change: "removed", text: a[row.a] ?? "" });
    else {
      lines.push(...added, { change: "same", text: a[row.a] ?? "" });
      added = [];
    }
  }
  return [...lines, ...added];
}

/** Only what is near a change; `null` stands for lines left out. */
export function nearChanges(lines: readonly DifferenceLine[], context = 3): readonly (DifferenceLine | null)[] {
  const near = new Uint8Array(lines.length);
  for (const [at, { change }] of lines.entries())
    if (change !== "same") near.fill(1, Math.max(0, at - context), at + context + 1);
  const shown: (DifferenceLine | null)[] = [];
  for (const [at, each] of lines.entries()) {
    if (near[at] === 1) shown.push(each);
    else if (shown.at(-1) !== null) shown.push(null);
  }
  return shown;
}
