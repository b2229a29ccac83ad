import { decodeOtlp } from "../../../examples/support/otlp/decode-otlp.ts";
import { flattenLogs } from "../../../examples/support/otlp/flatten-otlp.ts";
import type { SentRequest } from "./played.ts";

export interface Score {
  readonly name: string;
  readonly value: number;
}

interface Bodies {
  readonly batch: readonly { readonly type: string; readonly body: Score }[];
  readonly key: string;
  readonly score: number;
  readonly tags: { readonly score: number };
  readonly data: readonly { readonly name: string; readonly result: { readonly score: number } }[];
}

/** Ratings as each backend is told of them, by the path they are sent to. */
export function scoresTold(requests: readonly SentRequest[]): readonly Score[] {
  return requests.flatMap(({ path, body }): readonly Score[] => {
    const json = (): Bodies => JSON.parse(body.toString()) as Bodies;
    if (path.endsWith("/api/public/ingestion"))
      return json().batch.flatMap(({ type, body: { name, value } }) =>
        type === "score-create" ? [{ name, value }] : [],
      );
    if (path.endsWith("/feedback")) return [{ name: json().key, value: json().score }];
    const annotation = /\/annotation-tasks\/(\w+)\/annotations$/.exec(path)?.[1];
    if (annotation !== undefined) return [{ name: annotation, value: json().tags.score }];
    if (path.includes("/span_annotations"))
      return json().data.map(({ name, result }) => ({ name, value: result.score }));
    if (!path.endsWith("/v1/logs")) return [];
    return flattenLogs(decodeOtlp("ExportLogsServiceRequest", body))
      .filter(({ eventName }) => eventName === "gen_ai.evaluation.result")
      .map(({ attributes }) => ({
        name: String(attributes["gen_ai.evaluation.name"]),
        value: Number(attributes["gen_ai.evaluation.score.value"]),
      }));
  });
}
