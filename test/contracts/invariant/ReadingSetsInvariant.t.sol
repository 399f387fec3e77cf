// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IReadingSets} from "../../../contracts/energy/IReadingSets.sol";
import {ReadingSets} from "../../../contracts/energy/ReadingSets.sol";
import {CHEATS} from "../Cheats.sol";
import {Checkers} from "./Checkers.sol";

/// @notice Sends reading sets of a few zones and slots, good ones and bad ones, and keeps its own book.
contract ReadingSetsHandler is Checkers {
    uint32 public constant ZONES = 2;
    uint32 public constant SLOTS = 3;
    uint32 public constant FIRST_SLOT = 2_000_000;

    bytes32 private constant TYPEHASH = keccak256(
        "SlotReadings(uint32 publisher,uint32 zone,uint32 slot,uint32 version,bytes32 replaces,bytes32 root,uint32 count,uint64 importWh,uint64 exportWh)"
    );

    ReadingSets public immutable sets;

    uint256 public refused;
    uint256 public wronglyAccepted;
    uint256 public wronglyRefused;

    mapping(uint32 zone => mapping(uint32 slot => IReadingSets.SlotReadings[])) private _book;

    /// @dev The first slots are over, the last one is not before {passTime}.
    constructor() {
        sets = new ReadingSets(participants, journal);
        CHEATS.warp(uint256(FIRST_SLOT + SLOTS - 1) * 900 + 450);
    }

    function accept(uint32 zone, uint32 slot, uint32 publisher, uint32 count, uint256 dice) external {
        IReadingSets.SlotReadings memory readings;
        readings.publisher = 1 + (publisher % PUBLISHERS);
        readings.zone = 1 + (zone % ZONES);
        readings.slot = FIRST_SLOT + (slot % SLOTS);
        readings.count = count % 16;
        readings.root = keccak256(abi.encode(dice));
        (readings.importWh, readings.exportWh) = (uint64(dice >> 128), uint64(dice >> 192));
        IReadingSets.SlotReadings[] storage book = _book[readings.zone][readings.slot];
        readings.version = uint32(book.length + 1);
        if (book.length != 0) readings.replaces = hashOf(book[book.length - 1]);
        if ((dice >> 16) & 15 == 15) readings.version = uint32((dice >> 20) % (book.length + 3));
        if ((dice >> 32) & 15 == 15) readings.replaces = bytes32(dice);
        (uint8 mask, bool swapped) = _someSigners(dice);
        bool valid = _isQuorum(mask, swapped, readings.publisher) && _isValid(readings, book);
        bytes[] memory signatures = _sign(sets.readingsDigest(readings), mask, swapped);
        CHEATS.prank(accountOf(readings.publisher));
        try sets.accept(readings, signatures) {
            if (!valid) ++wronglyAccepted;
            book.push(readings);
        } catch {
            ++refused;
            if (valid) ++wronglyRefused;
        }
    }

    function passTime(uint16 time) external {
        CHEATS.warp(block.timestamp + (time % 60));
    }

    function bookOf(uint32 zone, uint32 slot) external view returns (IReadingSets.SlotReadings[] memory) {
        return _book[zone][slot];
    }

    function hashOf(IReadingSets.SlotReadings memory readings) public pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, readings));
    }

    function _isValid(
        IReadingSets.SlotReadings memory readings,
        IReadingSets.SlotReadings[] storage book
    ) private view returns (bool) {
        bool over = block.timestamp >= (uint256(readings.slot) + 1) * 900;
        bytes32 replaces = book.length == 0 ? bytes32(0) : hashOf(book[book.length - 1]);
        return
            over &&
            readings.count != 0 &&
            readings.version == book.length + 1 &&
            readings.replaces == replaces;
    }
}

/// E3: a (zone, slot) has one live reading set, the latest; each version names the one it replaces, and only what a quorum of
///     checkers has signed after the end of the slot becomes one.
contract ReadingSetsInvariant {
    ReadingSetsHandler private _handler;

    function setUp() public {
        _handler = new ReadingSetsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev The random walk is of use only if sets are accepted and refused in it, in every slot.
    function test_the_handler_sends_versions_and_is_refused() public {
        for (uint256 seed = 0; seed < 200; ++seed) {
            uint256 dice = uint256(keccak256(abi.encode(seed)));
            _handler.accept(uint32(dice), uint32(dice >> 8), uint32(dice >> 16), uint32(dice >> 24), dice);
            _handler.passTime(uint16(dice));
        }
        for (uint32 i = 0; i < _handler.SLOTS(); ++i) {
            assert(_handler.bookOf(1, _handler.FIRST_SLOT() + i).length > 2);
        }
        assert(_handler.refused() > 20);
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_E3_the_latest_version_is_the_live_one_and_names_what_it_replaces() public view {
        for (uint32 zone = 1; zone <= _handler.ZONES(); ++zone) {
            for (uint32 i = 0; i < _handler.SLOTS(); ++i) _checkSlot(zone, _handler.FIRST_SLOT() + i);
        }
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_E3_only_what_a_quorum_has_signed_is_accepted() public view {
        assert(_handler.wronglyAccepted() == 0);
        assert(_handler.wronglyRefused() == 0);
    }

    function _checkSlot(uint32 zone, uint32 slot) private view {
        IReadingSets.SlotReadings[] memory book = _handler.bookOf(zone, slot);
        IReadingSets.ReadingSet memory live = _handler.sets().latest(zone, slot);
        assert(live.version == book.length);
        bytes32 replaces = 0;
        for (uint256 i = 0; i < book.length; ++i) {
            assert(book[i].version == i + 1 && book[i].replaces == replaces);
            replaces = _handler.hashOf(book[i]);
        }
        assert(live.setHash == replaces);
        if (book.length == 0) return;
        IReadingSets.SlotReadings memory last = book[book.length - 1];
        assert(live.root == last.root && live.count == last.count);
        assert(live.importWh == last.importWh && live.exportWh == last.exportWh);
    }
}
