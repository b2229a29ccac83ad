/** A sign for each kind of span and step, as strokes in a square of 16: told apart by shape, so colour is never alone. */
export const GLYPHS: Readonly<Record<string, string>> = {
  other: "M8 4a4 4 0 1 0 .01 0",
  session: "M2.5 3.5h11v7h-6l-3 3v-3h-2z",
  workflow: "M3 3h4v4H3zM9 9h4v4H9zM5 7v4h4",
  task: "M3 3h10v10H3zM5.5 8l2 2 3.5-4",
  agent: "M8 2v2M4 4.5h8v8H4zM6.5 7.5v1.5M9.5 7.5v1.5M2 8v2M14 8v2",
  plan: "M3 4h1M6 4h7M3 8h1M6 8h7M3 12h1M6 12h7",
  inference: "M8 2l1.6 4.4L14 8l-4.4 1.6L8 14l-1.6-4.4L2 8l4.4-1.6z",
  embeddings: "M4 4h.01M8 4h.01M12 4h.01M4 8h.01M8 8h.01M12 8h.01M4 12h.01M8 12h.01M12 12h.01",
  retrieval: "M7 3a4 4 0 1 0 .01 0M10 10l3.5 3.5",
  memory: "M3 4.5h10v3H3zM3 9.5h10v3H3zM5 6h.01M5 11h.01",
  tool: "M10.5 2.5a3.2 3.2 0 0 0-3 4.3L2.7 11.6l1.7 1.7 4.8-4.8a3.2 3.2 0 0 0 4.1-4.1l-2 2-1.7-1.7z",
  command: "M3 4l4 4-4 4M8.5 12H13",
  wait: "M4.5 2.5h7M4.5 13.5h7M5 3c0 3 6 3.5 6 10M11 3c0 3-6 3.5-6 10",
  step: "M3 8h9M8.5 4.5L12 8l-3.5 3.5",
  mcp: "M6 2v4M10 2v4M4 6h8v2.5a4 4 0 0 1-8 0zM8 12.5V15",
  decision: "M8 2l6 6-6 6-6-6z",
  outcome: "M4 14V2.5h8l-2 3 2 3H4",
  event: "M8 3v6M8 12v.5",
  error: "M8 2l6.5 11.5h-13zM8 6.5v3M8 11.5v.3",
};

/** What a reader calls a kind. */
export const KIND_NAMES: Readonly<Record<string, string>> = {
  inference: "model call",
  mcp: "MCP call",
};
