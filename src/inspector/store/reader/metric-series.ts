import type { AttributeList, MetricSeries } from "../../api.ts";
import type { Cell } from "../sqlite.ts";
import type { Reading } from "./reading.ts";

/** Each process brings series of its own: of more, those that points came of last. */
const MAX_SERIES = 2_000;
/** The newest of each series. */
const MAX_POINTS = 10_000;

interface Raw {
  readonly id: number;
  readonly name: string;
  readonly unit: string;
  readonly type: string;
  readonly service: string;
  readonly attributes: string;
}

/** Series of metrics with their points in the order of time. */
export function readMetrics(
  reading: Reading,
  filter: { readonly name?: string | undefined; readonly service?: string | undefined } = {},
): readonly MetricSeries[] {
  const wheres: string[] = [];
  const parameters: Cell[] = [];
  if (filter.name !== undefined) wheres.push("s.name = (SELECT id FROM dict WHERE text = ?)");
  if (filter.service !== undefined) wheres.push("g.service = (SELECT id FROM dict WHERE text = ?)");
  for (const value of [filter.name, filter.service]) if (value !== undefined) parameters.push(value);
  const where = wheres.length === 0 ? "" : `WHERE ${wheres.join(" AND ")}`;
  const rows = reading.all<Raw>(
    `SELECT s.id, (SELECT text FROM dict WHERE id = s.name) AS name, s.unit, s.type, (SELECT text FROM dict WHERE id = g.service) AS service, s.attributes
     FROM series s JOIN groups g ON g.g = s.grp
     WHERE s.id IN (SELECT s.id FROM series s JOIN groups g ON g.g = s.grp ${where}
       ORDER BY (SELECT max(p.time_us) FROM points p WHERE p.series = s.id) DESC, s.id DESC LIMIT ${MAX_SERIES})
     ORDER BY s.id`,
    ...parameters,
  );
  return rows.map(({ id, attributes, ...row }) => ({
    ...row,
    attributes: JSON.parse(attributes) as AttributeList,
    points: reading
      .all<MetricSeries["points"][number]>(
        `SELECT time_us AS timeUs, value, count FROM points WHERE series = ? ORDER BY time_us DESC LIMIT ${MAX_POINTS}`,
        id,
      )
      .toReversed(),
  }));
}
