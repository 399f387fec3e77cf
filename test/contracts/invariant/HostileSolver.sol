// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IEnergyMarket} from "../../../contracts/energy/IEnergyMarket.sol";
import {MarketAudit} from "./MarketAudit.sol";

/// @notice Plans settlements. An honest plan pairs asks and bids greedily at a random price. A hostile one does the same while it
/// forgets one or two of the rules, so that everything else still fits together; and single numbers are bent afterwards.
abstract contract HostileSolver is MarketAudit {
    uint256 internal constant FORGETS_LIMITS = 1;
    uint256 internal constant FORGETS_SIDES = 2;
    uint256 internal constant FORGETS_KINDS = 4;
    uint256 internal constant FORGETS_READINGS = 8;
    uint256 internal constant FORGETS_MAXIMA = 16;
    uint256 internal constant FORGETS_EVIDENCE = 32;
    uint256 internal constant FORGETS_TIME = 64;
    uint256 internal constant TRADES_WITH_ITSELF = 128;

    uint256 private constant MOST_WISHES = 24;

    /// @dev What a plan works on, in memory.
    struct Desk {
        uint32 slot;
        uint256 forgets;
        uint256 price;
        uint256 fee;
        uint256[] wishes; // indexes into _wishes, ascending
        uint256[] leafOf; // of each wish
        uint256[3][] filled; // of each wish: pool, own, partner
        uint256[] outWh; // left of each leaf
        uint256[] inWh;
        uint8[] side; // of each owner in the pool
    }

    /// @dev The rule that hostile plans forget for now; 0: any.
    uint256 internal _temptation;

    function _plan(
        uint32 zone,
        uint32 slot,
        uint32 from,
        uint64 price,
        uint256 dice
    ) internal view returns (IEnergyMarket.Metered[] memory leaves) {
        Desk memory desk = _desk(zone, slot, from, price, dice);
        uint256 most = desk.wishes.length;
        for (uint256 i = 0; i < most; ++i) {
            uint256 one = (i + (dice >> 40)) % most;
            if (_wishes[desk.wishes[one]].bid) continue;
            for (uint256 j = 0; j < most; ++j) {
                uint256 other = (j + (dice >> 48)) % most;
                if (_wishes[desk.wishes[other]].bid)
                    _pair(desk, one, other, uint256(keccak256(abi.encode(dice, i, j))));
            }
        }
        return _written(desk, zone, slot);
    }

    function _desk(
        uint32 zone,
        uint32 slot,
        uint32 from,
        uint64 price,
        uint256 dice
    ) private view returns (Desk memory desk) {
        Leaf[] storage set = _books[zone][slot].leaves;
        (desk.slot, desk.price, desk.fee) = (slot, price, _tariffOf[zone].networkFee);
        if (dice % 3 > 0) desk.forgets = _temptation > 0 ? _temptation : 1 << ((dice >> 8) & 7);
        if (dice % 9 == 8) desk.forgets |= 1 << ((dice >> 16) & 7);
        (desk.outWh, desk.inWh) = (new uint256[](set.length), new uint256[](set.length));
        for (uint256 i = 0; i < set.length; ++i) (desk.inWh[i], desk.outWh[i]) = _netOf(set[i]);
        desk.side = new uint8[](PEOPLE + 1);
        Audit storage audit = _audits[_keyOfSettlement(zone, slot, _books[zone][slot].version)];
        for (uint32 p = FIRST_TRADER; p <= PEOPLE; ++p) desk.side[p] = audit.side[p];

        uint256 start = _wishes.length > 4 * MOST_WISHES ? _wishes.length - 4 * MOST_WISHES : 0;
        uint256[] memory found = new uint256[](MOST_WISHES);
        uint256 count = 0;
        for (uint256 i = start; i < _wishes.length && count < MOST_WISHES; ++i) {
            Wish storage wish = _wishes[i];
            if (!_isLive(wish, slot) && desk.forgets & FORGETS_TIME == 0) continue;
            uint256 leaf = _indexOf(set, wish.device);
            if (leaf >= from && leaf < set.length) found[count++] = i;
        }
        (desk.wishes, desk.leafOf) = (new uint256[](count), new uint256[](count));
        desk.filled = new uint256[3][](count);
        for (uint256 i = 0; i < count; ++i) {
            desk.wishes[i] = found[i];
            desk.leafOf[i] = _indexOf(set, _wishes[found[i]].device);
        }
    }

    /// @dev Gives an ask and a bid what fits both; so every bucket is even.
    function _pair(Desk memory desk, uint256 a, uint256 b, uint256 dice) private view {
        Wish memory ask = _wishes[desk.wishes[a]];
        Wish memory bid = _wishes[desk.wishes[b]];
        (bool possible, uint256 kind) = _kindOf(desk, ask, bid, dice);
        if (!possible) return;
        if (desk.forgets & FORGETS_LIMITS == 0) {
            uint256 price = kind == 1 ? 0 : desk.price;
            if (price + desk.fee > bid.limit || (kind != 1 && price < ask.limit)) return;
        }
        if (desk.forgets & FORGETS_EVIDENCE == 0) {
            if (_meters[ask.device].evidence < bid.demand || _meters[bid.device].evidence < ask.demand)
                return;
        }
        uint32 seller = _ownerOf(ask.participant);
        uint32 buyer = _ownerOf(bid.participant);
        if (kind == 0 && desk.forgets & FORGETS_SIDES == 0) {
            if (desk.side[seller] == 2 || desk.side[buyer] == 1 || seller == buyer) return;
        }
        uint256 wh = _fit(desk, a, b, ask.most, bid.most);
        if (wh == 0) return;
        if (dice & 3 == 0) wh = 1 + ((dice >> 8) % wh);
        if (kind == 0) (desk.side[seller], desk.side[buyer]) = (1, 2);
        desk.filled[a][kind] += wh;
        desk.filled[b][kind] += wh;
        (uint256 la, uint256 lb) = (desk.leafOf[a], desk.leafOf[b]);
        desk.outWh[la] -= wh < desk.outWh[la] ? wh : desk.outWh[la];
        desk.inWh[lb] -= wh < desk.inWh[lb] ? wh : desk.inWh[lb];
    }

    function _kindOf(
        Desk memory desk,
        Wish memory ask,
        Wish memory bid,
        uint256 dice
    ) private pure returns (bool possible, uint256 kind) {
        if (desk.forgets & FORGETS_KINDS != 0) return (true, (dice >> 2) % 3);
        bool same = _ownerOf(ask.participant) == _ownerOf(bid.participant);
        if (desk.forgets & TRADES_WITH_ITSELF != 0 && ask.participant == bid.participant) {
            return (ask.partner != 0 && bid.partner == ask.partner, 2);
        }
        if (same) return (true, 1);
        if (ask.partner == bid.participant && bid.partner == ask.participant) return (true, 2);
        return (ask.partner == 0 && bid.partner == 0, 0);
    }

    function _fit(
        Desk memory desk,
        uint256 a,
        uint256 b,
        uint64 mostA,
        uint64 mostB
    ) private pure returns (uint256 wh) {
        wh = type(uint256).max;
        if (desk.forgets & FORGETS_READINGS == 0)
            wh = _least(desk.outWh[desk.leafOf[a]], desk.inWh[desk.leafOf[b]]);
        if (desk.forgets & FORGETS_MAXIMA == 0) {
            wh = _least(wh, mostA - _sum(desk.filled[a]));
            wh = _least(wh, mostB - _sum(desk.filled[b]));
        }
        if (wh > type(uint40).max) wh = 10_000;
    }

    function _written(
        Desk memory desk,
        uint32 zone,
        uint32 slot
    ) private view returns (IEnergyMarket.Metered[] memory leaves) {
        Leaf[] storage set = _books[zone][slot].leaves;
        leaves = new IEnergyMarket.Metered[](set.length);
        for (uint256 leaf = 0; leaf < set.length; ++leaf) {
            Leaf memory read = set[leaf];
            IEnergyMarket.Fill[] memory fills = new IEnergyMarket.Fill[](3 * desk.wishes.length);
            uint256 count = 0;
            for (uint256 i = 0; i < desk.wishes.length; ++i) {
                if (desk.leafOf[i] != leaf) continue;
                uint48 order = _wishes[desk.wishes[i]].order;
                for (uint256 kind = 0; kind < 3; ++kind) {
                    if (desk.filled[i][kind] == 0) continue;
                    fills[count++] = IEnergyMarket.Fill(
                        order,
                        uint40(desk.filled[i][kind]),
                        IEnergyMarket.FillKind(kind)
                    );
                }
            }
            assembly ("memory-safe") {
                mstore(fills, count)
            }
            leaves[leaf] = IEnergyMarket.Metered(
                read.device,
                read.importEndWh,
                read.exportEndWh,
                read.importWh,
                read.exportWh,
                read.evidenceHash,
                0,
                fills
            );
        }
    }

    /// @dev Bends one thing of a chunk that is about to be sent.
    function _bend(
        IEnergyMarket.Terms memory terms,
        IEnergyMarket.Metered[] memory leaves,
        uint256 dice
    ) internal view {
        IEnergyMarket.Metered memory leaf = leaves[(dice >> 8) % leaves.length];
        uint256 what = dice % 14;
        if (what == 0) terms.price = uint64(terms.price + ((dice >> 16) % 3));
        else if (what == 1) terms.price = terms.price == 0 ? 1 : terms.price - 1;
        else if (what == 2) leaf.exportWh += 1;
        else if (what == 3) leaf.importWh = leaf.importWh == 0 ? 1 : leaf.importWh - 1;
        else if (what == 4) leaf.party = leaf.party == 0 ? 1 : leaf.party - 1;
        else if (what == 5) leaf.device = 1 + (uint32(dice >> 16) % DEVICES);
        else if (what == 6) terms.version = uint32((dice >> 16) % 3);
        if (what < 7 || leaf.fills.length == 0) return;
        uint256 at = (dice >> 24) % leaf.fills.length;
        IEnergyMarket.Fill memory fill = leaf.fills[at];
        if (what == 7) ++fill.wh;
        else if (what == 8) --fill.wh;
        else if (what == 9) fill.wh *= 2;
        else if (what == 10) fill.kind = IEnergyMarket.FillKind((dice >> 32) % 3);
        else if (what == 11) fill.order = _wishes[(dice >> 32) % _wishes.length].order;
        else if (what == 12) leaf.fills[at] = leaf.fills[leaf.fills.length - 1];
        else _moveFills(leaf, leaves[(dice >> 40) % leaves.length]);
    }

    function _moveFills(IEnergyMarket.Metered memory from, IEnergyMarket.Metered memory to) private pure {
        (from.fills, to.fills) = (to.fills, from.fills);
    }

    function _indexOf(Leaf[] storage set, uint32 device) internal view returns (uint256) {
        for (uint256 i = 0; i < set.length; ++i) if (set[i].device == device) return i;
        return type(uint256).max;
    }

    function _sum(uint256[3] memory parts) private pure returns (uint256) {
        return parts[0] + parts[1] + parts[2];
    }

    function _least(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
