// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Who takes part: organisations and people's communities, by number.
/// @notice A participant acts through one account (a key or an ERC-1271 contract). Nothing personal is stored: names and
/// papers stay off chain, `profileHash` commits to them with a salt.
interface IParticipants {
    enum Kind {
        None,
        Operator,
        Supplier,
        Network,
        Community,
        Agency,
        Checker,
        Service,
        Merchant
    }

    /// @param account The key in force when the struct was read; see {accountOf} for the moment's.
    /// @param owner Number of the participant that benefits in the end; itself when it stands alone.
    struct Participant {
        address account; // word 0: 20 + 4 + 1 + 1 of 32 bytes
        uint32 owner;
        Kind kind;
        bool suspended;
    }

    /// @notice What a reader of signatures needs to know of an account; zeroes for a stranger or a retired key.
    struct Standing {
        uint32 participant;
        uint32 owner;
        bool suspended;
    }

    /// @notice No participant has this number.
    error ParticipantUnknown(uint32 participant);
    /// @notice The participant may not act: it is suspended.
    error ParticipantSuspended(uint32 participant);
    /// @notice The account already belongs, or belonged, to a participant: a key is never used twice.
    error AccountTaken(address account, uint32 participant);
    /// @notice An account must be given.
    error AccountMissing();
    /// @notice Only the participant's own account may do this.
    error NotParticipant(address caller, uint32 participant);
    /// @notice No key change is waiting.
    error NoKeyAnnounced(uint32 participant);

    event ParticipantRegistered(
        uint32 indexed participant,
        address indexed account,
        uint32 indexed owner,
        Kind kind,
        bytes32 profileHash
    );
    /// @param reason Number of the reason in the consortium's public list, never free text.
    event ParticipantSuspendedFor(uint32 indexed participant, uint16 reason);
    event ParticipantResumed(uint32 indexed participant);
    /// @param validFrom Unix second from which only the new account acts.
    event KeyAnnounced(uint32 indexed participant, address indexed account, uint48 validFrom);
    event KeyWithdrawn(uint32 indexed participant, address indexed account);

    /// @notice Registers a participant.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {AccountMissing}, {AccountTaken}, {ParticipantUnknown} (owner).
    /// @param owner 0 when the participant is its own beneficial owner.
    /// @return participant Counts from 1.
    function register(
        address account,
        uint32 owner,
        Kind kind,
        bytes32 profileHash
    ) external returns (uint32 participant);

    /// @notice Stops a participant from acting; its money is held, its past stays.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {ParticipantUnknown}.
    function suspend(uint32 participant, uint16 reason) external;

    /// @dev Caller: REGISTRAR_ROLE. Reverts {ParticipantUnknown}.
    function resume(uint32 participant) external;

    /// @notice Announces the account that takes over after {KEY_NOTICE} seconds; until then the old one acts alone.
    /// @dev Caller: the participant's account. Reverts {NotParticipant}, {AccountTaken}, {AccountMissing}.
    function announceKey(uint32 participant, address account) external;

    /// @notice Announces a successor for a participant that lost its key; same notice, so the owner can object.
    /// @dev Caller: REGISTRAR_ROLE. Reverts {AccountTaken}, {AccountMissing}, {ParticipantUnknown}.
    function announceKeyFor(uint32 participant, address account) external;

    /// @notice Withdraws an announced key before it takes over.
    /// @dev Caller: the participant's account. Reverts {NotParticipant}, {NoKeyAnnounced}.
    function withdrawKey(uint32 participant) external;

    /// @return Seconds between announcing a key and its taking over.
    function KEY_NOTICE() external view returns (uint48);

    /// @notice The account that acts for a participant now. Reverts {ParticipantUnknown}.
    function accountOf(uint32 participant) external view returns (address);

    /// @notice The participant whose account in force this is; 0 for a stranger or a retired key.
    function participantOf(address account) external view returns (uint32 participant);

    /// @notice Reverts {ParticipantUnknown}.
    function participantAt(uint32 participant) external view returns (Participant memory);

    /// @notice Beneficial owners of many participants in one call; reverts {ParticipantUnknown}, {ParticipantSuspended} never.
    function ownersOf(uint32[] calldata participants) external view returns (uint32[] memory owners);

    /// @notice The participants whose accounts in force these are, in one call.
    function standingsOf(address[] calldata accounts) external view returns (Standing[] memory standings);

    /// @notice Reverts {ParticipantUnknown} or {ParticipantSuspended} unless the participant may act.
    function requireActive(uint32 participant) external view;

    function count() external view returns (uint32);
}
