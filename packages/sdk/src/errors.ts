/** Every failure that a caller can act on; `code` is stable and kebab-case, `fields` carry what was found and what was allowed. */
export class LedgerError extends Error {
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, detail: string, fields: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = this.constructor.name;
    this.code = code;
    this.fields = fields;
  }
}
