import type { RetrievalOptions, RetrievedDocument } from "../record/scopes/retrieval.ts";
import { COST_REASON, COST_STATUS } from "../semconv/agentscribe-attributes.ts";
import type { PlannedCall } from "./observed-method.ts";
import { readPath } from "./read-path.ts";

/** Rerankers are billed by searches, which no price table lists. */
const UNPRICED = { [COST_STATUS]: "unpriced", [COST_REASON]: "unit_unpriced:search_units" };

/**
 * A reranker finds the documents for a query among those it is given: a retrieval.
 *
 * @param resultsIn - the `results` of an answer, each with an index and a score
 */
export function planRerank(
  options: RetrievalOptions,
  request: unknown,
  resultsIn: (answer: unknown) => unknown,
): PlannedCall {
  const query = readPath(request, "query");
  const topK = readPath(request, "topN") ?? readPath(request, "top_n");
  return {
    kind: "retrieval",
    options: {
      ...options,
      ...(typeof query === "string" && { query }),
      ...(typeof topK === "number" && { topK }),
      attributes: UNPRICED,
      documentsIn: (answer) => documentsOf(resultsIn(answer)),
    },
  };
}

function documentsOf(results: unknown): readonly RetrievedDocument[] {
  if (!Array.isArray(results)) return [];
  return results.map((one: unknown) => {
    const index = readPath(one, "index");
    const score = readPath(one, "relevanceScore") ?? readPath(one, "relevance_score");
    return { ...(typeof index === "number" && { id: String(index) }), ...(typeof score === "number" && { score }) };
  });
}
