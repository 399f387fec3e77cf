// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {AccountSignature} from "../access/AccountSignature.sol";
import {IERC3009Bytes} from "./IERC3009Bytes.sol";
import {ITenge} from "./ITenge.sol";

/// @title Tenge (aKZT): one unit is one tiyn.
contract Tenge is ITenge, IERC3009Bytes, ERC20Permit, ERC3009, AccessManaged {
    using AccountSignature for address;

    /// @dev Until the administrator sets another: ten billion tenge a day.
    uint96 private constant FIRST_DAILY_LIMIT = 1e12;

    uint256 private constant PAUSED = 1 << 255;
    /// @dev Six words: from, to, value, validAfter, validBefore, nonce.
    uint256 private constant TERMS_LENGTH = 192;

    struct Nonce {
        uint256 used;
    }

    /// @dev Every transfer reads this one word, and asks it once: its highest bit says paused, of the other 255 each account that
    /// was ever frozen has set one, so that the others need no look at their own word; an unfrozen account keeps its bit.
    uint256 private _guard;
    /// @dev A whole word for each nonce, in a struct that is found once: a bool would be looked for and read again to be written.
    mapping(address authorizer => mapping(bytes32 nonce => Nonce)) private _authorizations;
    mapping(address account => uint16 reason) private _frozenFor;
    Issuance private _issuance = Issuance({limitTiyn: FIRST_DAILY_LIMIT, issuedTiyn: 0, day: 0});

    constructor(
        address authority
    ) ERC20("Alatau Tenge", "aKZT") ERC20Permit("Alatau Ledger") AccessManaged(authority) {}

    /// @inheritdoc ITenge
    function mint(address to, uint256 amountTiyn, bytes32 bankReference) external restricted {
        _countIssue(amountTiyn);
        _mint(to, amountTiyn);
        emit Issued(to, amountTiyn, bankReference);
    }

    /// @inheritdoc ITenge
    function burn(uint256 amountTiyn, bytes32 bankReference) external restricted {
        _burn(msg.sender, amountTiyn);
        emit Redeemed(msg.sender, amountTiyn, bankReference);
    }

    /// @inheritdoc ITenge
    function setDailyLimit(uint96 limitTiyn) external restricted {
        _issuance.limitTiyn = limitTiyn;
        emit DailyLimitSet(limitTiyn);
    }

    /// @inheritdoc ITenge
    function freeze(address account, uint16 reason, bytes32 orderHash) external restricted {
        if (reason == 0) revert ReasonMissing();
        _frozenFor[account] = reason;
        _guard |= _bitOf(account);
        emit Frozen(account, reason, orderHash);
    }

    /// @inheritdoc ITenge
    function unfreeze(address account, bytes32 orderHash) external restricted {
        if (_frozenFor[account] == 0) revert AccountNotFrozen(account);
        delete _frozenFor[account];
        emit Unfrozen(account, orderHash);
    }

    /// @inheritdoc ITenge
    function pause() external restricted {
        if (paused()) revert EnforcedPause();
        _guard |= PAUSED;
        emit Paused(msg.sender);
    }

    /// @inheritdoc ITenge
    function unpause() external restricted {
        if (!paused()) revert ExpectedPause();
        _guard &= ~PAUSED;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc ITenge
    function paused() public view returns (bool) {
        return _guard & PAUSED != 0;
    }

    /// @inheritdoc ITenge
    function frozenFor(address account) external view returns (uint16) {
        return _frozenFor[account];
    }

    /// @inheritdoc ITenge
    function issuance() external view returns (Issuance memory) {
        return _issuance;
    }

    /// @inheritdoc IERC3009Bytes
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _requireSignedBy(from, _termsHash(TRANSFER_WITH_AUTHORIZATION_TYPEHASH), signature);
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc IERC3009Bytes
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        if (to != _msgSender()) revert ERC20InvalidReceiver(to);
        _requireSignedBy(from, _termsHash(RECEIVE_WITH_AUTHORIZATION_TYPEHASH), signature);
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc IERC3009Bytes
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        bytes32 terms = keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce));
        _requireSignedBy(authorizer, terms, signature);
        _cancelAuthorization(authorizer, nonce);
    }

    /// @inheritdoc ERC3009
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) public override(ERC3009) {
        bytes32 digest = _hashTypedDataV4(_termsHash(TRANSFER_WITH_AUTHORIZATION_TYPEHASH));
        if (ECDSA.recover(digest, v, r, s) != from) revert ERC3009InvalidSignature();
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc ERC3009
    function authorizationState(address authorizer, bytes32 nonce) public view override returns (bool) {
        return _authorizations[authorizer][nonce].used != 0;
    }

    /// @notice One unit is one tiyn, a hundredth of a tenge.
    function decimals() public pure override returns (uint8) {
        return 2;
    }

    /// @dev A burn looks at nobody's freeze: only the issuer burns, only what it holds, and nobody gains by it. A mint looks at
    /// its receiver; the zero address is never looked at, so freezing it stops nothing.
    function _update(address from, address to, uint256 amountTiyn) internal override {
        uint256 bits = PAUSED | (1 << (uint160(from) % 255)) | (1 << (uint160(to) % 255));
        if (_guard & bits != 0) _requireFree(from, to);
        super._update(from, to, amountTiyn);
    }

    function _requireSignedBy(address account, bytes32 structHash, bytes calldata signature) private view {
        if (!account.isSignedBy(_hashTypedDataV4(structHash), signature)) revert ERC3009InvalidSignature();
    }

    /// @dev A day is a UTC day; what was burned does not make room.
    function _countIssue(uint256 amountTiyn) private {
        Issuance memory today = _issuance;
        uint32 day = uint32(block.timestamp / 1 days);
        if (today.day != day) (today.day, today.issuedTiyn) = (day, 0);
        uint256 issued = amountTiyn + today.issuedTiyn;
        if (issued > today.limitTiyn) revert DailyLimitExceeded(issued, today.limitTiyn);
        today.issuedTiyn = uint96(issued);
        _issuance = today;
    }

    /// @notice Asked where the guard has a bit, which may be another account's.
    function _requireFree(address from, address to) private view {
        if (paused()) revert EnforcedPause();
        if (to == address(0)) return;
        if (from != address(0)) _requireNotFrozen(from);
        _requireNotFrozen(to);
    }

    function _requireNotFrozen(address account) private view {
        uint16 reason = _frozenFor[account];
        if (reason != 0) revert AccountFrozen(account, reason);
    }

    function _bitOf(address account) private pure returns (uint256) {
        return 1 << (uint160(account) % 255);
    }

    /// @dev What begins before now is a time: only what does not is asked whether it is a block's number, as {ERC3009} allows.
    function _checkValidity(uint256 validAfter, uint256 validBefore) internal view override {
        if (validAfter < block.timestamp && block.timestamp < validBefore) return;
        super._checkValidity(validAfter, validBefore);
    }

    function _consumeNonce(address authorizer, bytes32 nonce) internal override {
        Nonce storage entry = _authorizations[authorizer][nonce];
        if (entry.used != 0) revert ERC3009UsedAuthorization(authorizer, nonce);
        entry.used = 1;
    }

    /// @dev The terms are the first arguments of every call that carries them, word by word as EIP-712 hashes them: copied at once.
    function _termsHash(bytes32 typeHash) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 32), 4, TERMS_LENGTH)
            hash := keccak256(free, add(TERMS_LENGTH, 32))
        }
    }
}
