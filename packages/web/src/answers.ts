// What the gateway answers, as far as the pages read it. Fields that end with a unit are bigint, times RFC 3339.

export type Hex = `0x${string}`;
export type Evidence = "unsigned" | "utility-attested" | "edge-signed" | "meter-signed";
export type SaleKind =
  "sold" | "bought" | "gridSold" | "gridBought" | "ownSold" | "ownBought" | "partnerSold" | "partnerBought";
export type SaleStatus = "current" | "corrected" | "disputed";

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

/** A record of a public data set that replaced another one. */
export interface Correction {
  readonly dataSet: string;
  readonly subject: string;
  readonly observedAt: string;
  readonly reason: string | null;
  readonly record: string;
}

export interface Status {
  readonly network: string;
  readonly chainId: number;
  /** The ledger's clock: the latest block's time; null before the first. */
  readonly time: string | null;
  readonly slot: number | null;
  readonly chainBlock: number | null;
  readonly indexedBlock: number | null;
  readonly finalBlock: number | null;
  readonly queues: {
    readonly pendingRecords: number;
    readonly batchesAtCheckers: number;
    readonly readingSetsAtCheckers: number;
    readonly slotsUnsettled: number;
    readonly transactionsOpen: number;
  };
}

export interface Overview extends Status {
  readonly zones: readonly {
    readonly zone: number;
    readonly lastSettledSlot: number | null;
    /** The latest 96. */
    readonly slots: readonly Slot[];
  }[];
  readonly lastSale: Sale | null;
  readonly totals: {
    readonly participants: number;
    readonly devices: number;
    readonly liveOrders: number;
    readonly salesLastDay: number;
    readonly tradedWhLastDay: bigint;
    readonly tradedTiynLastDay: bigint;
  };
  readonly payments: {
    readonly merchantsToday: number;
    readonly paymentsToday: number;
    readonly paidTodayTiyn: bigint;
    readonly last: {
      readonly invoice: string;
      readonly merchant: number | null;
      readonly amountTiyn: bigint;
      readonly paidAt: string;
    } | null;
  };
  readonly charging: {
    readonly device: number;
    readonly pluggedAt: string;
    readonly energyWh: bigint;
    readonly costTiyn: bigint;
  } | null;
  /** A payment link for visitors of the demonstration. */
  readonly tryPath: string | null;
}

export interface Participant {
  readonly participant: number;
  /** Of an organisation; null: none. */
  readonly name: string | null;
  readonly account: Hex;
  readonly owner: number;
  readonly kind: string;
  readonly suspended: boolean;
}

export interface Device {
  readonly device: number;
  readonly participant: number;
  readonly zone: number;
  readonly kind: string;
  readonly evidence: Evidence;
  readonly ratedW: number;
  readonly capacityWh: bigint;
  readonly serial: string;
  readonly supplier: number | null;
  readonly retired: boolean;
}

export interface MeterKey {
  readonly device: number;
  readonly index: number;
  readonly curve: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly vouchedBy: number;
  readonly publicKey: Hex;
}

export interface Tariff {
  readonly zone: number;
  readonly version: number;
  readonly feedInTiynPerMWh: bigint;
  readonly retailTiynPerMWh: bigint;
  readonly networkFeeTiynPerMWh: bigint;
  readonly holdsFrom: string;
}

export interface Slot {
  readonly zone: number;
  readonly slot: number;
  readonly state: "received" | "checked" | "settled";
  readonly version: number | null;
  readonly devices: number;
  /** Null where fewer than five meters reported. */
  readonly importWh: bigint | null;
  readonly exportWh: bigint | null;
  readonly tradedWh: bigint | null;
  readonly priceTiynPerMWh: bigint | null;
  readonly tariffVersion: number | null;
  readonly sales: number;
  readonly dustTiyn: bigint | null;
  readonly setHash: Hex | null;
  readonly checkedInBlock: number | null;
  readonly settledInBlock: number | null;
}

