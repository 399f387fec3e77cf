// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The append-only journal: batches of records of a data set, each checked by a quorum before it counts.
/// @notice A batch commits to its records by an RFC 9162 root (keccak256; leaf data = 32-byte record hash).
interface IJournal {
    /// @param visibility 0 public, 1 members, 2 owner and those it grants.
    struct Terms {
        uint32 owner; // participant
        uint8 visibility;
        uint32 retentionDays;
        bytes32 schemaHash;
    }

    /// @notice What checkers sign (EIP-712) for one batch. Its struct hash is the batch's hash.
    /// @param sequence Counts from 1 for each (data set, publisher), without a gap.
    /// @param previous Hash of the batch before; zero for the first.
    /// @param manifestHash keccak256(abi.encode(Corrected[])) of the list given to {append}.
    struct BatchApproval {
        bytes32 dataset;
        uint32 publisher;
        uint64 sequence;
        bytes32 previous;
        bytes32 root;
        uint32 count;
        uint64 periodFrom;
        uint64 periodTo;
        bytes32 manifestHash;
        uint64 validBefore;
    }

    /// @notice Record `index` of batch `sequence` (same data set and publisher) is replaced by record `by` of the new batch.
    struct Corrected {
        uint64 sequence;
        uint32 index;
        uint32 by;
    }

    /// @notice What the chain keeps of a batch. `batchHash` commits to everything else, the root included: a reader that needs
    /// the root brings the approval and asks {isAccepted}, which spares every batch a word.
    struct Batch {
        bytes32 batchHash;
        uint32 count;
    }

    error DatasetUnknown(bytes32 dataset);
    error DatasetTaken(bytes32 dataset);
    error NotPublisher(address caller, uint32 publisher);
    error SequenceGap(uint64 found, uint64 expected);
    error PreviousMismatch(bytes32 found, bytes32 expected);
    error BatchEmpty();
    error ApprovalExpired(uint64 validBefore, uint256 time);
    error ManifestMismatch(bytes32 found, bytes32 expected);
    error CorrectionUnknown(uint64 sequence, uint32 index);
    error AlreadySuperseded(uint64 sequence, uint32 index);
    /// @notice Fewer valid checkers than the quorum.
    error BelowQuorum(uint256 found, uint256 quorum);
    /// @notice Signers must ascend, so that each counts once.
    error SignersNotAscending(address previous, address found);
    error NotChecker(bytes32 dataset, address signer);
    /// @notice Two checkers with one beneficial owner, or a checker of the publisher's owner.
    error OwnerNotDistinct(uint32 owner);
    error QuorumInvalid(uint256 quorum, uint256 checkers);

    event DatasetRegistered(bytes32 indexed dataset, uint32 indexed owner, string name, Terms terms);
    event CheckersSet(bytes32 indexed dataset, uint32 quorum, uint32[] checkers);
    event BatchAccepted(
        bytes32 indexed dataset,
        uint32 indexed publisher,
        uint64 indexed sequence,
        bytes32 batchHash,
        bytes32 previous,
        bytes32 root,
        uint32 count,
        uint64 periodFrom,
        uint64 periodTo,
        bytes32 manifestHash,
        uint64 validBefore
    );
    event RecordSuperseded(
        bytes32 indexed dataset,
        uint32 indexed publisher,
        uint64 indexed sequence,
        uint32 index,
        uint64 bySequence,
        uint32 byIndex
    );

    /// @notice Registers a data set; its identifier is keccak256 of its name.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {DatasetTaken}, {IParticipants.ParticipantUnknown}.
    function registerDataset(string calldata name, Terms calldata terms) external returns (bytes32 dataset);

    /// @notice Replaces the data set's checkers (participants) and quorum.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {DatasetUnknown}, {QuorumInvalid}, {IParticipants.ParticipantUnknown}.
    function setCheckers(bytes32 dataset, uint32[] calldata checkers, uint32 quorum) external;

    /// @notice Appends a batch with its checkers' signatures.
    /// @dev Caller: the publisher's account. Reverts as the errors above say; J1 and J2 are enforced here.
    function append(
        BatchApproval calldata approval,
        Corrected[] calldata corrected,
        bytes[] calldata signatures
    ) external;

    /// @notice Reverts unless `signatures` over `digest` reach the data set's quorum: ascending signers, each an active
    /// checker, beneficial owners distinct from each other and from the publisher's.
    function requireQuorum(
        bytes32 dataset,
        bytes32 digest,
        uint32 publisher,
        bytes[] calldata signatures
    ) external view;

    /// @notice Zeroes where there is no such batch.
    function batchAt(bytes32 dataset, uint32 publisher, uint64 sequence) external view returns (Batch memory);

    /// @notice Whether exactly this batch, root and all, was accepted.
    function isAccepted(BatchApproval calldata approval) external view returns (bool);

    /// @notice Last sequence and batch hash of a publisher; zeroes before its first.
    function headOf(
        bytes32 dataset,
        uint32 publisher
    ) external view returns (uint64 sequence, bytes32 batchHash);

    /// @notice 0 while the record is current, otherwise `bySequence << 32 | byIndex`.
    function supersededBy(
        bytes32 dataset,
        uint32 publisher,
        uint64 sequence,
        uint32 index
    ) external view returns (uint256);

    /// @notice The participant that owns a data set. Reverts {DatasetUnknown}.
    function ownerOf(bytes32 dataset) external view returns (uint32);

    function checkersOf(bytes32 dataset) external view returns (uint32[] memory checkers, uint32 quorum);

    /// @notice The EIP-712 digest that checkers sign.
    function approvalDigest(BatchApproval calldata approval) external view returns (bytes32);
}
