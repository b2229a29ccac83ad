import { createRequire } from "node:module";
import { findProvider, waitForUpdate } from "@pydantic/genai-prices";
import { describe, expect, it } from "vitest";

const built = createRequire(import.meta.url)("../../dist/price-table.cjs") as Pick<
  typeof import("@pydantic/genai-prices"),
  "findProvider"
>;
const providers = (await waitForUpdate()) ?? [];

describe("the price table of the build", () => {
  it.each(providers.map(({ id }) => id))("has what the package states of %s", (providerId) => {
    const stated = findProvider({ providerId });
    const found = built.findProvider({ providerId });
    expect(found?.id).toBe(providerId);
    expect(found?.fallback_model_providers).toEqual(stated?.fallback_model_providers);
    const models = stated?.models.map(({ id, match, prices }) => ({ id, match, prices }));
    expect(models?.length).toBeGreaterThan(0);
    expect(found?.models).toEqual(models);
    // Asked for again, it is the same object: rows are read once.
    expect(built.findProvider({ providerId })).toBe(found);
  });

  it("is of the package's providers", () => expect(providers.length).toBeGreaterThan(20));

  it.each(["", "no-such-provider", "constructor", "__proto__"])("has no provider %j", (providerId) => {
    expect(built.findProvider({ providerId })).toBeUndefined();
  });
});
