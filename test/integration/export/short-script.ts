import { resolveDestinations } from "../../../src/export/destinations/resolve-destinations.ts";
import { createPipeline } from "../../../src/export/pipeline.ts";
import { createDiag } from "../../../src/internal/diag.ts";
import { spanRecord } from "../../unit/export/span-record.ts";

// A script that records a few spans and ends without asking for a flush.
const diag = createDiag();
const destinations = resolveDestinations({ env: process.env, warn: diag.warn, resolveCapture: () => () => false });
const pipeline = createPipeline({ destinations, resource: { attributes: {} }, diag });
for (let index = 0; index < 40; index++) pipeline.span(spanRecord({ name: `span-${index}` }));
