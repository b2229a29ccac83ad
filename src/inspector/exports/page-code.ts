import { readFile } from "node:fs/promises";
import type { PageCode } from "./html-file.ts";

/** Where the built page is: beside the bundle, or where a build from this source puts it. */
export const PAGE_FOLDER: URL = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/page/" : "./page/",
  import.meta.url,
);

/** The page's code as it was built. @throws Error that says what to do when it was not */
export async function readPageCode(folder: URL = PAGE_FOLDER): Promise<PageCode> {
  const script = await readFile(new URL("page.js", folder), "utf8").catch(() => {
    throw new Error("the page is not built; run npm run build");
  });
  return { script, style: await readFile(new URL("page.css", folder), "utf8").catch(() => "") };
}
