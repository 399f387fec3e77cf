// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IEnergyMarket} from "../../../contracts/energy/IEnergyMarket.sol";
import {ITariffs} from "../../../contracts/energy/ITariffs.sol";
import {IVault} from "../../../contracts/money/IVault.sol";
import {CHEATS, Cheats} from "../Cheats.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @notice Reckons every settlement again from what was signed, what was accepted, the emitted lines and the balances, and counts
/// what breaks a rule of the design. It never asks the market whether something is right.
abstract contract MarketAudit is MarketWorld {
    /// @dev An order as it was signed, cut short where it was cancelled.
    struct Wish {
        uint48 order;
        uint32 device;
        uint32 participant;
        bool bid;
        uint32 placedIn;
        uint32 slotFrom;
        uint32 slotTo;
        uint64 most;
        uint64 limit;
        uint32 partner;
        uint8 demand;
        uint96 locked;
        bool released;
    }

    struct Leaf {
        uint32 device;
        uint64 importEndWh;
        uint64 exportEndWh;
        uint64 importWh;
        uint64 exportWh;
        bytes32 evidenceHash;
    }

    struct ReadingBook {
        uint32 version;
        bytes32 setHash;
        Leaf[] leaves;
    }

    /// @dev What a settlement under one version of the readings has done so far.
    struct Audit {
        uint64 price;
        uint32 nextLeaf;
        uint32 chunks;
        bool complete;
        bool takenBack;
        int256 poolWh;
        uint256 peerLines;
        int256 peersTiyn; // buyers' money − sellers' money − fees
        uint8[4] evidence; // weakest seller, weakest buyer (both as 3 − class), highest demand of a bid, of an ask
        mapping(uint32 device => bool) consumed;
        mapping(uint48 order => uint256) filled;
        mapping(uint32 owner => uint8) side;
        mapping(uint32 owner => int256) ownWh;
        mapping(uint32 seller => mapping(uint32 buyer => int256)) pairWh;
    }

    struct Chunk {
        bytes lines;
        uint32[] parties;
    }

    /// @dev What one chunk does, in memory.
    struct Count {
        uint32 zone;
        uint32 slot;
        uint32 version;
        uint32 chunk;
        uint64 price;
        ITariffs.Tariff tariff;
        uint256[] outWh; // of each leaf
        uint256[] inWh;
        int256[] change; // of each participant, tiyn
        bool peers;
    }

    Wish[] internal _wishes;
    mapping(uint48 order => uint256 indexPlusOne) internal _wishOf;
    mapping(uint32 zone => mapping(uint32 slot => ReadingBook)) internal _books;
    mapping(bytes32 settlement => Audit) internal _audits;
    mapping(uint32 zone => mapping(uint32 slot => Chunk[])) internal _chunks;
    mapping(uint32 zone => mapping(uint32 slot => uint32)) internal _settledVersion;
    mapping(bytes32 slotKey => mapping(uint32 participant => int256)) private _effect;

    /// @notice How often a rule was broken, by its number.
    mapping(bytes32 rule => uint256) public broken;
    /// @notice Lines by their kind.
    mapping(uint8 kind => uint256) public linesOf;
    mapping(uint32 participant => int256) public worthOf;
    mapping(uint32 participant => bytes32) public statementOf;

    function _auditSettle(
        IEnergyMarket.Terms memory terms,
        uint32 first,
        uint32 leaves,
        uint32[] memory parties,
        Cheats.Log[] memory logs
    ) internal {
        Audit storage audit = _audits[_keyOfSettlement(terms.zone, terms.slot, terms.version)];
        _hold("E3", terms.version == _books[terms.zone][terms.slot].version);
        _hold("E9", !audit.complete && !audit.takenBack && first == audit.nextLeaf);
        _hold("E5", audit.chunks == 0 || audit.price == terms.price);
        audit.price = terms.price;
        audit.nextLeaf = first + leaves;
        Count memory count = _newCount(
            terms.zone,
            terms.slot,
            terms.version,
            audit.chunks++,
            terms.price,
            leaves
        );
        bytes memory lines = _linesIn(logs, terms, count.chunk);
        for (uint256 i = 0; i < lines.length / 24; ++i)
            _auditLine(count, audit, first, leaves, _lineAt(lines, i));
        _auditLeaves(count, audit, first, leaves);
        int256 most = int256(count.tariff.retail) - int256(uint256(count.tariff.networkFee));
        int256 price = int256(uint256(terms.price));
        _hold("E7", !count.peers || (count.tariff.feedIn <= price && price <= most));
        _chunks[terms.zone][terms.slot].push(Chunk(lines, parties));
        _settledVersion[terms.zone][terms.slot] = terms.version;
        bool complete = audit.nextLeaf == _books[terms.zone][terms.slot].leaves.length;
        _auditMoney(count, complete, 0);
        if (complete) _auditWhole(count, audit);
    }

    /// @dev The exact negative of a chunk's lines; when no chunk is left, nobody has gained or lost a tiyn by the slot (E9, M2).
    function _auditReverse(uint32 zone, uint32 slot) internal {
        Chunk[] storage chunks = _chunks[zone][slot];
        uint32 version = _settledVersion[zone][slot];
        Audit storage audit = _audits[_keyOfSettlement(zone, slot, version)];
        Count memory count = _newCount(zone, slot, version, uint32(chunks.length - 1), audit.price, 0);
        bytes memory lines = chunks[chunks.length - 1].lines;
        for (uint256 i = 0; i < lines.length / 24; ++i) {
            bytes24 line = _lineAt(lines, i);
            uint32 participant = _meters[uint32(uint192(line) >> 152)].participant;
            int256 amount = int64(uint64(uint192(line)));
            uint8 kind = uint8(uint192(line) >> 184);
            if (kind < 3 || kind > 4) {
                if (kind & 1 == 0) count.change[NETWORK] -= _fee(count, uint40(uint192(line) >> 64));
            } else count.change[SUPPLIER] += amount;
            count.change[participant] -= amount;
            uint192 rest = uint192(line) & ~((uint192(0xff) << 184) | type(uint64).max);
            _fold(count, participant, bytes24((uint192(kind | 0x80) << 184) | rest | uint64(int64(-amount))));
        }
        int256 dust = audit.complete && !audit.takenBack ? -_effect[_slotKey(zone, slot)][DUST] : int256(0);
        audit.takenBack = true;
        chunks.pop();
        _auditMoney(count, false, dust);
        if (chunks.length > 0) return;
        for (uint32 p = 1; p <= PEOPLE; ++p) _hold("E9", _effect[_slotKey(zone, slot)][p] == 0);
    }

    function _auditLine(
        Count memory count,
        Audit storage audit,
        uint32 first,
        uint32 leaves,
        bytes24 line
    ) private {
        uint8 kind = uint8(uint192(line) >> 184);
        uint32 device = uint32(uint192(line) >> 152);
        uint48 order = uint48(uint192(line) >> 104);
        uint256 wh = uint40(uint192(line) >> 64);
        int256 amount = int64(uint64(uint192(line)));
        Meter memory meter = _meters[device];
        _hold("E1", kind >= 1 && kind <= 8 && meter.zone == count.zone && meter.evidence > 0 && meter.agreed);
        uint256 leaf = _leafOf(count, device);
        _hold("E1", leaf >= first && leaf < first + leaves);
        if (leaf >= first && leaf < first + leaves) {
            if (kind & 1 == 1) count.outWh[leaf - first] += wh;
            else count.inWh[leaf - first] += wh;
        }
        ++linesOf[kind];
        count.change[meter.participant] += amount;
        _fold(count, meter.participant, line);
        if (kind == 3 || kind == 4) {
            _hold("M2", order == 0);
            _hold("E2", amount == _gridTiyn(kind == 3 ? count.tariff.feedIn : -count.tariff.retail, wh));
            count.change[SUPPLIER] -= amount;
            return;
        }
        Wish storage wish = _wishes[_wishOf[order] == 0 ? 0 : _wishOf[order] - 1];
        bool bid = kind & 1 == 0;
        _hold("M2", _wishOf[order] != 0 && wish.device == device && wish.participant == meter.participant);
        _hold("M2", wish.bid == bid);
        audit.filled[order] += wh;
        _hold("E4", wh > 0 && audit.filled[order] <= wish.most && _isLive(wish, count.slot));
        _auditPrice(count, audit, wish, kind, wh, amount);
        _auditSides(audit, wish, kind, wh);
        if (kind < 3) _auditEvidence(audit, wish, meter.evidence);
    }

    /// @dev E5, E2 (amounts) and what buyers and sellers have paid and got (E7).
    function _auditPrice(
        Count memory count,
        Audit storage audit,
        Wish storage wish,
        uint8 kind,
        uint256 wh,
        int256 amount
    ) private {
        bool own = kind == 5 || kind == 6;
        uint256 price = own ? 0 : count.price;
        ++audit.peerLines;
        if (!own) count.peers = true;
        if (wish.bid) {
            int256 fee = _fee(count, wh);
            _hold("E5", price + count.tariff.networkFee <= wish.limit);
            _hold("E2", amount == -int256((wh * price + 999_999) / 1_000_000) - fee);
            count.change[NETWORK] += fee;
            audit.peersTiyn -= fee;
        } else {
            _hold("E5", own || wish.limit <= price);
            _hold("E2", amount == int256((wh * price) / 1_000_000));
        }
        audit.peersTiyn -= amount;
    }

    /// @dev E8: an owner's sides of the pool, its own use, and who trades with whom among partners.
    function _auditSides(Audit storage audit, Wish storage wish, uint8 kind, uint256 wh) private {
        uint32 owner = _ownerOf(wish.participant);
        int256 signed = wish.bid ? -int256(wh) : int256(wh);
        if (kind < 3) {
            uint8 side = wish.bid ? 2 : 1;
            _hold("E8", wish.partner == 0 && (audit.side[owner] == 0 || audit.side[owner] == side));
            audit.side[owner] = side;
            audit.poolWh += signed;
        } else if (kind < 7) {
            audit.ownWh[owner] += signed;
        } else {
            _hold("E8", wish.partner != 0 && _ownerOf(wish.partner) != owner);
            if (wish.bid) audit.pairWh[wish.partner][wish.participant] += signed;
            else audit.pairWh[wish.participant][wish.partner] += signed;
        }
    }

    function _auditEvidence(Audit storage audit, Wish storage wish, uint8 evidence) private {
        (uint256 weakest, uint256 demand) = wish.bid ? (1, 2) : (0, 3);
        if (3 - evidence > audit.evidence[weakest]) audit.evidence[weakest] = 3 - evidence;
        if (wish.demand > audit.evidence[demand]) audit.evidence[demand] = wish.demand;
    }

    /// @dev E1 and E3: each leaf of the accepted set once, to the watt-hour.
    function _auditLeaves(Count memory count, Audit storage audit, uint32 first, uint32 leaves) private {
        Leaf[] storage set = _books[count.zone][count.slot].leaves;
        for (uint256 i = 0; i < leaves; ++i) {
            Leaf storage leaf = set[first + i];
            _hold("E3", !audit.consumed[leaf.device]);
            audit.consumed[leaf.device] = true;
            (uint256 imported, uint256 exported) = _netOf(leaf);
            _hold("E1", count.outWh[i] == exported && count.inWh[i] == imported);
        }
    }

    /// @dev E2: who gained and lost what the lines say, the reserve the rest, all together nothing; and M2 with it.
    function _auditMoney(Count memory count, bool complete, int256 dust) private {
        bytes32 key = _slotKey(count.zone, count.slot);
        int256 sum = 0;
        int256 named = 0;
        for (uint32 p = 1; p <= PEOPLE; ++p) {
            int256 change = _worth(p) - worthOf[p];
            sum += change;
            _effect[key][p] += change;
            if (p == RESERVE || p == DUST) {
                if (p == DUST && !complete) _hold("E2", change == dust);
                continue;
            }
            named += count.change[p];
            _hold(_isTrader(p) ? bytes32("M2") : bytes32("E2"), change == count.change[p]);
        }
        _hold("E2", sum == 0 && (complete || _worth(RESERVE) - worthOf[RESERVE] == -named - dust));
        for (uint32 p = 1; p <= PEOPLE; ++p) worthOf[p] = _worth(p);
    }

    function _auditWhole(Count memory count, Audit storage audit) private {
        audit.complete = true;
        bytes32 key = _slotKey(count.zone, count.slot);
        _hold("E2", audit.poolWh == 0 && _effect[key][RESERVE] == 0 && _effect[key][DUST] >= 0);
        _hold("E2", _effect[key][DUST] <= int256(audit.peerLines));
        _hold("E7", audit.peersTiyn == _effect[key][DUST]);
        _hold("evidence", 3 - audit.evidence[0] >= audit.evidence[2] || audit.evidence[2] == 0);
        _hold("evidence", 3 - audit.evidence[1] >= audit.evidence[3] || audit.evidence[3] == 0);
        for (uint32 p = FIRST_TRADER; p <= PEOPLE; ++p) {
            _hold("E8", audit.ownWh[p] == 0);
            for (uint32 q = FIRST_TRADER; q <= PEOPLE; ++q) _hold("E8", audit.pairWh[p][q] == 0);
        }
    }

    function _linesIn(
        Cheats.Log[] memory logs,
        IEnergyMarket.Terms memory terms,
        uint32 chunk
    ) private returns (bytes memory lines) {
        uint256 found = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(market)) continue;
            if (logs[i].topics[0] != IEnergyMarket.SalesSettled.selector) continue;
            ++found;
            uint32[3] memory numbers;
            uint64 price;
            bytes32 hash;
            (numbers[0], price, numbers[1], hash, lines) = abi.decode(
                logs[i].data,
                (uint32, uint64, uint32, bytes32, bytes)
            );
            _hold("E9", numbers[0] == chunk && hash == keccak256(lines));
            _hold("E5", price == terms.price && numbers[1] == terms.tariffVersion);
            _hold("E9", logs[i].topics[1] == bytes32(uint256(terms.slot)));
            _hold("E9", logs[i].topics[2] == bytes32(uint256(terms.zone)));
            _hold("E9", logs[i].topics[3] == bytes32(uint256(terms.version)));
        }
        _hold("E9", found == 1 && lines.length % 24 == 0);
    }

    function _newCount(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk,
        uint64 price,
        uint256 leaves
    ) private view returns (Count memory count) {
        (count.zone, count.slot, count.version, count.chunk, count.price) = (
            zone,
            slot,
            version,
            chunk,
            price
        );
        count.tariff = _tariffOf[zone];
        (count.outWh, count.inWh) = (new uint256[](leaves), new uint256[](leaves));
        count.change = new int256[](PEOPLE + 1);
    }

    /// @dev The statement as docs and interface define it, written out.
    function _fold(Count memory count, uint32 participant, bytes24 line) private {
        bytes32 word = statementOf[participant];
        bytes28 hash = bytes28(word << 32);
        hash = bytes28(
            keccak256(abi.encodePacked(hash, count.zone, count.slot, count.version, count.chunk, line))
        );
        statementOf[participant] = bytes32(((uint256(word) >> 224) + 1) << 224) | (bytes32(hash) >> 32);
    }

    function _hold(bytes32 rule, bool held) internal {
        if (!held) ++broken[rule];
    }

    /// @notice Money, and what is owed to the participant, less what it owes; only supplier and reserve are ever owed.
    function _worth(uint32 participant) internal view returns (int256 worth) {
        IVault.Account memory account = vault.accountOf(participant);
        IVault.Proceeds memory proceeds = vault.proceedsOf(participant);
        worth = int256(uint256(account.free) + account.locked + proceeds.fresh + proceeds.older);
        worth -= int256(uint256(account.owed));
        if (participant != SUPPLIER && participant != RESERVE) return worth;
        for (uint32 p = 1; p <= PEOPLE; ++p) worth += int256(uint256(vault.owedTo(p, participant)));
    }

    function _isLive(Wish storage wish, uint32 slot) internal view returns (bool) {
        return wish.placedIn < slot && wish.slotFrom <= slot && slot <= wish.slotTo;
    }

    function _netOf(Leaf storage leaf) internal view returns (uint256 imported, uint256 exported) {
        (imported, exported) = (leaf.importWh, leaf.exportWh);
        if (!_meters[leaf.device].battery) return (imported, exported);
        uint256 both = imported < exported ? imported : exported;
        return (imported - both, exported - both);
    }

    function _leafOf(Count memory count, uint32 device) private view returns (uint256) {
        Leaf[] storage set = _books[count.zone][count.slot].leaves;
        for (uint256 i = 0; i < set.length; ++i) if (set[i].device == device) return i;
        return type(uint256).max;
    }

    function _fee(Count memory count, uint256 wh) private pure returns (int256) {
        return int256((wh * count.tariff.networkFee) / 1_000_000);
    }

    /// @dev Rounded against the meter's owner, whoever pays.
    function _gridTiyn(int256 price, uint256 wh) private pure returns (int256 tiyn) {
        int256 product = price * int256(wh);
        tiyn = product / 1_000_000;
        if (product % 1_000_000 < 0) --tiyn;
    }

    function _lineAt(bytes memory lines, uint256 index) private pure returns (bytes24 line) {
        assembly ("memory-safe") {
            line := mload(add(add(lines, 0x20), mul(index, 24)))
        }
    }

    function _slotKey(uint32 zone, uint32 slot) private pure returns (bytes32) {
        return bytes32((uint256(zone) << 32) | slot);
    }

    function _keyOfSettlement(uint32 zone, uint32 slot, uint32 version) internal pure returns (bytes32) {
        return bytes32((uint256(zone) << 64) | (uint256(slot) << 32) | version);
    }
}
