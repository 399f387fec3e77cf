import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

const compiler = {
  version: "0.8.34",
  path: require.resolve("solc/soljson.js"),
};
const settings = (runs: number) => ({
  evmVersion: "osaka",
  viaIR: true,
  optimizer: { enabled: true, runs },
  metadata: { bytecodeHash: "none" },
});
/** Small contracts that are called for every payment: gas matters, size does not. */
const CALLED_OFTEN = ["contracts/money/Tenge.sol", "contracts/payments/Payments.sol"];

/** The one place where the compiler and the EVM version are set (DESIGN.md section 10). */
export default defineConfig({
  plugins: [hardhatEthers, hardhatChaiMatchers, hardhatMocha, hardhatNetworkHelpers],
  solidity: {
    compilers: [{ ...compiler, settings: settings(1_000) }],
    overrides: Object.fromEntries(
      CALLED_OFTEN.map((file) => [file, { ...compiler, settings: settings(1_000_000) }]),
    ),
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
  },
  paths: { sources: "./contracts", tests: { mocha: "./test/contracts/unit", solidity: "./test/contracts" } },
});
