// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {IDevices} from "../assets/IDevices.sol";
import {IVault} from "../money/IVault.sol";
import {EnergyMath} from "./EnergyMath.sol";
import {IEnergyMarket} from "./IEnergyMarket.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {IReadingSets} from "./IReadingSets.sol";
import {ITariffs} from "./ITariffs.sol";
import {Lines} from "./Lines.sol";
import {SlotSettlement} from "./SlotSettlement.sol";

/// @title Settlements, reversals and disputes; the manual is {IEnergyMarket}.
/// @dev {SlotSettlement} settles; here are reversals, disputes and the views on sales.
contract EnergyMarket is SlotSettlement {
    uint48 public constant DISPUTE_WINDOW = 10 days;

    uint8 private constant DISPUTED = 1;
    uint8 private constant DISMISSED = 2;
    uint8 private constant UPHELD = 3;
    uint8 private constant REVERSED = 4;
    uint32 private constant WHOLE_CHUNK = type(uint32).max;

    /// @dev Read by storage proofs (docs/proof.md): «status as of a block».
    mapping(bytes32 lineKey => uint8) private _status;

    constructor(
        address authority,
        IParticipants participants,
        IDevices devices,
        IOrderBook orderBook,
        ITariffs tariffs,
        IReadingSets readingSets,
        IVault vault,
        uint32 reserve,
        uint32 dust
    )
        AccessManaged(authority)
        SlotSettlement(participants, devices, orderBook, tariffs, readingSets, vault, reserve, dust)
    {
        participants.requireActive(reserve);
        participants.requireActive(dust);
    }

    /// @inheritdoc IEnergyMarket
    function reverse(
        uint32 zone,
        uint32 slot,
        bytes calldata lines,
        uint32[] calldata parties
    ) external restricted nonReentrant {
        uint256 closedAt = _windowEnd(slot);
        if (block.timestamp > closedAt) revert DisputeClosed(closedAt);
        _reverse(zone, slot, lines, parties);
    }

    /// @inheritdoc IEnergyMarket
    function reverseLate(
        uint32 zone,
        uint32 slot,
        bytes calldata lines,
        uint32[] calldata parties
    ) external restricted nonReentrant {
        _reverse(zone, slot, lines, parties);
    }

    /// @inheritdoc IEnergyMarket
    function dispute(
        Terms calldata terms,
        uint32 chunk,
        uint32 line,
        bytes calldata lines,
        bytes32 reasonHash
    ) external {
        bytes32 stored = _sales[Lines.chunkKey(terms.zone, terms.slot, terms.version, chunk)];
        bool standing =
            _status[_lineKey(terms.zone, terms.slot, terms.version, chunk, WHOLE_CHUNK)] != REVERSED;
        if (stored == 0 || !standing || (uint256(line) + 1) * Lines.SIZE > lines.length) revert SaleUnknown();
        if (keccak256(lines) != stored) revert LinesMismatch(keccak256(lines), stored);
        uint256 closedAt = _windowEnd(terms.slot);
        if (block.timestamp > closedAt) revert DisputeClosed(closedAt);
        uint32 device = Lines.unpack(_lineAt(lines, line)).device;
        uint32 participant = _devices.deviceAt(device).participant;
        if (_participants.accountOf(participant) != msg.sender) revert NotSaleParty(msg.sender);
        bytes32 key = _lineKey(terms.zone, terms.slot, terms.version, chunk, line);
        if (_status[key] != 0) revert DisputeClosed(closedAt);
        _status[key] = DISPUTED;
        emit SaleDisputed(terms.slot, terms.zone, terms.version, chunk, line, participant, reasonHash);
    }

    /// @inheritdoc IEnergyMarket
    function resolveDispute(
        Terms calldata terms,
        uint32 chunk,
        uint32 line,
        bool upheld
    ) external restricted {
        bytes32 key = _lineKey(terms.zone, terms.slot, terms.version, chunk, line);
        if (_status[key] != DISPUTED) revert NotDisputed();
        _status[key] = upheld ? UPHELD : DISMISSED;
        emit DisputeResolved(terms.slot, terms.zone, terms.version, chunk, line, upheld);
    }

    /// @inheritdoc IEnergyMarket
    function settlementAt(uint32 zone, uint32 slot) external view returns (Settlement memory) {
        return _settlements[zone][slot];
    }

    /// @inheritdoc IEnergyMarket
    function salesHashAt(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk
    ) external view returns (bytes32) {
        return _sales[Lines.chunkKey(zone, slot, version, chunk)];
    }

    /// @inheritdoc IEnergyMarket
    function statusAt(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk,
        uint32 line
    ) external view returns (uint8) {
        return _status[_lineKey(zone, slot, version, chunk, line)];
    }

    /// @inheritdoc IEnergyMarket
    function statementOf(uint32 participant) external view returns (uint32 count, bytes28 hash) {
        bytes32 word = _statements[participant];
        return (uint32(uint256(word) >> 224), bytes28(word << 32));
    }

    /// @dev The last chunk that stands is taken back: money, statements and status; the new version starts when none is left.
    function _reverse(uint32 zone, uint32 slot, bytes calldata lines, uint32[] calldata parties) private {
        Settlement memory progress = _settlements[zone][slot];
        if (progress.chunks == 0 || _readingSets.latest(zone, slot).version <= progress.version) {
            revert NothingToReverse(zone, slot);
        }
        uint32 chunk = progress.chunks - 1;
        bytes32 salesHash = _sales[Lines.chunkKey(zone, slot, progress.version, chunk)];
        if (keccak256(lines) != salesHash) revert LinesMismatch(keccak256(lines), salesHash);
        if (progress.complete && progress.reserveTiyn > 0) {
            _vault.move(_dust, _reserve, uint96(uint128(progress.reserveTiyn)));
        }
        Work memory work;
        work.origin = Lines.place(zone, slot, progress.version, chunk);
        work.tariff = _tariffs.tariffAt(zone, progress.tariffVersion);
        work.zone = _tariffs.zoneAt(zone);
        _seat(work, parties);
        for (uint256 i = 0; i < lines.length / Lines.SIZE; i++)
            _takeBack(work, Lines.unpack(_lineAt(lines, i)));
        int256 change = _vault.reverse(work.counterparties, work.entries);

        progress.reserveTiyn += int128(change);
        progress.complete = false;
        progress.chunks = uint16(chunk);
        for (uint256 i = 0; i < parties.length; i++) _statements[parties[i]] = work.statements[i];
        _status[_lineKey(zone, slot, progress.version, chunk, WHOLE_CHUNK)] = REVERSED;
        // Another slot of the zone may be open: it stays the only one.
        if (chunk == 0 && _openSlot[zone] == slot) _openSlot[zone] = 0;
        emit SalesReversed(slot, zone, progress.version, chunk, salesHash);
        if (chunk == 0) delete _settlements[zone][slot];
        else _settlements[zone][slot] = progress;
    }

    /// @dev Rebuilds the entry that the line made and folds its negative into the statement.
    function _takeBack(Work memory work, Lines.Line memory line) private view {
        uint256 party = _partyOf(work, _devices.deviceAt(line.device).participant);
        IVault.Entry memory entry = work.entries[party];
        if (line.kind == Lines.GRID_SOLD || line.kind == Lines.GRID_BOUGHT) {
            _gridMoney(work, entry, line.amountTiyn);
        } else if (
            line.kind == Lines.SOLD || line.kind == Lines.PARTNER_SOLD || line.kind == Lines.OWN_SOLD
        ) {
            entry.credit += uint96(uint64(line.amountTiyn));
        } else {
            entry.due += uint96(uint64(-line.amountTiyn));
            work.counterparties.networkCredit += uint96(EnergyMath.paidDown(line.wh, work.tariff.networkFee));
        }
        work.statements[party] = Lines.fold(work.statements[party], work.origin, Lines.negate(line));
    }

    function _partyOf(Work memory work, uint32 participant) private pure returns (uint256) {
        for (uint256 i = 0; i < work.entries.length; i++) {
            if (work.entries[i].participant == participant) return i;
        }
        revert PartyMissing(participant);
    }

    function _windowEnd(uint32 slot) private pure returns (uint256) {
        return (uint256(slot) + 1) * SLOT_SECONDS + DISPUTE_WINDOW;
    }

    function _lineAt(bytes calldata lines, uint256 line) private pure returns (bytes24) {
        return bytes24(lines[line * Lines.SIZE:(line + 1) * Lines.SIZE]);
    }

    function _lineKey(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk,
        uint32 line
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(zone, slot, version, chunk, line));
    }
}
