// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title An address of one payment, for wallets that can only transfer. {Payments} makes a clone of it at the first sweep.
contract Box {
    using SafeERC20 for IERC20;

    address private immutable PAYMENTS;

    error NotPayments(address caller);

    constructor() {
        PAYMENTS = msg.sender;
    }

    /// @dev Caller: {Payments}.
    function forward(IERC20 token, address to, uint256 amount) external {
        if (msg.sender != PAYMENTS) revert NotPayments(msg.sender);
        token.safeTransfer(to, amount);
    }
}
