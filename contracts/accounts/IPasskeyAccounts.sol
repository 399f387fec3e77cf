// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IPasskeyAccount} from "./IPasskeyAccount.sol";

/// @title Makes passkey accounts; each has the address that follows from its first passkey, before it exists and after.
/// @notice Money may be sent to an account that does not exist yet. Anyone may bring it into being: nothing but its first passkey
/// decides what it is. Nobody has a right over an account through this contract.
interface IPasskeyAccounts {
    event AccountCreated(address indexed account, bytes32 x, bytes32 y);

    /// @notice Makes the account of a passkey, unless it is there.
    /// @dev Reverts {IPasskeyAccount.PasskeyInvalid} for what is no point of P-256.
    function create(IPasskeyAccount.Passkey calldata first) external returns (address account);

    /// @notice Makes the account of `first` unless it is there, and hands it {IPasskeyAccount.addPasskey}.
    function addPasskey(
        IPasskeyAccount.Passkey calldata first,
        IPasskeyAccount.Passkey calldata added,
        uint40 validBefore,
        bytes calldata signature
    ) external returns (address account);

    /// @notice The same for {IPasskeyAccount.removePasskey}.
    function removePasskey(
        IPasskeyAccount.Passkey calldata first,
        IPasskeyAccount.Passkey calldata removed,
        uint40 validBefore,
        bytes calldata signature
    ) external returns (address account);

    /// @notice Where the account of a passkey is or will be.
    function accountOf(IPasskeyAccount.Passkey calldata first) external view returns (address);
}
