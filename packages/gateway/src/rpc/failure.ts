// Errors of JSON-RPC 2.0 and EIP-1474.

export const RPC = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  params: -32_602,
  internal: -32_603,
  unavailable: -32_002,
  rejected: -32_003,
  limit: -32_005,
} as const;

/** What a caller of the public node is told. */
export class RpcFailure extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = "RpcFailure";
    this.code = code;
    this.data = data;
  }
}
