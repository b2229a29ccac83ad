/** The name of the package that a bare specifier asks for: without the subpath. */
export function packageOf(specifier: string): string {
  const end = specifier.indexOf("/", specifier.startsWith("@") ? specifier.indexOf("/") + 1 : 0);
  return end === -1 ? specifier : specifier.slice(0, end);
}
