/** The start of the bucket that a time is in, as SQL. Written so that a whole number comes of it everywhere. */
export function bucketSql(time: string, stepUs: number): string {
  return `CAST(floor(${time} / ${stepUs}.0) AS BIGINT) * ${stepUs}`;
}
