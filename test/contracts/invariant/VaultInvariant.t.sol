// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IParticipants} from "../../../contracts/access/IParticipants.sol";
import {Participants} from "../../../contracts/access/Participants.sol";
import {IVault} from "../../../contracts/money/IVault.sol";
import {Tenge} from "../../../contracts/money/Tenge.sol";
import {Vault} from "../../../contracts/money/Vault.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice Does to a vault, in any order, whatever its callers can do. It stands for the market, the issuer and the sweeper,
/// and lends participants its hand. It keeps each participant's *worth*: money, plus what it is owed, less what it owes.
/// @dev Nothing here may revert but what the vault refuses with a documented error, which is counted.
contract VaultHandler {
    uint64 private constant SWEEPER = 2;
    uint64 private constant OFFICE = 3;

    uint32 public constant PEOPLE = 6;
    uint96 private constant MOST = 1e6;

    AccessManager public immutable manager;
    Participants public immutable participants;
    Tenge public immutable token;
    Vault public immutable vault;

    mapping(uint32 participant => int256) public worth;
    uint256 public settled;
    uint256 public reversed;
    uint256 public refused;
    uint256 public donated;
    uint256 public swept;

    struct Chunk {
        IVault.Counterparties parties;
        IVault.Entry[] entries;
    }

    Chunk[] private _chunks;

    constructor() {
        manager = new AccessManager(address(this));
        participants = new Participants(address(manager));
        token = new Tenge(address(manager));
        vault = new Vault(address(manager), token, participants);
        vault.addMarket(address(this));
        _grant(address(vault), SWEEPER, _one(IVault.sweep.selector));
        _grant(address(token), OFFICE, _one(Tenge.mint.selector));
        _grant(address(participants), OFFICE, _one(IParticipants.register.selector));
        for (uint32 p = 1; p <= PEOPLE; ++p)
            participants.register(accountOf(p), 0, IParticipants.Kind.Operator, 0);
        for (uint32 p = 1; p <= PEOPLE; ++p) deposit(p, 50 * MOST);
    }

    function deposit(uint32 participant, uint96 amount) public {
        participant = _person(participant);
        amount = 1 + (amount % (100 * MOST));
        token.mint(address(this), amount, 0);
        token.approve(address(vault), amount);
        vault.deposit(participant, amount);
        worth[participant] += int256(uint256(amount));
    }

    /// @notice Tokens that nobody deposited.
    function donate(uint32 amount) external {
        token.mint(address(vault), amount, 0);
        donated += amount;
    }

    function sweep() external {
        swept += vault.sweep();
    }

    function withdraw(uint32 participant, uint96 amount, bool patient) external {
        participant = _person(participant);
        CHEATS.prank(accountOf(participant));
        vault.announceWithdrawal(1 + (amount % MOST));
        if (patient) CHEATS.warp(block.timestamp + 48 hours);
        CHEATS.prank(accountOf(participant));
        try vault.withdraw() returns (uint96 paid) {
            worth[participant] -= int256(uint256(paid));
        } catch (bytes memory reason) {
            _refusal(reason, IVault.WithdrawalNotReady.selector, IVault.OwesFirst.selector);
        }
    }

    function release(uint32 participant) external {
        vault.release(_person(participant));
    }

    function repay(uint32 debtor, uint32 creditor) external {
        (debtor, creditor) = (_person(debtor), _person(creditor));
        try vault.repay(debtor, creditor) {} catch (bytes memory reason) {
            _refusal(reason, IVault.NothingOwed.selector, IVault.NothingOwed.selector);
        }
    }

    function lock(uint32 participant, uint96 amount) external {
        try vault.lock(_person(participant), amount % (20 * MOST)) {} catch (bytes memory reason) {
            _refusal(reason, IVault.FreeTooLow.selector, IVault.FreeTooLow.selector);
        }
    }

    function unlock(uint32 participant, uint96 amount) external {
        vault.unlock(_person(participant), amount);
    }

    function move(uint32 from, uint32 to, uint96 amount) external {
        (from, to, amount) = (_person(from), _person(to), amount % MOST);
        try vault.move(from, to, amount) {
            worth[from] -= int256(uint256(amount));
            worth[to] += int256(uint256(amount));
        } catch (bytes memory reason) {
            _refusal(reason, IVault.FreeTooLow.selector, IVault.FreeTooLow.selector);
        }
    }

    /// @notice Any participants in any roles; entries may name one of them twice.
    /// @param generous Shifts the sizes, so that empty accounts are met as well as full ones.
    function settle(uint256 seed, uint8 size, uint8 generous) external {
        Chunk storage chunk = _chunks.push();
        uint96 most = uint96(MOST << (generous % 7));
        uint256 gridOwed;
        for (uint256 i = 0; i < size % 6; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            IVault.Entry memory entry = IVault.Entry({
                participant: _person(uint32(dice)),
                due: _amount(dice >> 32, most),
                dueGrid: _amount(dice >> 96, most),
                credit: _amount(dice >> 160, most)
            });
            chunk.entries.push(entry);
            gridOwed += entry.dueGrid;
        }
        chunk.parties = IVault.Counterparties({
            supplier: _person(uint32(seed)),
            network: _person(uint32(seed >> 32)),
            reserve: _person(uint32(seed >> 64)),
            supplierDue: _amount(seed >> 96, most),
            supplierCredit: uint96(gridOwed),
            networkCredit: _amount(seed >> 160, most)
        });
        try vault.settle(chunk.parties, chunk.entries) returns (int256 reserveChange) {
            _apply(chunk, 1, reserveChange);
            ++settled;
        } catch (bytes memory reason) {
            _chunks.pop();
            _refusal(reason, IVault.BidUnfunded.selector, IVault.ReserveShort.selector);
        }
    }

    function reverse(uint256 which) external {
        if (_chunks.length == 0) return;
        which %= _chunks.length;
        Chunk storage chunk = _chunks[which];
        try vault.reverse(chunk.parties, chunk.entries) returns (int256 reserveChange) {
            _apply(chunk, -1, reserveChange);
            ++reversed;
            _chunks[which] = _chunks[_chunks.length - 1];
            _chunks.pop();
        } catch (bytes memory reason) {
            _refusal(reason, IVault.ReserveShort.selector, IVault.ReserveShort.selector);
        }
    }

    function wait_(uint32 duration) external {
        CHEATS.warp(block.timestamp + (duration % 3 days));
    }

    function accountOf(uint32 participant) public pure returns (address) {
        return address(uint160(0xA1A7A0000 + participant));
    }

    /// @dev What the chunk's numbers say, whoever stands in for whom.
    function _apply(Chunk storage chunk, int256 sign, int256 reserveChange) private {
        IVault.Counterparties memory parties = chunk.parties;
        int256 total = sign * reserveChange;
        for (uint256 i = 0; i < chunk.entries.length; ++i) {
            IVault.Entry memory entry = chunk.entries[i];
            int256 gain = _signed(entry.credit) - _signed(entry.due) - _signed(entry.dueGrid);
            worth[entry.participant] += sign * gain;
            total += gain;
        }
        int256 supplierGain = _signed(parties.supplierCredit) - _signed(parties.supplierDue);
        worth[parties.supplier] += sign * supplierGain;
        worth[parties.network] += sign * _signed(parties.networkCredit);
        worth[parties.reserve] += reserveChange;
        assert(total + supplierGain + _signed(parties.networkCredit) == 0);
    }

    function _refusal(bytes memory reason, bytes4 one, bytes4 other) private {
        bytes4 selector = bytes4(reason);
        assert(selector == one || selector == other);
        ++refused;
    }

    function _person(uint32 dice) private pure returns (uint32) {
        return 1 + (dice % PEOPLE);
    }

    /// @dev A third of the amounts are zero.
    function _amount(uint256 dice, uint96 most) private pure returns (uint96) {
        return dice % 3 == 0 ? 0 : uint96(uint64(dice) % most);
    }

    function _signed(uint96 amount) private pure returns (int256) {
        return int256(uint256(amount));
    }

    function _grant(address target, uint64 role, bytes4[] memory selectors) private {
        manager.setTargetFunctionRole(target, selectors, role);
        manager.grantRole(role, address(this), 0);
    }

    function _one(bytes4 selector) private pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](1);
        selectors[0] = selector;
    }
}

