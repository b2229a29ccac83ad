import { SPAN_KINDS } from "../../model/facts.ts";
import { themeColors } from "../ui/theme.ts";
import type { SpanTree } from "./span-tree.ts";

const KIND_COLORS: Readonly<Record<string, `--${string}`>> = {
  inference: "--k-inference",
  tool: "--k-tool",
  agent: "--k-agent",
  session: "--k-agent",
  workflow: "--k-agent",
  task: "--k-agent",
  mcp: "--k-mcp",
  command: "--k-mcp",
  plan: "--k-plan",
  retrieval: "--k-data",
  embeddings: "--k-data",
  memory: "--k-data",
};

/** Draws all spans as bars, one line for each depth; deep ones share the last lines. A bar that would cover only what is drawn already is left out. */
export function drawMinimap(canvas: HTMLCanvasElement, tree: SpanTree, width: number, height: number): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (context === null || tree.endUs <= 0) return;
  context.scale(ratio, ratio);
  const { table, order, depth } = tree;
  let deepest = 0;
  for (const level of depth) if (level > deepest) deepest = level;
  const line = Math.max(3, Math.min(9, Math.floor((height - 4) / (deepest + 1))));
  const lines = Math.max(1, Math.floor((height - 4) / line));
  const theme = themeColors([...Object.values(KIND_COLORS), "--k-quiet", "--error"]);
  const colors = SPAN_KINDS.map((kind) => theme.get(KIND_COLORS[kind] ?? "--k-quiet") ?? "");
  const drawn = new Float64Array(lines).fill(-1);
  const scale = width / tree.endUs;
  let last = -1;
  for (const row of order) {
    const level = Math.min(lines - 1, depth[row] ?? 0);
    const x = (table.start[row] ?? 0) * scale;
    const end = x + Math.max(1, (table.duration[row] ?? 0) * scale - 0.5);
    const reached = drawn[level] ?? 0;
    if (end <= reached + 0.9) continue;
    drawn[level] = Math.max(reached, end);
    const kind = table.kind[row] ?? 0;
    if (kind !== last) context.fillStyle = colors[kind] ?? "";
    last = kind;
    context.fillRect(x, 2 + level * line, end - x, line - 1);
  }
  context.fillStyle = theme.get("--error") ?? "";
  for (const row of tree.failed) {
    const level = Math.min(lines - 1, depth[row] ?? 0);
    const x = (table.start[row] ?? 0) * scale;
    const length = Math.max(2, (table.duration[row] ?? 0) * scale - 0.5);
    context.fillRect(x, 2 + level * line, length, line - 1);
    context.fillRect(x, height - 2, length, 2);
  }
}
