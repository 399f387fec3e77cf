// One row of the error table, as its files write it: HTTP status, title, why it happens, what to do.

export type ErrorRow = readonly [status: number, title: string, why: string, remedy: string];

/** What a caller is told about a code. */
export interface ErrorText {
  readonly status: number;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
}

/** A row with its fields named. */
export const toErrorText = ([status, title, why, remedy]: ErrorRow): ErrorText => ({
  status,
  title,
  why,
  remedy,
});
