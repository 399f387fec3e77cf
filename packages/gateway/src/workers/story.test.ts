// One whole flow: registered meters, standing orders, signed records, batches, reading sets, settled sales. Everything is real.
import { type Slot } from "@alatau/sdk";
import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { createPublicClient, http } from "viem";
import { acceptReadings } from "../intake/accept.ts";
import { chainTip } from "./ledger.ts";
import {
  makeMeter,
  PEOPLE,
  signAgreement,
  signOrder,
  signRecord,
  START,
  startNetwork,
  until,
  ZONE,
  type Person,
  type RunningWorkers,
  type TestMeter,
  type TestNetwork,
} from "./story-network.ts";

const SLOT = (START / 900) as Slot;
const KWH = 1_000_000n;
const SELLERS = ["depot", "school", "farm"] as const;
const BUYERS = ["garage", "bakery", "tram"] as const;
const EXPORT_WH = { depot: 4_000n, school: 2_500n, farm: 1_000n } as const;
const IMPORT_WH = { garage: 3_000n, bakery: 2_000n, tram: 1_500n } as const;

describe("The story of two slots", function () {
  this.timeout(180_000);
  let net: TestNetwork;
  let outbox: RunningWorkers;
  let workers: RunningWorkers;
  const meters = new Map<string, TestMeter>();
  const devices = new Map<Person, number>();
  const participants = new Map<Person, number>();
  const homes: TestMeter[] = [];

  before(async () => {
    net = await startNetwork({ verbose: process.env["VERBOSE"] === "1" });
    outbox = net.start(["outbox", "sealer"]);
  });
  after(async () => {
    await net[Symbol.asyncDispose]();
  });

  it("registers participants, devices, keys, agreements and homes", async () => {
    await Promise.all(PEOPLE.map(enrol));
    for (const person of PEOPLE) await equip(person);
    for (let home = 1; home <= 5; home++) {
      const meter = makeMeter(`HOME-${home}`);
      homes.push(meter);
      await net.pool.query(
        `INSERT INTO payload.homes (community, device, serial, public_key, rated_w, pseudonym) VALUES ($1, $2, $3, $4, 10000, $5)`,
        [
          participants.get("village"),
          devices.get("village"),
          meter.serial,
          Buffer.from(meter.publicKey, "hex"),
          Buffer.alloc(32, home),
        ],
      );
    }
    await net.indexed();
    expect([...devices.values()].length).to.equal(7);
  });

  async function enrol(person: Person): Promise<void> {
    const kind = person === "village" ? 4 : 1;
    const account = net.account(person).address;
    await net.send("registrar", "participants", "register", [account, 0, kind, `0x${"11".repeat(32)}`]);
    await net.send("issuer", "tenge", "mint", [account, 50_000_000n, `0x${"22".repeat(32)}`]);
    await net.indexed();
    const { rows } = await net.pool.query<{ participant: number }>(
      "SELECT participant FROM ledger.participants WHERE account = $1",
      [Buffer.from(account.slice(2), "hex")],
    );
    const { participant } = rows[0]!;
    participants.set(person, participant);
    await net.send(person, "tenge", "approve", [net.network.contracts.vault, 50_000_000n]);
    await net.send(person, "vault", "deposit", [participant, 50_000_000n]);
  }

  async function equip(person: Person): Promise<void> {
    const meter = makeMeter(`METER-${person}`);
    meters.set(person, meter);
    const kind = person === "village" ? 6 : SELLERS.includes(person as never) ? 4 : 1;
    const serial = meter.serial;
    await net.send("registrar", "devices", "register", [
      ...[participants.get(person), ZONE, kind, 3, 50_000, 0n, serial],
    ]);
    await net.indexed();
    const { rows } = await net.pool.query<{ device: number }>(
      "SELECT device FROM ledger.devices WHERE serial = $1",
      [serial],
    );
    const { device } = rows[0]!;
    devices.set(person, device);
    const key = `0x${meter.publicKey.toLowerCase()}`;
    await net.send("registrar", "devices", "addMeterKey", [
      device,
      key,
      4,
      START - 7200,
      0,
      participants.get(person),
    ]);
    const { agreement, signature } = await signAgreement(net, person, device);
    await net.send("operator", "devices", "agreeSupply", [agreement, signature]);
  }

  it("places standing orders before the slots begin", async () => {
    for (const person of [...SELLERS, ...BUYERS]) {
      const sells = SELLERS.includes(person as never);
      const { order, signature } = await signOrder(net, person, {
        side: sells ? 0 : 1,
        device: devices.get(person)!,
        participant: participants.get(person)!,
        slotFrom: SLOT,
        slotTo: SLOT + 3,
        maxWhPerSlot: 10_000n,
        limitPrice: sells ? 1_300_000n : 3_000_000n,
      });
      await net.send("operator", "orderBook", "placeOrder", [order, signature]);
    }
    await net.indexed();
    const { rows } = await net.pool.query<{ orders: number }>(
      "SELECT count(*)::int AS orders FROM ledger.orders",
    );
    expect(rows[0]!.orders).to.equal(6);
  });

  /** Readings at the slot's start and end; registers go on from slot to slot. */
  function recordsOf(slot: number): string[] {
    const place = BigInt(slot - SLOT);
    const at = slot * 900;
    const page = slot - SLOT + 1;
    const record = (meter: TestMeter, importWh: bigint, exportWh: bigint): string =>
      signRecord(meter, page, [
        { at, importMilliWh: 7n * KWH + importWh * 1000n * place, exportMilliWh: exportWh * 1000n * place },
        {
          at: at + 900,
          importMilliWh: 7n * KWH + importWh * 1000n * (place + 1n),
          exportMilliWh: exportWh * 1000n * (place + 1n),
        },
      ]);
    return [
      ...SELLERS.map((person) => record(meters.get(person)!, 0n, EXPORT_WH[person])),
      ...BUYERS.map((person) => record(meters.get(person)!, IMPORT_WH[person], 0n)),
      ...homes.map((home, index) => record(home, 100n + BigInt(index), 0n)),
    ];
  }

  const upload = async (records: readonly string[]) =>
    acceptReadings(net.pool, {
      input: records.join("\n"),
      publisher: net.network.accounts.operator,
      uploadedBy: null,
      now: (await chainTip(net.pool))!.timestamp,
    });

  it("settles the first slot end to end", async () => {
    workers = net.start(["batcher", "metering", "clearing"]);
    for (const checker of ["checker1", "checker2", "checker3"]) net.start(["checker"], { checker });
    await net.advance(START + 905);
    const { results } = await upload(recordsOf(SLOT));
    expect(results.map(({ status }) => status)).to.deep.equal(Array(11).fill("accepted"));
    await settled(SLOT, 1);
    await checkSlot(SLOT);
  });

  it("goes on where killed workers stopped", async () => {
    await net.advance(START + 1805);
    await upload(recordsOf(SLOT + 1));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await Promise.all([workers.stop(), outbox.stop()]);
    const twins = [net.start(["outbox", "sealer"]), net.start(["outbox", "batcher", "metering", "clearing"])];
    workers = net.start(["batcher", "metering", "clearing"]);
    await settled(SLOT + 1, 1);
    await checkSlot(SLOT + 1);
    expect(twins.length).to.equal(2);
  });

  async function settled(slot: number, version: number): Promise<void> {
    await until(
      async () => {
        const { rows } = await net.pool.query(
          "SELECT 1 FROM ledger.slot_results WHERE zone = $1 AND slot = $2 AND version = $3",
          [ZONE, slot, version],
        );
        return rows.length === 1;
      },
      { what: `slot ${slot} version ${version} settled` },
    );
  }

  /** E1, E2 and the statements, from the tables and from the chain. */
  async function checkSlot(slot: number): Promise<void> {
    const { rows: sales } = await net.pool.query<{
      kind: string;
      device: number;
      wh: bigint;
      amount_tiyn: bigint;
      fee_tiyn: bigint;
    }>(
      "SELECT kind, device, wh, amount_tiyn, fee_tiyn FROM ledger.current_sales WHERE slot = $1 AND status = 'current'",
      [slot],
    );
    const sum = (kinds: readonly string[], device?: number): bigint =>
      sales
        .filter((sale) => kinds.includes(sale.kind) && (device === undefined || sale.device === device))
        .reduce((total, { wh }) => total + wh, 0n);
    for (const person of SELLERS)
      expect(sum(["sold", "gridSold"], devices.get(person)), person).to.equal(EXPORT_WH[person]);
    for (const person of BUYERS)
      expect(sum(["bought", "gridBought"], devices.get(person)), person).to.equal(IMPORT_WH[person]);
    expect(sum(["gridBought"], devices.get("village"))).to.equal(100n + 101n + 102n + 103n + 104n);
    expect(sum(["sold"]))
      .to.equal(sum(["bought"]))
      .and.equal(6_500n);
    const client = createPublicClient({ transport: http(net.chain.rpcUrl) });
    const { rows: statements } = await net.pool.query<{ participant: number; count: number; hash: Buffer }>(
      "SELECT participant, count, hash FROM ledger.current_statements",
    );
    expect(statements.length).to.equal(7);
    for (const { participant, count, hash } of statements) {
      const [onChain, hashOnChain] = await client.readContract({
        address: net.network.contracts.energyMarket,
        abi: ABIS.energyMarket,
        functionName: "statementOf",
        args: [participant],
      });
      expect([onChain, hashOnChain]).to.deep.equal([count, `0x${hash.toString("hex")}`]);
    }
    const vault = { address: net.network.contracts.vault, abi: ABIS.vault } as const;
    const liabilities = await client.readContract({ ...vault, functionName: "liabilities" });
    expect(liabilities).to.equal(100_000_000n + 7n * 50_000_000n);
  }

  it("takes a late record into a second version: reversed and settled anew", async () => {
    const late = makeMeter("METER-late");
    meters.set("late", late);
    expect(
      (await upload([signRecord(late, 1, [{ at: START, importMilliWh: 0n }])])).results[0]!.reason,
    ).to.equal("meter-unknown");
    const village = recordsOf(SLOT + 2).slice(6);
    await net.advance(START + 2705);
    await upload([...recordsOf(SLOT + 2).slice(0, 5), ...village]);
    await net.advance(START + 2700 + 301);
    await settled(SLOT + 2, 1);
    await upload(recordsOf(SLOT + 2).slice(5, 6));
    await settled(SLOT + 2, 2);
    await checkSlot(SLOT + 2);
    const { rows } = await net.pool.query("SELECT * FROM work.incidents");
    expect(rows).to.deep.equal([]);
  });

  it("makes everything final with a signed head", async () => {
    await until(async () => {
      const { rows } = await net.pool.query<{ open: number }>(
        "SELECT count(*)::int AS open FROM work.outbox WHERE state NOT IN ('final', 'refused')",
      );
      return rows[0]!.open === 0;
    });
  });
});
