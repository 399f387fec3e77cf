// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {DeviceWord} from "./DeviceWord.sol";
import {IDevices} from "./IDevices.sol";

/// @title Devices: meters, their keys, and who stands behind them.
contract Devices is IDevices, AccessManaged, EIP712 {
    using BitMaps for BitMaps.BitMap;

    bytes32 private constant SUPPLY_AGREEMENT_TYPEHASH = keccak256(
        "SupplyAgreement(uint32 device,uint32 supplier,bytes32 termsHash,uint256 nonce,uint64 validTo)"
    );

    IParticipants private immutable PARTICIPANTS;

    /// @inheritdoc IDevices
    uint32 public count;

    mapping(uint32 device => Device) private _devices;

    /// @dev In time's order and never overlapping; see {addMeterKey}.
    mapping(uint32 device => MeterKey[]) private _keys;

    mapping(bytes32 serialHash => uint32 device) private _bySerial;

    mapping(uint32 participant => BitMaps.BitMap) private _agreementNonces;

    constructor(
        address authority,
        IParticipants participants
    ) AccessManaged(authority) EIP712("Alatau Ledger", "1") {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc IDevices
    function register(
        uint32 participant,
        uint32 zone,
        Kind kind,
        Evidence evidence,
        uint32 ratedW,
        uint64 capacityWh,
        string calldata serial
    ) external restricted returns (uint32 device) {
        if (zone == 0 || ratedW == 0 || kind == Kind.None || bytes(serial).length == 0)
            revert DeviceIncomplete();
        uint32 owner = PARTICIPANTS.participantAt(participant).owner;
        bytes32 serialHash = keccak256(bytes(serial));
        device = _bySerial[serialHash];
        if (device != 0) revert SerialTaken(serialHash, device);
        device = ++count;
        _bySerial[serialHash] = device;
        Device storage entry = _devices[device];
        entry.participant = participant;
        entry.zone = zone;
        entry.ratedW = ratedW;
        entry.capacityWh = capacityWh;
        entry.kind = kind;
        entry.evidence = evidence;
        entry.owner = owner;
        emit DeviceRegistered(
            device,
            participant,
            zone,
            kind,
            evidence,
            ratedW,
            capacityWh,
            serialHash,
            serial
        );
    }

    /// @inheritdoc IDevices
    function retire(uint32 device) external restricted {
        Device storage entry = _known(device);
        if (entry.retired) revert DeviceRetiredAlready(device);
        entry.retired = true;
        emit DeviceRetired(device);
    }

    /// @inheritdoc IDevices
    function addMeterKey(
        uint32 device,
        bytes calldata publicKey,
        Curve curve,
        uint48 validFrom,
        uint48 validTo,
        uint32 vouchedBy
    ) external restricted returns (uint32 index) {
        _known(device);
        if (curve == Curve.None || publicKey.length == 0) revert KeyIncomplete();
        if (validTo != 0 && validTo <= validFrom) revert KeyPeriodInvalid(validFrom, validTo);
        PARTICIPANTS.participantAt(vouchedBy);
        MeterKey[] storage keys = _keys[device];
        index = uint32(keys.length);
        if (index != 0) _giveWay(device, index - 1, keys[index - 1], validFrom, validTo);
        keys.push(MeterKey(keccak256(publicKey), curve, validFrom, validTo, vouchedBy));
        emit MeterKeyAdded(device, index, curve, validFrom, validTo, vouchedBy, publicKey);
    }

    /// @inheritdoc IDevices
    /// @dev The moment may lie in the past: a stolen key counts no longer from the day it was stolen.
    function endMeterKey(uint32 device, uint32 index, uint48 validTo) external restricted {
        if (index >= _keys[device].length) revert KeyUnknown(device, index);
        MeterKey storage key = _keys[device][index];
        bool longer = key.validTo != 0 && validTo > key.validTo;
        if (validTo <= key.validFrom || longer) revert KeyPeriodInvalid(key.validFrom, validTo);
        key.validTo = validTo;
        emit MeterKeyEnded(device, index, validTo);
    }

    /// @inheritdoc IDevices
    function agreeSupply(SupplyAgreement calldata agreement, bytes calldata signature) external {
        Device storage entry = _known(agreement.device);
        if (block.timestamp > agreement.validTo) revert AgreementExpired(agreement.validTo, block.timestamp);
        PARTICIPANTS.participantAt(agreement.supplier);
        uint32 participant = entry.participant;
        BitMaps.BitMap storage nonces = _agreementNonces[participant];
        if (nonces.get(agreement.nonce)) revert AgreementNonceUsed(participant, agreement.nonce);
        nonces.set(agreement.nonce);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SUPPLY_AGREEMENT_TYPEHASH, agreement)));
        address account = PARTICIPANTS.accountOf(participant);
        if (!SignatureChecker.isValidSignatureNowCalldata(account, digest, signature)) {
            revert AgreementSignatureInvalid(agreement.device, account);
        }
        entry.supplier = agreement.supplier;
        emit SupplyAgreed(agreement.device, agreement.supplier, agreement.termsHash);
    }

    /// @inheritdoc IDevices
    function deviceAt(uint32 device) external view returns (Device memory) {
        return _known(device);
    }

    /// @inheritdoc IDevices
    function wordAt(uint32 device) external view returns (DeviceWord) {
        return _wordAt(device);
    }

    /// @inheritdoc IDevices
    function wordsAt(uint32[] calldata devices) external view returns (DeviceWord[] memory words) {
        words = new DeviceWord[](devices.length);
        for (uint256 i = 0; i < devices.length; ++i) words[i] = _wordAt(devices[i]);
    }

    /// @inheritdoc IDevices
    function meterKeyAt(uint32 device, uint48 time) external view returns (MeterKey memory) {
        MeterKey[] storage keys = _keys[device];
        for (uint256 i = keys.length; i != 0; --i) {
            MeterKey storage key = keys[i - 1];
            if (key.validFrom > time) continue;
            if (key.validTo == 0 || time < key.validTo) return key;
            break; // periods never overlap: earlier keys ended earlier
        }
        revert KeyUnknown(device, uint32(keys.length));
    }

    /// @inheritdoc IDevices
    function meterKeys(uint32 device) external view returns (MeterKey[] memory) {
        return _keys[device];
    }

    /// @dev An open predecessor ends where its successor begins; a closed one must have ended by then.
    function _giveWay(
        uint32 device,
        uint32 index,
        MeterKey storage before,
        uint48 validFrom,
        uint48 validTo
    ) private {
        bool open = before.validTo == 0;
        if (validFrom <= before.validFrom || (!open && validFrom < before.validTo)) {
            revert KeyPeriodInvalid(validFrom, validTo);
        }
        if (!open) return;
        before.validTo = validFrom;
        emit MeterKeyEnded(device, index, validFrom);
    }

    function _wordAt(uint32 device) private view returns (DeviceWord word) {
        Device storage entry = _devices[device];
        assembly ("memory-safe") {
            word := sload(entry.slot)
        }
    }

    function _known(uint32 device) private view returns (Device storage entry) {
        entry = _devices[device];
        if (entry.participant == 0) revert DeviceUnknown(device);
    }
}
