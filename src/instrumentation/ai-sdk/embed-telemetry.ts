import { attempt } from "../../internal/attempt.ts";
import type { RecordClient } from "../../record/client.ts";
import type { EmbeddingsOptions } from "../../record/scopes/embeddings.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { makesToldRequest, type ToldRequest } from "../told-request.ts";
import { belongsToCall, embeddingsOf } from "./claims.ts";
import { namedModel } from "./model-facts.ts";

/** The part of the integration that hears of embeddings. */
export interface EmbedTelemetry {
  onEmbedStart(event: unknown): void;
  onEmbedEnd(event: unknown): void;
  /** A whole call of `embed` or `embedMany` is over; requests of it that were not answered failed. */
  onEmbedOver(event: unknown): void;
}

interface OpenRequest extends ToldRequest {
  readonly callId: unknown;
  readonly client: RecordClient;
  readonly options: EmbeddingsOptions;
  readonly model: readonly [provider: unknown, modelId: unknown];
  /** How many requests of the model had been recorded by the model itself when this one started. */
  readonly recorded: number;
  isOver: boolean;
}

/** More requests than are open at once: beyond it the oldest are forgotten. */
const MAX_OPEN = 1_000;

/**
 * Records embeddings once they are over: the AI SDK tells of them and does not run them inside anything of ours, so whether the model records
 * its own requests is known only then.
 */
export function embedTelemetry(): EmbedTelemetry {
  const open = new Map<unknown, OpenRequest>();
  const finish = (request: OpenRequest, event: unknown): void => {
    request.isOver = true;
    if (embeddingsOf(...request.model) > request.recorded) return;
    const call = request.client.startEmbeddings(request.options);
    const embeddings = readPath(event, "embeddings");
    if (embeddings !== undefined) call.response({ embeddings, usage: readPath(event, "usage") });
    const error = readPath(event, "error");
    call.end(error === undefined ? undefined : { error });
  };
  return {
    onEmbedStart(event) {
      attempt(() => {
        const client = recordingClient();
        if (client === undefined || belongsToCall(client)) return;
        const [provider, modelId] = [readPath(event, "provider"), readPath(event, "modelId")];
        const { model, ...facts } = namedModel(provider, modelId);
        const options = {
          ...facts,
          ...(model !== undefined && { model }),
          input: readPath(event, "values"),
          startTime: client.now(),
        };
        const request: OpenRequest = {
          callId: readPath(event, "callId"),
          client,
          options,
          model: [provider, modelId],
          recorded: embeddingsOf(provider, modelId),
          isOver: false,
        };
        open.set(readPath(event, "embedCallId"), request);
        const [oldest] = open.size > MAX_OPEN ? open.keys() : [];
        if (oldest !== undefined) open.delete(oldest);
        makesToldRequest(request, modelId);
      });
    },
    onEmbedEnd(event) {
      attempt(() => {
        const id = readPath(event, "embedCallId");
        const request = open.get(id);
        open.delete(id);
        if (request !== undefined) finish(request, event);
      });
    },
    onEmbedOver(event) {
      const callId = readPath(event, "callId");
      for (const [id, request] of open) {
        if (request.callId !== callId) continue;
        open.delete(id);
        attempt(() => finish(request, event));
      }
    },
  };
}
