// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {WebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";
import {IPasskeyAccount} from "./IPasskeyAccount.sol";

/// @dev A clone of {PasskeyAccounts}: its first passkey stands in its code, so nothing has to be initialised and nobody can be
/// faster. The implementation itself has no passkey and signs nothing.
contract PasskeyAccount is IPasskeyAccount, EIP712 {
    bytes32 private constant MESSAGE_TYPEHASH = keccak256("PasskeyMessage(bytes32 hash)");
    bytes32 private constant ADD_TYPEHASH = keccak256(
        "AddPasskey(bytes32 x,bytes32 y,uint256 nonce,uint40 validBefore)"
    );
    bytes32 private constant REMOVE_TYPEHASH = keccak256(
        "RemovePasskey(bytes32 x,bytes32 y,uint256 nonce,uint40 validBefore)"
    );
    /// @dev Length of a passkey in front of the assertion.
    uint256 private constant KEY_BYTES = 64;
    uint256 private constant MOST_ADDED = 15;

    /// @dev Read for every signature: whether the first passkey still counts.
    struct Changes {
        uint248 nonce;
        bool firstRemoved;
    }

    Changes private _changes;
    Passkey[] private _added;
    /// @dev Place in `_added`, counted from 1.
    mapping(bytes32 key => uint256) private _places;

    constructor() EIP712("Alatau Ledger", "1") {}

    /// @inheritdoc IPasskeyAccount
    function addPasskey(Passkey calldata passkey, uint40 validBefore, bytes calldata signature) external {
        _requireSigned(ADD_TYPEHASH, passkey, validBefore, signature);
        (bytes32 x, bytes32 y) = (passkey.x, passkey.y);
        if (!P256.isValidPublicKey(x, y)) revert PasskeyInvalid(x, y);
        if (_isKnown(x, y)) revert PasskeyKnown(x, y);
        if (_isFirst(x, y)) {
            _changes.firstRemoved = false;
        } else {
            if (_added.length == MOST_ADDED) revert TooManyPasskeys(MOST_ADDED);
            _added.push(passkey);
            _places[_keyOf(x, y)] = _added.length;
        }
        emit PasskeyAdded(x, y);
    }

    /// @inheritdoc IPasskeyAccount
    function removePasskey(Passkey calldata passkey, uint40 validBefore, bytes calldata signature) external {
        _requireSigned(REMOVE_TYPEHASH, passkey, validBefore, signature);
        (bytes32 x, bytes32 y) = (passkey.x, passkey.y);
        if (!_isKnown(x, y)) revert PasskeyUnknown(x, y);
        if (_added.length == (_changes.firstRemoved ? 1 : 0)) revert LastPasskey();
        if (_isFirst(x, y)) _changes.firstRemoved = true;
        else _takeOut(_keyOf(x, y));
        emit PasskeyRemoved(x, y);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return
            _isSigned(challengeOf(hash), signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IPasskeyAccount
    function passkeys() external view returns (Passkey[] memory all) {
        uint256 first = _changes.firstRemoved ? 0 : 1;
        all = new Passkey[](_added.length + first);
        if (first == 1) (all[0].x, all[0].y) = _first();
        for (uint256 i = 0; i < _added.length; ++i) all[i + first] = _added[i];
    }

    /// @inheritdoc IPasskeyAccount
    function nonce() external view returns (uint256) {
        return _changes.nonce;
    }

    /// @inheritdoc IPasskeyAccount
    function challengeOf(bytes32 hash) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(MESSAGE_TYPEHASH, hash)));
    }

    /// @dev Uses up the nonce.
    function _requireSigned(
        bytes32 typeHash,
        Passkey calldata passkey,
        uint40 validBefore,
        bytes calldata signature
    ) private {
        if (block.timestamp >= validBefore) revert PasskeySignatureExpired(validBefore, block.timestamp);
        bytes32 terms = keccak256(
            abi.encode(typeHash, passkey.x, passkey.y, uint256(_changes.nonce++), validBefore)
        );
        if (!_isSigned(_hashTypedDataV4(terms), signature)) revert PasskeySignatureInvalid();
    }

    /// @dev False, never a revert, for bytes that are no signature.
    function _isSigned(bytes32 challenge, bytes calldata signature) private view returns (bool) {
        if (signature.length < KEY_BYTES) return false;
        (bytes32 x, bytes32 y) = (bytes32(signature[:32]), bytes32(signature[32:KEY_BYTES]));
        if (!_isKnown(x, y)) return false;
        (bool decodes, WebAuthn.WebAuthnAuth calldata auth) = WebAuthn.tryDecodeAuth(signature[KEY_BYTES:]);
        return decodes && WebAuthn.verify(abi.encodePacked(challenge), auth, x, y);
    }

    function _isKnown(bytes32 x, bytes32 y) private view returns (bool) {
        if (_isFirst(x, y)) return !_changes.firstRemoved;
        return _places[_keyOf(x, y)] != 0;
    }

    function _takeOut(bytes32 key) private {
        uint256 place = _places[key];
        Passkey memory last = _added[_added.length - 1];
        _added[place - 1] = last;
        _places[_keyOf(last.x, last.y)] = place;
        delete _places[key];
        _added.pop();
    }

    function _isFirst(bytes32 x, bytes32 y) private view returns (bool) {
        (bytes32 firstX, bytes32 firstY) = _first();
        return x == firstX && y == firstY;
    }

    function _first() private view returns (bytes32 x, bytes32 y) {
        bytes memory passkey = Clones.fetchCloneArgs(address(this));
        return abi.decode(passkey, (bytes32, bytes32));
    }

    function _keyOf(bytes32 x, bytes32 y) private pure returns (bytes32) {
        return keccak256(abi.encode(x, y));
    }
}
