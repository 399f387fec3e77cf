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
        uint256 amount,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) internal {
        uint256 before = held(token, address(this));
        takeSigned(token, from, amount, validBefore, nonce, signature);
        requireMoved(token, amount, before, held(token, address(this)));
    }

    /// @dev The caller compares what arrived.
    function takeSigned(
        IERC20 token,
        address from,
        uint256 amount,
        uint256 validBefore,
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
        uint256 before = held(token, address(this));
        give(token, to, amount);
        requireMoved(token, amount, held(token, address(this)), before);
    }

    /// @dev The caller compares what left.
    function give(IERC20 token, address to, uint256 amount) internal {
        uint256 had = held(token, to);
        token.safeTransfer(to, amount);
        requireMoved(token, amount, had, held(token, to));
    }

    /// @notice Takes what an account has approved.
    function pull(IERC20 token, address from, address to, uint256 amount) internal {
        uint256 had = held(token, to);
        token.safeTransferFrom(from, to, amount);
        if (from != to) requireMoved(token, amount, had, held(token, to));
    }

    /// @notice Sends out of a box; nothing where the amount is zero.
    function forward(IERC20 token, Box box, address to, uint256 amount) internal {
        if (amount == 0) return;
        uint256 had = held(token, to);
        box.forward(token, to, amount);
        requireMoved(token, amount, had, held(token, to));
    }

    /// @notice An account's balance, asked up to six times in a payment: in scratch memory, 170 gas less than the compiler's call.
    function held(IERC20 token, address account) internal view returns (uint256 amount) {
        bytes4 selector = IERC20.balanceOf.selector;
        assembly ("memory-safe") {
            mstore(0, selector)
            mstore(4, shr(96, shl(96, account)))
            let done := staticcall(gas(), token, 0, 36, 0, 32)
            if iszero(and(done, gt(returndatasize(), 31))) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
            amount := mload(0)
        }
    }

    /// @dev A balance that went the other way is a difference near 2²⁵⁶: refused as well.
    function requireMoved(IERC20 token, uint256 asked, uint256 less, uint256 more) internal pure {
        unchecked {
            if (more - less != asked) revert IPayments.TransferInexact(address(token), asked, more - less);
        }
    }
}
