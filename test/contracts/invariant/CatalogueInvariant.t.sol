// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IParticipants} from "../../../contracts/access/IParticipants.sol";
import {Participants} from "../../../contracts/access/Participants.sol";
import {Catalogue} from "../../../contracts/journal/Catalogue.sol";
import {ICatalogue} from "../../../contracts/journal/ICatalogue.sol";
import {IJournal} from "../../../contracts/journal/IJournal.sol";
import {Journal} from "../../../contracts/journal/Journal.sol";
import {CHEATS, Cheats} from "../Cheats.sol";

/// @notice Three members describe, publish, grant and revoke for two data sets, in any order and often for the wrong one; time
/// passes. What the events say is folded here, from nothing else.
contract CatalogueHandler {
    uint32 public constant MEMBERS = 3;
    uint256 public constant DATASETS = 2;
    uint8 public constant GROUPS = 3;

    Catalogue public immutable catalogue;

    uint256 public accepted;
    uint256 public refused;
    uint256 public wronglyAccepted;
    uint256 public gaps;

    /// @dev Folds of the events.
    mapping(bytes32 dataset => uint32) public descriptions;
    mapping(bytes32 dataset => bytes32) public documents;
    mapping(bytes32 dataset => uint32) public schemas;
    mapping(bytes32 dataset => bytes32) public schemaHashes;
    mapping(bytes32 grantKey => uint64 validTo) private _grants;

    constructor() {
        address manager = address(new AccessManager(address(this)));
        Participants participants = new Participants(manager);
        Journal journal = new Journal(manager, participants);
        catalogue = new Catalogue(participants, journal);
        for (uint32 member = 1; member <= MEMBERS; ++member) {
            participants.register(accountOf(member), 0, IParticipants.Kind.Agency, 0);
        }
        for (uint32 owner = 1; owner <= DATASETS; ++owner) {
            journal.registerDataset(_nameOf(owner), IJournal.Terms(owner, 2, 3650, 0));
        }
        CHEATS.warp(1_800_000_000);
    }

    /// @param dice Decides what is called, for which data set, and by whom; mostly by the owner.
    function act(uint256 dice) external {
        uint32 owner = 1 + uint32((dice >> 8) % DATASETS);
        uint32 sender = (dice >> 16) & 7 == 0 ? 1 + uint32((dice >> 24) % MEMBERS) : owner;
        bytes memory call = _call(dice >> 32, datasetOf(owner));
        CHEATS.recordLogs();
        CHEATS.prank(accountOf(sender));
        (bool done, ) = address(catalogue).call(call);
        Cheats.Log[] memory logs = CHEATS.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) _fold(logs[i]);
        if (done) ++accepted;
        else ++refused;
        if (done && sender != owner) ++wronglyAccepted;
        // One call, one event; a refused one leaves none.
        if (logs.length != (done ? 1 : 0)) ++gaps;
    }

    function pass(uint16 time) external {
        CHEATS.warp(block.timestamp + (time % 200));
    }

    /// @dev Written down from the rule, not from the code.
    function mayRead(uint32 owner, uint8 group, uint32 member) external view returns (bool) {
        bytes32 dataset = datasetOf(owner);
        uint64 whole = _grants[_grantKey(dataset, 0, member)];
        uint64 part = _grants[_grantKey(dataset, group, member)];
        return member == owner || whole >= block.timestamp || part >= block.timestamp;
    }

    function accountOf(uint32 member) public pure returns (address) {
        return address(uint160(0x1000 + member));
    }

    function datasetOf(uint32 owner) public pure returns (bytes32) {
        return keccak256(bytes(_nameOf(owner)));
    }

    function _call(uint256 dice, bytes32 dataset) private view returns (bytes memory) {
        uint256 kind = dice % 5;
        // Few hashes, so that the latest schema is sent again, and now and then none.
        bytes32 hash = bytes32((dice >> 8) % 4);
        uint8 group = uint8((dice >> 16) % GROUPS);
        uint32 member = 1 + uint32((dice >> 24) % (MEMBERS + 1));
        if (kind == 0) {
            ICatalogue.Description memory description = ICatalogue.Description(3600, 30, hash);
            return abi.encodeCall(ICatalogue.describe, (dataset, description));
        }
        if (kind == 1) {
            uint8 compatibility = schemas[dataset] == 0 ? uint8((dice >> 32) & 1) : uint8((dice >> 32) & 3);
            return abi.encodeCall(ICatalogue.publishSchema, (dataset, hash, compatibility));
        }
        if (kind == 2) return abi.encodeCall(ICatalogue.revoke, (dataset, group, member));
        uint64 validTo = uint64(block.timestamp - 20 + ((dice >> 40) % 400));
        return abi.encodeCall(ICatalogue.grant, (dataset, group, member, validTo));
    }

    function _fold(Cheats.Log memory log) private {
        bytes32 dataset = log.topics[1];
        if (log.topics[0] == ICatalogue.DatasetDescribed.selector) {
            ICatalogue.Description memory description = abi.decode(log.data, (ICatalogue.Description));
            if (uint256(log.topics[2]) != uint256(descriptions[dataset]) + 1) ++gaps;
            descriptions[dataset] = uint32(uint256(log.topics[2]));
            documents[dataset] = description.documentHash;
        } else if (log.topics[0] == ICatalogue.SchemaPublished.selector) {
            uint8 compatibility = abi.decode(log.data, (uint8));
            if (uint256(log.topics[2]) != uint256(schemas[dataset]) + 1) ++gaps;
            if (log.topics[3] == schemaHashes[dataset] || log.topics[3] == 0) ++wronglyAccepted;
            if ((compatibility == 0) != (schemas[dataset] == 0) || compatibility > 2) ++wronglyAccepted;
            schemas[dataset] = uint32(uint256(log.topics[2]));
            schemaHashes[dataset] = log.topics[3];
        } else {
            bytes32 key = _grantKey(dataset, uint8(uint256(log.topics[2])), uint32(uint256(log.topics[3])));
            if (log.topics[0] == ICatalogue.AccessGranted.selector) {
                _grants[key] = abi.decode(log.data, (uint64));
            } else {
                if (_grants[key] == 0) ++wronglyAccepted;
                _grants[key] = 0;
            }
        }
    }

    function _grantKey(bytes32 dataset, uint8 group, uint32 member) private pure returns (bytes32) {
        return keccak256(abi.encode(dataset, group, member));
    }

    function _nameOf(uint32 owner) private pure returns (string memory) {
        return owner == 1 ? "environment.air-quality" : "transit.trips";
    }
}

