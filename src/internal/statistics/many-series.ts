/**
 * The standard deviations that count as unusual when many series are watched at a time: with each more, one of them is out of the usual by chance the
 * more often. The tail of a normal distribution falls with the square of the distance, so `z² + 2 ln(series)` keeps the chance for all of them together.
 */
export function raisedFor(deviations: number, series: number): number {
  return Math.sqrt(deviations * deviations + 2 * Math.log(Math.max(1, series)));
}
