import { attempt, defined, field, firstOf, has, list, word } from "../fields.ts";
import { blobPart, otherPart, urlPart } from "../parts.ts";
import type { ProviderReading, ReadHint } from "../reading.ts";

/** Whether a body is an answer of Imagen: as the client returns it, or as it came. */
export function isGoogleImagesBody(body: unknown): boolean {
  const generated = firstOf(field(body, "generatedImages"));
  const predicted = firstOf(field(body, "predictions"));
  return (
    ["image", "raiFilteredReason", "mask"].some((key) => has(generated, key)) ||
    ["bytesBase64Encoded", "raiFilteredReason"].some((key) => has(predicted, key))
  );
}

/** Reads generated images. The API tells no usage: images are billed by their number. */
export function readGoogleImagesBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const images = [...list(field(body, "generatedImages")), ...list(field(body, "predictions"))];
  const filtered = images.map((image) => word(image, "raiFilteredReason")).filter((reason) => reason !== undefined);
  return defined<ProviderReading>({
    format: "google.images",
    provider: hint.provider ?? "gcp.gen_ai",
    operation: hint.operation ?? "generate_content",
    // Of several images some can be left out: only when none is given was the request refused.
    refusal: images.length > 0 && filtered.length === images.length ? { category: "image_filter" } : undefined,
    outputMessages: () =>
      attempt(() => {
        const parts = images.filter((image) => word(image, "raiFilteredReason") === undefined).map(imagePart);
        return parts.length > 0 ? [{ role: "assistant", parts }] : [];
      }, []),
  });
}

function imagePart(generated: unknown) {
  const image = field(generated, "image") ?? generated;
  const mimeType = word(image, "mimeType");
  const bytes = field(image, "imageBytes") ?? field(image, "bytesBase64Encoded");
  return blobPart(bytes, mimeType, "image") ?? urlPart(field(image, "gcsUri"), "image", mimeType) ?? otherPart("image");
}
