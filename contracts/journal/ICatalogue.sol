// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title What a data set is, who may read it, where members exchange it, and what they state of each other.
/// @notice The journal says who owns a data set and who checks it; here its owner describes it, publishes the schemas of its
/// records and grants access. Documents and schemas stay off chain: the hashes commit to them. Versions count from 1 in each
/// data set and only grow; earlier ones stay in the events. Times are Unix seconds.
interface ICatalogue {
    /// @param cadenceSeconds Time between two records of one source; 0 where they come as things happen.
    /// @param retentionDays For how long payloads are kept, days; 0 without end; never shorter than {IJournal.Terms}
    /// promise, whatever stands here.
    /// @param documentHash sha256 of the canonical JSON (RFC 8785) with titles, licence, field groups and their visibility,
    /// quality rules and derived inputs.
    struct Description {
        uint32 cadenceSeconds;
        uint32 retentionDays;
        bytes32 documentHash;
    }

    /// @notice A description commits to a document.
    error DocumentMissing(bytes32 dataset);
    /// @notice The schema is the latest one already, or none.
    error SchemaUnchanged(bytes32 dataset, bytes32 schemaHash);
    /// @notice 0 belongs to the first version alone; a later one says 1 (compatible) or 2 (breaking).
    error CompatibilityInvalid(uint32 version, uint8 compatibility);
    /// @notice The grant would end before it begins.
    error GrantExpired(uint64 validTo, uint256 time);
    /// @notice Nothing was granted that could be revoked.
    error GrantUnknown(bytes32 dataset, uint8 group, uint32 participant);
    error UrlTooLong(uint256 length, uint256 most);
    /// @notice A byte of the address is no visible ASCII character.
    error UrlMalformed(uint256 position);
    /// @notice A gateway is announced with the key that its requests are signed with.
    error ExchangeKeyMissing(uint32 participant);
    error FaultKindUnknown(uint8 kind);

    event DatasetDescribed(bytes32 indexed dataset, uint32 indexed version, Description description);
    event SchemaPublished(
        bytes32 indexed dataset,
        uint32 indexed version,
        bytes32 indexed schemaHash,
        uint8 compatibility
    );
    event AccessGranted(
        bytes32 indexed dataset,
        uint8 indexed group,
        uint32 indexed participant,
        uint64 validTo
    );
    event AccessRevoked(bytes32 indexed dataset, uint8 indexed group, uint32 indexed participant);
    /// @param url Empty when the participant has no gateway any more; the key is zero then.
    event GatewayAnnounced(uint32 indexed participant, string url, bytes32 exchangeKey);
    /// @notice `by` states it; the ledger neither examined nor judged it, and nothing follows from it on chain.
    event FaultRecorded(
        uint32 indexed member,
        bytes32 indexed dataset,
        uint32 indexed by,
        uint8 kind,
        bytes32 recordHash,
        bytes32 evidenceHash
    );

    /// @notice Describes the data set anew.
    /// @dev Caller: the owner's account. Reverts {IJournal.DatasetUnknown}, {IParticipants.NotParticipant},
    /// {IParticipants.ParticipantSuspended}, {DocumentMissing}.
    /// @return version Counts from 1 in each data set.
    function describe(bytes32 dataset, Description calldata description) external returns (uint32 version);

    /// @notice Publishes the next schema of the data set's records; records name the one that they follow.
    /// @dev Caller: the owner's account. Reverts {IJournal.DatasetUnknown}, {IParticipants.NotParticipant},
    /// {IParticipants.ParticipantSuspended}, {SchemaUnchanged}, {CompatibilityInvalid}. Whether a schema that is called
    /// compatible is so, the checkers examine: the contract sees hashes.
    /// @param schemaHash sha256 of the canonical JSON (RFC 8785) of the JSON Schema.
    /// @param compatibility 0 first, 1 compatible (every record of the version before is still valid), 2 breaking.
    /// @return version Counts from 1 in each data set.
    function publishSchema(
        bytes32 dataset,
        bytes32 schemaHash,
        uint8 compatibility
    ) external returns (uint32 version);

    /// @notice Lets a participant read a field group until `validTo`; replaces what was granted to it before.
    /// @dev Caller: the owner's account. Reverts {IJournal.DatasetUnknown}, {IParticipants.NotParticipant},
    /// {IParticipants.ParticipantSuspended}, {IParticipants.ParticipantUnknown}, {GrantExpired}.
    /// @param group 0 the whole data set, otherwise a field group that the description names.
    /// @param validTo The last second for which the grant holds.
    function grant(bytes32 dataset, uint8 group, uint32 participant, uint64 validTo) external;

    /// @notice Ends a grant at once. A grant of the whole data set is another one and stays.
    /// @dev Caller: the owner's account. Reverts {IJournal.DatasetUnknown}, {IParticipants.NotParticipant},
    /// {IParticipants.ParticipantSuspended}, {GrantUnknown}.
    function revoke(bytes32 dataset, uint8 group, uint32 participant) external;

    /// @notice Says where other members' gateways reach the caller's, and with which key it signs its requests to them.
    /// @dev Caller: any active participant, for itself. Reverts {IParticipants.NotParticipant} (participant 0: a stranger),
    /// {IParticipants.ParticipantSuspended}, {UrlTooLong}, {UrlMalformed}, {ExchangeKeyMissing}. Nothing is stored: the last
    /// event counts.
    /// @param url At most {MOST_URL_BYTES} bytes; empty withdraws the gateway.
    /// @param exchangeKey Ed25519 public key of its HTTP Message Signatures (RFC 9421).
    function announceGateway(string calldata url, bytes32 exchangeKey) external;

    /// @notice States that a member failed: a statement by its sender and nothing more. The contract examines no evidence,
    /// the member is not punished, and it may answer with a statement of its own.
    /// @dev Caller: any active participant. Reverts {IParticipants.NotParticipant} (participant 0: a stranger),
    /// {IParticipants.ParticipantSuspended}, {IParticipants.ParticipantUnknown}, {IJournal.DatasetUnknown}, {FaultKindUnknown}.
    /// @param recordHash What it is about: the record; for a forged batch the batch's hash, for a fingerprint the sender's own.
    /// @param kind 1 payload altered, 2 payload missing (custody), 3 forged batch, 4 fingerprint differs.
    /// @param evidenceHash keccak256 of what the sender keeps as evidence, zero where there is none.
    function recordFault(
        uint32 member,
        bytes32 dataset,
        bytes32 recordHash,
        uint8 kind,
        bytes32 evidenceHash
    ) external;

    /// @notice Version and document of the description that holds; zeroes before the first.
    function descriptionOf(bytes32 dataset) external view returns (uint32 version, bytes32 documentHash);

    /// @notice Version and hash of the latest schema; zeroes before the first.
    function schemaOf(bytes32 dataset) external view returns (uint32 version, bytes32 schemaHash);

    /// @notice Whether a participant may read a field group now: the owner always, others by a grant of the group or of the
    /// whole data set. Of what visibility opens to everybody, and of suspended participants, it says nothing.
    /// @dev Reverts {IJournal.DatasetUnknown}.
    function hasAccess(bytes32 dataset, uint8 group, uint32 participant) external view returns (bool);

    /// @return Bytes that a gateway's address may have.
    function MOST_URL_BYTES() external view returns (uint256);
}
