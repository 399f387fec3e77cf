// A terminal that remembers, for tests of commands.
import { main } from "./index.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process and answers what it said. */
export async function say(...argv: readonly string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    progress: () => undefined,
  };
  const code = await main(argv, terminal);
  return { code, out: out.join("\n"), err: err.join("\n") };
}
