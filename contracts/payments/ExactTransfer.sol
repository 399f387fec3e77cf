// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC3009Bytes} from "../money/IERC3009Bytes.sol";
import {Box} from "./Box.sol";
import {IPayments} from "./IPayments.sol";

/// @notice Movements of a token that are compared with the balances before and after them: a token that takes a fee or lies
/// reverts the whole call with {IPayments-TransferInexact}.
library ExactTransfer {
    using SafeERC20 for IERC20;

    /// @notice Takes what an account signed for (ERC-3009) and compares what arrived here.
    function receiveSigned(
        IERC20 token,
        address from,
        uint96 amount,
        uint40 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) internal {
        uint256 held = token.balanceOf(address(this));
        takeSigned(token, from, amount, validBefore, nonce, signature);
        requireMoved(token, amount, token.balanceOf(address(this)) - held);
    }

    /// @dev The caller compares what arrived.
    function takeSigned(
        IERC20 token,
        address from,
        uint96 amount,
        uint40 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) internal {
        IERC3009Bytes(address(token)).receiveWithAuthorization(
            from,
            address(this),
            amount,
            0,
            validBefore,
            nonce,
            signature
        );
    }

    /// @notice Sends; what leaves and what arrives are both looked at: a token may take its fee from either.
    function send(IERC20 token, address to, uint256 amount) internal {
        uint256 held = token.balanceOf(address(this));
        give(token, to, amount);
        requireMoved(token, amount, held - token.balanceOf(address(this)));
    }

    /// @dev The caller compares what left.
    function give(IERC20 token, address to, uint256 amount) internal {
        uint256 had = token.balanceOf(to);
        token.safeTransfer(to, amount);
        requireMoved(token, amount, token.balanceOf(to) - had);
    }

    /// @notice Takes what an account has approved.
    function pull(IERC20 token, address from, address to, uint256 amount) internal {
        uint256 had = token.balanceOf(to);
        token.safeTransferFrom(from, to, amount);
        if (from != to) requireMoved(token, amount, token.balanceOf(to) - had);
    }

    /// @notice Sends out of a box; nothing where the amount is zero.
    function forward(IERC20 token, Box box, address to, uint256 amount) internal {
        if (amount == 0) return;
        uint256 had = token.balanceOf(to);
        box.forward(token, to, amount);
        requireMoved(token, amount, token.balanceOf(to) - had);
    }

    function requireMoved(IERC20 token, uint256 asked, uint256 moved) internal pure {
        if (moved != asked) revert IPayments.TransferInexact(address(token), asked, moved);
    }
}
