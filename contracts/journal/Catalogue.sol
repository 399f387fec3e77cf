// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IParticipants} from "../access/IParticipants.sol";
import {ICatalogue} from "./ICatalogue.sol";
import {IJournal} from "./IJournal.sol";

/// @title Catalogue: descriptions, schemas and grants of data sets, members' gateways and statements of faults.
/// @notice Nobody has a role here: a data set's owner acts for its data set, a participant for itself.
contract Catalogue is ICatalogue {
    struct Entry {
        uint32 descriptions;
        uint32 schemas;
        bytes32 documentHash;
        bytes32 schemaHash;
    }

    /// @inheritdoc ICatalogue
    uint256 public constant MOST_URL_BYTES = 200;

    uint8 private constant FIRST = 0;
    uint8 private constant BREAKING = 2;
    uint8 private constant LAST_FAULT_KIND = 4;
    uint8 private constant WHOLE_SET = 0;

    IParticipants private immutable PARTICIPANTS;
    IJournal private immutable JOURNAL;

    mapping(bytes32 dataset => Entry) private _entries;

    /// @dev 0 where nothing is granted.
    mapping(bytes32 dataset => mapping(uint8 group => mapping(uint32 participant => uint64 validTo)))
        private _grants;

    modifier onlyOwner(bytes32 dataset) {
        uint32 owner = JOURNAL.ownerOf(dataset);
        IParticipants.Participant memory participant = PARTICIPANTS.participantAt(owner);
        if (participant.account != msg.sender) revert IParticipants.NotParticipant(msg.sender, owner);
        if (participant.suspended) revert IParticipants.ParticipantSuspended(owner);
        _;
    }

    constructor(IParticipants participants, IJournal journal) {
        PARTICIPANTS = participants;
        JOURNAL = journal;
    }

    /// @inheritdoc ICatalogue
    function describe(
        bytes32 dataset,
        Description calldata description
    ) external onlyOwner(dataset) returns (uint32 version) {
        if (description.documentHash == 0) revert DocumentMissing(dataset);
        Entry storage entry = _entries[dataset];
        version = ++entry.descriptions;
        entry.documentHash = description.documentHash;
        emit DatasetDescribed(dataset, version, description);
    }

    /// @inheritdoc ICatalogue
    function publishSchema(
        bytes32 dataset,
        bytes32 schemaHash,
        uint8 compatibility
    ) external onlyOwner(dataset) returns (uint32 version) {
        Entry storage entry = _entries[dataset];
        if (schemaHash == entry.schemaHash || schemaHash == 0) revert SchemaUnchanged(dataset, schemaHash);
        version = ++entry.schemas;
        if (compatibility > BREAKING || (compatibility == FIRST) != (version == 1)) {
            revert CompatibilityInvalid(version, compatibility);
        }
        entry.schemaHash = schemaHash;
        emit SchemaPublished(dataset, version, schemaHash, compatibility);
    }

    /// @inheritdoc ICatalogue
    function grant(
        bytes32 dataset,
        uint8 group,
        uint32 participant,
        uint64 validTo
    ) external onlyOwner(dataset) {
        PARTICIPANTS.participantAt(participant);
        if (validTo < block.timestamp) revert GrantExpired(validTo, block.timestamp);
        _grants[dataset][group][participant] = validTo;
        emit AccessGranted(dataset, group, participant, validTo);
    }

    /// @inheritdoc ICatalogue
    function revoke(bytes32 dataset, uint8 group, uint32 participant) external onlyOwner(dataset) {
        if (_grants[dataset][group][participant] == 0) revert GrantUnknown(dataset, group, participant);
        delete _grants[dataset][group][participant];
        emit AccessRevoked(dataset, group, participant);
    }

    /// @inheritdoc ICatalogue
    function announceGateway(string calldata url, bytes32 exchangeKey) external {
        uint32 participant = _caller();
        uint256 length = bytes(url).length;
        if (length > MOST_URL_BYTES) revert UrlTooLong(length, MOST_URL_BYTES);
        for (uint256 i = 0; i < length; ++i) {
            bytes1 character = bytes(url)[i];
            if (character < 0x21 || character > 0x7e) revert UrlMalformed(i);
        }
        if (length == 0) exchangeKey = 0;
        else if (exchangeKey == 0) revert ExchangeKeyMissing(participant);
        emit GatewayAnnounced(participant, url, exchangeKey);
    }

    /// @inheritdoc ICatalogue
    function recordFault(
        uint32 member,
        bytes32 dataset,
        bytes32 recordHash,
        uint8 kind,
        bytes32 evidenceHash
    ) external {
        uint32 by = _caller();
        PARTICIPANTS.participantAt(member);
        JOURNAL.ownerOf(dataset);
        if (kind == 0 || kind > LAST_FAULT_KIND) revert FaultKindUnknown(kind);
        emit FaultRecorded(member, dataset, by, kind, recordHash, evidenceHash);
    }

    /// @inheritdoc ICatalogue
    function descriptionOf(bytes32 dataset) external view returns (uint32 version, bytes32 documentHash) {
        Entry storage entry = _entries[dataset];
        return (entry.descriptions, entry.documentHash);
    }

    /// @inheritdoc ICatalogue
    function schemaOf(bytes32 dataset) external view returns (uint32 version, bytes32 schemaHash) {
        Entry storage entry = _entries[dataset];
        return (entry.schemas, entry.schemaHash);
    }

    /// @inheritdoc ICatalogue
    function hasAccess(bytes32 dataset, uint8 group, uint32 participant) external view returns (bool) {
        if (JOURNAL.ownerOf(dataset) == participant) return true;
        if (_grants[dataset][WHOLE_SET][participant] >= block.timestamp) return true;
        return _grants[dataset][group][participant] >= block.timestamp;
    }

    /// @dev The active participant whose account in force sends this.
    function _caller() private view returns (uint32 participant) {
        participant = PARTICIPANTS.participantOf(msg.sender);
        if (participant == 0) revert IParticipants.NotParticipant(msg.sender, 0);
        PARTICIPANTS.requireActive(participant);
    }
}
