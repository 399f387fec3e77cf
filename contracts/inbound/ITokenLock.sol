// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A lock for one token on another chain: what is locked here is issued on the ledger, what is burned there is released here.
/// @notice Amounts are in the token's smallest unit. It trusts the operator with all that it holds, and nobody else with anything.
interface ITokenLock {
    error NotOperator(address caller);
    /// @notice The release with this number was made before.
    error AlreadyReleased(bytes32 id);
    /// @notice The token moved another amount than it was told to.
    error ShortReceipt(uint256 received, uint256 amount);
    error ZeroAmount();
    error ZeroAddress();

    /// @param to Account on the ledger that is credited.
    event Locked(address indexed from, address indexed to, uint256 amount);
    /// @param id Number of the cash-out on the ledger.
    event Released(bytes32 indexed id, address indexed to, uint256 amount);
    event OperatorChanged(address indexed operator);

    /// @notice Takes the caller's tokens by its allowance, for an account on the ledger.
    /// @dev Caller: anyone. Reverts {ZeroAmount}, {ZeroAddress}, {ShortReceipt}, and what the token throws.
    function lock(uint256 amount, address to) external;

    /// @notice Pays tokens out, once for each number: sending it again has no second effect.
    /// @dev Caller: the operator. Reverts {NotOperator}, {AlreadyReleased}, {ZeroAmount}, and what the token throws.
    function release(bytes32 id, address to, uint256 amount) external;

    /// @notice Hands the operator's right to another account.
    /// @dev Caller: the operator. Reverts {NotOperator}, {ZeroAddress}.
    function changeOperator(address to) external;

    function released(bytes32 id) external view returns (bool);

    function operator() external view returns (address);

    function token() external view returns (IERC20);
}
