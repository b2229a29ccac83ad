import { readFileSync } from "node:fs";

export interface RecipeQuery {
  /** The question above it, or its number under a question. */
  readonly name: string;
  readonly query: string;
}

/** The queries of a page of `fleet/queries` that are in blocks of a language. */
export function recipeQueries(page: string, language: "sql" | "promql"): readonly RecipeQuery[] {
  const text = readFileSync(new URL(`../../../fleet/queries/${page}`, import.meta.url), "utf8");
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g");
  return [...text.matchAll(block)].map(({ 1: query = "", index }, number) => {
    const question =
      text
        .slice(0, index)
        .match(/^[A-Z].*\?$/gm)
        ?.at(-1) ?? "";
    return { name: `${number + 1}. ${question}`, query: query.trim() };
  });
}
