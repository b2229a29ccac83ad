import { type Application, Converter, type DocumentReflection } from "typedoc";

/** Where a page of the docs stands in the site's navigation, by the folder that it is in. */
const GROUPS: readonly (readonly [folder: RegExp, group: string])[] = [
  [/\/docs\/wrappers\//, "Clients and frameworks"],
  [/\/docs\/decisions\//, "Decisions"],
  [/\/docs\/migration\//, "Migration"],
];

/** A plugin of TypeDoc, which makes the site: it names a page by its first heading, and puts it into the group of its folder. */
export function load(app: Pick<Application, "converter">): void {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context: unknown, page: DocumentReflection) => {
    const text = page.content.map((part) => part.text).join("");
    const heading = /^# (.+)$/m.exec(text)?.[1];
    if (heading !== undefined) page.name = heading.replaceAll("`", "");
    const path = page.project.files.getReflectionPath(page) ?? "";
    page.frontmatter.group = GROUPS.find(([folder]) => folder.test(path))?.[1] ?? "Guides";
  });
}
