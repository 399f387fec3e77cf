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
import {OrderWord} from "./OrderWord.sol";

/// @title Settling a slot, chunk by chunk.
/// @dev The solver chooses among valid results and can do nothing else: every limit, fill, reading and sum is checked here.
abstract contract SlotSettlement is IEnergyMarket, AccessManaged, ReentrancyGuardTransient {
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
        uint32[] owners;
        IVault.Entry[] entries;
        bytes32[] statements;
        IVault.Counterparties counterparties;
        uint128 origin;
        bool peers; // somebody traded with a peer, so the price counts
        bool whole; // this chunk is the whole slot
        bytes lines;
        uint256 lineCount;
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

        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; i++) {
            hashes[i] = _leafHash(terms.slot, leaves[i]);
            _settleLeaf(work, leaves[i], parties);
        }
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

        uint256 mostLines = leaves.length * 2;
        for (uint256 i = 0; i < leaves.length; i++) mostLines += leaves[i].fills.length;
        if (leaves.length == 0 || leaves.length > readings.count - first || parties.length > 256) {
            revert ChunkSizeInvalid(leaves.length, mostLines);
        }
        work.terms = terms;
        work.tariff = _tariffs.inForce(terms.zone, terms.tariffVersion, terms.slot);
        work.zone = _tariffs.zoneAt(terms.zone);
        work.progress = progress;
        work.whole = first == 0 && leaves.length == readings.count;
        work.lines = new bytes(mostLines * Lines.SIZE);
        work.origin = _origin(terms.zone, terms.slot, terms.version, progress.chunks);
        _seat(work, parties);
    }

    /// @dev Entries, owners and statements of the chunk's participants, in the order of `parties`.
    function _seat(Work memory work, uint32[] calldata parties) internal view {
        work.owners = _participants.ownersOf(parties);
        work.entries = new IVault.Entry[](parties.length);
        work.statements = new bytes32[](parties.length);
        uint32 last = 0;
        for (uint256 i = 0; i < parties.length; i++) {
            if (parties[i] <= last) revert PartiesNotAscending();
            last = parties[i];
            work.entries[i].participant = last;
            work.statements[i] = _statements[last];
        }
        work.counterparties.supplier = work.zone.supplier;
        work.counterparties.network = work.zone.network;
        work.counterparties.reserve = _reserve;
    }

    function _settleLeaf(Work memory work, Metered calldata leaf, uint32[] calldata parties) private {
        DeviceWord device = _devices.wordAt(leaf.device);
        if (
            device.zone() != work.terms.zone ||
            device.evidence() == uint8(IDevices.Evidence.Unsigned) ||
            device.supplier() != work.zone.supplier
        ) revert DeviceNotSettleable(leaf.device);
        if (leaf.party >= parties.length || parties[leaf.party] != device.participant()) {
            revert PartyMismatch(
                leaf.device,
                device.participant(),
                leaf.party < parties.length ? parties[leaf.party] : 0
            );
        }
        (uint256 imported, uint256 exported) = _net(device.isStorage(), leaf.importWh, leaf.exportWh);
        uint256 sold = 0;
        uint256 bought = 0;
        uint256 last = 0; // order and kind of the fill before
        uint256 ofOrder = 0; // Wh of that order so far
        for (uint256 i = 0; i < leaf.fills.length; i++) {
            Fill calldata fill = leaf.fills[i];
            uint256 position = (uint256(fill.order) << 8) | uint8(fill.kind);
            if (position <= last) revert FillsNotAscending(fill.order);
            ofOrder = (position >> 8 == last >> 8 ? ofOrder : 0) + fill.wh;
            last = position;
            if (_fill(work, fill, leaf.device, leaf.party, device.evidence(), ofOrder)) bought += fill.wh;
            else sold += fill.wh;
        }
        if (sold > exported) revert EnergyBeyondReading(leaf.device, sold, exported);
        if (bought > imported) revert EnergyBeyondReading(leaf.device, bought, imported);
        _gridLegs(work, leaf.device, leaf.party, exported - sold, imported - bought);
    }

    /// @dev Storage exports count net of import, since energy from a battery is not new (E1).
    function _net(bool storage_, uint64 importWh, uint64 exportWh) private pure returns (uint256, uint256) {
        if (!storage_) return (importWh, exportWh);
        if (exportWh > importWh) return (0, exportWh - importWh);
        return (importWh - exportWh, 0);
    }

    /// @param ofOrder Wh of the order in this slot, this fill included (E4).
    /// @return bid Whether the fill buys.
    function _fill(
        Work memory work,
        Fill calldata fill,
        uint32 device,
        uint8 party,
        uint8 evidence,
        uint256 ofOrder
    ) private returns (bool bid) {
        OrderWord order = _orderBook.wordAt(fill.order);
        if (order.device() != device) revert FillNotOfDevice(fill.order, device);
        if (!order.liveIn(work.terms.slot)) revert FillNotLive(fill.order, work.terms.slot);
        if (fill.wh == 0 || ofOrder > order.maxWhPerSlot())
            revert FillTooLarge(fill.order, ofOrder, order.maxWhPerSlot());
        bid = order.isBid();
        uint64 price = fill.kind == FillKind.Own ? 0 : work.terms.price;
        uint64 fee = bid ? work.tariff.networkFee : 0;
        // An own-use ask has no price to compare; every other fill keeps its limit (E5).
        if (
            bid
                ? uint256(price) + fee > order.limitPrice()
                : fill.kind != FillKind.Own && price < order.limitPrice()
        ) {
            revert FillBeyondLimit(fill.order, uint256(price) + fee, order.limitPrice());
        }
        if (fill.kind == FillKind.Pool) _intoPool(work, order, fill, party, evidence, bid);
        else _intoBucket(work, order, fill, party, evidence, bid);

        uint8 kind =
            (
                fill.kind == FillKind.Pool
                    ? 1
                    : fill.kind == FillKind.Own
                        ? 5
                        : 7
            ) + (bid ? 1 : 0);
        IVault.Entry memory entry = work.entries[party];
        int256 amount;
        if (bid) {
            uint256 feeTiyn = EnergyMath.paidDown(fill.wh, fee);
            uint256 due = EnergyMath.owedUp(fill.wh, price) + feeTiyn;
            entry.due += uint96(due);
            work.counterparties.networkCredit += uint96(feeTiyn);
            amount = -int256(due);
        } else {
            uint256 credit = EnergyMath.paidDown(fill.wh, price);
            entry.credit += uint96(credit);
            amount = int256(credit);
        }
        _line(work, party, Lines.pack(kind, device, fill.order, fill.wh, amount));
    }

    function _intoPool(
        Work memory work,
        OrderWord order,
        Fill calldata fill,
        uint8 party,
        uint8 evidence,
        bool bid
    ) private {
        if (order.partner() != 0) revert FillPartnerMismatch(fill.order, order.partner());
        work.peers = true;
        Settlement memory progress = work.progress;
        uint8 demand = order.minEvidence();
        if (bid) {
            progress.poolWh -= int128(uint128(fill.wh));
            if (evidence < progress.buyerEvidence) progress.buyerEvidence = evidence;
            if (demand > progress.bidDemand) progress.bidDemand = demand;
        } else {
            progress.poolWh += int128(uint128(fill.wh));
            if (evidence < progress.sellerEvidence) progress.sellerEvidence = evidence;
            if (demand > progress.askDemand) progress.askDemand = demand;
        }
        _stand(work, work.owners[party], bid ? IOrderBook.Side.Bid : IOrderBook.Side.Ask);
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

    function _intoBucket(
        Work memory work,
        OrderWord order,
        Fill calldata fill,
        uint8 party,
        uint8 evidence,
        bool bid
    ) private {
        Bucket storage bucket = _buckets[_bucketKey(work, order, fill, party)];
        int128 before = bucket.wh;
        int128 wh = int128(uint128(fill.wh));
        int128 afterwards = bid ? before - wh : before + wh;
        if (before == 0) {
            work.progress.openBuckets += 1;
            (bucket.sellerEvidence, bucket.buyerEvidence) = (type(uint8).max, type(uint8).max);
            (bucket.askDemand, bucket.bidDemand) = (0, 0);
        }
        uint8 demand = order.minEvidence();
        if (bid) {
            if (evidence < bucket.buyerEvidence) bucket.buyerEvidence = evidence;
            if (demand > bucket.bidDemand) bucket.bidDemand = demand;
        } else {
            if (evidence < bucket.sellerEvidence) bucket.sellerEvidence = evidence;
            if (demand > bucket.askDemand) bucket.askDemand = demand;
        }
        bucket.wh = afterwards;
        if (afterwards == 0) {
            _checkEvidence(bucket.sellerEvidence, bucket.bidDemand);
            _checkEvidence(bucket.buyerEvidence, bucket.askDemand);
            work.progress.openBuckets -= 1;
        }
    }

    function _bucketKey(
        Work memory work,
        OrderWord order,
        Fill calldata fill,
        uint8 party
    ) private view returns (bytes32) {
        uint128 origin = work.origin >> 32;
        if (fill.kind == FillKind.Own) return keccak256(abi.encode(origin, work.owners[party]));
        work.peers = true;
        uint32 self = work.entries[party].participant;
        if (
            order.partner() == 0 || _participants.participantAt(order.partner()).owner == work.owners[party]
        ) {
            revert FillPartnerMismatch(fill.order, order.partner());
        }
        // A bucket for each direction: what one partner sells, the other buys. In a common one a participant could trade with itself.
        (uint32 seller, uint32 buyer) = order.isBid() ? (order.partner(), self) : (self, order.partner());
        return keccak256(abi.encode(origin, seller, buyer));
    }

    function _gridLegs(
        Work memory work,
        uint32 device,
        uint8 party,
        uint256 surplus,
        uint256 missing
    ) private pure {
        if (surplus > 0) {
            int256 amount = EnergyMath.gridPays(uint64(surplus), work.tariff.feedIn);
            _gridMoney(work, work.entries[party], amount);
            _line(work, party, Lines.pack(Lines.GRID_SOLD, device, 0, surplus, amount));
        }
        if (missing > 0) {
            int256 amount = -EnergyMath.gridCharges(uint64(missing), work.tariff.retail);
            _gridMoney(work, work.entries[party], amount);
            _line(work, party, Lines.pack(Lines.GRID_BOUGHT, device, 0, missing, amount));
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

    function _line(Work memory work, uint8 party, bytes24 packed) private pure {
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
        _sales[_chunkKey(terms.zone, terms.slot, terms.version, chunk)] = salesHash;
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

    /// @dev keccak256(0x00 ‖ abi.encode(device, slot, importEndWh, exportEndWh, importWh, exportWh, evidenceHash)): the leaf's words
    /// stand in calldata in that order but for the slot. A word with dirty upper bits only makes a hash that is in no set.
    function _leafHash(uint32 slot, Metered calldata leaf) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let at := mload(0x40) // free memory, used and left
            mstore8(at, 0)
            calldatacopy(add(at, 1), leaf, 0x20)
            mstore(add(at, 0x21), slot)
            calldatacopy(add(at, 0x41), add(leaf, 0x20), 0xa0)
            hash := keccak256(at, 225)
        }
    }

    function _origin(uint32 zone, uint32 slot, uint32 version, uint32 chunk) internal pure returns (uint128) {
        return (uint128(zone) << 96) | (uint128(slot) << 64) | (uint128(version) << 32) | chunk;
    }

    function _chunkKey(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(zone, slot, version, chunk));
    }
}
