import type { QuestionInfo } from "../../api.ts";
import { withQuery } from "../routing/routes.ts";

/**
 * Where a question's answer is. Parameters that are empty or as by default are left out, so that equal questions have
 * equal addresses.
 */
export function questionPath(question: QuestionInfo, values: Readonly<Record<string, string | undefined>>): string {
  const query: Record<string, string> = {};
  for (const { name, default: standard } of question.parameters) {
    const value = values[name]?.trim() ?? "";
    if (value !== "" && value !== String(standard ?? "")) query[name] = value;
  }
  return withQuery(`/api/questions/${encodeURIComponent(question.name)}`, query);
}
