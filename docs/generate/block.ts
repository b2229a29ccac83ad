import { readSource } from "./source.ts";

/** A page with what stands between `<!-- name -->` and `<!-- /name -->` in it replaced. @throws Error when the marks are not there */
function withBlock(text: string, name: string, content: string): string {
  const [before, after] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(before), text.indexOf(after)];
  if (start < 0 || end < start) throw new Error(`a page has no ${before} … ${after}`);
  return `${text.slice(0, start + before.length)}\n\n${content}\n\n${text.slice(end)}`;
}

/** A page of the repository, with blocks of it made anew. */
export function pageWithBlocks(path: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, content]) => withBlock(text, name, content), readSource(path));
}
