import type { OverlayRow, OverlayTier } from "./overlay.ts";
import type { Rates } from "./rates.ts";

const PRIORITY_PAGE = "https://openai.com/api-priority-processing/";
/** MIT licensed; states the tiers of the provider's price list model by model. */
const MODEL_LIST =
  "https://github.com/Portkey-AI/models/tree/f654307ec968cc9c8a54f2139fb79ede59c3d688/pricing/openai.json";
const MODEL_LIST_DATE = "2026-08-21";

/** Models that the provider's page on priority did not list when it was read. */
const OFF_PRIORITY_PAGE: ReadonlySet<string> = new Set(["gpt-5.3-codex", "gpt-5.5"]);

const HALF: OverlayTier = { multiplier: 0.5 };
const HALF_UNCACHED: OverlayTier = { multiplier: 0.5, cache: "as_input" };

/** Repeats the provider's price list: a call of `web_search_preview` costs more where the model does not reason. */
const SEARCH_LIST = "https://www.modelcostwatch.com/openai/tool-costs/web-search";
const SEARCH_LIST_DATE = "2026-03-12";

/** What OpenAI's service tiers and searches cost. */
export const OPENAI_OVERLAY: readonly OverlayRow[] = [
  searchRow(/^(?:gpt-[56]|o\d)/, 0.01),
  searchRow(/^gpt-4(?:o|\.1)/, 0.025),
  {
    provider: "openai",
    models: ["gpt-4o-search-preview", "gpt-4o-mini"],
    names: ["gpt-4o-search-preview", "gpt-4o-mini-search-preview"].flatMap((name) => [name, `${name}-2025-03-11`]),
    // They search once for each request, whose usage does not say so.
    rates: { perRequest: 0.025, webSearch: 0 },
    source: `${SEARCH_LIST} and ${MODEL_LIST}`,
    statedBy: "third-party",
    checked: SEARCH_LIST_DATE,
  },
  openaiRow(
    ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "o1", "o1-preview", "o1-mini", "o1-pro"],
    { batch: HALF_UNCACHED },
  ),
  openaiRow(["o3-mini", "o3-pro", "o3-deep-research", "o4-mini-deep-research", "computer-use"], {
    batch: HALF_UNCACHED,
  }),
  openaiRow(["o3", "o4-mini"], { batch: HALF_UNCACHED, flex: HALF }),
  openaiRow(["gpt-5-pro", "gpt-5.2-pro"], { batch: HALF }),
  openaiRow(
    [
      "gpt-5",
      "gpt-5-mini",
      "gpt-5-nano",
      "gpt-5.1",
      "gpt-5.2",
      "gpt-5.4",
      "gpt-5.4-pro",
      "gpt-5.4-mini",
      "gpt-5.4-nano",
    ],
    { batch: HALF, flex: HALF },
  ),
  openaiRow(["gpt-5.5", "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna"], { batch: HALF, flex: HALF }),
  priorityRow("gpt-4o", 4.25, 2.125, 17),
  priorityRow("gpt-4o-2024-05-13", 8.75, undefined, 26.25),
  priorityRow("gpt-4o-mini", 0.25, 0.125, 1),
  priorityRow("gpt-4.1", 3.5, 0.875, 14),
  priorityRow("gpt-4.1-mini", 0.7, 0.175, 2.8),
  priorityRow("gpt-4.1-nano", 0.2, 0.05, 0.8),
  priorityRow("o3", 3.5, 0.875, 14, "2025-06-10"),
  priorityRow("o4-mini", 2, 0.5, 8),
  priorityRow("gpt-5", 2.5, 0.25, 20),
  priorityRow("gpt-5-mini", 0.45, 0.045, 3.6),
  priorityRow("gpt-5.1", 2.5, 0.25, 20),
  priorityRow("gpt-5.2", 3.5, 0.35, 28),
  priorityRow("gpt-5.3-codex", 3.5, 0.35, 28),
  priorityRow("gpt-5.4", 5, 0.5, 30),
  priorityRow("gpt-5.4-mini", 1.5, 0.15, 9),
  priorityRow("gpt-5.5", 12.5, 1.25, 75),
];

function openaiRow(models: readonly string[], serviceTiers: Readonly<Record<string, OverlayTier>>): OverlayRow {
  return {
    provider: "openai",
    models,
    serviceTiers,
    source: MODEL_LIST,
    statedBy: "third-party",
    checked: MODEL_LIST_DATE,
  };
}

function searchRow(models: RegExp, webSearchPreview: number): OverlayRow {
  return {
    provider: "openai",
    models,
    fees: { webSearchPreview },
    source: SEARCH_LIST,
    statedBy: "third-party",
    checked: SEARCH_LIST_DATE,
  };
}

function priorityRow(
  model: string,
  input: number,
  cacheRead: number | undefined,
  output: number,
  from?: string,
): OverlayRow {
  const listed = !OFF_PRIORITY_PAGE.has(model);
  const priority: Rates = { input, output, ...(cacheRead !== undefined && { cacheRead }) };
  return {
    provider: "openai",
    models: [model],
    serviceTiers: { priority },
    ...(from !== undefined && { from }),
    source: listed ? `${PRIORITY_PAGE} and ${MODEL_LIST}` : MODEL_LIST,
    statedBy: listed ? "provider" : "third-party",
    checked: MODEL_LIST_DATE,
  };
}
