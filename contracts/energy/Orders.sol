// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IDevices} from "../assets/IDevices.sol";
import {EnergyMath} from "./EnergyMath.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {OrderWord} from "./OrderWord.sol";

/// @title The life of a standing order, kept in one word.
library Orders {
    uint8 private constant BID = 0x80;
    uint8 private constant CLOSED = 0x40;
    /// @dev A bid locks what it can spend in this many slots: one day.
    uint256 private constant LOCK_SLOTS = 96;

    bytes32 internal constant TYPEHASH = keccak256(
        "EnergyOrder(uint8 side,uint8 mode,uint32 device,uint32 participant,uint32 zone,uint32 slotFrom,uint32 slotTo,uint64 maxWhPerSlot,uint64 minWhPerSlot,uint64 limitPrice,uint32 partner,uint8 minEvidence,bytes32 termsHash,uint256 nonce,uint64 validTo)"
    );

    /// @dev The terms' words stand in calldata as they are hashed. Dirty upper bits cannot pass: {pack} and the book read every field.
    function structHash(IOrderBook.EnergyOrder calldata terms) internal pure returns (bytes32 hash) {
        bytes32 typeHash = TYPEHASH;
        assembly ("memory-safe") {
            let at := mload(0x40) // free memory, used and left
            mstore(at, typeHash)
            calldatacopy(add(at, 0x20), terms, 0x1e0)
            hash := keccak256(at, 0x200)
        }
    }

    /// @notice Checks what does not need other contracts and packs the order. Reverts as IOrderBook's Order errors say.
    /// @return word The order, first field lowest, as {IOrderBook.Order}.
    /// @return locked tiyn to be locked, part of the word.
    function pack(
        IOrderBook.EnergyOrder calldata terms,
        uint32 currentSlot
    ) internal pure returns (OrderWord word, uint48 locked) {
        if (terms.mode != IOrderBook.Mode.Metered) revert IOrderBook.ModeNotOffered(terms.mode);
        uint256 most = terms.maxWhPerSlot;
        if (most == 0 || most > type(uint32).max || terms.minWhPerSlot != 0)
            revert IOrderBook.OrderAmountInvalid(terms.maxWhPerSlot, terms.minWhPerSlot);
        uint256 limitPrice = terms.limitPrice;
        if (limitPrice > type(uint40).max) revert IOrderBook.OrderPriceTooHigh(terms.limitPrice);
        (uint256 startsAfter, uint256 lasts) = _span(terms.slotFrom, terms.slotTo, currentSlot);
        uint256 flags = uint8(terms.minEvidence);
        if (terms.side == IOrderBook.Side.Bid) {
            flags |= BID;
            uint256 slots = lasts < LOCK_SLOTS ? lasts + 1 : LOCK_SLOTS;
            uint256 lockTiyn = EnergyMath.owedUp(uint64(most), uint64(limitPrice)) * slots;
            if (lockTiyn > type(uint48).max) revert IOrderBook.OrderLockTooLarge(lockTiyn);
            locked = uint48(lockTiyn);
        }
        uint256 bits = terms.device | (uint256(currentSlot) << 32) | (startsAfter << 64) | (lasts << 80);
        bits |= (most << 96) | (limitPrice << 128) | (uint256(terms.partner) << 168);
        word = OrderWord.wrap(bits | (flags << 200) | (uint256(locked) << 208));
    }

    function _span(
        uint256 from,
        uint256 to,
        uint256 current
    ) private pure returns (uint256 startsAfter, uint256 lasts) {
        if (
            from < current ||
            to < from ||
            to <= current ||
            from - current > type(uint16).max ||
            to - from > type(uint16).max
        ) revert IOrderBook.OrderSlotsInvalid(uint32(from), uint32(to), uint32(current));
        return (from - current, to - from);
    }

    /// @notice Ends the order with the current slot; one that has not begun never counts.
    function cancel(IOrderBook.Order memory order, uint32 currentSlot) internal pure {
        uint32 from = slotFrom(order);
        if (currentSlot < from) {
            (order.startsAfter, order.lasts) = (0, 0);
        } else if (currentSlot < slotTo(order)) {
            order.lasts = uint16(currentSlot - from);
        }
    }

    function slotFrom(IOrderBook.Order memory order) internal pure returns (uint32) {
        return order.placedIn + order.startsAfter;
    }

    function slotTo(IOrderBook.Order memory order) internal pure returns (uint32) {
        return order.placedIn + order.startsAfter + order.lasts;
    }

    function isClosed(IOrderBook.Order memory order) internal pure returns (bool) {
        return order.terms & CLOSED != 0;
    }

    function close(IOrderBook.Order memory order) internal pure {
        order.terms |= CLOSED;
    }
}
