// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IPayments} from "./IPayments.sol";

/// @title A payment's state as the word it is stored in: {IPayments.PaymentState}, first field lowest.
/// @notice Read once and written once in each call; the compiler would read and write it again for every field.
type PaymentWord is uint256;

using {
    status,
    dispute,
    capturable,
    refundable,
    isUnknown,
    isDisputed,
    withDispute,
    withCapturable,
    withRefundable,
    unpacked
} for PaymentWord global;

uint256 constant CAPTURABLE_AT = 16;
uint256 constant REFUNDABLE_AT = 112;
uint256 constant COLLECTED_AT = 208;

/// @notice The word of a payment that is collected now. The time is the last field: nothing stands above it.
function collectedNow(
    IPayments.Status status_,
    uint96 capturable_,
    uint96 refundable_
) view returns (PaymentWord) {
    return
        PaymentWord.wrap(
            uint256(status_) |
                (uint256(capturable_) << CAPTURABLE_AT) |
                (uint256(refundable_) << REFUNDABLE_AT) |
                (block.timestamp << COLLECTED_AT)
        );
}

function isUnknown(PaymentWord word) pure returns (bool) {
    return uint8(PaymentWord.unwrap(word)) == 0;
}

function status(PaymentWord word) pure returns (IPayments.Status) {
    return IPayments.Status(uint8(PaymentWord.unwrap(word)));
}

function dispute(PaymentWord word) pure returns (IPayments.DisputeStatus) {
    return IPayments.DisputeStatus(uint8(PaymentWord.unwrap(word) >> 8));
}

function isDisputed(PaymentWord word, IPayments.DisputeStatus kind) pure returns (bool) {
    return uint8(PaymentWord.unwrap(word) >> 8) == uint8(kind);
}

function capturable(PaymentWord word) pure returns (uint96) {
    return uint96(PaymentWord.unwrap(word) >> CAPTURABLE_AT);
}

function refundable(PaymentWord word) pure returns (uint96) {
    return uint96(PaymentWord.unwrap(word) >> REFUNDABLE_AT);
}

function withDispute(PaymentWord word, IPayments.DisputeStatus value) pure returns (PaymentWord) {
    return _with(word, 8, type(uint8).max, uint256(value));
}

function withCapturable(PaymentWord word, uint96 value) pure returns (PaymentWord) {
    return _with(word, CAPTURABLE_AT, type(uint96).max, value);
}

function withRefundable(PaymentWord word, uint96 value) pure returns (PaymentWord) {
    return _with(word, REFUNDABLE_AT, type(uint96).max, value);
}

function unpacked(PaymentWord word) pure returns (IPayments.PaymentState memory) {
    return
        IPayments.PaymentState({
            status: word.status(),
            dispute: word.dispute(),
            capturable: word.capturable(),
            refundable: word.refundable(),
            collectedAt: uint40(PaymentWord.unwrap(word) >> COLLECTED_AT)
        });
}

function _with(PaymentWord word, uint256 at, uint256 mask, uint256 value) pure returns (PaymentWord) {
    return PaymentWord.wrap((PaymentWord.unwrap(word) & ~(mask << at)) | (value << at));
}
