// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC3009Bytes} from "../money/IERC3009Bytes.sol";
import {IDepositCollector} from "./IDepositCollector.sol";
import {PublicAddresses} from "./PublicAddresses.sol";

/// @title Brings a deposit by one ERC-3009 signature of the payer; the payer needs no gas.
/// @dev Placed by the genesis: no constructor, no immutables. The nonce holds the channel's id, so a signature serves one channel.
contract Erc3009DepositCollector is IDepositCollector {
    using SafeERC20 for IERC20;

    /// @inheritdoc IDepositCollector
    function collect(
        bytes32 channelId,
        address payer,
        address token,
        uint128 amount,
        bytes calldata data
    ) external {
        if (msg.sender != PublicAddresses.CHANNELS) revert NotChannels(msg.sender);
        (uint256 validAfter, uint256 validBefore, uint256 salt, bytes memory signature) = abi.decode(
            data,
            (uint256, uint256, uint256, bytes)
        );
        IERC3009Bytes(token).receiveWithAuthorization(
            payer,
            address(this),
            amount,
            validAfter,
            validBefore,
            keccak256(abi.encode(channelId, salt)),
            signature
        );
        IERC20(token).safeTransfer(msg.sender, amount);
    }
}
