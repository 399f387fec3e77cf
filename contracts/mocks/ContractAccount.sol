// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title An account that is a contract (ERC-1271): one key signs for it.
contract ContractAccount is IERC1271 {
    address private immutable KEY;

    constructor(address key) {
        KEY = key;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer, , ) = ECDSA.tryRecoverCalldata(hash, signature);
        return signer == KEY ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
