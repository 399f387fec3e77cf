// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IParticipants} from "../../../contracts/access/IParticipants.sol";
import {Participants} from "../../../contracts/access/Participants.sol";
import {Devices} from "../../../contracts/assets/Devices.sol";
import {IDevices} from "../../../contracts/assets/IDevices.sol";
import {EnergyMarket} from "../../../contracts/energy/EnergyMarket.sol";
import {ITariffs} from "../../../contracts/energy/ITariffs.sol";
import {OrderBook} from "../../../contracts/energy/OrderBook.sol";
import {ReadingSets} from "../../../contracts/energy/ReadingSets.sol";
import {Tariffs} from "../../../contracts/energy/Tariffs.sol";
import {IJournal} from "../../../contracts/journal/IJournal.sol";
import {Journal} from "../../../contracts/journal/Journal.sol";
import {Tenge} from "../../../contracts/money/Tenge.sol";
import {Vault} from "../../../contracts/money/Vault.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice Two zones of a small town, in which six traders with four owners have batteries and chargers of every evidence class.
/// @dev What the world knows of a device or a tariff it keeps itself, so that an audit does not ask the contracts under test.
abstract contract MarketWorld {
    struct Meter {
        uint32 participant;
        uint32 zone;
        bool battery;
        uint8 evidence;
        bool agreed;
    }

    uint32 internal constant SUPPLIER = 1;
    uint32 internal constant NETWORK = 2;
    uint32 internal constant RESERVE = 3;
    uint32 internal constant DUST = 4;
    uint32 internal constant OPERATOR = 5;
    uint32 internal constant CHECKER = 6; // and the next two
    uint32 internal constant FIRST_TRADER = 9;
    uint32 internal constant TRADERS = 6;
    uint32 public constant PEOPLE = FIRST_TRADER + TRADERS - 1;
    uint32 internal constant ZONES = 2;
    uint32 internal constant DEVICES = 14;
    uint32 internal constant FIRST_SLOT = 2_000_000;
    uint96 internal constant FUNDS = 1_000_000;

    Participants internal immutable participants;
    Devices internal immutable devices;
    Journal internal immutable journal;
    Tenge public immutable tenge;
    Vault public immutable vault;
    Tariffs internal immutable tariffs;
    ReadingSets internal immutable readingSets;
    OrderBook internal immutable orderBook;
    EnergyMarket internal immutable market;

    mapping(uint32 device => Meter) internal _meters;
    mapping(uint32 zone => ITariffs.Tariff) internal _tariffOf;

    /// @dev The optimizer may read block.timestamp once for a whole function, so the time is kept here.
    uint256 internal _time = uint256(FIRST_SLOT) * 900;

    /// @dev The handler is the administrator and the solver, and holds every other role.
    constructor() {
        CHEATS.warp(_time);
        AccessManager access = new AccessManager(address(this));
        participants = new Participants(address(access));
        devices = new Devices(address(access), participants);
        journal = new Journal(address(access), participants);
        tenge = new Tenge(address(access));
        vault = new Vault(address(access), tenge, participants);
        tariffs = new Tariffs(address(access), participants);
        readingSets = new ReadingSets(participants, journal);
        for (uint32 p = 1; p <= PEOPLE; ++p) {
            uint32 owner = p == FIRST_TRADER + 1 || p == FIRST_TRADER + 3 ? p - 1 : 0;
            participants.register(CHEATS.addr(_keyOf(p)), owner, IParticipants.Kind.Operator, 0);
        }
        orderBook = new OrderBook(participants, devices, vault);
        market = new EnergyMarket(
            address(access),
            participants,
            devices,
            orderBook,
            tariffs,
            readingSets,
            vault,
            RESERVE,
            DUST
        );
        vault.addMarket(address(orderBook));
        vault.addMarket(address(market));
        _trustCheckers();
        _openZones();
        _install();
    }

    function _trustCheckers() private {
        uint32[] memory checkers = new uint32[](3);
        for (uint32 i = 0; i < 3; ++i) checkers[i] = CHECKER + i;
        bytes32 dataset = journal.registerDataset("energy.readings", IJournal.Terms(OPERATOR, 1, 3650, 0));
        journal.setCheckers(dataset, checkers, 2);
    }

    /// @dev In the second zone it costs to give energy away.
    function _openZones() private {
        _tariffOf[1] = ITariffs.Tariff(1_000_000, 4_000_000, 500_000, FIRST_SLOT + 1);
        _tariffOf[2] = ITariffs.Tariff(-150_001, 2_999_999, 333_333, FIRST_SLOT + 1);
        for (uint32 zone = 1; zone <= ZONES; ++zone) {
            tariffs.openZone(zone, SUPPLIER, NETWORK);
            tariffs.publish(zone, _tariffOf[zone]);
        }
    }

    /// @dev The last two devices can not be settled: one is unsigned, the other has no supply agreement.
    function _install() private {
        uint32[14] memory trader = [uint32(0), 0, 1, 2, 3, 4, 0, 1, 2, 4, 5, 5, 5, 5];
        uint8[14] memory evidence = [3, 3, 2, 3, 1, 3, 3, 2, 3, 3, 1, 3, 0, 3];
        for (uint32 i = 0; i < DEVICES; ++i) {
            uint32 device = i + 1;
            uint32 zone = i < 6 || i == 12 ? 1 : 2;
            Meter memory meter = Meter(
                FIRST_TRADER + trader[i],
                zone,
                i == 1 || i == 8,
                evidence[i],
                i != 13
            );
            _meters[device] = meter;
            devices.register(
                meter.participant,
                zone,
                meter.battery ? IDevices.Kind.Battery : IDevices.Kind.Charger,
                IDevices.Evidence(meter.evidence),
                50_000,
                0,
                string(abi.encodePacked("meter ", bytes1(uint8(65 + i))))
            );
            if (meter.agreed) _agree(device, meter.participant);
        }
    }

    function _agree(uint32 device, uint32 participant) private {
        IDevices.SupplyAgreement memory terms = IDevices.SupplyAgreement(
            device,
            SUPPLIER,
            0,
            device,
            type(uint64).max
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Alatau Ledger"),
                keccak256("1"),
                block.chainid,
                address(devices)
            )
        );
        bytes32 typeHash = keccak256(
            "SupplyAgreement(uint32 device,uint32 supplier,bytes32 termsHash,uint256 nonce,uint64 validTo)"
        );
        bytes32 digest = keccak256(
            abi.encodePacked("\x19\x01", domain, keccak256(abi.encode(typeHash, terms)))
        );
        devices.agreeSupply(terms, _signed(_keyOf(participant), digest));
    }

    function _passTime(uint256 duration) internal {
        _time += duration;
        CHEATS.warp(_time);
    }

    function _slotNow() internal view returns (uint32) {
        return uint32(_time / 900);
    }

    /// @dev Two of the three checkers, ascending by address.
    function _quorum(bytes32 digest, uint256 dice) internal pure returns (bytes[] memory signatures) {
        uint256 one = _keyOf(CHECKER + uint32(dice % 3));
        uint256 other = _keyOf(CHECKER + uint32((dice + 1) % 3));
        if (CHEATS.addr(one) > CHEATS.addr(other)) (one, other) = (other, one);
        signatures = new bytes[](2);
        signatures[0] = _signed(one, digest);
        signatures[1] = _signed(other, digest);
    }

    function _signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = CHEATS.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _accountOf(uint32 participant) internal pure returns (address) {
        return CHEATS.addr(_keyOf(participant));
    }

    function _keyOf(uint32 participant) internal pure returns (uint256) {
        return 0xA1A7A0000 + participant;
    }

    function _ownerOf(uint32 participant) internal pure returns (uint32) {
        bool owned = participant == FIRST_TRADER + 1 || participant == FIRST_TRADER + 3;
        return owned ? participant - 1 : participant;
    }

    function _isTrader(uint32 participant) internal pure returns (bool) {
        return participant >= FIRST_TRADER && participant <= PEOPLE;
    }
}
