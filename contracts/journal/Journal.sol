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
///   slots 0–2  bases: authority (AccessManaged), spare strings (EIP712)
///   slot 3     `_supersededBy`: the word of record `index` of batch (dataset, publisher, sequence) lies at
///              keccak256(abi.encode(uint256(index), keccak256(abi.encode(batchKey, uint256(3)))))
///              with batchKey = keccak256(abi.encode(dataset, publisher, sequence)); 0 while the record is current,
///              otherwise bySequence << 32 | byIndex.
///   slot 4     `_batchHashes`: the hash of a batch lies at keccak256(abi.encode(batchKey, uint256(4))).
/// A batch costs one word of its own and an eighth of another; everything else is in its event, vouched for by its hash.
contract Journal is IJournal, AccessManaged, EIP712 {
    /// @dev `lanes` is a list of uint32, eight a word, low lane first: the quorum, the checkers, a zero. So one word tells
    /// everything about up to six checkers.
    struct Dataset {
        uint32 owner;
        mapping(uint256 word => uint256) lanes;
    }

    bytes32 private constant BATCH_APPROVAL_TYPEHASH = keccak256(
        "BatchApproval(bytes32 dataset,uint32 publisher,uint64 sequence,bytes32 previous,bytes32 root,uint32 count,uint64 periodFrom,uint64 periodTo,bytes32 manifestHash,uint64 validBefore)"
    );

    /// @dev End of an approval in calldata: the selector and ten words.
    uint256 private constant APPROVAL_END = 4 + 10 * 32;

    IParticipants private immutable PARTICIPANTS;

    mapping(bytes32 batchKey => mapping(uint32 index => uint256)) private _supersededBy;

    /// @dev Without a gap, so that no head is stored: the last batch is the one whose successor has no hash.
    mapping(bytes32 batchKey => bytes32 batchHash) private _batchHashes;

    /// @dev Counts of eight consecutive batches a word: on average 7,100 gas a batch, not 22,100.
    mapping(bytes32 octetKey => uint256) private _counts;

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
        uint256 word = quorum;
        // One lane further than the list: the zero that ends it.
        for (uint256 lane = 1; lane <= checkers.length + 1; ++lane) {
            if (lane & 7 == 0) {
                set.lanes[(lane >> 3) - 1] = word;
                word = 0;
            }
            if (lane <= checkers.length) word |= uint256(checkers[lane - 1]) << ((lane & 7) << 5);
        }
        set.lanes[(checkers.length + 1) >> 3] = word;
        emit CheckersSet(dataset, quorum, checkers);
    }

    /// @inheritdoc IJournal
    function append(
        BatchApproval memory approval,
        Corrected[] calldata corrected,
        bytes[] calldata signatures
    ) external {
        Dataset storage set = _datasets[approval.dataset];
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
        bytes32 batchHash = _approvalHash();
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
        _requireQuorum(_datasets[dataset], dataset, digest, owner, signatures);
    }

    /// @inheritdoc IJournal
    function batchAt(
        bytes32 dataset,
        uint32 publisher,
        uint64 sequence
    ) external view returns (Batch memory batch) {
        batch.batchHash = _batchHashes[_batchKey(dataset, publisher, sequence)];
        batch.count = _countOf(dataset, publisher, sequence);
    }

    /// @inheritdoc IJournal
    function isAccepted(BatchApproval calldata approval) external view returns (bool) {
        bytes32 key = _batchKey(approval.dataset, approval.publisher, approval.sequence);
        return _batchHashes[key] == _approvalHash();
    }

    /// @inheritdoc IJournal
    function headOf(
        bytes32 dataset,
        uint32 publisher
    ) external view returns (uint64 sequence, bytes32 batchHash) {
        sequence = _head(dataset, publisher);
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
    function ownerOf(bytes32 dataset) external view returns (uint32) {
        return _known(dataset).owner;
    }

    /// @inheritdoc IJournal
    function checkersOf(bytes32 dataset) external view returns (uint32[] memory checkers, uint32 quorum) {
        Dataset storage set = _datasets[dataset];
        uint256 length = 0;
        while (_lane(set, length + 1) != 0) ++length;
        checkers = new uint32[](length);
        for (uint256 i = 0; i < length; ++i) checkers[i] = _lane(set, i + 1);
        quorum = _lane(set, 0);
    }

    /// @inheritdoc IJournal
    function approvalDigest(BatchApproval calldata) external view returns (bytes32) {
        return _hashTypedDataV4(_approvalHash());
    }

    function _store(BatchApproval memory approval, bytes32 batchHash) private {
        (bytes32 dataset, uint32 publisher, uint64 sequence) = (
            approval.dataset,
            approval.publisher,
            approval.sequence
        );
        bytes32 key = _batchKey(dataset, publisher, sequence);
        bytes32 previous =
            sequence == 0 ? bytes32(0) : _batchHashes[_batchKey(dataset, publisher, sequence - 1)];
        if (_batchHashes[key] != 0 || (previous == 0) != (sequence == 1)) {
            revert SequenceGap(sequence, _head(dataset, publisher) + 1);
        }
        if (approval.previous != previous) revert PreviousMismatch(approval.previous, previous);
        _batchHashes[key] = batchHash;
        _counts[_batchKey(dataset, publisher, sequence >> 3)] |=
            uint256(approval.count) << ((sequence & 7) << 5);
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
    function _supersede(BatchApproval memory approval, Corrected[] calldata corrected) private {
        if (corrected.length == 0) return;
        for (uint256 i = 0; i < corrected.length; ++i) {
            Corrected calldata entry = corrected[i];
            uint32 count = _countOf(approval.dataset, approval.publisher, entry.sequence);
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

    function _countOf(bytes32 dataset, uint32 publisher, uint64 sequence) private view returns (uint32) {
        return uint32(_counts[_batchKey(dataset, publisher, sequence >> 3)] >> ((sequence & 7) << 5));
    }

    function _requireQuorum(
        Dataset storage set,
        bytes32 dataset,
        bytes32 digest,
        uint32 publisherOwner,
        bytes[] calldata signatures
    ) private view {
        uint256 firstLanes = set.lanes[0];
        uint256 quorum = uint32(firstLanes);
        if (quorum == 0) {
            _known(dataset);
            revert QuorumInvalid(0, 0);
        }
        if (signatures.length < quorum) revert BelowQuorum(signatures.length, quorum);
        address[] memory signers = _recover(digest, signatures);
        IParticipants.Standing[] memory standings = PARTICIPANTS.standingsOf(signers);
        for (uint256 i = 0; i < signers.length; ++i) {
            IParticipants.Standing memory standing = standings[i];
            if (!_isChecker(set, firstLanes, standing.participant)) revert NotChecker(dataset, signers[i]);
            if (standing.suspended) revert IParticipants.ParticipantSuspended(standing.participant);
            uint32 owner = standing.owner;
            if (owner == publisherOwner) revert OwnerNotDistinct(owner);
            for (uint256 j = 0; j < i; ++j) if (standings[j].owner == owner) revert OwnerNotDistinct(owner);
        }
    }

    /// @dev Last sequence of a publisher: doubles the step until it is beyond, then halves the interval.
    function _head(bytes32 dataset, uint32 publisher) private view returns (uint64 head) {
        uint64 beyond = 1;
        while (_batchHashes[_batchKey(dataset, publisher, beyond)] != 0)
            (head, beyond) = (beyond, beyond * 2);
        while (beyond - head > 1) {
            uint64 middle = head + (beyond - head) / 2;
            if (_batchHashes[_batchKey(dataset, publisher, middle)] != 0) head = middle;
            else beyond = middle;
        }
    }

    /// @param firstLanes `set.lanes[0]`, which the caller has read.
    function _isChecker(
        Dataset storage set,
        uint256 firstLanes,
        uint32 participant
    ) private view returns (bool) {
        if (participant == 0) return false;
        uint256 word = firstLanes >> 32;
        for (uint256 lane = 2; uint32(word) != 0; ++lane) {
            if (uint32(word) == participant) return true;
            word = lane & 7 == 0 ? set.lanes[lane >> 3] : word >> 32;
        }
        return false;
    }

    function _lane(Dataset storage set, uint256 lane) private view returns (uint32) {
        return uint32(set.lanes[lane >> 3] >> ((lane & 7) << 5));
    }

    function _recover(
        bytes32 digest,
        bytes[] calldata signatures
    ) private pure returns (address[] memory signers) {
        signers = new address[](signatures.length);
        address previous = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            if (signer <= previous) revert SignersNotAscending(previous, signer);
            signers[i] = previous = signer;
        }
    }

    function _known(bytes32 dataset) private view returns (Dataset storage set) {
        set = _datasets[dataset];
        if (set.owner == 0) revert DatasetUnknown(dataset);
    }

    /// @dev The approval is static and the first argument of every function that calls this, so the call's own bytes are the
    /// encoding that EIP-712 hashes.
    function _approvalHash() private pure returns (bytes32) {
        return keccak256(bytes.concat(BATCH_APPROVAL_TYPEHASH, msg.data[4:APPROVAL_END]));
    }

    function _batchKey(bytes32 dataset, uint32 publisher, uint64 sequence) private pure returns (bytes32) {
        return keccak256(abi.encode(dataset, publisher, sequence));
    }

    /// @dev How many different owners a list names: no more checkers than these can ever sign together.
    function _distinct(uint32[] memory owners) private pure returns (uint256 found) {
        for (uint256 i = 0; i < owners.length; ++i) {
            uint256 j = 0;
            while (owners[j] != owners[i]) ++j;
            if (j == i) ++found;
        }
    }
}
