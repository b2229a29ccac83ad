import { describe, expect, it } from "vitest";
import { attributesPage } from "../../../docs/generate/attributes-page.ts";
import { readSource, sourceFiles } from "../../../docs/generate/source.ts";
import * as clientAttributes from "../../../src/semconv/client-attributes.ts";

describe("the page of attributes", () => {
  const page = attributesPage();

  it("has what wrappers set by themselves", () => {
    const written = sourceFiles("src/instrumentation").flatMap((path) =>
      [...readSource(path).matchAll(/(?<!case )"((?:[a-z_]+\.)+[a-z_]+)":/g)].map(([, name = ""]) => name),
    );
    expect(written).toContain("gen_ai.tool.call.id");
    for (const name of [...written, ...Object.values(clientAttributes)]) expect(page).toContain(`| \`${name}\` |`);
  });
});