/// C1: versions of descriptions and of schemas count from 1 without a gap and only grow; the latest is what the last event says.
/// C2: who may read is the fold of the events: the owner, and whom the last event of the group or of the whole set grants it still.
/// C3: only a data set's owner changes anything of it; a refused call leaves no event.
contract CatalogueInvariant {
    CatalogueHandler private _handler;

    function setUp() public {
        _handler = new CatalogueHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev The random walk is of use only if much is accepted and refused in it.
    function test_the_handler_acts_and_is_refused() public {
        for (uint256 seed = 0; seed < 400; ++seed) {
            uint256 dice = uint256(keccak256(abi.encode(seed)));
            _handler.act(dice);
            if (seed & 3 == 0) _handler.pass(uint16(dice));
        }
        assert(_handler.accepted() > 120);
        assert(_handler.refused() > 80);
        for (uint32 owner = 1; owner <= _handler.DATASETS(); ++owner) {
            assert(_handler.descriptions(_handler.datasetOf(owner)) > 5);
            assert(_handler.schemas(_handler.datasetOf(owner)) > 2);
        }
        _check();
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_C1_versions_only_grow_and_the_latest_is_the_last_events() public view {
        _checkVersions();
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_C2_access_is_the_fold_of_the_events() public view {
        _checkAccess();
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_C3_only_the_owner_changes_its_data_set() public view {
        assert(_handler.wronglyAccepted() == 0);
    }

    function _check() private view {
        _checkVersions();
        _checkAccess();
        assert(_handler.wronglyAccepted() == 0);
    }

    function _checkVersions() private view {
        assert(_handler.gaps() == 0);
        for (uint32 owner = 1; owner <= _handler.DATASETS(); ++owner) {
            bytes32 dataset = _handler.datasetOf(owner);
            (uint32 version, bytes32 hash) = _handler.catalogue().descriptionOf(dataset);
            assert(version == _handler.descriptions(dataset) && hash == _handler.documents(dataset));
            (version, hash) = _handler.catalogue().schemaOf(dataset);
            assert(version == _handler.schemas(dataset) && hash == _handler.schemaHashes(dataset));
        }
    }

    function _checkAccess() private view {
        for (uint32 owner = 1; owner <= _handler.DATASETS(); ++owner) {
            bytes32 dataset = _handler.datasetOf(owner);
            for (uint8 group = 0; group < _handler.GROUPS(); ++group) {
                for (uint32 member = 1; member <= _handler.MEMBERS(); ++member) {
                    bool expected = _handler.mayRead(owner, group, member);
                    assert(_handler.catalogue().hasAccess(dataset, group, member) == expected);
                }
            }
        }
    }
}
