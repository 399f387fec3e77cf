// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IDevices} from "../assets/IDevices.sol";
import {OrderWord} from "./OrderWord.sol";

/// @title Standing orders: what owners of devices offer and ask for, slot after slot.
/// @notice Energy in Wh, prices in tiyn per MWh, money in tiyn. An order counts for a slot only if it was placed before the slot
/// began, with the funds of a bid locked; so the book of a slot is chain state that nobody can change once readings are known.
interface IOrderBook {
    enum Side {
        Ask,
        Bid
    }

    enum Mode {
        Metered,
        Forward
    }

    /// @notice Signed by the device's participant (EIP-712).
    /// @param slotFrom First slot; at most 65,535 after the slot of placing.
    /// @param slotTo Last slot; at most 65,535 after `slotFrom`.
    /// @param maxWhPerSlot Above 0, at most 2^32 − 1.
    /// @param minWhPerSlot 0 in METERED mode.
    /// @param limitPrice At most 2^40 − 1. A bid's covers price and network fee.
    /// @param partner Participant to trade with alone; 0: anyone.
    /// @param minEvidence Least evidence class of the other side.
    /// @param nonce The owner's own number of the order, 0 to 65,535; used once.
    /// @param validTo Unix second after which the order may no longer be placed.
    struct EnergyOrder {
        Side side;
        Mode mode;
        uint32 device;
        uint32 participant;
        uint32 zone;
        uint32 slotFrom;
        uint32 slotTo;
        uint64 maxWhPerSlot;
        uint64 minWhPerSlot;
        uint64 limitPrice;
        uint32 partner;
        IDevices.Evidence minEvidence;
        bytes32 termsHash;
        uint256 nonce;
        uint64 validTo;
    }

    /// @notice An order as the chain keeps it: one word.
    struct Order {
        uint32 device; // word 0, full
        uint32 placedIn; // slot of placing; counts from the next one
        uint16 startsAfter; // slotFrom − placedIn
        uint16 lasts; // slotTo − slotFrom; cancelling shortens it
        uint32 maxWhPerSlot;
        uint40 limitPrice;
        uint32 partner;
        uint8 terms; // bit 7: bid; bit 6: closed (cancelled or its lock released); bits 0–1: minEvidence
        uint48 locked; // tiyn locked for a bid
    }

    error ModeNotOffered(Mode mode);
    error OrderSignatureInvalid(uint32 participant, address expected);
    error OrderNonceUsed(uint32 participant, uint256 nonce);
    error OrderNonceTooLarge(uint256 nonce);
    error OrderExpired(uint64 validTo, uint256 time);
    /// @notice The order is not the device's: participant or zone differ.
    error OrderNotOfDevice(uint32 device, uint32 participant, uint32 zone);
    error OrderSlotsInvalid(uint32 slotFrom, uint32 slotTo, uint32 currentSlot);
    error OrderAmountInvalid(uint64 maxWhPerSlot, uint64 minWhPerSlot);
    error OrderPriceTooHigh(uint64 limitPrice);
    error OrderLockTooLarge(uint256 lockTiyn);
    error OrderUnknown(uint48 order);
    error OrderClosed(uint48 order);
    error OrderStillLive(uint48 order, uint32 slotTo);
    error NoSupplyAgreement(uint32 device);

    /// @param word The order as {Order} lays it out, the money locked for it included; zone and participant are the device's.
    /// @param orderHash EIP-712 digest that the owner signed; it covers what the word does not say (validTo).
    event OrderPlaced(
        uint48 indexed order,
        uint32 indexed participant,
        OrderWord word,
        bytes32 orderHash,
        bytes32 termsHash
    );
    /// @param lastSlot Last slot the order counts for.
    event OrderCancelled(uint48 indexed order, uint32 indexed participant, uint32 lastSlot);
    event OrderReleased(uint48 indexed order, uint32 indexed participant, uint96 released);

    /// @notice Places a standing order and, for a bid, locks a day's worth of it.
    /// @dev Anyone may send it. Reverts as the Order errors say, {NoSupplyAgreement}, {IVault.FreeTooLow}.
    /// @return order `participant << 16 | nonce`: the owner numbers its orders, and a number is used once.
    function placeOrder(EnergyOrder calldata terms, bytes calldata signature) external returns (uint48 order);

    /// @notice Ends an order with the current slot; its money is released by {releaseOrder} after that.
    /// @dev Caller: the participant's account. Reverts {OrderUnknown}, {OrderClosed}, {IParticipants.NotParticipant}.
    function cancelOrder(uint48 order) external;

    /// @notice Frees the lock of an order whose last slot has been over for {LOCK_TAIL_SLOTS}. Anyone may call; works once.
    /// @dev Reverts {OrderUnknown}, {OrderClosed}, {OrderStillLive}.
    function releaseOrder(uint48 order) external returns (uint96 released);

    function orderAt(uint48 order) external view returns (Order memory);

    /// @notice Orders as the words they are stored in, in the order asked for; zero for an unknown one.
    function wordsAt(uint48[] calldata orders) external view returns (OrderWord[] memory);

    function orderDigest(EnergyOrder calldata terms) external view returns (bytes32);

    function LOCK_TAIL_SLOTS() external view returns (uint32);
}
