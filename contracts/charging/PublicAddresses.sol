// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @notice Where public clients of x402 look for the channels and their collector; the genesis puts them there.
library PublicAddresses {
    address internal constant CHANNELS = 0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003;
    address internal constant ERC3009_DEPOSIT_COLLECTOR = 0x4020806089470a89826cB9fB1f4059150b550004;
}
