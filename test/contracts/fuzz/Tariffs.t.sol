// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IParticipants} from "../../../contracts/access/IParticipants.sol";
import {Participants} from "../../../contracts/access/Participants.sol";
import {ITariffs} from "../../../contracts/energy/ITariffs.sol";
import {Tariffs} from "../../../contracts/energy/Tariffs.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice Tariffs published at any pace, for any slots that the notice allows.
contract TariffsTest {
    uint32 private constant ZONE = 7;

    Tariffs private _tariffs;

    function setUp() public {
        AccessManager manager = new AccessManager(address(this));
        Participants participants = new Participants(address(manager));
        participants.register(address(1), 0, IParticipants.Kind.Supplier, 0);
        _tariffs = new Tariffs(address(manager), participants);
        _tariffs.openZone(ZONE, 1, 1);
        CHEATS.warp(1_790_000_000);
    }

    function testFuzz_from_the_first_tariff_on_one_version_is_in_force_in_every_slot(
        uint8[5] calldata pauses,
        uint8[5] calldata delays,
        uint16 ahead
    ) public {
        uint32 first = 0;
        for (uint256 i = 0; i < 5; ++i) {
            CHEATS.warp(block.timestamp + uint256(pauses[i]) * 900);
            uint32 fromSlot = _earliest() + (delays[i] % 16);
            if (i == 0) first = fromSlot;
            _tariffs.publish(ZONE, ITariffs.Tariff(int64(uint64(i)), 10, 1, fromSlot));
        }
        uint32 slot = first + (ahead % 2_048);
        uint256 found = 0;
        for (uint32 version = 1; version <= 5; ++version) {
            try _tariffs.inForce(ZONE, version, slot) {
                ++found;
            } catch {}
        }
        assert(found == 1);
    }

    function testFuzz_a_published_tariff_never_changes_a_slot_that_is_less_than_the_notice_away(
        uint8 pause,
        uint8 lead,
        uint8 ahead
    ) public {
        uint32 first = _earliest();
        _tariffs.publish(ZONE, ITariffs.Tariff(1, 10, 1, first));
        CHEATS.warp(block.timestamp + (1 + uint256(pause)) * 900);
        uint32 now_ = uint32(block.timestamp / 900);
        try _tariffs.publish(ZONE, ITariffs.Tariff(2, 10, 1, now_ + lead)) {} catch {}
        assert(_tariffs.inForce(ZONE, 1, now_ + (ahead % 96)).feedIn == 1);
    }

    function _earliest() private view returns (uint32 earliest) {
        uint32 versions = _tariffs.versionsOf(ZONE);
        uint32 slot = uint32(block.timestamp / 900);
        if (versions == 0) return slot + 1;
        earliest = slot + _tariffs.NOTICE_SLOTS();
        uint32 last = _tariffs.tariffAt(ZONE, versions).fromSlot;
        if (last > earliest) earliest = last;
    }
}
