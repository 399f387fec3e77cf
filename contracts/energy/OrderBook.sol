// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AccountSignature} from "../access/AccountSignature.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {DeviceWord} from "../assets/DeviceWord.sol";
import {IDevices} from "../assets/IDevices.sol";
import {IVault} from "../money/IVault.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {Orders} from "./Orders.sol";
import {OrderWord} from "./OrderWord.sol";

/// @title The book: standing orders, each one word; the manual is {IOrderBook}.
contract OrderBook is IOrderBook, EIP712, ReentrancyGuardTransient {
    using AccountSignature for address;
    using Orders for Order;

    uint256 private constant SLOT_SECONDS = 900;
    uint32 public constant LOCK_TAIL_SLOTS = 96;

    IParticipants private immutable _participants;
    IDevices private immutable _devices;
    IVault private immutable _vault;

    mapping(uint48 order => Order) private _orders;

    constructor(IParticipants participants, IDevices devices, IVault vault) EIP712("Alatau Ledger", "1") {
        (_participants, _devices, _vault) = (participants, devices, vault);
    }

    /// @inheritdoc IOrderBook
    function placeOrder(
        EnergyOrder calldata terms,
        bytes calldata signature
    ) external returns (uint48 order) {
        (OrderWord placed, uint48 locked) = Orders.pack(terms, _currentSlot());
        if (block.timestamp > terms.validTo) revert OrderExpired(terms.validTo, block.timestamp);
        uint32 participant = terms.participant;
        _requireDevice(terms.device, participant, terms.zone);
        IParticipants.Participant memory owner = _participants.participantAt(participant);
        if (owner.suspended) revert IParticipants.ParticipantSuspended(participant);
        bytes32 digest = _hashTypedDataV4(Orders.structHash(terms));
        if (!owner.account.isSignedBy(digest, signature)) {
            revert OrderSignatureInvalid(participant, owner.account);
        }
        uint256 nonce = terms.nonce;
        if (nonce > type(uint16).max) revert OrderNonceTooLarge(nonce);
        order = (uint48(participant) << 16) | uint48(nonce);
        _store(order, placed);
        // Only the vault is called after this, and it calls nobody: no guard is needed.
        if (locked > 0) _vault.lock(participant, locked);
        emit OrderPlaced(order, participant, placed, digest, terms.termsHash);
    }

    /// @inheritdoc IOrderBook
    function cancelOrder(uint48 order) external {
        Order memory found = _known(order);
        uint32 participant = _devices.deviceAt(found.device).participant;
        if (_participants.accountOf(participant) != msg.sender) {
            revert IParticipants.NotParticipant(msg.sender, participant);
        }
        if (found.isClosed() || found.slotTo() <= _currentSlot()) revert OrderClosed(order);
        found.cancel(_currentSlot());
        _orders[order] = found;
        emit OrderCancelled(order, participant, found.slotTo());
    }

    /// @inheritdoc IOrderBook
    function releaseOrder(uint48 order) external nonReentrant returns (uint96 released) {
        Order memory found = _known(order);
        if (found.isClosed()) revert OrderClosed(order);
        if (_currentSlot() <= found.slotTo() + LOCK_TAIL_SLOTS) revert OrderStillLive(order, found.slotTo());
        found.close();
        _orders[order] = found;
        uint32 participant = _devices.deviceAt(found.device).participant;
        if (found.locked > 0) released = _vault.unlock(participant, found.locked);
        emit OrderReleased(order, participant, released);
    }

    /// @inheritdoc IOrderBook
    function orderAt(uint48 order) external view returns (Order memory) {
        return _known(order);
    }

    /// @inheritdoc IOrderBook
    function wordsAt(uint48[] calldata orders) external view returns (OrderWord[] memory words) {
        words = new OrderWord[](orders.length);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order storage entry = _orders[orders[i]];
            OrderWord word;
            assembly ("memory-safe") {
                word := sload(entry.slot)
            }
            words[i] = word;
        }
    }

    /// @inheritdoc IOrderBook
    function orderDigest(EnergyOrder calldata terms) external view returns (bytes32) {
        return _hashTypedDataV4(Orders.structHash(terms));
    }

    /// @dev Writes the one word of a new order.
    function _store(uint48 order, OrderWord word) private {
        Order storage entry = _orders[order];
        if (entry.device != 0) revert OrderNonceUsed(uint32(order >> 16), uint16(order));
        assembly ("memory-safe") {
            sstore(entry.slot, word)
        }
    }

    function _requireDevice(uint32 number, uint32 participant, uint32 zone) private view {
        DeviceWord device = _devices.wordAt(number);
        if (DeviceWord.unwrap(device) == 0) revert IDevices.DeviceUnknown(number);
        if (device.participant() != participant || device.zone() != zone || device.isRetired())
            revert OrderNotOfDevice(number, participant, zone);
        if (device.supplier() == 0) revert NoSupplyAgreement(number);
    }

    function _currentSlot() private view returns (uint32) {
        return uint32(block.timestamp / SLOT_SECONDS);
    }

    function _known(uint48 order) private view returns (Order memory found) {
        found = _orders[order];
        if (found.device == 0) revert OrderUnknown(order);
    }
}
