# Pays one address with the x402 client of PyPI as it is; usage: x402-client.py <url> <private key> <network> <asset>.
import asyncio
import sys

from eth_account import Account
from x402 import x402Client
from x402.http.clients import x402HttpxClient
from x402.mechanisms.evm import EthAccountSigner
from x402.mechanisms.evm.exact import register_exact_evm_client


async def main(url: str, key: str, network: str, asset: str) -> None:
    client = x402Client()
    client.set_spend_controls({"allowed_assets": [{"network": network, "asset": asset}]})
    register_exact_evm_client(client, EthAccountSigner(Account.from_key(key)))
    async with x402HttpxClient(client, timeout=60) as http:
        response = await http.get(url)
        await response.aread()
        print(response.status_code)
        print(response.headers.get("PAYMENT-RESPONSE", ""))
        print(response.text, end="")


asyncio.run(main(*sys.argv[1:]))
