// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The checked readings of a slot: one set per (zone, slot, version), signed by the checkers of `energy.readings`.
/// @notice RFC 9162 tree over keccak256; leaves ascend by device, one each. Leaf data = abi.encode(uint32 device, uint32 slot,
/// uint64 importEndWh, uint64 exportEndWh, uint64 importWh, uint64 exportWh, bytes32 evidenceHash), registers in whole Wh.
interface IReadingSets {
    /// @notice What checkers sign (EIP-712). Its struct hash is the set's hash.
    /// @param publisher Participant that put the set together and sends it.
    /// @param version Counts from 1; n + 1 replaces n (E3).
    /// @param replaces Hash of the version before; zero for the first.
    struct SlotReadings {
        uint32 publisher;
        uint32 zone;
        uint32 slot;
        uint32 version;
        bytes32 replaces;
        bytes32 root;
        uint32 count;
        uint64 importWh;
        uint64 exportWh;
    }

    struct ReadingSet {
        bytes32 root;
        bytes32 setHash;
        uint32 count; // word 2: 4 + 4 + 8 + 8 + 6 of 32 bytes
        uint32 version;
        uint64 importWh;
        uint64 exportWh;
        uint48 acceptedAt;
    }

    error NotPublisher(address caller, uint32 publisher);
    error SlotNotOver(uint32 slot, uint256 endsAt);
    error SetEmpty();
    error VersionGap(uint32 found, uint32 expected);
    error ReplacesMismatch(bytes32 found, bytes32 expected);

    event ReadingSetAccepted(
        uint32 indexed zone,
        uint32 indexed slot,
        uint32 indexed version,
        uint32 publisher,
        bytes32 setHash,
        bytes32 replaces,
        bytes32 root,
        uint32 count,
        uint64 importWh,
        uint64 exportWh
    );

    /// @dev Caller: the publisher's account. Reverts as above and as {IJournal-requireQuorum}.
    function accept(SlotReadings calldata readings, bytes[] calldata signatures) external;

    /// @notice The latest version of a slot's set; zeroes where there is none.
    function latest(uint32 zone, uint32 slot) external view returns (ReadingSet memory);

    function readingsDigest(SlotReadings calldata readings) external view returns (bytes32);
}