export interface Order {
  readonly order: number;
  readonly participant: number;
  readonly device: number;
  readonly zone: number;
  readonly side: "ask" | "bid";
  readonly startsAt: string;
  readonly endsAt: string;
  readonly placedInSlot: number;
  readonly maxWhPerSlot: bigint;
  readonly limitPriceTiynPerMWh: bigint;
  readonly partner: number | null;
  readonly minEvidence: Evidence;
  readonly lockedTiyn: bigint;
  readonly filledWh: bigint;
  readonly state: "waiting" | "live" | "over" | "cancelled" | "released";
  readonly orderHash: Hex;
  readonly block: number;
  readonly txHash: Hex;
}

export interface Submission {
  readonly submission: number;
  readonly state: "queued" | "sent" | "mined" | "final" | "refused";
  readonly txHash: Hex | null;
  readonly order: number | null;
}

/** A transaction that the participant's account has to sign. Amounts are decimal. */
export interface UnsignedTransaction {
  readonly chainId: number;
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
  readonly value: string;
  readonly nonce: number;
  readonly gas: string;
  readonly maxFeePerGas: string;
  readonly maxPriorityFeePerGas: string;
}

export interface Sale {
  readonly id: string;
  readonly zone: number;
  readonly slot: number;
  readonly version: number;
  readonly kind: SaleKind;
  readonly device: number;
  readonly participant: number;
  /** Null for a leg with the grid. */
  readonly order: number | null;
  readonly energyWh: bigint;
  /** Positive: the participant receives. */
  readonly amountTiyn: bigint;
  readonly feeTiyn: bigint;
  readonly priceTiynPerMWh: bigint;
  readonly tariffVersion: number;
  readonly evidence: Evidence;
  readonly status: SaleStatus;
  readonly dispute: "open" | "upheld" | "dismissed" | null;
  readonly block: number;
  readonly txHash: Hex;
}

export interface SaleReading {
  readonly setHash: Hex;
  readonly devices: number;
  readonly publisher: number;
  readonly block: number;
  readonly txHash: Hex;
  readonly importWh: bigint | null;
  readonly exportWh: bigint | null;
  readonly importEndWh: bigint | null;
  readonly exportEndWh: bigint | null;
  readonly evidenceHash: Hex | null;
  readonly recordHash: Hex | null;
}

export interface SaleStory extends Sale {
  readonly orderTerms: Order | null;
  readonly reading: SaleReading | null;
}

export type RecordState = "received" | "batched" | "anchored";

export interface Reading {
  readonly recordHash: Hex;
  readonly state: RecordState;
  readonly device: number | null;
  readonly evidence: Evidence;
  readonly observedFrom: string;
  readonly observedTo: string;
  readonly source: string;
  readonly block: number | null;
  readonly registers: readonly {
    readonly direction: "import" | "export";
    readonly readAt: string;
    readonly milliWh: bigint;
  }[];
}

export interface LedgerRecord {
  readonly recordHash: Hex;
  readonly state: RecordState;
  readonly place: {
    readonly dataset: string;
    readonly publisher: number;
    readonly sequence: number;
    readonly index: number;
  } | null;
  readonly block: number | null;
  readonly device: number | null;
  readonly evidence: Evidence;
  readonly observedFrom: string;
  readonly observedTo: string;
  readonly receivedAt: string;
  readonly source: string;
  readonly erased: boolean;
  readonly supersededBy: { readonly sequence: number; readonly index: number } | null;
  readonly envelope: Readonly<Record<string, unknown>>;
}

export interface Payload {
  /** Base64, as they came. */
  readonly bytes: string;
  /** SubjectPublicKeyInfo DER, base64. */
  readonly publicKey: string | null;
}

export interface Account {
  readonly freeTiyn: bigint;
  readonly lockedTiyn: bigint;
  readonly proceedsTiyn: bigint;
  readonly owedTiyn: bigint;
}

