// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IChannels} from "./IChannels.sol";
import {ICharging} from "./ICharging.sol";

contract Charging is ICharging, AccessManaged {
    /// @inheritdoc ICharging
    IChannels public immutable CHANNELS;

    constructor(address authority_, IChannels channels) AccessManaged(authority_) {
        CHANNELS = channels;
    }

    /// @inheritdoc ICharging
    function end(
        IChannels.VoucherClaim calldata last,
        bytes32 evidenceHash
    ) external restricted returns (uint128 amount, uint128 refunded) {
        if (evidenceHash == 0) revert EvidenceMissing();
        IChannels.ChannelConfig calldata config = last.voucher.channel;
        bytes32 id = CHANNELS.getChannelId(config);
        if (config.receiverAuthorizer != address(this)) {
            revert NotChargingChannel(id, config.receiverAuthorizer);
        }
        (, uint128 before) = CHANNELS.channels(id);
        IChannels.VoucherClaim[] memory claims = new IChannels.VoucherClaim[](1);
        claims[0] = last;
        CHANNELS.claim(claims);
        (uint128 balance, uint128 claimed) = CHANNELS.channels(id);
        amount = claimed - before;
        refunded = balance - claimed;
        try CHANNELS.settle(config.receiver, config.token) {} catch {} // anyone may settle later
        if (refunded > 0) {
            try CHANNELS.refund(config, refunded) {} catch {
                refunded = 0;
            }
        }
        emit ChargingClaimed(id, evidenceHash, config.receiver, amount, refunded);
    }
}
