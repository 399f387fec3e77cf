export * from "./errors.ts";
export * from "./units.ts";
export * from "./network.ts";
export * from "./typed-data.ts";
export * from "./contracts.ts";
