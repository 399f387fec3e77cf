// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ITokenLock} from "./ITokenLock.sol";

/// @title TokenLock: lives on the other chain, so it knows nothing of the ledger's roles.
contract TokenLock is ITokenLock {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;
    address public operator;
    mapping(bytes32 id => bool) public released;

    constructor(IERC20 token_, address operator_) {
        if (address(token_) == address(0) || operator_ == address(0)) revert ZeroAddress();
        token = token_;
        operator = operator_;
        emit OperatorChanged(operator_);
    }

    /// @inheritdoc ITokenLock
    /// @dev No guard against calling back: a nested lock makes the outer one's receipt too large, which reverts.
    function lock(uint256 amount, address to) external {
        if (amount == 0) revert ZeroAmount();
        if (to == address(0)) revert ZeroAddress();
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert ShortReceipt(received, amount);
        emit Locked(msg.sender, to, amount);
    }

    /// @inheritdoc ITokenLock
    function release(bytes32 id, address to, uint256 amount) external {
        _requireOperator();
        if (released[id]) revert AlreadyReleased(id);
        if (amount == 0) revert ZeroAmount();
        released[id] = true;
        emit Released(id, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc ITokenLock
    function changeOperator(address to) external {
        _requireOperator();
        if (to == address(0)) revert ZeroAddress();
        operator = to;
        emit OperatorChanged(to);
    }

    function _requireOperator() private view {
        if (msg.sender != operator) revert NotOperator(msg.sender);
    }
}
