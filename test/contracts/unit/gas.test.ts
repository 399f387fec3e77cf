// What everyday calls cost, against their snapshots; those of the market, the journal and the reading sets stand in their own tests.
import type { TransactionResponse } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { deployLedger, DEVICE, EVIDENCE, ZONE } from "../fixture.ts";
import { expectGas } from "../gas.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const deploy = () => deployLedger({ ethers, networkHelpers } as never);

describe("gas of everyday calls", () => {
  it("register device", async () => {
    const { devices, registrar, numbers } = await loadFixture(deploy);
    const register = (serial: string): Promise<TransactionResponse> =>
      devices
        .connect(registrar)
        .register(numbers.depot, ZONE, DEVICE.charger, EVIDENCE.meterSigned, 50_000, 0n, serial);
    await register("EMH00012345678-A");
    const receipt = await (await register("EMH00012345678-B")).wait();
    expectGas("register device", receipt!.gasUsed);
  });
});
