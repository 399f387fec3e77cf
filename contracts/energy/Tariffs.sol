// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {ITariffs} from "./ITariffs.sol";

/// @title Tariffs: what the grid pays and charges, by zone and version.
contract Tariffs is ITariffs, AccessManaged {
    uint256 private constant SLOT_SECONDS = 900;

    /// @inheritdoc ITariffs
    uint32 public constant NOTICE_SLOTS = 96;

    IParticipants private immutable PARTICIPANTS;

    mapping(uint32 zone => Zone) private _zones;

    /// @dev `_tariffs[zone][version - 1]`; `fromSlot` never falls from one version to the next.
    mapping(uint32 zone => Tariff[]) private _tariffs;

    constructor(address authority, IParticipants participants) AccessManaged(authority) {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc ITariffs
    function openZone(uint32 zone, uint32 supplier, uint32 network) external restricted {
        if (_zones[zone].supplier != 0) revert ZoneTaken(zone);
        PARTICIPANTS.participantAt(supplier);
        PARTICIPANTS.participantAt(network);
        _zones[zone] = Zone(supplier, network);
        emit ZoneOpened(zone, supplier, network);
    }

    /// @inheritdoc ITariffs
    /// @dev A version may begin with the one before: a mistake can be replaced as long as the notice is kept.
    function publish(uint32 zone, Tariff calldata tariff) external restricted returns (uint32 version) {
        if (_zones[zone].supplier == 0) revert ZoneUnknown(zone);
        Tariff[] storage tariffs = _tariffs[zone];
        version = uint32(tariffs.length);
        uint256 earliest = block.timestamp / SLOT_SECONDS + 1;
        if (version != 0) {
            earliest = Math.max(earliest - 1 + NOTICE_SLOTS, tariffs[version - 1].fromSlot);
        }
        if (tariff.fromSlot < earliest) revert TariffNotInFuture(tariff.fromSlot, uint32(earliest));
        if (tariff.retail < tariff.feedIn) revert TariffInverted(tariff.feedIn, tariff.retail);
        tariffs.push(tariff);
        emit TariffPublished(zone, ++version, tariff);
    }

    /// @inheritdoc ITariffs
    function inForce(uint32 zone, uint32 version, uint32 slot) external view returns (Tariff memory tariff) {
        tariff = tariffAt(zone, version);
        Tariff[] storage tariffs = _tariffs[zone];
        bool over = version < tariffs.length && tariffs[version].fromSlot <= slot;
        if (slot < tariff.fromSlot || over) revert VersionNotInForce(zone, version, slot);
    }

    /// @inheritdoc ITariffs
    function versionsOf(uint32 zone) external view returns (uint32) {
        return uint32(_tariffs[zone].length);
    }

    /// @inheritdoc ITariffs
    function zoneAt(uint32 zone) external view returns (Zone memory entry) {
        entry = _zones[zone];
        if (entry.supplier == 0) revert ZoneUnknown(zone);
    }

    /// @inheritdoc ITariffs
    function tariffAt(uint32 zone, uint32 version) public view returns (Tariff memory) {
        Tariff[] storage tariffs = _tariffs[zone];
        if (version == 0 || version > tariffs.length) revert VersionUnknown(zone, version);
        return tariffs[version - 1];
    }
}
