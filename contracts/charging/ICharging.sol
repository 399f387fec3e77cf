// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IChannels} from "./IChannels.sol";

/// @title Ends charging sessions: one claim that names the meter's signed record, the operator's money, the rest back to the car.
/// @notice It is the receiver authorizer of the channels that cars open for charging.
interface ICharging {
    error EvidenceMissing();
    /// @notice A channel that names another receiver authorizer.
    error NotChargingChannel(bytes32 channelId, address receiverAuthorizer);

    /// @param evidenceHash Hash of the meter's signed record; energy and money meet by it.
    /// @param amount What the session cost, in the token's smallest unit.
    /// @param refunded What went back to the payer at once; 0 also when the token refused it, then the payer withdraws.
    event ChargingClaimed(
        bytes32 indexed channelId,
        bytes32 indexed evidenceHash,
        address indexed receiver,
        uint128 amount,
        uint128 refunded
    );

    /// @notice Claims, settles and refunds in one transaction. Of the three only the claim must succeed: a frozen receiver does not
    /// keep the payer's rest, and a frozen payer does not keep the receiver's money.
    /// @dev Caller: CHARGING_ROLE. Reverts {EvidenceMissing}, {NotChargingChannel}, and as {IChannels-claim}.
    /// @param last The highest voucher and what is claimed of it; its `totalClaimed` may be what is claimed already.
    function end(
        IChannels.VoucherClaim calldata last,
        bytes32 evidenceHash
    ) external returns (uint128 amount, uint128 refunded);

    /// @notice The channels' contract.
    function CHANNELS() external view returns (IChannels);
}
