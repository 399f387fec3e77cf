import { expect } from "chai";
import { artifacts } from "hardhat";
import { describe, it } from "mocha";

/** EIP-170: the bytes that a contract may have on chain. */
const MOST_BYTES = 24_576;

describe("Contracts", () => {
  it("fit into 24,576 bytes, every one of them", async () => {
    const names = [...(await artifacts.getAllFullyQualifiedNames())].filter(
      (name) => !name.startsWith("test/"),
    );
    const found = await Promise.all(names.map((name) => artifacts.readArtifact(name)));
    const sizes = found.map(({ contractName, deployedBytecode }) => ({
      contractName,
      bytes: (deployedBytecode.length - 2) / 2,
    }));
    expect(sizes.map(({ contractName }) => contractName)).to.include.members([
      "Journal",
      "EnergyMarket",
      "Vault",
    ]);
    expect(sizes.filter(({ bytes }) => bytes > MOST_BYTES)).to.deep.equal([]);
  });
});
