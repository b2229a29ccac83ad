/** Where two values differ first, and what stands there. */
export interface Difference {
  /** Such as `body.messages[1].content`. */
  readonly path: string;
  readonly recorded: string;
  readonly sent: string;
}

const MAX_SHOWN = 120;

/** The first place at which two JSON values differ; undefined when they say the same. */
export function firstDifference(recorded: unknown, sent: unknown, path = ""): Difference | undefined {
  if (isRecord(recorded) && isRecord(sent)) {
    for (const name of new Set([...Object.keys(recorded), ...Object.keys(sent)])) {
      const found = firstDifference(recorded[name], sent[name], path === "" ? name : `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Array.isArray(recorded) && Array.isArray(sent)) {
    for (let index = 0; index < Math.max(recorded.length, sent.length); index++) {
      const found = firstDifference(recorded[index], sent[index], `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(recorded, sent)) return undefined;
  if (typeof recorded === "string" && typeof sent === "string") return { path, ...differingTexts(recorded, sent) };
  return { path, recorded: shown(recorded), sent: shown(sent) };
}

/** How much two values have in common: 1 when they say the same, 0 when nothing is. */
export function likeness(a: unknown, b: unknown): number {
  const [one, other] = [leavesOf(a), leavesOf(b)];
  if (one.size === 0 && other.size === 0) return 1;
  let shared = 0;
  for (const [path, value] of one) if (other.get(path) === value) shared += 1;
  return shared / Math.max(one.size, other.size);
}

const MAX_LEAVES = 2_000;

function leavesOf(value: unknown, path = "", leaves: Map<string, unknown> = new Map()): Map<string, unknown> {
  if (leaves.size >= MAX_LEAVES) return leaves;
  if (typeof value !== "object" || value === null) leaves.set(path, value);
  else for (const [name, item] of Object.entries(value)) leavesOf(item, `${path}.${name}`, leaves);
  return leaves;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Long texts are shown from a little before where they part. */
function differingTexts(recorded: string, sent: string): Pick<Difference, "recorded" | "sent"> {
  let same = 0;
  while (same < recorded.length && recorded[same] === sent[same]) same += 1;
  const from = Math.max(0, same - 30);
  const cut = (text: string): string => `${from > 0 ? "…" : ""}${text.slice(from, from + MAX_SHOWN)}`;
  return { recorded: shown(cut(recorded)), sent: shown(cut(sent)) };
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > MAX_SHOWN + 40 ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