export interface StatementLine {
  readonly sale: string;
  readonly reversed: boolean;
  readonly kind: SaleKind;
  readonly device: number;
  readonly startsAt: string;
  readonly settledAt: string;
  readonly energyWh: bigint;
  readonly amountTiyn: bigint;
  readonly feeTiyn: bigint;
  readonly priceTiynPerMWh: bigint;
  readonly evidence: Evidence;
}

export interface Statement extends Page<StatementLine> {
  readonly totals: {
    readonly lines: number;
    readonly receivedTiyn: bigint;
    readonly paidTiyn: bigint;
    readonly balanceTiyn: bigint;
    readonly feesTiyn: bigint;
    readonly soldWh: bigint;
    readonly boughtWh: bigint;
    readonly ownUseWh: bigint;
  };
}

export type MerchantRole = "owner" | "cashier" | "accountant" | "developer";

export interface Session {
  readonly account: Hex | null;
  readonly participant: number | null;
  /** Agencies audit, and register data sets. */
  readonly auditor: boolean;
  readonly by: "session" | "api-key" | "nobody";
  /** For whom one works; null for nobody, or for several of which none is chosen. */
  readonly merchant: number | null;
  readonly role: MerchantRole | null;
  /** The only till; null: any. */
  readonly till: string | null;
  readonly memberships: readonly {
    readonly merchant: number;
    readonly name: string | null;
    readonly role: MerchantRole;
    readonly till: string | null;
  }[];
}

export type InvoiceStatus = "draft" | "open" | "processing" | "paid" | "settled" | "expired" | "void";
export type InvoiceFlag =
  | "partial"
  | "over"
  | "late"
  | "refunded_part"
  | "refunded_full"
  | "disputed"
  | "tolerance_used"
  | "held"
  | "receipt_missing";

/** What everybody with its link sees of an invoice. */
export interface PublicInvoice {
  readonly invoice: string;
  readonly number: number;
  readonly merchant: number;
  readonly merchantName: string | null;
  readonly amountTiyn: bigint;
  readonly description: string | null;
  readonly status: InvoiceStatus;
  readonly flags: readonly InvoiceFlag[];
  readonly paidTiyn: bigint;
  readonly refundedTiyn: bigint;
  readonly surplusTiyn: bigint;
  readonly dueTiyn: bigint;
  readonly capture: "automatic" | "manual";
  /** Taken beside tenge, by a quote. */
  readonly tokens: readonly string[];
  /** Where the payer may go after paying; https, or this machine. */
  readonly returnUrl: string | null;
  readonly box: string;
  readonly transferUri: string;
  readonly createdAt: string;
  readonly payBy: string;
}

/** An invoice as its merchant sees it. */
export interface Invoice extends PublicInvoice {
  readonly till: string | null;
  readonly createdBy: string;
  /** How the merchant calls the member that made it. */
  readonly cashier: string | null;
  readonly reference: string | null;
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly amountTiyn: bigint;
  }[];
}

export interface Payment {
  readonly payment: string;
  readonly invoice: string;
  readonly payer: string | null;
  readonly receiver: string;
  readonly token: string;
  /** In the token's smallest unit, in decimal; tiyn for tenge. */
  readonly amount: string;
  /** What it is worth. */
  readonly amountTiyn: bigint;
  readonly paidAt: string;
  readonly txHash: string;
}

/** What was paid and given back for an invoice. */
export interface Receipt {
  readonly moves: readonly { readonly payment: string; readonly txHash: string }[];
}

/** What a wallet signs; passed on as it came. */
export interface Authorization {
  readonly typedData: unknown;
  /** By which it was asked, for another token than tenge. */
  readonly quote?: string | null;
}

export interface PaymentToken {
  readonly token: string;
  readonly symbol: string | null;
  readonly decimals: number;
}

/** So much of a token is worth so much, from one moment of the ledger to another. */
export interface Quote {
  readonly quote: string;
  /** In the token's smallest unit. */
  readonly tokenAmount: string;
  readonly amountTiyn: bigint;
  readonly validFrom: string;
  readonly validTo: string;
}
