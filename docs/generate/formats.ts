import { FORMAT_VERSION } from "../../src/export/spool/segment-header.ts";
import { SCHEMA_VERSION } from "../../src/inspector/store/schema.ts";
import { eventCatalogue } from "../../src/record/events.ts";
import { GEN_AI_SCHEMA_URL } from "../../src/semconv/schema.ts";
import { CASSETTE_VERSION } from "../../src/testing/cassette/format.ts";
import { code, table } from "./markdown.ts";

/** The formats of files that outlive a process, with their versions now. */
export function formatsTable(): string {
  return table(
    ["format", "version", "when it changes"],
    [
      [
        "spool ([the files](delivery.md#the-files))",
        String(FORMAT_VERSION),
        "a version reads and removes only files of its own format; those of another are left alone, until the version that wrote them runs again (`agentscribe drain` of that version sends them)",
      ],
      [
        "store of the inspector",
        String(SCHEMA_VERSION),
        "a store of another version is refused with a line that says so; `agentscribe export` of the old version and `import` of the new one carry it over",
      ],
      [
        "cassette of a test",
        String(CASSETTE_VERSION),
        "raised when files of before can no longer be read; a cassette of another version is refused with a line that says to record it again",
      ],
      ["export of the inspector", "OTLP JSON lines", "that of OpenTelemetry, which keeps it readable"],
    ],
  );
}

/** Which conventions the names are of, and which events follow a part of them that may still change. */
export function conventionsList(): string {
  const names = Object.values(eventCatalogue())
    .filter(({ stability }) => stability === "development")
    .map(({ name }) => code(name));
  return `Scopes carry the schema ${code(GEN_AI_SCHEMA_URL)}. Events whose names or attributes may still change in a minor version, because the conventions or practice are young: ${[...new Set(names)].join(", ")}.`;
}
