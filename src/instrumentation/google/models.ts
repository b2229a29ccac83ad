import { observedMethod, type PlanCall, type PlannedCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observeAttempts } from "./attempts.ts";
import { observeTools } from "./callable-tools.ts";
import { originOf } from "./origin.ts";

/**
 * Every method of `Models` that makes one billed request. The public ones call these: chats, automatic function calling and the
 * continuation of cut answers each go through them once for each request that they make.
 */
const METHODS: Readonly<Record<string, PlanCall>> = {
  generateContentInternal: inference(),
  generateContentStreamInternal: inference({ stream: true }),
  generateImagesInternal: inference({ modalities: ["image"] }),
  editImageInternal: inference({ modalities: ["image"] }),
  upscaleImageInternal: inference({ modalities: ["image"] }),
  recontextImage: inference({ modalities: ["image"] }),
  segmentImage: inference({ modalities: ["image"] }),
  generateVideosInternal: inference(),
  embedContentInternal: embeddings,
};

/** Patches `Models`, one object or its prototype. */
export function patchModels(models: unknown, isOn: () => boolean): (Restore | undefined)[] {
  return [
    ...Object.entries(METHODS).map(([name, plan]) =>
      patchMethod(models, name, (original) =>
        observedMethod(original, withAttempts(plan), { argument: 0, path: ["config", "abortSignal"] }),
      ),
    ),
    patchMethod(
      models,
      "processParamsMaybeAddMcpUsage",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          observeTools(readPath(args[0], "config", "tools"), isOn);
          return Reflect.apply(original, this, args);
        },
    ),
  ];
}

/** A prototype that was patched knows no client yet: what sends the requests is met with the first call. */
function withAttempts(plan: PlanCall): PlanCall {
  return (args, self) => {
    observeAttempts(readPath(self, "apiClient"));
    return plan(args, self);
  };
}

/** @param asked - what the method itself says of the request, in the words in which requests are read */
function inference(asked: { readonly stream?: true; readonly modalities?: readonly string[] } = {}): PlanCall {
  return ([params], self): PlannedCall => ({
    kind: "llm",
    options: {
      ...originOf(readPath(self, "apiClient")),
      operation: "generate_content",
      request: { ...(params as object), ...asked },
      input: readPath(params, "contents") ?? readPath(params, "prompt") ?? readPath(params, "source", "prompt"),
      tools: readPath(params, "config", "tools"),
    },
  });
}

function embeddings([params]: readonly unknown[], self: unknown): PlannedCall {
  return {
    kind: "embeddings",
    options: {
      ...originOf(readPath(self, "apiClient")),
      request: params,
      // The embeddings of Vertex AI take one content, under a name of its own.
      input: readPath(params, "contents") ?? readPath(params, "content"),
    },
  };
}
