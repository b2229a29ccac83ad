import { pathToFileURL } from "node:url";

/** A file of the build, beside what runs now; run from the sources, where it is from here. What a bundle in CommonJS makes of this has no place: it finds none. */
export function ownFile(built: string, source: string): URL {
  const here = import.meta.url as string | undefined;
  return new URL(here?.endsWith(".ts") ? source : built, here ?? pathToFileURL("/"));
}
