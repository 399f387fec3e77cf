// The chain's time. On a driven chain it stands still between blocks and is advanced by whoever plays the days.
import { SLOT_SECONDS } from "@alatau/sdk";
import { callRpc, readHead, type BlockHead } from "./rpc.ts";

/** `wall`: blocks carry the time of day. `driven`: one second a block, and jumps by {@link advanceTo}. */
export type ClockMode = "wall" | "driven";

/**
 * Mines a block at `unixSeconds` on a driven embedded chain, with what is waiting in it; does nothing when the chain is
 * there already. Any process may call it. Throws `chain-rpc-failed`.
 */
export async function advanceTo(rpcUrl: string, unixSeconds: number): Promise<BlockHead> {
  for (;;) {
    const head = await readHead(rpcUrl);
    if (head.timestamp >= unixSeconds) return head;
    // The node's own loop may mine between the two calls: then its block has the time, and this one comes a second later.
    await callRpc(rpcUrl, "evm_setNextBlockTimestamp", [unixSeconds]);
    await callRpc(rpcUrl, "evm_mine");
  }
}

/** Mines the first block of the slot after the head's; see {@link advanceTo}. */
export async function advanceSlot(rpcUrl: string): Promise<BlockHead> {
  const { timestamp } = await readHead(rpcUrl);
  return advanceTo(rpcUrl, (Math.floor(timestamp / SLOT_SECONDS) + 1) * SLOT_SECONDS);
}

/** Makes a restored node count on from its head, a second a block: from a snapshot alone it would begin at the genesis again. */
export async function driveClock(rpcUrl: string, headTimestamp: number): Promise<void> {
  await callRpc(rpcUrl, "evm_setTime", [headTimestamp]);
  await callRpc(rpcUrl, "anvil_setBlockTimestampInterval", [1]);
}

/** Mines one block now, on either clock; strictly later than `head`. */
export async function mineBlock(
  rpcUrl: string,
  clock: ClockMode,
  head: BlockHead,
  now: number,
): Promise<void> {
  // A driven node counts a second a block by itself (anvil_setBlockTimestampInterval).
  const options = clock === "wall" ? [{ timestamp: Math.max(now, head.timestamp + 1) }] : [];
  await callRpc(rpcUrl, "evm_mine", options);
}
