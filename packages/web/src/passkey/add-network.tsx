// Tells a wallet that somebody owns about this network (EIP-3085) and its money (EIP-747).
import type { ReactNode } from "react";
import { getNetwork } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { ProblemNote } from "../ui/states.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { ProblemError } from "../http.ts";
import { useAct } from "./use-act.ts";

interface Served {
  readonly name: string;
  readonly chainId: number;
  readonly contracts: { readonly tenge: string };
}

/** `wallet_addEthereumChain`'s parameter. Pure. */
export const chainParameter = ({ name, chainId }: Served, origin: string): object => ({
  chainId: `0x${chainId.toString(16)}`,
  chainName: name,
  // Gas costs nothing here; wallets want a name for it all the same.
  nativeCurrency: { name: "Gas (free)", symbol: "GAS", decimals: 18 },
  rpcUrls: [`${origin}/rpc`],
});

/** `wallet_watchAsset`'s parameter. Pure. */
export const assetParameter = ({ contracts }: Served): object => ({
  type: "ERC20",
  options: { address: contracts.tenge, symbol: "aKZT", decimals: 2 },
});

/** The button; nothing where the browser has no wallet. */
export function AddNetwork(): ReactNode {
  const { say } = useSpeech();
  const { busy, problem, run } = useAct();
  const wallet = useWallets().current?.wallet;
  if (wallet === undefined) return null;
  const add = async (): Promise<void> => {
    const served = (await getNetwork()) as Served;
    try {
      const params = [chainParameter(served, window.location.origin)];
      await wallet.request({ method: "wallet_addEthereumChain", params });
      await wallet.request({ method: "wallet_watchAsset", params: assetParameter(served) as never });
    } catch (failure) {
      throw new ProblemError("wallet-refused", 0, failure instanceof Error ? failure.message : "");
    }
  };
  return (
    <>
      <button type="button" disabled={busy} onClick={() => run(add)}>
        {say("wallet.addNetwork")}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}
