// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IParticipants} from "./IParticipants.sol";

/// @title Participants: numbers, accounts, beneficial owners.
contract Participants is IParticipants, AccessManaged {
    /// @dev `nextFrom` shares the word of the account, so that reading the account in force costs one word, not two, except
    /// between a key's taking over and the next change.
    struct Seat {
        address account; // word 0, full: 20 + 4 + 1 + 1 + 6
        uint32 owner;
        Kind kind;
        bool suspended;
        uint48 nextFrom; // 0: no key announced
        address nextAccount; // word 1
    }

    /// @inheritdoc IParticipants
    uint48 public constant KEY_NOTICE = 24 hours;

    /// @inheritdoc IParticipants
    uint32 public count;

    mapping(uint32 participant => Seat) private _seats;

    /// @dev Every account that was ever given or announced; nothing is taken out, so an address is never used twice.
    mapping(address account => uint32 participant) private _holderOf;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IParticipants
    function register(
        address account,
        uint32 owner,
        Kind kind,
        bytes32 profileHash
    ) external restricted returns (uint32 participant) {
        participant = ++count;
        _take(account, participant);
        // An owner that is owned itself passes the benefit on: what is stored is the end of the chain.
        owner = owner == 0 ? participant : _known(owner).owner;
        Seat storage seat = _seats[participant];
        seat.account = account;
        seat.owner = owner;
        seat.kind = kind;
        emit ParticipantRegistered(participant, account, owner, kind, profileHash);
    }

    /// @inheritdoc IParticipants
    function suspend(uint32 participant, uint16 reason) external restricted {
        _known(participant).suspended = true;
        emit ParticipantSuspendedFor(participant, reason);
    }

    /// @inheritdoc IParticipants
    function resume(uint32 participant) external restricted {
        _known(participant).suspended = false;
        emit ParticipantResumed(participant);
    }

    /// @inheritdoc IParticipants
    /// @dev A suspended participant may still change or defend its key: otherwise the registrar alone could take a seat over
    /// by suspending it first (M2).
    function announceKey(uint32 participant, address account) external {
        _announce(participant, _own(participant), account);
    }

    /// @inheritdoc IParticipants
    function announceKeyFor(uint32 participant, address account) external restricted {
        _announce(participant, _known(participant), account);
    }

    /// @inheritdoc IParticipants
    function withdrawKey(uint32 participant) external {
        Seat storage seat = _own(participant);
        _foldIn(seat);
        if (seat.nextFrom == 0) revert NoKeyAnnounced(participant);
        _withdraw(participant, seat);
    }

    /// @inheritdoc IParticipants
    function accountOf(uint32 participant) external view returns (address) {
        return _inForce(_known(participant));
    }

    /// @inheritdoc IParticipants
    function participantOf(address account) external view returns (uint32 participant) {
        participant = _holderOf[account];
        if (participant != 0 && _inForce(_seats[participant]) != account) participant = 0;
    }

    /// @inheritdoc IParticipants
    function participantAt(uint32 participant) external view returns (Participant memory) {
        Seat storage seat = _seats[participant];
        // All of the word before the branches, so that it is loaded once.
        (address account, uint32 owner, Kind kind) = (seat.account, seat.owner, seat.kind);
        (bool suspended, uint48 nextFrom) = (seat.suspended, seat.nextFrom);
        if (account == address(0)) revert ParticipantUnknown(participant);
        if (nextFrom != 0 && block.timestamp >= nextFrom) account = seat.nextAccount;
        return Participant(account, owner, kind, suspended);
    }

    /// @inheritdoc IParticipants
    function ownersOf(uint32[] calldata participants) external view returns (uint32[] memory owners) {
        owners = new uint32[](participants.length);
        for (uint256 i = 0; i < participants.length; ++i) owners[i] = _known(participants[i]).owner;
    }

    /// @inheritdoc IParticipants
    function standingsOf(address[] calldata accounts) external view returns (Standing[] memory standings) {
        standings = new Standing[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint32 participant = _holderOf[accounts[i]];
            Seat storage seat = _seats[participant];
            // All of the word before the branch, so that it is loaded once.
            (uint32 owner, bool suspended, address account) = (seat.owner, seat.suspended, _inForce(seat));
            if (participant != 0 && account == accounts[i]) {
                standings[i] = Standing(participant, owner, suspended);
            }
        }
    }

    /// @inheritdoc IParticipants
    function requireActive(uint32 participant) external view {
        if (_known(participant).suspended) revert ParticipantSuspended(participant);
    }

    function _announce(uint32 participant, Seat storage seat, address account) private {
        _take(account, participant);
        _foldIn(seat);
        if (seat.nextFrom != 0) _withdraw(participant, seat);
        seat.nextAccount = account;
        seat.nextFrom = uint48(block.timestamp) + KEY_NOTICE;
        emit KeyAnnounced(participant, account, seat.nextFrom);
    }

    function _withdraw(uint32 participant, Seat storage seat) private {
        emit KeyWithdrawn(participant, seat.nextAccount);
        seat.nextFrom = 0;
        seat.nextAccount = address(0);
    }

    /// @dev A key that has taken over becomes the account, which frees the place for the next announcement.
    function _foldIn(Seat storage seat) private {
        if (seat.nextFrom == 0 || block.timestamp < seat.nextFrom) return;
        seat.account = seat.nextAccount;
        seat.nextFrom = 0;
        seat.nextAccount = address(0);
    }

    function _take(address account, uint32 participant) private {
        if (account == address(0)) revert AccountMissing();
        uint32 holder = _holderOf[account];
        if (holder != 0) revert AccountTaken(account, holder);
        _holderOf[account] = participant;
    }

    function _own(uint32 participant) private view returns (Seat storage seat) {
        seat = _seats[participant];
        if (_inForce(seat) != msg.sender) revert NotParticipant(msg.sender, participant);
    }

    function _known(uint32 participant) private view returns (Seat storage seat) {
        seat = _seats[participant];
        if (seat.account == address(0)) revert ParticipantUnknown(participant);
    }

    function _inForce(Seat storage seat) private view returns (address) {
        uint48 nextFrom = seat.nextFrom;
        return nextFrom != 0 && block.timestamp >= nextFrom ? seat.nextAccount : seat.account;
    }
}
