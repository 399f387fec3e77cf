// PostgreSQL as one of the supervised parts: started again when it dies.
import { isAlive } from "@alatau/chain";
import { startPostgres, type RunningPostgres } from "@alatau/indexer";
import { setTimeout as sleep } from "node:timers/promises";

/** The database's address, and its end. */
export interface SupervisedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the data folder's PostgreSQL, or uses the one of DATABASE_URL, and keeps it alive. @throws what startPostgres throws */
export async function superviseDatabase(
  home: string,
  onDeath: (how: { name: string; detail: string; pauseMs: number }) => void,
): Promise<SupervisedDatabase> {
  const stopping = new AbortController();
  let running = await startPostgres({ home });
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sleep(500, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || running.pid === undefined || isAlive(running.pid)) continue;
      onDeath({ name: "postgresql", detail: "PostgreSQL ended.", pauseMs: 0 });
      running = await startAgain(home, running, stopping.signal);
    }
  };
  const watching = watch();
  return {
    url: running.url,
    stop: async () => {
      stopping.abort();
      await watching;
      await running.stop();
    },
  };
}

async function startAgain(
  home: string,
  last: RunningPostgres,
  signal: AbortSignal,
): Promise<RunningPostgres> {
  for (let pauseMs = 200; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 10_000)) {
    try {
      return await startPostgres({ home });
    } catch {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return last;
}
