// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that behaves until it is told not to; it takes every signature.
contract HostileToken is ERC20 {
    enum Manner {
        Honest,
        TakesFee,
        MovesNothing,
        ReturnsFalse,
        CallsBack,
        Refuses
    }

    Manner public manner;
    address private _target;
    bytes private _call;
    mapping(address authorizer => mapping(bytes32 nonce => bool)) private _used;

    error Refused();
    error NonceUsed();

    constructor() ERC20("Hostile", "HST") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    /// @notice What it calls in the middle of a transfer, in the manner {Manner.CallsBack}.
    function callBack(address target, bytes calldata call) external {
        (_target, _call) = (target, call);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32 nonce,
        bytes calldata
    ) external {
        if (_used[from][nonce]) revert NonceUsed();
        _used[from][nonce] = true;
        _move(from, to, value);
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        _move(msg.sender, to, value);
        return manner != Manner.ReturnsFalse;
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        _spendAllowance(from, msg.sender, value);
        _move(from, to, value);
        return manner != Manner.ReturnsFalse;
    }

    function _move(address from, address to, uint256 value) private {
        if (manner == Manner.Refuses) revert Refused();
        if (manner == Manner.MovesNothing) return;
        if (manner == Manner.CallsBack) _callBack();
        _transfer(from, to, value);
        if (manner == Manner.TakesFee) _burn(to, value / 100 + 1);
    }

    /// @dev Whatever the callee refuses with is passed on.
    function _callBack() private {
        (bool done, bytes memory answer) = _target.call(_call);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}
