// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IVault} from "./IVault.sol";

/// @title Proceeds by the day they were earned; a day's bucket matures at the start of the day after the next, so at least
/// 24 h later.
/// @notice Two buckets are enough: when a third day's money comes, the oldest bucket is two days old and has matured.
/// Amounts in tiyn; a day is floor(unix / 86400).
library DayBuckets {
    /// @notice Takes out what has matured.
    function mature(IVault.Proceeds memory self, uint32 today) internal pure returns (uint96 amount) {
        if (self.olderDay + 2 <= today) {
            amount = self.older;
            (self.older, self.olderDay) = (0, 0);
        }
        if (self.freshDay + 2 <= today) {
            amount += self.fresh;
            (self.fresh, self.freshDay) = (0, 0);
        }
    }

    /// @notice Adds today's money. Call {mature} first: a bucket of yesterday then finds the older place empty.
    function add(IVault.Proceeds memory self, uint96 amount, uint32 today) internal pure {
        if (self.freshDay != today) {
            if (self.fresh > 0) (self.older, self.olderDay) = (self.fresh, self.freshDay);
            (self.fresh, self.freshDay) = (0, today);
        }
        self.fresh += amount;
    }

    /// @notice Takes up to `amount` out, the youngest money first.
    function take(IVault.Proceeds memory self, uint96 amount) internal pure returns (uint96 taken) {
        uint96 fromFresh = amount < self.fresh ? amount : self.fresh;
        uint96 rest = amount - fromFresh;
        uint96 fromOlder = rest < self.older ? rest : self.older;
        self.fresh -= fromFresh;
        self.older -= fromOlder;
        return fromFresh + fromOlder;
    }
}
