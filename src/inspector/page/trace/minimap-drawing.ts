import { SPAN_KINDS } from "../../model/facts.ts";
import { themeColor } from "../ui/theme.ts";
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
  const deepest = order.reduce((most, row) => Math.max(most, depth[row] ?? 0), 0);
  const line = Math.max(3, Math.min(9, Math.floor((height - 4) / (deepest + 1))));
  const lines = Math.max(1, Math.floor((height - 4) / line));
  const colors = SPAN_KINDS.map((kind) => themeColor(KIND_COLORS[kind] ?? "--k-quiet"));
  const error = themeColor("--error");
  const drawn = new Float64Array(lines).fill(-1);
  const errors: [number, number, number][] = [];
  for (const row of order) {
    const level = Math.min(lines - 1, depth[row] ?? 0);
    const x = ((table.start[row] ?? 0) / tree.endUs) * width;
    const length = Math.max(1, ((table.duration[row] ?? 0) / tree.endUs) * width - 0.5);
    if (table.status[row] === 2 && tree.errors[row] === 1) errors.push([x, level, length]);
    if (x + length <= (drawn[level] ?? 0) + 0.4) continue;
    drawn[level] = Math.max(drawn[level] ?? 0, x + length);
    context.fillStyle = colors[table.kind[row] ?? 0] ?? "";
    context.fillRect(x, 2 + level * line, length, line - 1);
  }
  context.fillStyle = error;
  for (const [x, level, length] of errors) {
    context.fillRect(x, 2 + level * line, Math.max(2, length), line - 1);
    context.fillRect(x, height - 2, Math.max(2, length), 2);
  }
}
