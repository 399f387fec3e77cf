// What changed among the alerts, for the event stream.
import type pg from "pg";
import { named } from "../http/paging.ts";
import { timeOf } from "../http/show.ts";
import type { AlertState } from "./record.ts";

/** The body of the events `alert-raised`, `alert-acknowledged`, `alert-closed`. */
export interface ChangedAlert {
  readonly alert: string;
  readonly state: AlertState;
  readonly dataSet: string;
  readonly subject: string;
  readonly threshold: string;
  readonly value: string;
  readonly unit: string;
  readonly raisedAt: string;
}

/** The number of the last record of an alert; 0 before the first. */
export async function readLastAlert(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ number: number }>(
    named("SELECT last_number AS number FROM work.alerts ORDER BY last_number DESC LIMIT 1", []),
  );
  return Number(rows[0]?.number ?? 0);
}

/** Alerts with a record after that number, as they are now. */
export async function readChangedAlerts(
  db: pg.Pool,
  after: number,
): Promise<{ readonly last: number; readonly changed: readonly ChangedAlert[] }> {
  const { rows } = await db.query<Omit<ChangedAlert, "raisedAt"> & { last: number; raised_at: number }>(
    named(
      `SELECT alert, state, dataset AS "dataSet", subject, threshold, value, unit, raised_at, last_number AS last
         FROM work.alerts WHERE last_number > $1 ORDER BY last_number LIMIT 1000`,
      [after],
    ),
  );
  return {
    last: Number(rows.at(-1)?.last ?? after),
    changed: rows.map(({ alert, state, dataSet, subject, threshold, value, unit, raised_at: at }) => ({
      ...{ alert, state, dataSet, subject, threshold, value, unit, raisedAt: timeOf(Number(at)) },
    })),
  };
}
