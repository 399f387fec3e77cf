// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IParticipants} from "../../../contracts/access/IParticipants.sol";
import {Participants} from "../../../contracts/access/Participants.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice Keys that change in any order and at any time.
contract ParticipantsTest {
    uint32 private constant SEATS = 3;

    Participants private _participants;

    function setUp() public {
        _participants = new Participants(address(new AccessManager(address(this))));
        for (uint160 i = 1; i <= SEATS; ++i) {
            _participants.register(address(i), 0, IParticipants.Kind.Operator, 0);
        }
    }

    /// @dev Accounts are drawn from twelve, so that most of them are taken before long.
    function testFuzz_an_account_acts_for_one_participant_and_never_returns(uint256 dice) public {
        address[] memory before = new address[](SEATS + 1);
        uint256 retired = 0; // bit of each account that was in force and is no more
        for (uint256 step = 0; step < 24; ++step) {
            uint256 pick = uint256(keccak256(abi.encode(dice, step)));
            uint32 seat = 1 + uint32(pick % SEATS);
            CHEATS.warp(block.timestamp + ((pick >> 32) % 30 hours));
            retired |= _retired(before);
            address account = address(uint160(1 + ((pick >> 64) % 12)));
            CHEATS.prank(_participants.accountOf(seat));
            if (pick & (1 << 200) != 0) try _participants.announceKey(seat, account) {} catch {}
            else try _participants.withdrawKey(seat) {} catch {}
            _check(retired, before);
        }
    }

    function _retired(address[] memory before) private view returns (uint256 retired) {
        for (uint32 seat = 1; seat <= SEATS; ++seat) {
            if (before[seat] != address(0) && _participants.accountOf(seat) != before[seat]) {
                retired |= 1 << uint160(before[seat]);
            }
        }
    }

    function _check(uint256 retired, address[] memory before) private view {
        for (uint32 seat = 1; seat <= SEATS; ++seat) {
            before[seat] = _participants.accountOf(seat);
            assert(retired & (1 << uint160(before[seat])) == 0);
            assert(_participants.participantOf(before[seat]) == seat);
            for (uint32 other = 1; other < seat; ++other) assert(before[other] != before[seat]);
        }
    }
}
