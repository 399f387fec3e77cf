// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {IJournal} from "../journal/IJournal.sol";
import {IReadingSets} from "./IReadingSets.sol";

/// @title ReadingSets: the latest checked readings of every (zone, slot).
/// @notice E3: one live set per (zone, slot); version n + 1 names n.
contract ReadingSets is IReadingSets, EIP712 {
    uint256 private constant SLOT_SECONDS = 900;

    bytes32 private constant ENERGY_READINGS = keccak256("energy.readings");

    bytes32 private constant SLOT_READINGS_TYPEHASH = keccak256(
        "SlotReadings(uint32 publisher,uint32 zone,uint32 slot,uint32 version,bytes32 replaces,bytes32 root,uint32 count,uint64 importWh,uint64 exportWh)"
    );

    IParticipants private immutable PARTICIPANTS;
    IJournal private immutable JOURNAL;

    mapping(uint32 zone => mapping(uint32 slot => ReadingSet)) private _latest;

    constructor(IParticipants participants, IJournal journal) EIP712("Alatau Ledger", "1") {
        PARTICIPANTS = participants;
        JOURNAL = journal;
    }

    /// @inheritdoc IReadingSets
    function accept(SlotReadings calldata readings, bytes[] calldata signatures) external {
        IParticipants.Participant memory publisher = PARTICIPANTS.participantAt(readings.publisher);
        if (publisher.account != msg.sender) revert NotPublisher(msg.sender, readings.publisher);
        if (publisher.suspended) revert IParticipants.ParticipantSuspended(readings.publisher);
        uint256 endsAt = (uint256(readings.slot) + 1) * SLOT_SECONDS;
        if (block.timestamp < endsAt) revert SlotNotOver(readings.slot, endsAt);
        if (readings.count == 0) revert SetEmpty();
        ReadingSet storage set = _latest[readings.zone][readings.slot];
        uint32 expected = set.version + 1;
        if (readings.version != expected) revert VersionGap(readings.version, expected);
        if (readings.replaces != set.setHash) revert ReplacesMismatch(readings.replaces, set.setHash);
        bytes32 setHash = _hash(readings);
        JOURNAL.requireQuorum(ENERGY_READINGS, _hashTypedDataV4(setHash), readings.publisher, signatures);
        _store(set, readings, setHash);
    }

    /// @inheritdoc IReadingSets
    function latest(uint32 zone, uint32 slot) external view returns (ReadingSet memory) {
        return _latest[zone][slot];
    }

    /// @inheritdoc IReadingSets
    function readingsDigest(SlotReadings calldata readings) external view returns (bytes32) {
        return _hashTypedDataV4(_hash(readings));
    }

    function _store(ReadingSet storage set, SlotReadings calldata readings, bytes32 setHash) private {
        set.root = readings.root;
        set.setHash = setHash;
        set.count = readings.count;
        set.version = readings.version;
        set.importWh = readings.importWh;
        set.exportWh = readings.exportWh;
        set.acceptedAt = uint48(block.timestamp);
        emit ReadingSetAccepted(
            readings.zone,
            readings.slot,
            readings.version,
            readings.publisher,
            setHash,
            readings.replaces,
            readings.root,
            readings.count,
            readings.importWh,
            readings.exportWh
        );
    }

    function _hash(SlotReadings calldata readings) private pure returns (bytes32) {
        return keccak256(abi.encode(SLOT_READINGS_TYPEHASH, readings));
    }
}
