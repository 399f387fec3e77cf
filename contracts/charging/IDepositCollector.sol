// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title What brings a deposit to the channels.
interface IDepositCollector {
    /// @notice Only the channels' contract may have deposits collected: they go to it.
    error NotChannels(address caller);

    /// @notice Brings `amount` of the payer's token to the caller.
    /// @dev Caller: the channels. Reverts {NotChannels} and what the token refuses with.
    /// @param data What the collector needs; for ERC-3009 `abi.encode(validAfter, validBefore, salt, signature)`.
    function collect(
        bytes32 channelId,
        address payer,
        address token,
        uint128 amount,
        bytes calldata data
    ) external;
}
