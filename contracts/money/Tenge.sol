// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {AccountSignature} from "../access/AccountSignature.sol";
import {IERC3009Bytes} from "./IERC3009Bytes.sol";
import {ITenge} from "./ITenge.sol";

/// @title Tenge (aKZT): one unit is one tiyn.
contract Tenge is ITenge, IERC3009Bytes, ERC20Permit, ERC3009, AccessManaged {
    using AccountSignature for address;

    /// @dev Until the administrator sets another: ten billion tenge a day.
    uint96 private constant FIRST_DAILY_LIMIT = 1e12;

    /// @dev Every transfer reads this one word. `filter` has the bit of each account that was ever frozen, so that the others
    /// need no look at their own word; an unfrozen account keeps its bit and pays for the look.
    struct Guard {
        bool paused;
        uint248 filter;
    }

    Guard private _guard;
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
        _guard.filter |= _bitOf(account);
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
        if (_guard.paused) revert EnforcedPause();
        _guard.paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc ITenge
    function unpause() external restricted {
        if (!_guard.paused) revert ExpectedPause();
        _guard.paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc ITenge
    function paused() external view returns (bool) {
        return _guard.paused;
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
        bytes32 typeHash = TRANSFER_WITH_AUTHORIZATION_TYPEHASH;
        bytes32 terms = keccak256(abi.encode(typeHash, from, to, value, validAfter, validBefore, nonce));
        _requireSignedBy(from, terms, signature);
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
        bytes32 typeHash = RECEIVE_WITH_AUTHORIZATION_TYPEHASH;
        bytes32 terms = keccak256(abi.encode(typeHash, from, to, value, validAfter, validBefore, nonce));
        _requireSignedBy(from, terms, signature);
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }

    /// @inheritdoc IERC3009Bytes
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        bytes32 terms = keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce));
        _requireSignedBy(authorizer, terms, signature);
        _cancelAuthorization(authorizer, nonce);
    }

    /// @notice One unit is one tiyn, a hundredth of a tenge.
    function decimals() public pure override returns (uint8) {
        return 2;
    }

    /// @dev A burn looks at nobody's freeze: only the issuer burns, only what it holds, and nobody gains by it. A mint looks at
    /// its receiver; the zero address is never looked at, so freezing it stops nothing.
    function _update(address from, address to, uint256 amountTiyn) internal override {
        Guard memory guard = _guard;
        if (guard.paused) revert EnforcedPause();
        if (to != address(0)) {
            if (from != address(0)) _requireNotFrozen(from, guard.filter);
            _requireNotFrozen(to, guard.filter);
        }
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

    function _requireNotFrozen(address account, uint248 filter) private view {
        if (filter & _bitOf(account) == 0) return;
        uint16 reason = _frozenFor[account];
        if (reason != 0) revert AccountFrozen(account, reason);
    }

    function _bitOf(address account) private pure returns (uint248) {
        return uint248(1 << (uint160(account) % 248));
    }
}
