// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {IJournal} from "./IJournal.sol";

/// @title Journal: batches of records, each accepted by a quorum of checkers.
/// @notice J1: sequences have no gap, `previous` links, a batch never changes, none is accepted below quorum.
/// J2: a record is superseded at most once.
/// @dev Storage that proofs rely on (eth_getProof), and that therefore never moves:
///   slot 0  authority (AccessManaged)
///   slot 1  `_supersededBy`: the word of record `index` of batch (dataset, publisher, sequence) lies at
///           keccak256(abi.encode(uint256(index), keccak256(abi.encode(batchKey, uint256(1)))))
///           with batchKey = keccak256(abi.encode(dataset, publisher, sequence)); 0 while the record is current, otherwise
///           bySequence << 32 | byIndex.
///   slot 2  `_batchHashes`: the hash of a batch lies at keccak256(abi.encode(batchKey, uint256(2))).
contract Journal is IJournal, AccessManaged, EIP712 {
    struct Dataset {
        uint32 owner; // word 0: 4 + 4 of 32 bytes
        uint32 quorum; // 0 until checkers are set
        uint32[] checkers; // eight a word
    }

    bytes32 private constant BATCH_APPROVAL_TYPEHASH = keccak256(
        "BatchApproval(bytes32 dataset,uint32 publisher,uint64 sequence,bytes32 previous,bytes32 root,uint32 count,uint64 periodFrom,uint64 periodTo,bytes32 manifestHash,uint64 validBefore)"
    );

    IParticipants private immutable PARTICIPANTS;

    mapping(bytes32 batchKey => mapping(uint32 index => uint256)) private _supersededBy;

    mapping(bytes32 batchKey => bytes32 batchHash) private _batchHashes;

    /// @dev Count and time of acceptance, 64 bits a batch, four consecutive batches a word: see {_note}.
    mapping(bytes32 seriesKey => mapping(uint64 group => uint256)) private _notes;

    /// @dev Last sequence of each (dataset, publisher).
    mapping(bytes32 seriesKey => uint64 sequence) private _heads;

    mapping(bytes32 dataset => Dataset) private _datasets;

    constructor(
        address authority,
        IParticipants participants
    ) AccessManaged(authority) EIP712("Alatau Ledger", "1") {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc IJournal
    function registerDataset(
        string calldata name,
        Terms calldata terms
    ) external restricted returns (bytes32 dataset) {
        dataset = keccak256(bytes(name));
        if (_datasets[dataset].owner != 0) revert DatasetTaken(dataset);
        PARTICIPANTS.participantAt(terms.owner);
        _datasets[dataset].owner = terms.owner;
        emit DatasetRegistered(dataset, terms.owner, name, terms);
    }

    /// @inheritdoc IJournal
    function setCheckers(bytes32 dataset, uint32[] calldata checkers, uint32 quorum) external restricted {
        Dataset storage set = _known(dataset);
        uint256 reachable = _distinct(PARTICIPANTS.ownersOf(checkers));
        if (quorum == 0 || quorum > reachable) revert QuorumInvalid(quorum, reachable);
        set.quorum = quorum;
        set.checkers = checkers;
        emit CheckersSet(dataset, quorum, checkers);
    }

    /// @inheritdoc IJournal
    function append(
        BatchApproval calldata approval,
        Corrected[] calldata corrected,
        bytes[] calldata signatures
    ) external {
        Dataset storage set = _known(approval.dataset);
        IParticipants.Participant memory publisher = PARTICIPANTS.participantAt(approval.publisher);
        if (publisher.account != msg.sender) revert NotPublisher(msg.sender, approval.publisher);
        if (publisher.suspended) revert IParticipants.ParticipantSuspended(approval.publisher);
        if (approval.count == 0) revert BatchEmpty();
        if (block.timestamp >= approval.validBefore) {
            revert ApprovalExpired(approval.validBefore, block.timestamp);
        }
        bytes32 manifestHash = keccak256(abi.encode(corrected));
        if (approval.manifestHash != manifestHash) {
            revert ManifestMismatch(approval.manifestHash, manifestHash);
        }
        bytes32 batchHash = _hash(approval);
        _requireQuorum(set, approval.dataset, _hashTypedDataV4(batchHash), publisher.owner, signatures);
        _store(approval, batchHash);
        _supersede(approval, corrected);
    }

    /// @inheritdoc IJournal
    function requireQuorum(
        bytes32 dataset,
        bytes32 digest,
        uint32 publisher,
        bytes[] calldata signatures
    ) external view {
        uint32 owner = PARTICIPANTS.participantAt(publisher).owner;
        _requireQuorum(_known(dataset), dataset, digest, owner, signatures);
    }

    /// @inheritdoc IJournal
    function batchAt(
        bytes32 dataset,
        uint32 publisher,
        uint64 sequence
    ) external view returns (Batch memory batch) {
        batch.batchHash = _batchHashes[_batchKey(dataset, publisher, sequence)];
        (batch.count, batch.acceptedAt) = _noteOf(_seriesKey(dataset, publisher), sequence);
    }

    /// @inheritdoc IJournal
    function isAccepted(BatchApproval calldata approval) external view returns (bool) {
        bytes32 key = _batchKey(approval.dataset, approval.publisher, approval.sequence);
        return _batchHashes[key] == _hash(approval);
    }

    /// @inheritdoc IJournal
    function headOf(
        bytes32 dataset,
        uint32 publisher
    ) external view returns (uint64 sequence, bytes32 batchHash) {
        sequence = _heads[_seriesKey(dataset, publisher)];
        batchHash = _batchHashes[_batchKey(dataset, publisher, sequence)];
    }

    /// @inheritdoc IJournal
    function supersededBy(
        bytes32 dataset,
        uint32 publisher,
        uint64 sequence,
        uint32 index
    ) external view returns (uint256) {
        return _supersededBy[_batchKey(dataset, publisher, sequence)][index];
    }

    /// @inheritdoc IJournal
    function checkersOf(bytes32 dataset) external view returns (uint32[] memory checkers, uint32 quorum) {
        Dataset storage set = _datasets[dataset];
        return (set.checkers, set.quorum);
    }

    /// @inheritdoc IJournal
    function approvalDigest(BatchApproval calldata approval) external view returns (bytes32) {
        return _hashTypedDataV4(_hash(approval));
    }

    function _store(BatchApproval calldata approval, bytes32 batchHash) private {
        bytes32 series = _seriesKey(approval.dataset, approval.publisher);
        uint64 head = _heads[series];
        if (approval.sequence != head + 1) revert SequenceGap(approval.sequence, head + 1);
        bytes32 previous = _batchHashes[_batchKey(approval.dataset, approval.publisher, head)];
        if (approval.previous != previous) revert PreviousMismatch(approval.previous, previous);
        _heads[series] = approval.sequence;
        _batchHashes[_batchKey(approval.dataset, approval.publisher, approval.sequence)] = batchHash;
        _note(series, approval.sequence, approval.count);
        emit BatchAccepted(
            approval.dataset,
            approval.publisher,
            approval.sequence,
            batchHash,
            approval.previous,
            approval.root,
            approval.count,
            approval.periodFrom,
            approval.periodTo,
            approval.manifestHash,
            approval.validBefore
        );
    }

    /// @dev Only records of earlier batches can be corrected: a batch is one moment's statement.
    function _supersede(BatchApproval calldata approval, Corrected[] calldata corrected) private {
        if (corrected.length == 0) return;
        bytes32 series = _seriesKey(approval.dataset, approval.publisher);
        for (uint256 i = 0; i < corrected.length; ++i) {
            Corrected calldata entry = corrected[i];
            (uint32 count, ) = _noteOf(series, entry.sequence);
            if (entry.sequence == approval.sequence || entry.index >= count) {
                revert CorrectionUnknown(entry.sequence, entry.index);
            }
            if (entry.by >= approval.count) revert CorrectionUnknown(approval.sequence, entry.by);
            bytes32 key = _batchKey(approval.dataset, approval.publisher, entry.sequence);
            if (_supersededBy[key][entry.index] != 0) revert AlreadySuperseded(entry.sequence, entry.index);
            _supersededBy[key][entry.index] = (uint256(approval.sequence) << 32) | entry.by;
            emit RecordSuperseded(
                approval.dataset,
                approval.publisher,
                entry.sequence,
                entry.index,
                approval.sequence,
                entry.by
            );
        }
    }

    /// @dev Four batches share a word: on average this costs 9,300 gas a batch, not 22,100.
    function _note(bytes32 series, uint64 sequence, uint32 count) private {
        uint256 note = (uint256(count) << 32) | uint32(block.timestamp);
        _notes[series][sequence >> 2] |= note << ((sequence & 3) << 6);
    }

    function _noteOf(bytes32 series, uint64 sequence) private view returns (uint32 count, uint32 acceptedAt) {
        uint256 note = _notes[series][sequence >> 2] >> ((sequence & 3) << 6);
        return (uint32(note >> 32), uint32(note));
    }

    function _requireQuorum(
        Dataset storage set,
        bytes32 dataset,
        bytes32 digest,
        uint32 publisherOwner,
        bytes[] calldata signatures
    ) private view {
        uint256 quorum = set.quorum;
        if (quorum == 0) revert QuorumInvalid(0, 0);
        if (signatures.length < quorum) revert BelowQuorum(signatures.length, quorum);
        uint32[] memory checkers = set.checkers;
        uint32[] memory owners = new uint32[](signatures.length + 1);
        owners[0] = publisherOwner;
        address previous = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            if (signer <= previous) revert SignersNotAscending(previous, signer);
            previous = signer;
            uint32 checker = PARTICIPANTS.participantOf(signer);
            if (!_contains(checkers, checkers.length, checker)) revert NotChecker(dataset, signer);
            IParticipants.Participant memory participant = PARTICIPANTS.participantAt(checker);
            if (participant.suspended) revert IParticipants.ParticipantSuspended(checker);
            if (_contains(owners, i + 1, participant.owner)) revert OwnerNotDistinct(participant.owner);
            owners[i + 1] = participant.owner;
        }
    }

    function _known(bytes32 dataset) private view returns (Dataset storage set) {
        set = _datasets[dataset];
        if (set.owner == 0) revert DatasetUnknown(dataset);
    }

    function _hash(BatchApproval calldata approval) private pure returns (bytes32) {
        return keccak256(abi.encode(BATCH_APPROVAL_TYPEHASH, approval));
    }

    function _seriesKey(bytes32 dataset, uint32 publisher) private pure returns (bytes32) {
        return keccak256(abi.encode(dataset, publisher));
    }

    function _batchKey(bytes32 dataset, uint32 publisher, uint64 sequence) private pure returns (bytes32) {
        return keccak256(abi.encode(dataset, publisher, sequence));
    }

    /// @dev How many different owners a list names: no more checkers than these can ever sign together.
    function _distinct(uint32[] memory owners) private pure returns (uint256 found) {
        for (uint256 i = 0; i < owners.length; ++i) {
            if (!_contains(owners, i, owners[i])) ++found;
        }
    }

    /// @dev Whether one of the first `length` entries is `wanted`.
    function _contains(uint32[] memory list, uint256 length, uint32 wanted) private pure returns (bool) {
        for (uint256 i = 0; i < length; ++i) if (list[i] == wanted) return true;
        return false;
    }
}
