// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {IDevices} from "../assets/IDevices.sol";
import {IVault} from "../money/IVault.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {Orders} from "./Orders.sol";
import {OrderWord} from "./OrderWord.sol";

/// @title The book: standing orders, each one word; the manual is {IOrderBook}.
contract OrderBook is IOrderBook, EIP712, ReentrancyGuardTransient {
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
    ) external nonReentrant returns (uint48 order) {
        Order memory placed = Orders.pack(terms, _currentSlot());
        if (block.timestamp > terms.validTo) revert OrderExpired(terms.validTo, block.timestamp);
        IDevices.Device memory device = _devices.deviceAt(terms.device);
        if (device.participant != terms.participant || device.zone != terms.zone || device.retired) {
            revert OrderNotOfDevice(terms.device, terms.participant, terms.zone);
        }
        if (device.supplier == 0) revert NoSupplyAgreement(terms.device);
        IParticipants.Participant memory owner = _participants.participantAt(terms.participant);
        if (owner.suspended) revert IParticipants.ParticipantSuspended(terms.participant);
        bytes32 digest = _hashTypedDataV4(Orders.structHash(terms));
        if (!_isSignedBy(owner.account, digest, signature)) {
            revert OrderSignatureInvalid(terms.participant, owner.account);
        }
        if (terms.nonce > type(uint16).max) revert OrderNonceTooLarge(terms.nonce);
        order = (uint48(terms.participant) << 16) | uint48(terms.nonce);
        if (_orders[order].device != 0) revert OrderNonceUsed(terms.participant, terms.nonce);

        _orders[order] = placed;
        if (placed.locked > 0) _vault.lock(terms.participant, placed.locked);
        emit OrderPlaced(
            order,
            terms.participant,
            terms.device,
            digest,
            placed.placedIn,
            placed.locked,
            terms
        );
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
    function wordAt(uint48 order) external view returns (OrderWord word) {
        Order storage entry = _orders[order];
        assembly ("memory-safe") {
            word := sload(entry.slot)
        }
    }

    /// @inheritdoc IOrderBook
    function orderDigest(EnergyOrder calldata terms) external view returns (bytes32) {
        return _hashTypedDataV4(Orders.structHash(terms));
    }

    function _currentSlot() private view returns (uint32) {
        return uint32(block.timestamp / SLOT_SECONDS);
    }

    function _known(uint48 order) private view returns (Order memory found) {
        found = _orders[order];
        if (found.device == 0) revert OrderUnknown(order);
    }

    /// @dev A key's own signature first: it needs no look at the account's code.
    function _isSignedBy(
        address account,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool) {
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == account) return true;
        return SignatureChecker.isValidERC1271SignatureNow(account, digest, signature);
    }
}
