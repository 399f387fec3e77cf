// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {DeviceWord} from "./DeviceWord.sol";

/// @title Meters and the assets behind them, by number.
/// @notice Ratings are W, capacities Wh. A community's device stands for the sum of its private homes, which never appear here.
interface IDevices {
    /// @dev Bus and Battery are storage: their export counts net of import (E1), and E11 follows their charge.
    enum Kind {
        None,
        Charger,
        Bus,
        Battery,
        Solar,
        Building,
        Community
    }

    /// @notice How well a reading is vouched for, weakest first. Unsigned is kept and never settled.
    enum Evidence {
        Unsigned,
        UtilityAttested,
        EdgeSigned,
        MeterSigned
    }

    /// @notice The seven curves of OCMF.
    enum Curve {
        None,
        Secp192k1,
        Secp192r1,
        Secp256k1,
        Secp256r1,
        Secp384r1,
        BrainpoolP256r1,
        BrainpoolP384r1
    }

    struct Device {
        uint32 participant; // word 0: 4 + 4 + 4 + 8 + 1 + 1 + 4 + 1 + 4 of 32 bytes
        uint32 zone;
        uint32 ratedW;
        uint64 capacityWh;
        Kind kind;
        Evidence evidence;
        uint32 supplier; // participant whose SupplyAgreement stands behind the device; 0: none yet
        bool retired;
        uint32 owner; // the participant's beneficial owner, which never changes: kept here for whoever settles hundreds of devices
    }

    /// @param keyHash keccak256 of the SubjectPublicKeyInfo DER bytes.
    /// @param validTo First second at which the key no longer counts; 0: open.
    /// @param vouchedBy Participant that answers for «this key is in this meter».
    struct MeterKey {
        bytes32 keyHash;
        Curve curve;
        uint48 validFrom;
        uint48 validTo;
        uint32 vouchedBy;
    }

    /// @notice Signed by the device's participant (EIP-712): the supplier buys what is left and sells what is missing.
    struct SupplyAgreement {
        uint32 device;
        uint32 supplier;
        bytes32 termsHash;
        uint256 nonce;
        uint64 validTo;
    }

    error DeviceUnknown(uint32 device);
    error DeviceRetiredAlready(uint32 device);
    /// @notice A kind, a rated power, a zone and a serial number must be given.
    error DeviceIncomplete();
    /// @notice The serial number is registered already.
    error SerialTaken(bytes32 serialHash, uint32 device);
    /// @notice A key's validity must begin before it ends, and not overlap the one before.
    error KeyPeriodInvalid(uint48 validFrom, uint48 validTo);
    /// @notice A curve and the key's bytes must be given.
    error KeyIncomplete();
    error KeyUnknown(uint32 device, uint32 index);
    error AgreementExpired(uint64 validTo, uint256 time);
    error AgreementSignatureInvalid(uint32 device, address expected);
    error AgreementNonceUsed(uint32 participant, uint256 nonce);

    /// @param serialHash keccak256 of the meter's serial number as its OCMF records state it.
    event DeviceRegistered(
        uint32 indexed device,
        uint32 indexed participant,
        uint32 indexed zone,
        Kind kind,
        Evidence evidence,
        uint32 ratedW,
        uint64 capacityWh,
        bytes32 serialHash,
        string serial
    );
    event DeviceRetired(uint32 indexed device);
    event MeterKeyAdded(
        uint32 indexed device,
        uint32 indexed index,
        Curve curve,
        uint48 validFrom,
        uint48 validTo,
        uint32 vouchedBy,
        bytes publicKey
    );
    event MeterKeyEnded(uint32 indexed device, uint32 indexed index, uint48 validTo);
    event SupplyAgreed(uint32 indexed device, uint32 indexed supplier, bytes32 termsHash);

    /// @notice Registers a device. The serial is public: it is printed on company equipment; homes are never registered.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {DeviceIncomplete}, {SerialTaken}, {IParticipants.ParticipantUnknown}.
    /// @return device Counts from 1.
    function register(
        uint32 participant,
        uint32 zone,
        Kind kind,
        Evidence evidence,
        uint32 ratedW,
        uint64 capacityWh,
        string calldata serial
    ) external returns (uint32 device);

    /// @dev Caller: REGISTRAR_ROLE. Reverts {DeviceUnknown}, {DeviceRetiredAlready}.
    function retire(uint32 device) external;

    /// @notice Adds the key that the meter signs with from `validFrom`; an open predecessor ends there.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {DeviceUnknown}, {KeyIncomplete}, {KeyPeriodInvalid},
    /// {IParticipants.ParticipantUnknown}.
    /// @param publicKey SubjectPublicKeyInfo, DER.
    /// @return index Counts from 0 for each device.
    function addMeterKey(
        uint32 device,
        bytes calldata publicKey,
        Curve curve,
        uint48 validFrom,
        uint48 validTo,
        uint32 vouchedBy
    ) external returns (uint32 index);

    /// @dev Caller: REGISTRAR_ROLE. Reverts {KeyUnknown}, {KeyPeriodInvalid}.
    function endMeterKey(uint32 device, uint32 index, uint48 validTo) external;

    /// @notice Records a supply agreement signed by the device's participant; a later one replaces it.
    /// @dev Anyone may send it. Reverts {DeviceUnknown}, {AgreementExpired}, {AgreementSignatureInvalid}, {AgreementNonceUsed},
    /// {IParticipants.ParticipantUnknown} (supplier).
    function agreeSupply(SupplyAgreement calldata agreement, bytes calldata signature) external;

    /// @notice Reverts {DeviceUnknown}.
    function deviceAt(uint32 device) external view returns (Device memory);

    /// @notice The device as the word it is stored in; zero for an unknown one.
    function wordAt(uint32 device) external view returns (DeviceWord);

    /// @notice The same for many, in the order asked for.
    function wordsAt(uint32[] calldata devices) external view returns (DeviceWord[] memory);

    /// @notice The meter key in force at a moment. Reverts {KeyUnknown} when there is none.
    function meterKeyAt(uint32 device, uint48 time) external view returns (MeterKey memory);

    function meterKeys(uint32 device) external view returns (MeterKey[] memory);

    function count() external view returns (uint32);
}
