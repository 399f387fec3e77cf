// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IDevices} from "../assets/IDevices.sol";
import {EnergyMath} from "./EnergyMath.sol";
import {IOrderBook} from "./IOrderBook.sol";

/// @title The life of a standing order, kept in one word.
library Orders {
    uint8 private constant BID = 0x80;
    uint8 private constant CLOSED = 0x40;
    /// @dev A bid locks what it can spend in this many slots: one day.
    uint256 private constant LOCK_SLOTS = 96;

    bytes32 internal constant TYPEHASH = keccak256(
        "EnergyOrder(uint8 side,uint8 mode,uint32 device,uint32 participant,uint32 zone,uint32 slotFrom,uint32 slotTo,uint64 maxWhPerSlot,uint64 minWhPerSlot,uint64 limitPrice,uint32 partner,uint8 minEvidence,bytes32 termsHash,uint256 nonce,uint64 validTo)"
    );

    function structHash(IOrderBook.EnergyOrder calldata terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, terms));
    }

    /// @notice Checks what does not need other contracts and packs the order. Reverts as IOrderBook's Order errors say.
    function pack(
        IOrderBook.EnergyOrder calldata terms,
        uint32 currentSlot
    ) internal pure returns (IOrderBook.Order memory order) {
        if (terms.mode != IOrderBook.Mode.Metered) revert IOrderBook.ModeNotOffered(terms.mode);
        if (terms.maxWhPerSlot == 0 || terms.maxWhPerSlot > type(uint32).max || terms.minWhPerSlot != 0) {
            revert IOrderBook.OrderAmountInvalid(terms.maxWhPerSlot, terms.minWhPerSlot);
        }
        if (terms.limitPrice > type(uint40).max) revert IOrderBook.OrderPriceTooHigh(terms.limitPrice);
        if (
            terms.slotFrom < currentSlot ||
            terms.slotTo < terms.slotFrom ||
            terms.slotTo <= currentSlot ||
            terms.slotFrom - currentSlot > type(uint16).max ||
            terms.slotTo - terms.slotFrom > type(uint16).max
        ) revert IOrderBook.OrderSlotsInvalid(terms.slotFrom, terms.slotTo, currentSlot);

        bool bid = terms.side == IOrderBook.Side.Bid;
        uint256 lockTiyn = bid ? _lockOf(terms) : 0;
        if (lockTiyn > type(uint48).max) revert IOrderBook.OrderLockTooLarge(lockTiyn);
        order = IOrderBook.Order({
            device: terms.device,
            placedIn: currentSlot,
            startsAfter: uint16(terms.slotFrom - currentSlot),
            lasts: uint16(terms.slotTo - terms.slotFrom),
            maxWhPerSlot: uint32(terms.maxWhPerSlot),
            limitPrice: uint40(terms.limitPrice),
            partner: terms.partner,
            terms: (bid ? BID : 0) | uint8(terms.minEvidence),
            locked: uint48(lockTiyn)
        });
    }

    function _lockOf(IOrderBook.EnergyOrder calldata terms) private pure returns (uint256) {
        uint256 slots = uint256(terms.slotTo - terms.slotFrom) + 1;
        return
            EnergyMath.owedUp(terms.maxWhPerSlot, terms.limitPrice) *
            (slots < LOCK_SLOTS ? slots : LOCK_SLOTS);
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

    function isBid(IOrderBook.Order memory order) internal pure returns (bool) {
        return order.terms & BID != 0;
    }

    function isClosed(IOrderBook.Order memory order) internal pure returns (bool) {
        return order.terms & CLOSED != 0;
    }

    function close(IOrderBook.Order memory order) internal pure {
        order.terms |= CLOSED;
    }
}
