// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title What the grid pays and charges in each zone.
/// @notice Prices are tiyn per MWh. A slot is 900 s: slot = Unix time / 900, UTC.
interface ITariffs {
    /// @param feedIn What the grid pays for one MWh; negative when giving energy costs money.
    /// @param retail What the grid charges for one MWh; never below `feedIn`.
    /// @param networkFee Added once to every peer sale, paid by the buyer.
    /// @param fromSlot First slot the prices hold for.
    struct Tariff {
        int64 feedIn; // word 0: 8 + 8 + 8 + 4 of 32 bytes
        int64 retail;
        uint64 networkFee;
        uint32 fromSlot;
    }

    /// @param supplier Participant that stands behind every metered watt-hour of the zone.
    /// @param network Participant that receives the network fee.
    struct Zone {
        uint32 supplier;
        uint32 network;
    }

    /// @notice Prices hold from at least {NOTICE_SLOTS} slots ahead, except the first of a zone, which may hold from the next slot.
    error TariffNotInFuture(uint32 fromSlot, uint32 earliest);
    /// @notice The grid would charge less than it pays.
    error TariffInverted(int64 feedIn, int64 retail);
    error ZoneUnknown(uint32 zone);
    error ZoneTaken(uint32 zone);
    error VersionUnknown(uint32 zone, uint32 version);
    /// @notice The version does not hold in that slot.
    error VersionNotInForce(uint32 zone, uint32 version, uint32 slot);

    event ZoneOpened(uint32 indexed zone, uint32 indexed supplier, uint32 indexed network);
    event TariffPublished(uint32 indexed zone, uint32 indexed version, Tariff tariff);

    /// @dev Caller: TARIFF_ROLE. Reverts {ZoneTaken}, {IParticipants.ParticipantUnknown}.
    function openZone(uint32 zone, uint32 supplier, uint32 network) external;

    /// @notice Publishes the next version of a zone's tariff; earlier versions stay readable.
    /// @dev Caller: TARIFF_ROLE. Reverts {ZoneUnknown}, {TariffNotInFuture}, {TariffInverted}.
    /// @return version Counts from 1 in each zone.
    function publish(uint32 zone, Tariff calldata tariff) external returns (uint32 version);

    /// @notice The tariff of a version, if it holds in the slot. Reverts {VersionUnknown}, {VersionNotInForce}.
    function inForce(uint32 zone, uint32 version, uint32 slot) external view returns (Tariff memory);

    /// @notice Reverts {VersionUnknown}.
    function tariffAt(uint32 zone, uint32 version) external view returns (Tariff memory);

    function versionsOf(uint32 zone) external view returns (uint32);

    /// @notice Reverts {ZoneUnknown}.
    function zoneAt(uint32 zone) external view returns (Zone memory);

    function NOTICE_SLOTS() external view returns (uint32);
}
