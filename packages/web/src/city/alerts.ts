// Open alerts, where this network keeps any.
import { ask } from "../http.ts";
import { useResource } from "../resource.ts";
import type { Board } from "./answers.ts";
import { shortSubject } from "./kinds.ts";

/** The data set that alerts are records of. */
const ALERTS = "city.alerts";
const OPEN = "/v1/alerts?open=true&limit=50";

interface AlertAnswer {
  readonly alert: string;
  readonly threshold: string;
  readonly subject: string;
  readonly worst?: string;
}

export interface ShownAlert {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

const load = (path: string, signal: AbortSignal): Promise<{ readonly items: readonly AlertAnswer[] }> =>
  ask(path, { signal });

/** The alerts that are open; none where no data set keeps them. */
export function useOpenAlerts(board: Board): readonly ShownAlert[] {
  const tile = board.tiles.find(({ name }) => name === ALERTS);
  const found = useResource(tile === undefined ? null : OPEN, load, tile?.states.received.at);
  return (found.value?.items ?? []).map(({ alert: id, threshold, subject, worst }) => ({
    ...{ id, subject },
    text: [threshold, shortSubject(subject), worst].filter((word) => word !== undefined).join(" · "),
  }));
}
