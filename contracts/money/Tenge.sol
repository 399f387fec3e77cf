// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ITenge} from "./ITenge.sol";

/// @title Tenge (aKZT): one unit is one tiyn.
contract Tenge is ITenge, ERC20Permit, ERC3009, Pausable, AccessManaged {
    mapping(address account => uint16 reason) private _frozenFor;

    constructor(
        address authority
    ) ERC20("Alatau Tenge", "aKZT") ERC20Permit("Alatau Ledger") AccessManaged(authority) {}

    /// @inheritdoc ITenge
    function mint(address to, uint256 amountTiyn, bytes32 bankReference) external restricted {
        _mint(to, amountTiyn);
        emit Issued(to, amountTiyn, bankReference);
    }

    /// @inheritdoc ITenge
    function burn(uint256 amountTiyn, bytes32 bankReference) external restricted {
        _burn(msg.sender, amountTiyn);
        emit Redeemed(msg.sender, amountTiyn, bankReference);
    }

    /// @inheritdoc ITenge
    function freeze(address account, uint16 reason, bytes32 orderHash) external restricted {
        if (reason == 0) revert ReasonMissing();
        _frozenFor[account] = reason;
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
        _pause();
    }

    /// @inheritdoc ITenge
    function unpause() external restricted {
        _unpause();
    }

    /// @inheritdoc ITenge
    function frozenFor(address account) external view returns (uint16) {
        return _frozenFor[account];
    }

    /// @notice One unit is one tiyn, a hundredth of a tenge.
    function decimals() public pure override returns (uint8) {
        return 2;
    }

    /// @dev A burn looks at nobody's freeze: only the issuer burns, only what it holds, and nobody gains by it. A mint looks at
    /// its receiver; the zero address is never looked at, so freezing it stops nothing.
    function _update(address from, address to, uint256 amountTiyn) internal override whenNotPaused {
        if (to != address(0)) {
            if (from != address(0)) _requireNotFrozen(from);
            _requireNotFrozen(to);
        }
        super._update(from, to, amountTiyn);
    }

    function _requireNotFrozen(address account) private view {
        uint16 reason = _frozenFor[account];
        if (reason != 0) revert AccountFrozen(account, reason);
    }
}
