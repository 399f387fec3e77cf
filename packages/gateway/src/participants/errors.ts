// Refusals of reads that carry the contract's own codes: one thing has one code, whoever says it.
import { LedgerError } from "@alatau/sdk";

/** No participant has this number. */
export class ParticipantUnknownError extends LedgerError {
  constructor(participant: number) {
    super("participant-unknown", `There is no participant ${participant}.`, { participant });
  }
}
