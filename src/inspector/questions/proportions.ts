/**
 * The ends of Wilson's 95 % interval of a proportion as SQL, for `hits` of `n`. `NULL` where there is nothing to divide by; it holds for small numbers
 * as well, and never leaves 0 to 1 by more than rounding.
 */
export function wilsonSql(hits: string, n: string): { readonly low: string; readonly high: string } {
  const z = 1.96;
  const square = 3.8416;
  const centre = `(1.0 * (${hits}) + ${square / 2})`;
  const spread = `${z} * sqrt(1.0 * (${hits}) * ((${n}) - (${hits})) / nullif(${n}, 0) + ${square / 4})`;
  const total = `((${n}) + ${square})`;
  return { low: `(${centre} - ${spread}) / ${total}`, high: `(${centre} + ${spread}) / ${total}` };
}

/** `a / b` as SQL; `NULL` where `b` is 0. */
export function ratioSql(a: string, b: string): string {
  return `1.0 * (${a}) / nullif(${b}, 0)`;
}
