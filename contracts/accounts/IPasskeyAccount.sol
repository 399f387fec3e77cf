// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title An account whose keys are passkeys (WebAuthn, curve P-256). It signs (ERC-1271) and sends nothing by itself.
/// @notice The first passkey is part of the account's address; others are added and removed by a signature of any of them. Passkeys
/// are equal: whoever has one has the account. A signature is `qx ‖ qy ‖ abi.encode(r, s, challengeIndex, typeIndex,
/// authenticatorData, clientDataJSON)`, made with user verification.
/// @dev What a passkey signs is never the digest that {isValidSignature} is asked for, but
/// `PasskeyMessage(bytes32 hash)` under this account's EIP-712 domain (name "Alatau Ledger", version "1", chain, account): one
/// passkey may be of several accounts on several chains, and a signature of one is worthless at the others. ERC-7739 would show the
/// contents to the signer; a passkey's dialogue shows nothing of what is signed, so the plain nesting loses nothing and costs less.
interface IPasskeyAccount is IERC1271 {
    /// @notice A point of P-256.
    struct Passkey {
        bytes32 x;
        bytes32 y;
    }

    error PasskeyInvalid(bytes32 x, bytes32 y);
    error PasskeyKnown(bytes32 x, bytes32 y);
    error PasskeyUnknown(bytes32 x, bytes32 y);
    /// @notice An account keeps one passkey at least.
    error LastPasskey();
    error TooManyPasskeys(uint256 most);
    error PasskeySignatureInvalid();
    error PasskeySignatureExpired(uint40 validBefore, uint256 time);

    event PasskeyAdded(bytes32 indexed x, bytes32 indexed y);
    event PasskeyRemoved(bytes32 indexed x, bytes32 indexed y);

    /// @notice Adds a passkey by a passkey's signature of `AddPasskey(bytes32 x,bytes32 y,uint256 nonce,uint40 validBefore)`.
    /// @dev Anyone may send it. Reverts {PasskeySignatureExpired}, {PasskeySignatureInvalid}, {PasskeyInvalid}, {PasskeyKnown},
    /// {TooManyPasskeys}.
    function addPasskey(Passkey calldata passkey, uint40 validBefore, bytes calldata signature) external;

    /// @notice Removes a passkey by a passkey's signature of `RemovePasskey(bytes32 x,bytes32 y,uint256 nonce,uint40 validBefore)`.
    /// @dev Anyone may send it. Reverts {PasskeySignatureExpired}, {PasskeySignatureInvalid}, {PasskeyUnknown}, {LastPasskey}.
    function removePasskey(Passkey calldata passkey, uint40 validBefore, bytes calldata signature) external;

    /// @notice Every passkey of the account; the order has no meaning.
    function passkeys() external view returns (Passkey[] memory);

    /// @notice Goes into the next {addPasskey} or {removePasskey}; counts them.
    function nonce() external view returns (uint256);

    /// @notice What a passkey signs (the WebAuthn challenge) so that {isValidSignature} says yes to a digest.
    function challengeOf(bytes32 hash) external view returns (bytes32);
}
