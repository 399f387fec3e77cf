import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

/** The one place where the compiler and the EVM version are set (DESIGN.md section 10). */
export default defineConfig({
  plugins: [hardhatEthers, hardhatChaiMatchers, hardhatMocha, hardhatNetworkHelpers],
  solidity: {
    version: "0.8.34",
    path: require.resolve("solc/soljson.js"),
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    settings: {
      evmVersion: "osaka",
      viaIR: true,
      optimizer: { enabled: true, runs: 1_000 },
      metadata: { bytecodeHash: "none" },
    },
  },
  paths: { sources: "./contracts", tests: { mocha: "./test/contracts/unit", solidity: "./test/contracts" } },
});
