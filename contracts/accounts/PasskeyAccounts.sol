// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IPasskeyAccount} from "./IPasskeyAccount.sol";
import {IPasskeyAccounts} from "./IPasskeyAccounts.sol";
import {PasskeyAccount} from "./PasskeyAccount.sol";

/// @dev No owner, no role, no storage: the first passkey is the clone's immutable argument and with it part of the address.
contract PasskeyAccounts is IPasskeyAccounts {
    address private immutable ACCOUNT;

    constructor() {
        ACCOUNT = address(new PasskeyAccount());
    }

    /// @inheritdoc IPasskeyAccounts
    function addPasskey(
        IPasskeyAccount.Passkey calldata first,
        IPasskeyAccount.Passkey calldata added,
        uint40 validBefore,
        bytes calldata signature
    ) external returns (address account) {
        account = create(first);
        IPasskeyAccount(account).addPasskey(added, validBefore, signature);
    }

    /// @inheritdoc IPasskeyAccounts
    function removePasskey(
        IPasskeyAccount.Passkey calldata first,
        IPasskeyAccount.Passkey calldata removed,
        uint40 validBefore,
        bytes calldata signature
    ) external returns (address account) {
        account = create(first);
        IPasskeyAccount(account).removePasskey(removed, validBefore, signature);
    }

    /// @inheritdoc IPasskeyAccounts
    function create(IPasskeyAccount.Passkey calldata first) public returns (address account) {
        (bytes32 x, bytes32 y) = (first.x, first.y);
        if (!P256.isValidPublicKey(x, y)) revert IPasskeyAccount.PasskeyInvalid(x, y);
        account = accountOf(first);
        if (account.code.length > 0) return account;
        Clones.cloneDeterministicWithImmutableArgs(ACCOUNT, abi.encode(x, y), 0);
        emit AccountCreated(account, x, y);
    }

    /// @inheritdoc IPasskeyAccounts
    function accountOf(IPasskeyAccount.Passkey calldata first) public view returns (address) {
        return
            Clones.predictDeterministicAddressWithImmutableArgs(
                ACCOUNT,
                abi.encode(first.x, first.y),
                0,
                address(this)
            );
    }
}
