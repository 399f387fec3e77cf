// What a command may end with. Everything that a person can act on is one line; `exitCode` is what the shell sees.
import { LedgerError } from "@alatau/sdk";

/** A command that cannot do what it was asked for; its message is the one line that is shown. */
export class CommandError extends LedgerError {
  readonly exitCode: number;

  constructor(
    code: string,
    detail: string,
    {
      exitCode = 1,
      fields = {},
      cause,
    }: { exitCode?: number; fields?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(code, detail, fields, cause);
    this.exitCode = exitCode;
  }
}

/** What stands on the command line is wrong. */
export class UsageError extends CommandError {
  constructor(detail: string) {
    super("usage", detail, { exitCode: 2 });
  }
}

/** A file that cannot be read, or is not what the command reads. */
export class UnreadableError extends CommandError {
  constructor(file: string, reason: string, cause?: unknown) {
    super("unreadable", `${file}: ${reason}`, { exitCode: 2, fields: { file }, cause });
  }
}
