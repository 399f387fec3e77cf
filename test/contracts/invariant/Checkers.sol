// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IParticipants} from "../../../contracts/access/IParticipants.sol";
import {Participants} from "../../../contracts/access/Participants.sol";
import {IJournal} from "../../../contracts/journal/IJournal.sol";
import {Journal} from "../../../contracts/journal/Journal.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice A journal with two publishers and six keys that sign, ascending by address. Of these, key 3 has the owner of key 0,
/// key 4 the owner of publisher 1, and key 5 is nobody's; a quorum is two.
abstract contract Checkers {
    uint32 internal constant PUBLISHERS = 2;
    uint256 internal constant KEYS = 6;
    uint32 internal constant QUORUM = 2;
    bytes32 internal constant DATASET = keccak256("energy.readings");

    Participants public immutable participants;
    Journal public immutable journal;

    uint256[] private _keys;
    uint32[] private _owners;

    /// @dev The handler is the administrator, who may do everything that no role was given for.
    constructor() {
        AccessManager manager = new AccessManager(address(this));
        participants = new Participants(address(manager));
        journal = new Journal(address(manager), participants);
        for (uint32 p = 1; p <= PUBLISHERS; ++p) {
            participants.register(accountOf(p), 0, IParticipants.Kind.Operator, 0);
        }
        _sortKeys();
        uint32[] memory checkers = new uint32[](KEYS - 1);
        for (uint256 i = 0; i < KEYS - 1; ++i) {
            uint32 owner =
                i == 3
                    ? _owners[0]
                    : i == 4
                        ? 1
                        : 0;
            address account = CHEATS.addr(_keys[i]);
            checkers[i] = participants.register(account, owner, IParticipants.Kind.Checker, 0);
            _owners.push(owner == 0 ? checkers[i] : owner);
        }
        journal.registerDataset("energy.readings", IJournal.Terms(1, 1, 3650, 0));
        journal.setCheckers(DATASET, checkers, QUORUM);
    }

    function accountOf(uint32 publisher) public pure returns (address) {
        return address(uint160(0x1000 + publisher));
    }

    /// @dev Signatures of the keys in the mask; with `swapped`, the first two of them change places.
    function _sign(
        bytes32 digest,
        uint8 mask,
        bool swapped
    ) internal view returns (bytes[] memory signatures) {
        signatures = new bytes[](_signersIn(mask));
        uint256 next = 0;
        for (uint256 i = 0; i < KEYS; ++i) {
            if (mask & (1 << i) == 0) continue;
            (uint8 v, bytes32 r, bytes32 s) = CHEATS.sign(_keys[i], digest);
            signatures[next++] = abi.encodePacked(r, s, v);
        }
        if (swapped && next > 1) (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
    }

    /// @dev Whether the keys in the mask may accept what the publisher sends: written down from the rule, not from the code.
    function _isQuorum(uint8 mask, bool swapped, uint32 publisher) internal view returns (bool) {
        uint256 signers = _signersIn(mask);
        if (signers < QUORUM || swapped || mask & (1 << (KEYS - 1)) != 0) return false;
        uint256 ownersSeen = 1 << publisher; // a publisher owns itself
        for (uint256 i = 0; i < KEYS - 1; ++i) {
            if (mask & (1 << i) == 0) continue;
            if (ownersSeen & (1 << _owners[i]) != 0) return false;
            ownersSeen |= 1 << _owners[i];
        }
        return true;
    }

    /// @dev Mostly two or three honest checkers; now and then anybody.
    function _someSigners(uint256 dice) internal pure returns (uint8 mask, bool swapped) {
        if (dice & 7 == 0) return (uint8(dice >> 8) & 63, dice & 8 != 0);
        uint8[4] memory honest = [3, 5, 6, 7];
        return (honest[(dice >> 8) & 3], false);
    }

    function _signersIn(uint8 mask) private pure returns (uint256 signers) {
        for (uint256 i = 0; i < KEYS; ++i) if (mask & (1 << i) != 0) ++signers;
    }

    function _sortKeys() private {
        for (uint256 key = 1; key <= KEYS; ++key) {
            _keys.push(key);
            for (uint256 i = _keys.length - 1; i > 0; --i) {
                if (CHEATS.addr(_keys[i - 1]) < CHEATS.addr(_keys[i])) break;
                (_keys[i - 1], _keys[i]) = (_keys[i], _keys[i - 1]);
            }
        }
    }
}
