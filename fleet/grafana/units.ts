import type { DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";

/** Units of Grafana. */
export const USD = "currencyUSD";
export const SHARE = "percentunit";
export const SECONDS = "s";
export const COUNT = "short";

/** What the ends of the names of a question's columns say: see `docs/questions.md`. */
export const COLUMN_UNITS: readonly (readonly [names: string, properties: readonly DynamicConfigValue[]])[] = [
  [
    "/_usd$/",
    [
      { id: "unit", value: USD },
      { id: "decimals", value: 4 },
    ],
  ],
  [
    "/_rate$|^success$/",
    [
      { id: "unit", value: SHARE },
      { id: "decimals", value: 1 },
    ],
  ],
  ["/_tokens$/", [{ id: "unit", value: COUNT }]],
  ["/(?<!_at)_us$/", [{ id: "unit", value: "µs" }]],
];
