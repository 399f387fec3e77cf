export * from "./app.ts";
export { cityDifferences, type CityDifference } from "./audit/city.ts";
export { startSimulator, type Simulator } from "./fiscal/simulator.ts";
export * from "./gateway.ts";
export * from "./outbox.ts";
export { profileHash } from "./participants/profile.ts";
export * from "./problems.ts";
export * from "./server.ts";
export * from "./workers/run.ts";
