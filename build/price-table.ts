import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** The package that states prices, as sources import it. */
const PRICES = "@pydantic/genai-prices";

/**
 * Puts what pricing reads of the package's table in the place of the package: data that V8 reads ten times as fast as the script that makes the same
 * objects, and that takes memory for the providers alone that are asked for.
 */
export const priceTable: Plugin = {
  name: "price-table",
  setup(build) {
    build.onLoad({ filter: /@pydantic[\\/]genai-prices[\\/]dist[\\/]index\.c?js$/ }, async () => {
      const { waitForUpdate } = await import(PRICES);
      return { contents: moduleOf(await waitForUpdate()), loader: "js" };
    });
  },
};

/** In what Node loads, the table is one file, loaded on first use. */
export const ownPriceTable: Plugin = {
  name: "own-price-table",
  setup(build) {
    build.onResolve({ filter: /^@pydantic\/genai-prices$/ }, () => ({ path: "./price-table.cjs", external: true }));
  },
};

interface Provider {
  readonly id: string;
  readonly fallback_model_providers?: readonly string[];
  readonly models: readonly { readonly id: string; readonly match: unknown; readonly prices: unknown }[];
}

/** The part of the package's API that is used, over texts of JSON by provider. */
function moduleOf(providers: readonly Provider[]): string {
  if (providers.length === 0) throw new Error(`${PRICES} gave no table`);
  const texts = providers.map(({ id, fallback_model_providers, models }) => {
    const rows = models.map((model) => ({ id: model.id, match: model.match, prices: model.prices }));
    return [id, JSON.stringify({ id, fallback_model_providers, models: rows })];
  });
  return `
const texts = new Map(${JSON.stringify(texts)});
const read = new Map();
export function findProvider({ providerId }) {
  const text = texts.get(providerId);
  if (text !== undefined) {
    read.set(providerId, JSON.parse(text));
    texts.delete(providerId);
  }
  return read.get(providerId);
}
`;
}
