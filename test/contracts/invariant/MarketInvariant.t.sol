// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {MarketActions} from "./MarketActions.sol";

/// @dev The test runner calls only contracts of the test's own file.
contract MarketHandler is MarketActions {}

/// @notice Whatever a hostile solver gets accepted, and in whatever order,
/// E1: a device's lines are its reading, to the watt-hour: sold + own + partner + grid = accepted export, the same for import;
/// E2: bought = sold in every settled slot, and all balances change by nothing together: fee and dust included;
/// E3: each reading is consumed once, under the latest version, and a version goes only after the next one has come;
/// E4: no order is filled beyond its maximum, outside its slots, before it was placed or after it was cancelled;
/// E5: no order is filled beyond its limit, and a slot has one price;
/// E7: the price lies between what the grid pays and charges, and the sellers get what the buyers pay, less fee and dust;
/// E8: no owner stands on both sides of the pool or trades with itself for money, and partners trade with each other alone;
/// E9: a version is cleared once, and taken back it leaves no trace in anybody's money;
/// M1: the vault holds what it owes, and a lock is released once;
/// M2: nobody's money changes but by lines of its own orders and meters.
contract MarketInvariantTest {
    MarketHandler private handler;

    function setUp() public {
        handler = new MarketHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E1_what_a_meter_exported_is_sold_and_no_more() public view {
        assert(handler.broken("E1") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E2_bought_is_sold_and_money_only_changes_hands() public view {
        assert(handler.broken("E2") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E3_a_reading_is_consumed_once() public view {
        assert(handler.broken("E3") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E4_no_order_is_filled_beyond_what_it_says() public view {
        assert(handler.broken("E4") == 0);
        assert(handler.broken("evidence") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E5_limits_hold_at_one_price() public view {
        assert(handler.broken("E5") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E7_the_price_lies_within_the_tariff() public view {
        assert(handler.broken("E7") == 0);
    }

    /// hardhat-config: invariant.runs = 30
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E8_nobody_trades_with_itself() public view {
        assert(handler.broken("E8") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_E9_a_version_is_cleared_once_and_taken_back_without_a_trace() public view {
        assert(handler.broken("E9") == 0);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_M1_the_vault_holds_what_it_owes() public view {
        assert(handler.broken("M1") == 0);
        int256 worth = 0;
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) worth += handler.worthNow(p);
        uint256 held = handler.tenge().balanceOf(address(handler.vault()));
        assert(held == handler.vault().liabilities() && int256(held) == worth);
    }

    /// hardhat-config: invariant.runs = 10
    /// hardhat-config: invariant.depth = 150
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_M2_nobody_pays_but_by_its_own_orders_and_meters() public view {
        assert(handler.broken("M2") == 0);
        for (uint32 p = 1; p <= handler.PEOPLE(); ++p) {
            assert(handler.worthNow(p) == handler.worthOf(p));
            assert(handler.statementOnChain(p) == handler.statementOf(p));
        }
    }

    /// @dev The walk is of use only if slots are settled and taken back in it, and no call ever ends in a panic.
    function test_the_handler_settles_reverses_and_is_refused() public {
        for (uint256 i = 0; i < 40; ++i) {
            uint256 dice = uint256(keccak256(abi.encode("a long night", i)));
            handler.evening(dice);
            handler.settle(dice);
            handler.juggle(dice);
            if (i % 3 == 0) handler.correct(dice);
            if (i % 4 == 0) handler.purse(dice);
            if (i % 7 == 0) handler.release(dice);
        }
        assert(handler.placed() > 100);
        assert(handler.completed() > 20);
        assert(handler.settled() > handler.completed());
        assert(handler.reversed() > 5);
        assert(handler.refused() > 50);
        assert(handler.refusals(0x4e487b71) == 0);
        invariant_E1_what_a_meter_exported_is_sold_and_no_more();
        invariant_E2_bought_is_sold_and_money_only_changes_hands();
        invariant_E3_a_reading_is_consumed_once();
        invariant_E4_no_order_is_filled_beyond_what_it_says();
        invariant_E5_limits_hold_at_one_price();
        invariant_E7_the_price_lies_within_the_tariff();
        invariant_E8_nobody_trades_with_itself();
        invariant_E9_a_version_is_cleared_once_and_taken_back_without_a_trace();
        invariant_M1_the_vault_holds_what_it_owes();
        invariant_M2_nobody_pays_but_by_its_own_orders_and_meters();
    }
}