/// @notice M1: the vault holds what it owes: its tokens are at least Σ free + Σ locked + Σ proceeds, the excess is what
/// strangers sent in, and what somebody lacks is a receivable, never a balance below zero.
/// M2: only the market moves money without its owner's call, and what it moves is what the settlement says: nobody's worth
/// changes by a tiyn otherwise, whatever roles it has at once.
contract VaultInvariantTest {
    VaultHandler private handler;

    function setUp() public {
        CHEATS.warp(1_800_000_000);
        handler = new VaultHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 200
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_M1_vault_holds_what_it_owes() public view {
        IVault vault = handler.vault();
        uint256 sum;
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) sum += _money(vault, p);
        assert(vault.liabilities() == sum);
        assert(handler.token().balanceOf(address(vault)) == sum + handler.donated() - handler.swept());
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 200
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_M1_a_debt_is_the_sum_of_its_receivables() public view {
        IVault vault = handler.vault();
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) {
            assert(vault.owedTo(p, p) == 0);
            assert(vault.accountOf(p).owed == _owed(vault, p));
        }
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 200
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_M2_worth_changes_only_by_what_the_settlement_says() public view {
        IVault vault = handler.vault();
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) {
            int256 worth = int256(_money(vault, p)) - int256(_owed(vault, p)) + int256(_claims(vault, p));
            assert(worth == handler.worth(p));
        }
    }

    /// @dev Restricted functions refuse every caller but the holder of the role; the rest leave worth alone.
    function testFuzz_M2_nobody_but_the_market_moves_money(
        address caller,
        uint32 a,
        uint32 b,
        uint96 amount
    ) public {
        CHEATS.assume(caller != address(handler) && caller != address(CHEATS));
        IVault vault = handler.vault();
        IVault.Counterparties memory parties = IVault.Counterparties(a, b, a, amount, amount, amount);
        IVault.Entry[] memory entries = new IVault.Entry[](1);
        entries[0] = IVault.Entry(a, amount, amount, amount);
        bytes[] memory calls = new bytes[](8);
        calls[0] = abi.encodeCall(IVault.settle, (parties, entries));
        calls[1] = abi.encodeCall(IVault.reverse, (parties, entries));
        calls[2] = abi.encodeCall(IVault.lock, (a, amount));
        calls[3] = abi.encodeCall(IVault.unlock, (a, amount));
        calls[4] = abi.encodeCall(IVault.move, (a, b, amount));
        calls[5] = abi.encodeCall(IVault.sweep, ());
        calls[6] = abi.encodeCall(IVault.addMarket, (caller));
        calls[7] = abi.encodeCall(IVault.removeMarket, (address(handler)));
        for (uint256 i = 0; i < calls.length; ++i) {
            CHEATS.prank(caller);
            (bool done, bytes memory reason) = address(vault).call(calls[i]);
            assert(!done);
            bytes4 refusal =
                i < 5 ? IVault.NotMarket.selector : IAccessManaged.AccessManagedUnauthorized.selector;
            bytes memory expected = abi.encodeWithSelector(refusal, caller);
            assert(keccak256(reason) == keccak256(expected));
        }
    }

    /// @dev The random walk is of use only if settlements and reversals do happen in it.
    function test_the_handler_settles_reverses_and_is_refused() public {
        for (uint256 seed = 0; seed < 120; ++seed) {
            handler.settle(uint256(keccak256(abi.encode(seed))), uint8(seed), uint8(seed));
            if (seed % 3 == 0) handler.reverse(seed);
            if (seed % 5 == 0) handler.wait_(uint32(seed) * 1 hours);
            handler.withdraw(uint32(seed), 1e6, seed % 2 == 0);
            handler.repay(uint32(seed), uint32(seed / 6));
        }
        assert(handler.settled() > 20);
        assert(handler.reversed() > 10);
        assert(handler.refused() > 10);
        invariant_M1_vault_holds_what_it_owes();
        invariant_M1_a_debt_is_the_sum_of_its_receivables();
        invariant_M2_worth_changes_only_by_what_the_settlement_says();
    }

    function _money(IVault vault, uint32 participant) private view returns (uint256) {
        IVault.Account memory account = vault.accountOf(participant);
        IVault.Proceeds memory proceeds = vault.proceedsOf(participant);
        return uint256(account.free) + account.locked + proceeds.fresh + proceeds.older;
    }

    function _owed(IVault vault, uint32 debtor) private view returns (uint256 sum) {
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) sum += vault.owedTo(debtor, p);
    }

    function _claims(IVault vault, uint32 creditor) private view returns (uint256 sum) {
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) sum += vault.owedTo(p, creditor);
    }
}
