// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IDevices} from "../../../contracts/assets/IDevices.sol";
import {IEnergyMarket} from "../../../contracts/energy/IEnergyMarket.sol";
import {IOrderBook} from "../../../contracts/energy/IOrderBook.sol";
import {IReadingSets} from "../../../contracts/energy/IReadingSets.sol";
import {CHEATS} from "../Cheats.sol";
import {HostileSolver} from "./HostileSolver.sol";

/// @notice Trades, meters, settles and takes back at random; the solver is hostile most of the time.
/// @dev Whatever is refused is only counted: the rules are about what is accepted.
abstract contract MarketActions is HostileSolver {
    /// @dev Bit of the dice that splits a slot.
    uint256 private constant SOME_LEAVES = 1 << 88;
    uint256 private constant ALL_LEAVES = ~SOME_LEAVES;
    /// @dev Dice with which {_reverse} takes the right chunk.
    uint256 private constant LAST_CHUNK = 1 << 200;

    uint256 private _calls;

    uint256 public placed;
    uint256 public settled;
    uint256 public completed;
    uint256 public reversed;
    uint256 public refused;
    mapping(bytes4 selector => uint256) public refusals;

    mapping(uint32 zone => uint32[]) private _slots;
    /// @dev A slot that is half settled or half taken back: nothing else of the zone may be settled meanwhile.
    mapping(uint32 zone => uint32 slot) private _begun;
    mapping(bytes32 settlement => bytes) private _plans;
    mapping(bytes32 settlement => uint64) private _prices;
    mapping(uint32 participant => uint16) private _nonces;

    constructor() {
        for (uint32 p = 1; p <= PEOPLE; ++p) {
            if (p == DUST || (p >= OPERATOR && p < FIRST_TRADER)) continue;
            _deposit(p, _isTrader(p) ? FUNDS : 100 * FUNDS);
        }
        _passTime(900);
        CHEATS.recordLogs();
    }

    /// @notice Orders are placed, a slot passes, and what was metered in the one before is accepted.
    function evening(uint256 dice) external {
        dice = _shaken(dice);
        for (uint256 i = 0; i < 8 + (dice % 8); ++i) _place(_next(dice, i));
        _passTime(900);
        if ((dice >> 128) & 3 == 0) _cancel(dice >> 8);
        if ((dice >> 132) & 1 == 0) _clear(1 + (uint32(dice >> 136) % ZONES), _next(dice, 92));
        uint32 zone = 1 + (uint32(dice >> 16) % ZONES);
        _accept(zone, _slotNow() - 1, _next(dice, 90));
        if ((dice >> 64) & 7 > 0) _accept(3 - zone, _slotNow() - 1, _next(dice, 91));
    }

    function settle(uint256 dice) external {
        dice = _shaken(dice);
        for (uint256 i = 0; i < 1 + (dice & 3); ++i) _settleSome(_next(dice, i));
    }

    function settleAgain(uint256 dice) external {
        dice = _shaken(dice);
        _settleSome(dice);
    }

    /// @notice Three slots of a zone at once: one is split while another is taken back and a third begun.
    function juggle(uint256 dice) external {
        dice = _shaken(dice);
        uint32 zone = 1 + (uint32(dice) % ZONES);
        uint32[] storage slots = _slots[zone];
        if (slots.length < 3) return;
        _clear(zone, _next(dice, 9));
        (uint32 past, uint32 split, uint32 next) = (
            slots[slots.length - 3],
            slots[slots.length - 2],
            slots[slots.length - 1]
        );
        _settleSlot(zone, past, _next(dice, 1) & ALL_LEAVES);
        if ((dice >> 8) & 3 > 0) _temptation = (dice >> 16) & 1 == 0 ? FORGETS_SIDES : TRADES_WITH_ITSELF;
        _settleSlot(zone, split, _next(dice, 2) | SOME_LEAVES);
        _accept(zone, past, _next(dice, 3));
        _reverse(zone, past, LAST_CHUNK);
        _settleSlot(zone, next, _next(dice, 4) | SOME_LEAVES);
        for (uint256 i = 0; i < 2; ++i) _settleSlot(zone, next, _next(dice, 5 + i) & ALL_LEAVES);
        for (uint256 i = 0; i < 2; ++i) _settleSlot(zone, split, _next(dice, 7 + i) & ALL_LEAVES);
        _temptation = 0;
    }

    /// @notice A newer version of a slot's readings; whatever stands of the one before is taken back, or a part of it.
    function correct(uint256 dice) external {
        dice = _shaken(dice);
        (uint32 zone, uint32 slot) = _someSlot(dice);
        if (slot == 0) return;
        _accept(zone, slot, _next(dice, 1));
        for (uint256 i = 0; i <= (dice >> 32) & 3; ++i) _reverse(zone, slot, dice);
    }

    function reverse(uint256 dice) external {
        dice = _shaken(dice);
        (uint32 zone, uint32 slot) = _someSlot(dice);
        if (slot != 0) _reverse(zone, slot, dice);
    }

    function cancel(uint256 dice) external {
        dice = _shaken(dice);
        _cancel(dice);
    }

    function release(uint256 dice) external {
        dice = _shaken(dice);
        if (_wishes.length == 0) return;
        Wish storage wish = _wishes[dice % _wishes.length];
        uint96 before = vault.accountOf(wish.participant).locked;
        try orderBook.releaseOrder(wish.order) returns (uint96 amount) {
            _hold("M1", !wish.released && amount <= wish.locked && _slotNow() > wish.slotTo + 96);
            _hold("M1", before - vault.accountOf(wish.participant).locked == amount);
            wish.released = true;
        } catch (bytes memory reason) {
            _refusal(reason);
        }
    }

    /// @notice Days pass now and then, so that proceeds mature and locks can be released.
    function wait_(uint256 dice) external {
        dice = _shaken(dice);
        _passTime(dice & 3 == 0 ? 1 days + ((dice >> 8) % 2 days) : 900 * ((dice >> 8) & 3));
    }

    function purse(uint256 dice) external {
        dice = _shaken(dice);
        uint32 participant = dice & 7 == 0 ? RESERVE : _trader(dice >> 8);
        if (dice & 8 == 0) return _deposit(participant, 1 + uint96((dice >> 16) % FUNDS));
        CHEATS.prank(_accountOf(participant));
        vault.announceWithdrawal(uint96(1 + ((dice >> 16) % (2 * FUNDS))));
        if (dice & 16 == 0) _passTime(48 hours);
        CHEATS.prank(_accountOf(participant));
        try vault.withdraw() returns (uint96 amount) {
            worthOf[participant] -= int256(uint256(amount));
        } catch (bytes memory reason) {
            _refusal(reason);
        }
    }

    /// @notice What everybody has, as the vault says it now.
    function worthNow(uint32 participant) external view returns (int256) {
        return _worth(participant);
    }

    function statementOnChain(uint32 participant) external view returns (bytes32) {
        (uint32 count, bytes28 hash) = market.statementOf(participant);
        return bytes32((uint256(count) << 224) | (uint256(bytes32(hash)) >> 32));
    }

    /// @dev The fuzzer likes small numbers and repeats them.
    function _shaken(uint256 dice) private returns (uint256) {
        return _next(dice, ++_calls);
    }

    /// @dev Orders of every kind; now and then one that its owner has not signed, or whose number was used.
    function _place(uint256 dice) private {
        uint32 device = 1 + uint32(dice % DEVICES);
        Meter memory meter = _meters[device];
        bool bid = (dice >> 8) & 1 == 0;
        uint64 retail = uint64(_tariffOf[meter.zone].retail);
        IOrderBook.EnergyOrder memory terms;
        terms.side = bid ? IOrderBook.Side.Bid : IOrderBook.Side.Ask;
        (terms.device, terms.participant, terms.zone) = (device, meter.participant, meter.zone);
        terms.slotFrom = _slotNow() + uint32((dice >> 16) % 3);
        terms.slotTo = terms.slotFrom + 1 + uint32((dice >> 24) % 32);
        terms.maxWhPerSlot = 1 + uint64((dice >> 32) % 1_500);
        terms.limitPrice =
            bid ? retail - uint64((dice >> 48) % (retail / 3)) : uint64((dice >> 48) % (retail / 2));
        if ((dice >> 80) & 3 == 0) terms.partner = _partnerOf(meter.participant, dice >> 84);
        if ((dice >> 92) & 7 == 0) terms.minEvidence = IDevices.Evidence((dice >> 96) & 3);
        terms.nonce = _nonces[meter.participant];
        terms.validTo = uint64(_time + 1);
        bool forged = (dice >> 100) & 15 == 0;
        uint32 signer =
            forged ? FIRST_TRADER + ((meter.participant - FIRST_TRADER + 1) % TRADERS) : meter.participant;
        try orderBook.placeOrder(terms, _signed(_keyOf(signer), orderBook.orderDigest(terms))) returns (
            uint48 order
        ) {
            _hold("M2", !forged && meter.agreed && _wishOf[order] == 0);
            ++_nonces[meter.participant];
            ++placed;
            uint96 locked = orderBook.orderAt(order).locked;
            uint256 slots = _least(terms.slotTo - terms.slotFrom + 1, 96);
            uint256 a_slot = (uint256(terms.maxWhPerSlot) * terms.limitPrice + 999_999) / 1_000_000;
            _hold("M1", locked == (bid ? a_slot * slots : 0));
            _wishes.push(
                Wish(
                    order,
                    device,
                    meter.participant,
                    bid,
                    _slotNow(),
                    terms.slotFrom,
                    terms.slotTo,
                    terms.maxWhPerSlot,
                    terms.limitPrice,
                    terms.partner,
                    uint8(terms.minEvidence),
                    locked,
                    false
                )
            );
            _wishOf[order] = _wishes.length;
        } catch (bytes memory reason) {
            _refusal(reason);
        }
    }

    /// @dev E4: what is cancelled counts for no later slot; what had not begun, for none.
    function _cancel(uint256 dice) private {
        if (_wishes.length == 0) return;
        Wish storage wish = _wishes[dice % _wishes.length];
        uint32 caller = (dice >> 64) & 7 == 0 ? _trader(dice >> 67) : wish.participant;
        CHEATS.prank(_accountOf(caller));
        try orderBook.cancelOrder(wish.order) {
            _hold("M2", caller == wish.participant);
            if (_slotNow() < wish.slotFrom) wish.slotFrom = wish.slotTo = wish.placedIn;
            else wish.slotTo = _slotNow();
        } catch (bytes memory reason) {
            _refusal(reason);
        }
    }

    /// @dev What the checkers do when a solver leaves a slot half settled: newer readings, so that it is taken back.
    function _clear(uint32 zone, uint256 dice) private {
        uint32 slot = _begun[zone];
        if (slot == 0) return;
        _accept(zone, slot, dice);
        for (uint256 i = _chunks[zone][slot].length; i > 0; --i) _reverse(zone, slot, LAST_CHUNK);
    }

    /// @dev The next version of a slot's readings: some devices of the zone, with random energy of either direction.
    function _accept(uint32 zone, uint32 slot, uint256 dice) private {
        ReadingBook storage book = _books[zone][slot];
        delete book.leaves;
        for (uint32 device = 1; device <= DEVICES; ++device) {
            uint256 energy = _next(dice, device);
            Meter memory meter = _meters[device];
            bool settleable = meter.agreed && meter.evidence > 0;
            if (meter.zone != zone || energy & (settleable ? 7 : 31) == (settleable ? 0 : 1)) continue;
            if (!settleable && energy & 31 > 1) continue;
            uint64 imported = (energy >> 8) & 3 > 1 ? 0 : uint64((energy >> 16) % 5_000);
            uint64 exported = (energy >> 8) & 3 < 1 ? 0 : uint64((energy >> 48) % 5_000);
            book.leaves.push(
                Leaf(device, 100_000 + imported, 200_000 + exported, imported, exported, bytes32(energy))
            );
        }
        if (book.leaves.length == 0) book.leaves.push(Leaf(zone == 1 ? 1 : 7, 1, 2, 1, 2, 0));
        IReadingSets.SlotReadings memory set;
        (set.publisher, set.zone, set.slot, set.version) = (OPERATOR, zone, slot, ++book.version);
        (set.replaces, set.count) = (book.setHash, uint32(book.leaves.length));
        (set.root, ) = _tree(zone, slot, 0, 1);
        bytes[] memory signatures = _quorum(readingSets.readingsDigest(set), dice);
        CHEATS.prank(_accountOf(OPERATOR));
        readingSets.accept(set, signatures);
        book.setHash = readingSets.latest(zone, slot).setHash;
        if (book.version == 1) _slots[zone].push(slot);
    }

    function _settleSome(uint256 dice) private {
        (uint32 zone, uint32 slot) = _someSlot(dice);
        if (slot != 0) _settleSlot(zone, slot, dice);
    }

    function _settleSlot(uint32 zone, uint32 slot, uint256 dice) private {
        bytes32 key = _keyOfSettlement(zone, slot, _books[zone][slot].version);
        uint32 next = _audits[key].nextLeaf;
        if (_plans[key].length == 0 || (dice >> 16) & 7 == 0) {
            if (_audits[key].chunks == 0) _prices[key] = _somePrice(zone, dice >> 24);
            _plans[key] = abi.encode(_plan(zone, slot, next, _prices[key], _next(dice, 7)));
        }
        IEnergyMarket.Metered[] memory all = abi.decode(_plans[key], (IEnergyMarket.Metered[]));
        uint256 left = all.length - next;
        if (left == 0) (left, next) = (all.length, 0); // a settled slot once more (E9)
        uint256 count = (dice >> 88) & 1 == 0 ? left : 1 + ((dice >> 96) % left);
        IEnergyMarket.Metered[] memory leaves = new IEnergyMarket.Metered[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = all[next + i];
        _send(
            IEnergyMarket.Terms(zone, slot, _books[zone][slot].version, 1, _prices[key]),
            next,
            leaves,
            dice
        );
    }

    function _send(
        IEnergyMarket.Terms memory terms,
        uint32 first,
        IEnergyMarket.Metered[] memory leaves,
        uint256 dice
    ) private {
        uint32[] memory parties = _partiesOf(leaves);
        if ((dice >> 104) & 3 == 0) _bend(terms, leaves, _next(dice, 8));
        (, bytes32[] memory proof) = _tree(terms.zone, terms.slot, first, leaves.length);
        CHEATS.getRecordedLogs();
        try market.settle(terms, first, leaves, parties, proof) {
            ++settled;
            _auditSettle(terms, first, uint32(leaves.length), parties, CHEATS.getRecordedLogs());
            bool complete = _audits[_keyOfSettlement(terms.zone, terms.slot, terms.version)].complete;
            _hold("E9", market.settlementAt(terms.zone, terms.slot).complete == complete);
            if (complete) ++completed;
            if (!complete) _begun[terms.zone] = terms.slot;
            else if (_begun[terms.zone] == terms.slot) _begun[terms.zone] = 0;
        } catch (bytes memory reason) {
            _refusal(reason);
        }
    }

    function _reverse(uint32 zone, uint32 slot, uint256 dice) private {
        Chunk[] storage chunks = _chunks[zone][slot];
        if (chunks.length == 0) return;
        // Now and then not the last chunk.
        Chunk memory chunk = chunks[
            (dice >> 200) & 7 == 0 ? (dice >> 204) % chunks.length : chunks.length - 1
        ];
        bool last = keccak256(chunk.lines) == keccak256(chunks[chunks.length - 1].lines);
        try market.reverse(zone, slot, chunk.lines, chunk.parties) {
            ++reversed;
            _hold("E3", last && _books[zone][slot].version > _settledVersion[zone][slot]);
            _auditReverse(zone, slot);
            if (chunks.length == 0 && _begun[zone] == slot) _begun[zone] = 0;
            else if (chunks.length > 0 && _begun[zone] == 0) _begun[zone] = slot;
        } catch (bytes memory reason) {
            _refusal(reason);
        }
    }

    function _deposit(uint32 participant, uint96 amount) private {
        tenge.mint(address(this), amount, 0);
        tenge.approve(address(vault), amount);
        vault.deposit(participant, amount);
        worthOf[participant] += int256(uint256(amount));
    }

    function _refusal(bytes memory reason) private {
        ++refused;
        ++refusals[bytes4(reason)];
    }

    /// @dev One of the last slots of a zone that have readings.
    function _someSlot(uint256 dice) private view returns (uint32 zone, uint32 slot) {
        zone = 1 + (uint32(dice >> 110) % ZONES);
        uint32[] storage slots = _slots[zone];
        if (slots.length == 0) return (zone, 0);
        if (_begun[zone] != 0 && (dice >> 108) & 3 > 0) return (zone, _begun[zone]);
        // Mostly one that is not settled yet.
        for (uint256 i = 0; i < 3; ++i) {
            slot = slots[slots.length - 1 - (((dice >> 112) + i) % _least(slots.length, 3))];
            bytes32 key = _keyOfSettlement(zone, slot, _books[zone][slot].version);
            if (!_audits[key].complete || (dice >> 120) & 7 == 0) return (zone, slot);
        }
    }

    /// @dev Between what the grid pays and charges, and now and then anywhere.
    function _somePrice(uint32 zone, uint256 dice) private view returns (uint64) {
        int64 feedIn = _tariffOf[zone].feedIn;
        uint64 least = feedIn < 0 ? 0 : uint64(feedIn);
        uint64 most = uint64(_tariffOf[zone].retail) - _tariffOf[zone].networkFee;
        if (dice & 15 == 0) return uint64((dice >> 4) % 5_000_000);
        return least + uint64((dice >> 4) % (most - least + 1));
    }

    function _partiesOf(
        IEnergyMarket.Metered[] memory leaves
    ) private view returns (uint32[] memory parties) {
        parties = new uint32[](TRADERS);
        uint8[] memory seat = new uint8[](PEOPLE + 1);
        uint8 count = 0;
        for (uint32 p = FIRST_TRADER; p <= PEOPLE; ++p) {
            for (uint256 i = 0; i < leaves.length; ++i) {
                if (_meters[leaves[i].device].participant != p) continue;
                (parties[count], seat[p]) = (p, count);
                ++count;
                break;
            }
        }
        for (uint256 i = 0; i < leaves.length; ++i)
            leaves[i].party = seat[_meters[leaves[i].device].participant];
        assembly ("memory-safe") {
            mstore(parties, count)
        }
    }

    /// @dev Root of a slot's readings and the proof of a range, level by level: RFC 9162 for every size, since an odd last node
    /// moves up.
    function _tree(
        uint32 zone,
        uint32 slot,
        uint256 first,
        uint256 count
    ) private view returns (bytes32 root, bytes32[] memory proof) {
        Leaf[] storage set = _books[zone][slot].leaves;
        bytes32[] memory level = new bytes32[](set.length);
        for (uint256 i = 0; i < level.length; ++i) {
            level[i] = keccak256(
                abi.encodePacked(
                    bytes1(0),
                    abi.encode(
                        set[i].device,
                        slot,
                        set[i].importEndWh,
                        set[i].exportEndWh,
                        set[i].importWh,
                        set[i].exportWh,
                        set[i].evidenceHash
                    )
                )
            );
        }
        proof = new bytes32[](8);
        uint256 used = 0;
        uint256 end = first + count;
        while (level.length > 1) {
            if (first & 1 == 1) proof[used++] = level[first - 1];
            if (end & 1 == 1 && end < level.length) proof[used++] = level[end];
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                above[i] =
                    2 * i + 1 < level.length
                        ? keccak256(abi.encodePacked(bytes1(uint8(1)), level[2 * i], level[2 * i + 1]))
                        : level[2 * i];
            }
            (first, end, level) = (first / 2, (end + 1) / 2, above);
        }
        assembly ("memory-safe") {
            mstore(proof, used)
        }
        root = level[0];
    }

    /// @dev Mostly the same one, of another owner, so that orders of two partners meet.
    function _partnerOf(uint32 participant, uint256 dice) private pure returns (uint32) {
        return dice & 7 == 0 ? _trader(dice >> 3) : _trader(participant - FIRST_TRADER + TRADERS / 2);
    }

    function _trader(uint256 dice) private pure returns (uint32) {
        return FIRST_TRADER + uint32(dice % TRADERS);
    }

    function _next(uint256 dice, uint256 step) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(dice, step)));
    }
}
