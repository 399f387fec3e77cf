// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {DeviceWord} from "../assets/DeviceWord.sol";
import {IDevices} from "../assets/IDevices.sol";
import {MerkleRange} from "../journal/MerkleRange.sol";
import {IVault} from "../money/IVault.sol";
import {EnergyMath} from "./EnergyMath.sol";
import {IEnergyMarket} from "./IEnergyMarket.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {IReadingSets} from "./IReadingSets.sol";
import {ITariffs} from "./ITariffs.sol";
import {Lines} from "./Lines.sol";
import {MeteredLeaves} from "./MeteredLeaves.sol";
import {OrderWord} from "./OrderWord.sol";

/// @title Settling a slot, chunk by chunk.
/// @dev The solver chooses among valid results and can do nothing else: every limit, fill, reading and sum is checked here.
abstract contract SlotSettlement is IEnergyMarket, AccessManaged, ReentrancyGuardTransient {
    using MeteredLeaves for Metered[];

    /// @dev Own-use and partner trades must be even in the end; pool trades are summed in {Settlement}.
    struct Bucket {
        int128 wh; // sold − bought
        uint8 sellerEvidence;
        uint8 buyerEvidence;
        uint8 askDemand;
        uint8 bidDemand;
    }

    /// @dev On which side of the pool an owner stands, remembered between the chunks of one slot.
    struct Stand {
        uint32 slot;
        uint32 version;
        IOrderBook.Side side;
    }

    /// @dev What one chunk works on, in memory.
    struct Work {
        Terms terms;
        ITariffs.Tariff tariff;
        ITariffs.Zone zone;
        Settlement progress;
        IVault.Entry[] entries;
        bytes32[] statements;
        IVault.Counterparties counterparties;
        uint128 origin;
        bool peers; // somebody traded with a peer, so the price counts
        bool whole; // this chunk is the whole slot
        uint256 fills;
        OrderWord[] orders; // of all fills, in their order
        uint256 nextOrder;
        bytes lines;
        uint256 lineCount;
    }

    /// @dev A leaf with the fill of it that is being checked.
    struct Leg {
        uint32 device;
        uint256 party;
        uint32 owner;
        uint8 evidence;
        uint256 sold; // Wh, of the fills so far
        uint256 bought;
        OrderWord word;
        uint48 order;
        uint256 wh;
        FillKind kind;
        bool bid;
        uint256 position; // order and kind
        uint256 ofOrder; // Wh of the order so far
    }

    /// @dev Keeps the receipt of a chunk, and with it the proof of one sale, small.
    uint256 internal constant MAX_LINES = 128;

    uint256 internal constant SLOT_SECONDS = 900;

    IParticipants internal immutable _participants;
    IDevices internal immutable _devices;
    IOrderBook internal immutable _orderBook;
    IVault internal immutable _vault;
    ITariffs internal immutable _tariffs;
    IReadingSets internal immutable _readingSets;
    uint32 internal immutable _reserve;
    uint32 internal immutable _dust;

    mapping(uint32 zone => mapping(uint32 slot => Settlement)) internal _settlements;
    mapping(uint32 zone => uint32 slot) internal _openSlot;
    mapping(bytes32 key => Bucket) private _buckets;
    mapping(uint32 zone => mapping(uint32 owner => Stand)) private _stands;
    mapping(bytes32 chunkKey => bytes32 salesHash) internal _sales;
    /// @dev Read by storage proofs (docs/proof.md): count u32 | hash 28 bytes.
    mapping(uint32 participant => bytes32) internal _statements;

    constructor(
        IParticipants participants,
        IDevices devices,
        IOrderBook orderBook,
        ITariffs tariffs,
        IReadingSets readingSets,
        IVault vault,
        uint32 reserve,
        uint32 dust
    ) {
        (_participants, _devices, _orderBook, _tariffs) = (participants, devices, orderBook, tariffs);
        (_readingSets, _vault, _reserve, _dust) = (readingSets, vault, reserve, dust);
    }

    /// @inheritdoc IEnergyMarket
    function settle(
        Terms calldata terms,
        uint32 first,
        Metered[] calldata leaves,
        uint32[] calldata parties,
        bytes32[] calldata proof
    ) external restricted nonReentrant {
        IReadingSets.ReadingSet memory readings = _readingSets.latest(terms.zone, terms.slot);
        Work memory work = _begin(terms, first, leaves, parties, readings);
        bytes32[] memory hashes = _settleLeaves(work, leaves, parties);
        if (!MerkleRange.verify(hashes, first, readings.count, proof, readings.root)) {
            revert ReadingProofInvalid(terms.zone, terms.slot);
        }
        if (work.peers) _checkPrice(terms.price, work.tariff);

        int256 change = _vault.settle(work.counterparties, work.entries);
        work.progress.reserveTiyn += int128(change);
        work.progress.nextLeaf = first + uint32(leaves.length);
        uint32 chunk = work.progress.chunks++;
        _record(work, chunk);
        for (uint256 i = 0; i < parties.length; i++) _statements[parties[i]] = work.statements[i];
        if (work.progress.nextLeaf == readings.count) _complete(work);
        else if (first == 0) _openSlot[terms.zone] = terms.slot;
        _settlements[terms.zone][terms.slot] = work.progress;
    }

    function _begin(
        Terms calldata terms,
        uint32 first,
        Metered[] calldata leaves,
        uint32[] calldata parties,
        IReadingSets.ReadingSet memory readings
    ) private view returns (Work memory work) {
        if (readings.version == 0) revert NoReadings(terms.zone, terms.slot);
        if (terms.version != readings.version) revert VersionNotLatest(terms.version, readings.version);
        Settlement memory progress = _settlements[terms.zone][terms.slot];
        if (progress.chunks == 0) {
            (progress.price, progress.version) = (terms.price, terms.version);
            (progress.tariffVersion, progress.nextLeaf) = (terms.tariffVersion, 0);
            (progress.sellerEvidence, progress.buyerEvidence) = (type(uint8).max, type(uint8).max);
        } else {
            if (progress.version != terms.version) {
                revert ReversalNeeded(terms.zone, terms.slot, progress.version);
            }
            if (progress.complete) revert SettledAlready(terms.zone, terms.slot, terms.version);
            if (progress.price != terms.price || progress.tariffVersion != terms.tariffVersion)
                revert TermsChanged();
        }
        if (first != progress.nextLeaf) revert ChunkOutOfOrder(first, progress.nextLeaf);
        uint32 open = _openSlot[terms.zone];
        if (open != 0 && open != terms.slot) revert ZoneBusy(terms.zone, open);

        uint256 fills = leaves.countFills();
        uint256 mostLines = leaves.length * 2 + fills;
        if (leaves.length == 0 || leaves.length > readings.count - first || parties.length > 256) {
            revert ChunkSizeInvalid(leaves.length, mostLines);
        }
        work.terms = terms;
        work.tariff = _tariffs.inForce(terms.zone, terms.tariffVersion, terms.slot);
        work.zone = _tariffs.zoneAt(terms.zone);
        work.progress = progress;
        work.whole = first == 0 && leaves.length == readings.count;
        work.fills = fills;
        work.lines = new bytes(mostLines * Lines.SIZE);
        work.origin = Lines.place(terms.zone, terms.slot, terms.version, progress.chunks);
        _seat(work, parties);
    }

    /// @dev Entries and statements of the chunk's participants, in the order of `parties`.
    function _seat(Work memory work, uint32[] calldata parties) internal view {
        work.entries = new IVault.Entry[](parties.length);
        work.statements = new bytes32[](parties.length);
        uint32 last = 0;
        for (uint256 i = 0; i < parties.length; i++) {
            uint32 party = parties[i];
            if (party <= last) revert PartiesNotAscending();
            last = party;
            (work.entries[i].participant, work.statements[i]) = (party, _statements[party]);
        }
        work.counterparties.supplier = work.zone.supplier;
        work.counterparties.network = work.zone.network;
        work.counterparties.reserve = _reserve;
    }

    /// @dev Devices and orders are fetched for the whole chunk at once: a call for each would cost more than its word.
    function _settleLeaves(
        Work memory work,
        Metered[] calldata leaves,
        uint32[] calldata parties
    ) private returns (bytes32[] memory) {
        (bytes32[] memory hashes, uint32[] memory numbers, uint48[] memory orders) = leaves.read(
            work.terms.slot,
            work.fills
        );
        DeviceWord[] memory devices = _devices.wordsAt(numbers);
        work.orders = _orderBook.wordsAt(orders);
        Leg memory leg; // one for all leaves
        for (uint256 i = 0; i < leaves.length; ++i) _settleLeaf(work, leg, leaves[i], parties, devices[i]);
        return hashes;
    }

    function _settleLeaf(
        Work memory work,
        Leg memory leg,
        Metered calldata leaf,
        uint32[] calldata parties,
        DeviceWord device
    ) private {
        _open(work, leg, leaf, parties, device);
        Fill[] calldata fills = leaf.fills;
        for (uint256 i = 0; i < fills.length; ++i) {
            _take(work, leg, fills[i]);
            _fill(work, leg);
        }
        (uint256 imported, uint256 exported) = _net(device.isStorage(), leaf.importWh, leaf.exportWh);
        if (leg.sold > exported) revert EnergyBeyondReading(leg.device, leg.sold, exported);
        if (leg.bought > imported) revert EnergyBeyondReading(leg.device, leg.bought, imported);
        // Both differences are taken after their comparisons.
        unchecked {
            _gridLegs(work, leg, exported - leg.sold, imported - leg.bought);
        }
    }

    /// @dev Begins a leaf: its device may be settled here, and sits where the leaf says among the chunk's participants.
    function _open(
        Work memory work,
        Leg memory leg,
        Metered calldata leaf,
        uint32[] calldata parties,
        DeviceWord device
    ) private pure {
        (leg.device, leg.party) = (leaf.device, leaf.party);
        (leg.owner, leg.evidence) = (device.owner(), device.evidence());
        (leg.sold, leg.bought, leg.position, leg.ofOrder) = (0, 0, 0, 0);
        if (
            device.zone() != work.terms.zone ||
            leg.evidence == uint8(IDevices.Evidence.Unsigned) ||
            device.supplier() != work.zone.supplier
        ) revert DeviceNotSettleable(leg.device);
        uint32 found = leg.party < parties.length ? parties[leg.party] : 0;
        if (found != device.participant()) revert PartyMismatch(leg.device, device.participant(), found);
    }

    /// @dev The leaf's next fill, which ascends by order and kind.
    function _take(Work memory work, Leg memory leg, Fill calldata fill) private pure {
        (leg.order, leg.wh, leg.kind) = (fill.order, fill.wh, fill.kind);
        leg.word = work.orders[work.nextOrder++];
        leg.bid = leg.word.isBid();
        uint256 position = (uint256(leg.order) << 8) | uint8(leg.kind);
        if (position <= leg.position) revert FillsNotAscending(leg.order);
        // Sums of uint40, fewer than calldata holds.
        unchecked {
            leg.ofOrder = (position >> 8 == leg.position >> 8 ? leg.ofOrder : 0) + leg.wh;
            if (leg.bid) leg.bought += leg.wh;
            else leg.sold += leg.wh;
        }
        leg.position = position;
    }

    /// @dev Storage exports count net of import, since energy from a battery is not new (E1).
    function _net(bool storage_, uint64 importWh, uint64 exportWh) private pure returns (uint256, uint256) {
        if (!storage_) return (importWh, exportWh);
        if (exportWh > importWh) return (0, exportWh - importWh);
        return (importWh - exportWh, 0);
    }

    /// @dev An order's fills of a slot stay below its maximum together (E4).
    function _fill(Work memory work, Leg memory leg) private {
        OrderWord order = leg.word;
        if (order.device() != leg.device) revert FillNotOfDevice(leg.order, leg.device);
        if (!order.liveIn(work.terms.slot)) revert FillNotLive(leg.order, work.terms.slot);
        if (leg.wh == 0 || leg.ofOrder > order.maxWhPerSlot())
            revert FillTooLarge(leg.order, leg.ofOrder, order.maxWhPerSlot());
        bool own = leg.kind == FillKind.Own;
        uint64 price = own ? 0 : work.terms.price;
        uint64 fee = leg.bid ? work.tariff.networkFee : 0;
        uint256 limit = order.limitPrice();
        // An own-use ask has no price to compare; every other fill keeps its limit (E5).
        if (leg.bid ? uint256(price) + fee > limit : !own && price < limit)
            revert FillBeyondLimit(leg.order, uint256(price) + fee, limit);
        if (leg.kind == FillKind.Pool) _intoPool(work, leg);
        else _intoBucket(work, leg);

        _line(
            work,
            leg.party,
            Lines.pack(
                Lines.kindOf(leg.kind, leg.bid),
                leg.device,
                leg.order,
                leg.wh,
                _money(work, leg, price, fee)
            )
        );
    }

    /// @dev Adds what the fill costs or earns to the participant's entry.
    /// @return amount Positive: the participant receives.
    function _money(
        Work memory work,
        Leg memory leg,
        uint64 price,
        uint64 fee
    ) private pure returns (int256 amount) {
        IVault.Entry memory entry = work.entries[leg.party];
        uint64 wh = uint64(leg.wh);
        // Lines.pack refuses what an int64 does not hold: no sum of a chunk reaches 2^96.
        unchecked {
            if (leg.bid) {
                uint256 feeTiyn = EnergyMath.paidDown(wh, fee);
                uint256 due = EnergyMath.owedUp(wh, price) + feeTiyn;
                entry.due += uint96(due);
                work.counterparties.networkCredit += uint96(feeTiyn);
                return -int256(due);
            }
            uint256 credit = EnergyMath.paidDown(wh, price);
            entry.credit += uint96(credit);
            return int256(credit);
        }
    }

    function _intoPool(Work memory work, Leg memory leg) private {
        uint32 partner = leg.word.partner();
        if (partner != 0) revert FillPartnerMismatch(leg.order, partner);
        work.peers = true;
        Settlement memory progress = work.progress;
        uint8 demand = leg.word.minEvidence();
        if (leg.bid) {
            progress.poolWh -= int128(uint128(leg.wh));
            if (leg.evidence < progress.buyerEvidence) progress.buyerEvidence = leg.evidence;
            if (demand > progress.bidDemand) progress.bidDemand = demand;
        } else {
            progress.poolWh += int128(uint128(leg.wh));
            if (leg.evidence < progress.sellerEvidence) progress.sellerEvidence = leg.evidence;
            if (demand > progress.askDemand) progress.askDemand = demand;
        }
        _stand(work, leg.owner, leg.bid ? IOrderBook.Side.Bid : IOrderBook.Side.Ask);
    }

    /// @dev E8: within a transaction transient storage remembers an owner's side, between chunks one word of the owner does.
    function _stand(Work memory work, uint32 owner, IOrderBook.Side side) private {
        uint256 key = (uint256(work.origin >> 32) << 32) | owner; // zone, slot, version, owner
        uint256 mark = uint256(side) + 1;
        uint256 before;
        assembly ("memory-safe") {
            before := tload(key)
        }
        if (before == mark) return;
        if (before != 0) revert OwnerOnBothSides(owner);
        assembly ("memory-safe") {
            tstore(key, mark)
        }
        if (work.whole) return;
        Stand storage stand = _stands[work.terms.zone][owner];
        if (stand.slot == work.terms.slot && stand.version == work.terms.version) {
            if (stand.side != side) revert OwnerOnBothSides(owner);
        } else {
            _stands[work.terms.zone][owner] = Stand(work.terms.slot, work.terms.version, side);
        }
    }

    function _intoBucket(Work memory work, Leg memory leg) private {
        Bucket storage bucket = _buckets[_bucketKey(work, leg)];
        int128 before = bucket.wh;
        int128 wh = int128(uint128(leg.wh));
        int128 afterwards = leg.bid ? before - wh : before + wh;
        if (before == 0) {
            work.progress.openBuckets += 1;
            (bucket.sellerEvidence, bucket.buyerEvidence) = (type(uint8).max, type(uint8).max);
            (bucket.askDemand, bucket.bidDemand) = (0, 0);
        }
        uint8 demand = leg.word.minEvidence();
        if (leg.bid) {
            if (leg.evidence < bucket.buyerEvidence) bucket.buyerEvidence = leg.evidence;
            if (demand > bucket.bidDemand) bucket.bidDemand = demand;
        } else {
            if (leg.evidence < bucket.sellerEvidence) bucket.sellerEvidence = leg.evidence;
            if (demand > bucket.askDemand) bucket.askDemand = demand;
        }
        bucket.wh = afterwards;
        if (afterwards == 0) {
            _checkEvidence(bucket.sellerEvidence, bucket.bidDemand);
            _checkEvidence(bucket.buyerEvidence, bucket.askDemand);
            work.progress.openBuckets -= 1;
        }
    }

    function _bucketKey(Work memory work, Leg memory leg) private view returns (bytes32) {
        uint128 origin = work.origin >> 32;
        if (leg.kind == FillKind.Own) return keccak256(abi.encode(origin, leg.owner));
        work.peers = true;
        uint32 self = work.entries[leg.party].participant;
        uint32 partner = leg.word.partner();
        if (partner == 0 || _participants.participantAt(partner).owner == leg.owner)
            revert FillPartnerMismatch(leg.order, partner);
        // A bucket for each direction: what one partner sells, the other buys. In a common one a participant could trade with itself.
        (uint32 seller, uint32 buyer) = leg.bid ? (partner, self) : (self, partner);
        return keccak256(abi.encode(origin, seller, buyer));
    }

    function _gridLegs(Work memory work, Leg memory leg, uint256 surplus, uint256 missing) private pure {
        if (surplus > 0) {
            int256 amount = EnergyMath.gridPays(uint64(surplus), work.tariff.feedIn);
            _gridMoney(work, work.entries[leg.party], amount);
            _line(work, leg.party, Lines.pack(Lines.GRID_SOLD, leg.device, 0, surplus, amount));
        }
        if (missing > 0) {
            int256 amount = -EnergyMath.gridCharges(uint64(missing), work.tariff.retail);
            _gridMoney(work, work.entries[leg.party], amount);
            _line(work, leg.party, Lines.pack(Lines.GRID_BOUGHT, leg.device, 0, missing, amount));
        }
    }

    /// @param amount Positive: the grid pays the participant.
    function _gridMoney(Work memory work, IVault.Entry memory entry, int256 amount) internal pure {
        if (amount >= 0) {
            entry.credit += uint96(uint256(amount));
            work.counterparties.supplierDue += uint96(uint256(amount));
        } else {
            entry.dueGrid += uint96(uint256(-amount));
            work.counterparties.supplierCredit += uint96(uint256(-amount));
        }
    }

    function _line(Work memory work, uint256 party, bytes24 packed) private pure {
        bytes memory lines = work.lines;
        uint256 offset = work.lineCount++ * Lines.SIZE;
        assembly ("memory-safe") {
            // The slack of 8 bytes that a full word writes past a line is the next line's or the padding's.
            let at := add(add(lines, 0x20), offset)
            mstore(at, or(packed, and(mload(at), 0xffffffffffffffff)))
        }
        work.statements[party] = Lines.fold(work.statements[party], work.origin, packed);
    }

    /// @dev E7, and no sum of price and fee beyond what the grid would charge.
    function _checkPrice(uint64 price, ITariffs.Tariff memory tariff) private pure {
        int256 most = int256(tariff.retail) - int256(uint256(tariff.networkFee));
        if (int256(uint256(price)) < tariff.feedIn || int256(uint256(price)) > most) {
            revert PriceOutOfBounds(price, tariff.feedIn, most);
        }
    }

    function _checkEvidence(uint8 found, uint8 demanded) private pure {
        if (found < demanded) revert EvidenceTooWeak(found, demanded);
    }

    function _record(Work memory work, uint32 chunk) private {
        if (work.lineCount > MAX_LINES) revert ChunkSizeInvalid(work.entries.length, work.lineCount);
        bytes memory lines = work.lines;
        uint256 length = work.lineCount * Lines.SIZE;
        assembly ("memory-safe") {
            mstore(lines, length)
        }
        Terms memory terms = work.terms;
        bytes32 salesHash = keccak256(lines);
        _sales[Lines.chunkKey(terms.zone, terms.slot, terms.version, chunk)] = salesHash;
        emit SalesSettled(
            terms.slot,
            terms.zone,
            terms.version,
            chunk,
            terms.price,
            terms.tariffVersion,
            salesHash,
            lines
        );
    }

    /// @dev The slot is done: watt-hours are even (E2), owners and partners are even (E8), what is left is dust.
    function _complete(Work memory work) private {
        Settlement memory progress = work.progress;
        if (progress.poolWh != 0) revert PoolNotEven(progress.poolWh);
        if (progress.openBuckets != 0) revert BucketsOpen(progress.openBuckets);
        _checkEvidence(progress.sellerEvidence, progress.bidDemand);
        _checkEvidence(progress.buyerEvidence, progress.askDemand);
        uint256 mostDust = uint256(progress.chunks) * MAX_LINES;
        if (progress.reserveTiyn < 0 || uint128(progress.reserveTiyn) > mostDust) {
            revert MoneyNotEven(progress.reserveTiyn, mostDust);
        }
        uint96 dust = uint96(uint128(progress.reserveTiyn));
        if (dust > 0) _vault.move(_reserve, _dust, dust);
        progress.complete = true;
        if (_openSlot[work.terms.zone] != 0) _openSlot[work.terms.zone] = 0;
        emit SlotSettled(work.terms.slot, work.terms.zone, work.terms.version, progress.chunks, dust);
    }
}
